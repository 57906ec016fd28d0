import { type BigIntStats, lstatSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { askGit } from './askGit.ts';
import { type SecretNames, shownSecret } from './shownSecret.ts';

/**
 * Entries of a repository's own configuration that name a program, or further configuration that may, another address, or
 * a file that git reads and may show. Their names are matched in lower case.
 */
const running: readonly RegExp[] = [
  /^core\.(?:sshcommand|gitproxy|askpass|editor|pager|alternaterefscommand|worktree|attributesfile)$/,
  /^(?:pager|filter|gpg|credential|alias|include|includeif|url|interactive|uploadpack|sequence|hook)\./,
  /^diff\.(?:external|.*\.(?:command|textconv))$/,
  /^(?:merge\..*\.driver|trailer\..*\.(?:cmd|command))$/,
  /^remote\..*\.(?:uploadpack|receivepack|vcs|proxy)$/,
  /^(?:mailmap\.(?:file|blob)|gc\.recentobjectshook|extensions\.partialclone|protocol\.(?:.*\.)?allow)$/,
];
/** Entries of those families that only say yes or no, or name a format. */
const harmless = /^(?:pager\..*|gpg\.format|filter\..*\.required|credential\.usehttppath|hook\..*\.enabled)$/;
const yesOrNo = /^(?:true|false|yes|no|on|off|0|1|openpgp|x509|ssh|)$/i;

/** Entries that do so with some values only. */
const runningWith: readonly (readonly [key: RegExp, harmless: RegExp])[] = [
  [/^core\.fsmonitor$/, yesOrNo],
  [/^submodule\..*\.update$/, /^(?:none|checkout|rebase|merge)$/],
  // Where its lines are no revisions git shows them.
  [/^blame\.ignorerevsfile$/, /^\.?(?:git-?)?(?:blame)?-?ignore-?revs(?:-file)?$/i],
  // A format or an order that has signatures verified.
  [/^(?:pretty\..*|format\.pretty)$/, /^(?!.*%[^a-z%]*G)(?!.*signature)/is],
  // By merging once more, for which git writes objects.
  [/^log\.diffmerges$/, /^(?!r)/i],
  [/^(?:branch|tag)\.sort$/, /^(?!.*signature)/is],
];

/** Nothing is looked at deeper, or in more repositories, than this. */
const maxDepth = 3;
const maxRepositories = 50;

interface Answer {
  readonly reason: string | undefined;
  /** The files on which the answer rests, with what they were like; nothing where they are not known. */
  readonly files: ReadonlyMap<string, string> | undefined;
}

/**
 * Says by which entry the repository in which a folder lies could make git run a program: its own configuration, and
 * that of repositories inside its tree, which `git status` and `git diff` enter. Says so as well where its attributes
 * would make git show what is in files with keys. An answer is kept for as long as the files on which it rests are
 * untouched. `environment` is that of commands which only look.
 */
export function createGitRuns(environment: Readonly<Record<string, string>>, secrets: SecretNames) {
  const kept = new Map<string, Answer>();
  return async (folder: string): Promise<string | undefined> => {
    const before = kept.get(folder);
    if (before?.files && [...before.files].every(([file, state]) => stateOf(file) === state)) return before.reason;
    const answer = await examine(folder, environment, secrets);
    kept.set(folder, answer);
    return answer.reason;
  };
}

async function examine(
  folder: string,
  environment: Readonly<Record<string, string>>,
  secrets: SecretNames,
): Promise<Answer> {
  const files = new Map<string, string>();
  const note = (file: string): void => void files.set(file, stateOf(file));
  const repository = repositoryAbove(folder, note);
  if (repository === undefined) return { reason: undefined, files };
  // A worktree or submodule keeps its files elsewhere.
  let elsewhere = false;
  let count = 0;
  const look = async (at: string, depth: number): Promise<string | undefined> => {
    count += 1;
    if (depth > maxDepth || count > maxRepositories)
      return 'It holds more repositories inside each other than are looked at.';
    elsewhere ||= stateOf(join(at, '.git')) !== 'folder';
    for (const name of ['config', 'config.worktree', 'index', 'info/attributes']) note(join(at, '.git', name));
    note(join(at, '.gitattributes'));
    const listed = await askGit(['config', '--list', '--show-scope', '--null'], at, environment);
    const entry = riskyEntry(listed, at) ?? leadingElsewhere(listed, at, note);
    if (entry !== undefined)
      return `The repository’s own configuration sets ${entry}, which can make git run a program.`;
    const shown = await shownSecret(at, environment, secrets);
    if (shown !== undefined)
      return `The attributes of this repository make git show the contents of ${shown}, which usually holds keys.`;
    const index = await askGit(['ls-files', '--stage', '-z'], at, environment);
    for (const line of index.split('\0')) {
      if (line.endsWith('/.gitattributes')) note(join(at, line.slice(line.indexOf('\t') + 1)));
      if (!line.startsWith('160000 ')) continue;
      const inner = join(at, line.slice(line.indexOf('\t') + 1));
      note(join(inner, '.git'));
      if (stateOf(join(inner, '.git')) === 'missing') continue;
      const reason = await look(inner, depth + 1);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
  const reason = await look(repository, 0);
  return { reason, files: elsewhere ? undefined : files };
}

/** The first entry, of the repository and not of its user, that can run something. */
function riskyEntry(listing: string, at: string): string | undefined {
  const fields = listing.split('\0');
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const scope = fields[index];
    const [key = '', ...lines] = (fields[index + 1] ?? '').split('\n');
    if (scope !== 'local' && scope !== 'worktree') continue;
    const value = lines.join('\n');
    if (harmless.test(key) && yesOrNo.test(value)) continue;
    if (key === 'core.worktree' && isOwnFolder(value, at)) continue;
    const exact = runningWith.find(([pattern]) => pattern.test(key));
    if (exact ? !exact[1].test(value) : running.some((pattern) => pattern.test(key))) return key;
  }
  return undefined;
}

/** Whether a submodule's files lie where its `.git` does: git itself writes that into the configuration of each. */
function isOwnFolder(worktree: string, at: string): boolean {
  const file = join(at, '.git');
  if (kindOf(file) !== 'file') return false;
  const [, folder] = /^gitdir: ([^\n]+)\n?$/.exec(readFileSync(file, 'utf8')) ?? [];
  return folder !== undefined && resolve(at, folder, worktree) === at;
}

/**
 * The entry of a file of the repository that git reads and, where it is not in order, shows, if a link leads from it to
 * another one. Whoever set it: a person's own names a file by its place in any repository.
 */
function leadingElsewhere(listing: string, at: string, note: (file: string) => void): string | undefined {
  for (const field of listing.split('\0')) {
    const [key = '', value = ''] = field.split('\n');
    if (key !== 'blame.ignorerevsfile' || /^(?:$|[/~])/.test(value)) continue;
    const segments = value.split('/');
    const way = segments.map((_, index) => join(at, ...segments.slice(0, index + 1)));
    for (const file of way) note(file);
    const last = way.pop() ?? at;
    const straight = !segments.includes('..') && way.every((folder) => kindOf(folder) === 'folder');
    if (kindOf(last) !== 'missing' && !(straight && kindOf(last) === 'file')) return key;
  }
  return undefined;
}

/** The nearest folder upwards that is a repository; a bare one laid out in the open counts as none, since it is refused. */
export function repositoryAbove(folder: string, note?: (file: string) => void): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    note?.(join(at, '.git'));
    if (stateOf(join(at, '.git')) !== 'missing') return at;
    if (dirname(at) === at) return undefined;
  }
}

/** What lies at a path itself, links not followed. */
function kindOf(path: string): 'file' | 'folder' | 'missing' | 'other' {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'missing';
  return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
}

/** What a file is like, so that a change of it is noticed. Folders only exist or not. */
function stateOf(file: string): string {
  let found: BigIntStats | undefined;
  try {
    found = lstatSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return 'unreadable';
  }
  if (!found) return 'missing';
  if (found.isDirectory()) return 'folder';
  return `file ${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
}
