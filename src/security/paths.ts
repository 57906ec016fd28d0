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

/** Globs of the secret files, for a search over a whole folder to leave out. */
export const secretGlobs: readonly string[] = globsOf(secretFiles);

/**
 * Lines for a file of git's attributes: what is in secret files then counts as binary, and no diff, log or show prints
 * it. See gitattributes(5).
 */
export const secretAttributes: string = secretFiles
  .flatMap(({ pattern, folder, except = [] }) => [
    `${attributePattern(pattern, folder)}${folder ? '/**' : ''} -diff`,
    ...except.map((name) => `${attributePattern(name)} !diff`),
  ])
  .join('\n');

/** Names count in any case, and those with a folder in any place. */
function attributePattern(pattern: string, folder = false): string {
  const anyCase = pattern.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return folder || pattern.includes('/') ? `**/${anyCase}` : anyCase;
}

/** Globs of the files that other programs run or trust. */
export const trustedGlobs: readonly string[] = globsOf(trustedFiles);

const secret = anyOf(secretFiles);
const trusted = anyOf(trustedFiles);

/** True for files that usually hold keys or passwords, however the path is spelled. */
export function isSecret(path: string): boolean {
  return secret(foldedSegments(path));
}

/**
 * True for files that other programs run or trust (hooks, editor and CI configuration, rc and instruction files), however
 * the path is spelled.
 */
export function isTrustedByPrograms(path: string): boolean {
  return trusted(foldedSegments(path));
}

function globsOf(patterns: readonly Pattern[]): string[] {
  return patterns.map(({ pattern, folder }) => `**/${pattern}${folder ? '/**' : ''}`);
}
