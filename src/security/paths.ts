import { backupGlobs, backupPatterns, markedWithin, noBackups, originalsOf } from './paths/backups.ts';
import { anyOf, foldedSegments, type Pattern, segmentsOf } from './paths/pattern.ts';
import { secretFiles } from './paths/secretFiles.ts';
import { trustedFiles } from './paths/trustedFiles.ts';

/** True when `path` is `root` or below it, compared segment by segment, never by string prefix. Both absolute, normalised. */
export function isInside(root: string, path: string, ignoreCase: boolean): boolean {
  const fold = (segment: string): string => (ignoreCase ? segment.toLowerCase() : segment);
  const base = segmentsOf(root);
  const segments = segmentsOf(path);
  return (
    base.length <= segments.length && base.every((segment, index) => fold(segment) === fold(segments[index] ?? ''))
  );
}

/** Globs of the secret files, for a search over a whole folder to leave out. Their backups `isSecret` tells. */
export const secretGlobs: readonly string[] = globsOf(secretFiles);

let maybeSecret: readonly string[] | undefined;

/** Globs of all that may be a secret file or a backup of one; which of it is one, `isSecret` tells. */
export function maybeSecretGlobs(): readonly string[] {
  // Not at the start, which it would hold up: only commands ask.
  maybeSecret ??= [...together(secretGlobs), ...backupGlobs(secretFiles)];
  return maybeSecret;
}

let attributes: string | undefined;

/**
 * Lines for a file of git's attributes: what is in secret files then counts as binary, and no diff, log or show prints
 * it. See gitattributes(5).
 */
export function secretAttributes(): string {
  attributes ??= [
    // Numbered backups, of whatever file: one pattern instead of one for each name.
    '*.~[0-9]*~ -diff',
    // The last line that matches counts, so what is harmless stands behind.
    ...backupLines(backupPatterns),
    ...noBackups.map((ending) => `*.${ending} !diff`),
    ...backupLines(markedWithin),
    ...secretFiles.flatMap(({ pattern, folder, except = [] }) => [
      `${attributePattern(pattern)} -diff`,
      ...(folder ? [`${attributePattern(`${pattern}/**`)} -diff`] : []),
      ...except.map((name) => `${attributePattern(name)} !diff`),
    ]),
  ].join('\n');
  return attributes;
}

function backupLines(patternsOf: (pattern: string) => readonly string[]): string[] {
  const plain = secretFiles.filter(({ folder }) => !folder);
  return plain
    .flatMap(({ pattern }) => eachOf(pattern).flatMap(patternsOf))
    .map((backup) => `${plainly(backup)} -diff`);
}

/** Names count in any case, and those with a folder in any place. */
function attributePattern(pattern: string): string {
  const anyCase = pattern.replace(/\[[^\]]*\]|[a-z]/g, (one) => `[${one.replace(/[[\]]/g, '')}${capitals(one)}]`);
  return plainly(anyCase);
}

/** A pattern of git's for any place. A `#` in front would be a remark. */
function plainly(pattern: string): string {
  const anywhere = pattern.includes('/') ? `**/${pattern}` : pattern.replace(/^#/, '[#]');
  return anywhere.includes(' ') ? `"${anywhere}"` : anywhere;
}

function capitals(text: string): string {
  return text.replace(/[^a-z]/g, '').toUpperCase();
}

const guardedFiles = trustedFiles.filter(({ installed }) => !installed);

/** Globs of the files that other programs run or trust, and that a command of the project has no business writing. */
export const guardedGlobs: readonly string[] = globsOf(guardedFiles);

const secret = anyOf(secretFiles);
const trusted = anyOf(trustedFiles);
const guarded = anyOf(guardedFiles);

/** True for files that usually hold keys or passwords, and for backups of them, however the path is spelled. */
export function isSecret(path: string): boolean {
  const segments = foldedSegments(path);
  if (secret(segments)) return true;
  const folder = segments.slice(0, -1);
  return originalsOf(segments.at(-1) ?? '').some((name) => secret([...folder, name]));
}

/**
 * True for files that other programs run or trust (hooks, editor and CI configuration, rc and instruction files), however
 * the path is spelled.
 */
export function isTrustedByPrograms(path: string): boolean {
  return trusted(foldedSegments(path));
}

/** True for those of them that are to be kept from the commands of the project as well. */
export function isGuarded(path: string): boolean {
  return guarded(foldedSegments(path));
}

function globsOf(patterns: readonly Pattern[]): string[] {
  return patterns.flatMap(({ pattern, folder, source }) => {
    // Who asks git for the attributes of such names takes a glob with a bracket for a pattern and not for a name.
    const globs = eachOf(`**/${pattern}${folder ? '/**' : ''}`);
    return source ? globs.map((glob) => glob.replace(/.$/, '[$&]')) : globs;
  });
}

/** The same as fewer globs, which ripgrep tries faster: the plain names in one, what is plain but for its beginning in another. */
function together(globs: readonly string[]): string[] {
  const names = globs.filter((glob) => /^\*\*\/[^*[{}]+$/.test(glob));
  const ends = globs.filter((glob) => /^\*\*\/\*[^*/[{}]+$/.test(glob));
  const others = globs.filter((glob) => !names.includes(glob) && !ends.includes(glob));
  const group = (front: string, some: readonly string[]): string =>
    `${front}{${some.map((glob) => glob.slice(front.length)).join(',')}}`;
  return [group('**/', names), group('**/*', ends), ...others];
}

/** The globs that one with `[_-]` in it stands for. */
function eachOf(glob: string): string[] {
  const [whole, characters] = /\[([^\]]*)\]/.exec(glob) ?? [];
  if (whole === undefined || characters === undefined) return [glob];
  return [...characters].flatMap((one) => eachOf(glob.replace(whole, one)));
}
