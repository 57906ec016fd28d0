import type { CommandFacts } from '../../agent/commandFacts.ts';
import { isInside, isSecret, maybeSecretGlobs } from '../paths.ts';
import type { Effect } from '../table.ts';
import type { Read } from './analysis.ts';
import { escapePattern, literalStart } from './argument.ts';
import type { Check } from './checks/check.ts';
import { changeOfFolder, endlessCommands, optionInjection, pathOperands } from './checks/meaning.ts';
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

/** Paths with more parts than this are not followed: each part is looked up, as often as there are parts before it. */
const maxSegments = 100;

/** More matches than this are not gone through. */
const maxMatches = 500;

/** Judges one path that a command reads, wherever links lead. */
export async function judgeRead(read: Read, facts: CommandFacts, paths: PathFacts): Promise<ReadVerdict> {
  if (read.path.split('/').length > maxSegments)
    return { check: pathOperands, why: 'A path has more parts than are followed.' };
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
  if (access === 'content' && facts.neverEnds(real))
    return { check: endlessCommands, why: `${shown(path)} is a pipe or a device, which may never end.` };
  if (access === 'content' && (isSecret(lexical) || isSecret(real)))
    return { check: pathOperands, why: `${shown(path)} usually holds keys or passwords.`, effect: 'readSecret' };
  if (read.search?.library && facts.namesOthers(real))
    return { check: pathOperands, why: `${shown(path)} names other files, which are read as well.` };
  const linked = read.search?.follows ? await judgeLinks(read, real, facts, paths) : fine;
  return access === 'tree' && linked.why === undefined ? await judgeTree(read, real, facts, paths) : linked;
}

const fine: ReadVerdict = { check: pathOperands };

/** Everything below a folder is read: a secret in it counts like one that is named. */
async function judgeTree(read: Read, folder: string, facts: CommandFacts, paths: PathFacts): Promise<ReadVerdict> {
  const { only, hidden = true, ignored = true } = read.search ?? {};
  // A file is found below, whatever its name; a folder is one with keys only as a whole.
  if (isSecret(`${folder}/.`))
    return { check: pathOperands, why: `${shown(read.path)} holds keys or passwords.`, effect: 'readSecret' };
  const files = read.search?.tracked
    ? await facts.trackedFiles(paths.root, folder)
    : await facts.filesBelow(folder, maybeSecretGlobs(), { hidden, ignored });
  if (!files)
    return { check: pathOperands, why: `${shown(read.path)} holds too much to tell whether there are secrets in it.` };
  const secret = files.find((file) => {
    // One that is named itself is read whatever patterns say.
    const chosen = file === folder || !only || only.some((one) => mayMean(one, file));
    return isSecret(file.slice(paths.root.length)) && chosen && !isPassedOver(file.slice(folder.length), read);
  });
  return secret === undefined
    ? fine
    : {
        check: pathOperands,
        why: `It would read ${secret}, which usually holds keys or passwords.`,
        effect: 'readSecret',
      };
}

/** Whether a pattern of a search may mean a file: by its name, and by the folders that it begins with. */
function mayMean(pattern: string, file: string): boolean {
  const start = literalStart(pattern);
  const folders = start.slice(0, start.lastIndexOf('/') + 1).replace(/^\//, '');
  const below = folders === '' || file.toLowerCase().includes(`/${folders.toLowerCase()}`);
  return below && overlaps(afterSlash(pattern), escapePattern(afterSlash(file)));
}

/** True where a name on the way from the folder that is searched is, in exactly this case, one that is left out. */
function isPassedOver(below: string, { search }: Read): boolean {
  const { files = [], folders = [] } = search?.without ?? {};
  const segments = below.split('/').filter((segment) => segment !== '');
  const name = segments.pop();
  if (name === undefined) return false;
  return (
    segments.some((segment) => /^[\w.-]+$/.test(segment) && folders.includes(segment)) ||
    files.some((pattern) => /^[\w.-]*(?:\*[\w.-]*){0,2}$/.test(pattern) && exactly(pattern).test(name))
  );
}

function exactly(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/\*+/g, '.*')}$`, 's');
}

/** A program that follows links reads what they lead to: each may lead to an ordinary file of the workspace only. */
async function judgeLinks(read: Read, folder: string, facts: CommandFacts, paths: PathFacts): Promise<ReadVerdict> {
  const links = await facts.linksBelow(folder);
  if (!links || links.length > maxMatches)
    return { check: pathOperands, why: `${shown(read.path)} holds too much to tell where the links in it lead.` };
  for (const link of links) {
    const { search: _, ...one } = read;
    const verdict = await judgePath({ ...one, access: 'content' }, link, facts, paths);
    if (verdict.why !== undefined) return verdict;
    // A folder may hold secrets and further links.
    const inside = await facts.filesBelow(link, ['**'], { hidden: true, ignored: true });
    if (inside?.length !== 1 || inside[0] !== link)
      return { check: pathOperands, why: `${shown(link)} is followed, and leads to another folder.` };
  }
  return fine;
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
  // Before 5.2 bash took the folder above for a match.
  if (access === 'names' && path.split('/').slice(0, -1).some(mayClimb))
    return { check: pathOperands, why: `${shown(path)} may go upwards.` };
  if (access === 'names') {
    const beyond = await judgeFolders(read, facts, paths);
    if (beyond.why !== undefined || !read.noDashes) return beyond;
  }
  const matches = await facts.matches(absolute(path, paths));
  if (!matches || matches.length > maxMatches)
    return { check: pathOperands, why: `${shown(path)} matches more than is gone through.` };
  for (const match of matches) {
    const name = afterSlash(match);
    const below = match.slice(paths.root.length);
    // In an old form `+5f` is an option of tail.
    if (read.noDashes && /\/(?:-|\+\d*[a-z]{0,2}f$)/i.test(below))
      return { check: optionInjection, why: `${name} would be taken for an option.` };
    if (read.resplit && /[\s*?[\]\\]/.test(below))
      return { check: wordSplitting, why: `The name ${name} falls apart without quotes.` };
    const verdict = await judgePath(read, match, facts, paths);
    if (verdict.why !== undefined) return verdict;
  }
  return fine;
}

/** The folders in which names are listed: one that a wildcard stands for may be a link. */
async function judgeFolders(read: Read, facts: CommandFacts, paths: PathFacts): Promise<ReadVerdict> {
  const pattern = read.path.replace(/[^/]*\/*$/, '');
  if (literalStart(pattern) === pattern) return fine;
  const names = await facts.matches(absolute(read.path, paths));
  // Where there are too many names, all folders count, also those with none.
  const folders = names
    ? [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('/')) || '/'))]
    : await facts.matches(absolute(pattern, paths));
  if (!folders || folders.length > maxMatches)
    return { check: pathOperands, why: `${shown(read.path)} matches more than is gone through.` };
  for (const folder of folders) {
    const verdict = await judgePath({ ...read, access: 'entry' }, folder, facts, paths);
    if (verdict.why !== undefined) return verdict;
  }
  return fine;
}

function absolute(path: string, paths: PathFacts): string {
  return path.startsWith('/') ? path : `${escapePattern(paths.root)}/${path}`;
}

function mayClimb(segment: string): boolean {
  return /^\\?\.(?=.*[*?[])(?!\[[!^]\.\])/.test(segment) && overlaps(segment, '..');
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
