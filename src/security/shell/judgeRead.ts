import type { CommandFacts } from '../../agent/commandFacts.ts';
import { isInside, isSecret, secretGlobs } from '../paths.ts';
import type { Effect } from '../table.ts';
import type { Read } from './analysis.ts';
import { escapePattern, literalStart } from './argument.ts';
import type { Check } from './checks/check.ts';
import { changeOfFolder, optionInjection, pathOperands } from './checks/meaning.ts';
import { wordSplitting } from './checks/syntax.ts';
import { overlaps } from './patterns.ts';

/** Where paths lead on this machine. */
export interface PathFacts {
  /** Absolute path of the workspace folder, links followed. */
  readonly root: string;
  /** Folders outside the workspace that are read freely, links followed. */
  readonly readable: readonly string[];
  readonly ignoreCase: boolean;
  /** Absolute, normalised path. */
  resolve(path: string): string;
  /** The same with every link followed; throws where it cannot be told. */
  realPath(path: string): Promise<string>;
  /** A path outside the workspace that the person lets be read. */
  readonly mayRead?: (lexical: string, real: string) => boolean;
}

interface ReadVerdict {
  readonly check: Check;
  /** A sentence where the read is more than looking at the workspace. */
  readonly why?: string;
  readonly effect?: Effect;
}

/** More matches than this are not gone through. */
const maxMatches = 500;

/** Judges one path that a command reads, wherever links lead. */
export async function judgeRead(read: Read, facts: CommandFacts, paths: PathFacts): Promise<ReadVerdict> {
  try {
    return read.pattern ? await judgePattern(read, facts, paths) : await judgePath(read, read.path, facts, paths);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { check: pathOperands, why: `${read.path} is not judged: ${why}` };
  }
}

async function judgePath(read: Read, path: string, facts: CommandFacts, paths: PathFacts): Promise<ReadVerdict> {
  const { access } = read;
  const lexical = paths.resolve(path);
  const real = await physical(path, paths);
  const within = (folder: string, one: string): boolean => isInside(folder, one, paths.ignoreCase);
  const inside = within(paths.root, lexical) && within(paths.root, real);
  const free = inside || paths.readable.some((folder) => within(folder, real)) || paths.mayRead?.(lexical, real);
  if (!free) return { check: pathOperands, why: `${shown(path)} lies outside the workspace.`, effect: 'readOutside' };
  if (access === 'enter' && real !== lexical)
    return { check: changeOfFolder, why: `${shown(path)} is reached through a link.` };
  if (access === 'content' && (isSecret(lexical) || isSecret(real)))
    return { check: pathOperands, why: `${shown(path)} usually holds keys or passwords.`, effect: 'readSecret' };
  return access === 'tree' ? await judgeTree(read, real, facts, paths) : fine;
}

const fine: ReadVerdict = { check: pathOperands };

/** Everything below a folder is read: a secret in it counts like one that is named. */
async function judgeTree(read: Read, folder: string, facts: CommandFacts, paths: PathFacts): Promise<ReadVerdict> {
  const { only, hidden = true, ignored = true } = read.search ?? {};
  if (isSecret(folder))
    return { check: pathOperands, why: `${shown(read.path)} holds keys or passwords.`, effect: 'readSecret' };
  const files = await facts.filesBelow(folder, secretGlobs, { hidden, ignored });
  if (!files)
    return { check: pathOperands, why: `${shown(read.path)} holds too much to tell whether there are secrets in it.` };
  const chosen = (name: string): boolean => !only || only.some((one) => overlaps(afterSlash(one), escapePattern(name)));
  const secret = files.find((file) => isSecret(file.slice(paths.root.length)) && chosen(afterSlash(file)));
  return secret === undefined
    ? fine
    : {
        check: pathOperands,
        why: `It would read ${secret}, which usually holds keys or passwords.`,
        effect: 'readSecret',
      };
}

/** Judges what a pattern matches now. */
async function judgePattern(read: Read, facts: CommandFacts, paths: PathFacts): Promise<ReadVerdict> {
  const { path, access } = read;
  const start = literalStart(path);
  const folder = start.slice(0, start.lastIndexOf('/') + 1) || './';
  const before = await judgePath({ ...read, access: 'entry' }, folder, facts, paths);
  if (before.why !== undefined) return before;
  if (/(?:^|\/)\.\.(?:\/|$)/.test(path.slice(start.length)))
    return { check: pathOperands, why: `${shown(path)} goes upwards after a wildcard.` };
  if (access === 'names' && !read.noDashes) return fine;
  const absolute = path.startsWith('/') ? path : `${escapePattern(paths.root)}/${path}`;
  const matches = await facts.matches(absolute);
  if (!matches || matches.length > maxMatches)
    return { check: pathOperands, why: `${shown(path)} matches more than is gone through.` };
  for (const match of matches) {
    const name = afterSlash(match);
    const below = match.slice(paths.root.length);
    if (read.noDashes && /\/-/.test(below))
      return { check: optionInjection, why: `${name} would be taken for an option.` };
    if (read.resplit && /[\s*?[\]\\]/.test(below))
      return { check: wordSplitting, why: `The name ${name} falls apart without quotes.` };
    const verdict = await judgePath(read, match, facts, paths);
    if (verdict.why !== undefined) return verdict;
  }
  return fine;
}

/**
 * Where a path leads for the system, which follows a link before it goes up from it: unlike in text, `link/..` is the
 * folder above what the link names.
 */
async function physical(path: string, paths: PathFacts): Promise<string> {
  const segments = path.split('/');
  const start = segments.findIndex((segment) => segment !== '' && segment !== '.' && segment !== '..');
  if (start < 0 || !segments.includes('..', start)) return await paths.realPath(paths.resolve(path));
  const [first = '', ...rest] = segments;
  let at = await paths.realPath(paths.resolve(first === '' ? '/' : first));
  for (const segment of rest) {
    if (segment === '' || segment === '.') continue;
    const next = paths.resolve(`${at}/${segment}`);
    at = segment === '..' ? next : await paths.realPath(next);
  }
  return at;
}

function afterSlash(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path as the person wrote it. */
function shown(path: string): string {
  return path.startsWith('./') ? path.slice(2) || '.' : path;
}
