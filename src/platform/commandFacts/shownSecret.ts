import { lstatSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { askGit } from './askGit.ts';

// git takes what a file holds for text or not by attributes, and those of a repository count for more than those with
// which Belay runs it. See gitattributes(5).

/** What is known of files with keys. */
export interface SecretNames {
  readonly globs: readonly string[];
  isSecret(path: string): boolean;
}

/** A file that is longer than this is no list of attributes. In bytes. */
const longest = 1 << 20;

/**
 * What the attributes of the repository at `at` have shown as text although it usually holds keys, as a person reads it:
 * a file that is tracked or has one of the usual names, or the pattern of a line that may be meant for some that once were.
 */
export async function shownSecret(
  at: string,
  environment: Readonly<Record<string, string>>,
  secrets: SecretNames,
): Promise<string | undefined> {
  const pathspecs = secrets.globs.map((glob) => `:(top,glob,icase)${glob}`);
  const tracked = await askGit(['ls-files', '-z', '--', ...pathspecs], at, environment);
  const usual = secrets.globs.map((glob) => glob.replace(/^\*\*\//, '').replace(/\*+/g, 'x'));
  const names = [...new Set([...tracked.split('\0').filter(Boolean), ...usual])];
  // Only the repository's own attributes count here, not the person's.
  const args = ['-c', 'core.attributesFile=/dev/null', 'check-attr', '-z', '--stdin', 'diff'];
  const fields = (await askGit(args, at, environment, names.join('\0'))).split('\0');
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [path, , value] = fields.slice(index, index + 3);
    if (value !== 'unspecified' && value !== 'unset') return path;
  }
  return await shownPattern(at, environment, secrets);
}

async function shownPattern(
  at: string,
  environment: Readonly<Record<string, string>>,
  secrets: SecretNames,
): Promise<string | undefined> {
  const tracked = await askGit(['ls-files', '-z', '--', ':(top,glob)**/.gitattributes'], at, environment);
  // A worktree or submodule keeps its own elsewhere.
  const own = (await askGit(['rev-parse', '--git-path', 'info/attributes'], at, environment)).trimEnd();
  const files = new Set([own, '.gitattributes', ...tracked.split('\0').filter(Boolean)]);
  const read = [...files].map((file) => ({ file, lines: linesOf(textOf(resolve(at, file))) }));
  const macros = new Map(read.flatMap(({ lines }) => lines.flatMap(({ macro, set }) => (macro ? [[macro, set]] : []))));
  const endings = endingsOf(secrets.globs);
  for (const { file, lines } of read) {
    const folder = file === own ? '' : dirname(file);
    const line = lines.find(
      ({ macro, pattern, set }) =>
        macro === undefined && shows(set, macros) && mayMatchSecret(pattern, folder, endings, secrets),
    );
    if (line) return `files that match “${line.pattern}” (${file})`;
  }
  return undefined;
}

function textOf(file: string): string {
  const found = lstatSync(file, { throwIfNoEntry: false });
  // git follows no link here either.
  return found?.isFile() && found.size <= longest ? readFileSync(file, 'utf8') : '';
}

interface Line {
  readonly pattern: string;
  /** The name that a line gives to several attributes. */
  readonly macro?: string;
  readonly set: readonly string[];
}

function linesOf(text: string): Line[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, quoted, plain = '', rest = ''] = /^[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s#]\S*))[ \t]*(.*)$/.exec(line) ?? [];
    const pattern = quoted ?? plain;
    if (pattern === '') return [];
    const set = rest.split(/[ \t]+/).filter(Boolean);
    return pattern.startsWith('[attr]')
      ? [{ pattern, macro: pattern.slice('[attr]'.length), set }]
      : [{ pattern, set }];
  });
}

/** True where the attributes undo `-diff`, by themselves or by a name for several. */
function shows(set: readonly string[], macros: ReadonlyMap<string, readonly string[]>, depth = 0): boolean {
  if (depth > 4) return true;
  return set.some((one) => {
    if (/^!?diff$|^diff=/.test(one)) return true;
    const several = macros.get(one);
    return several !== undefined && shows(several, macros, depth + 1);
  });
}

/** What names of files with keys end in, as far as nothing else does. */
function endingsOf(globs: readonly string[]): ReadonlySet<string> {
  return new Set(globs.flatMap((glob) => /\.[a-z\d]+$/.exec(glob)?.[0] ?? []));
}

/** False of whole names and of endings that no file with keys has. */
function mayMatchSecret(
  pattern: string,
  folder: string,
  endings: ReadonlySet<string>,
  { isSecret }: SecretNames,
): boolean {
  // It matches folders, and attributes are those of files.
  if (pattern.endsWith('/')) return false;
  if (pattern.includes('\\')) return true;
  const whole = join(folder, pattern).replaceAll('**', 'x');
  const last = pattern.slice(pattern.lastIndexOf('/') + 1);
  if (!/[*?[]/.test(last)) return isSecret(whole);
  return withoutClasses(last).some((name) => {
    const ending = /\.[^.*?[\]]+$/.exec(name)?.[0];
    if (ending === undefined || endings.has(ending.toLowerCase())) return true;
    return isSecret(name.replaceAll(/[*?]/g, 'x'));
  });
}

/** The names that one with `[ch]` in it stands for. */
function withoutClasses(name: string): string[] {
  const [whole, characters] = /\[(\w+)\]/.exec(name) ?? [];
  if (whole === undefined || characters === undefined) return [name];
  return [...characters].flatMap((one) => withoutClasses(name.replace(whole, one)));
}
