/**
 * Matches the end of a path, in lower case: each entry is one or more last segments, `*` standing for any
 * characters and `[_-]` for one of those. */
export interface Pattern {
  readonly pattern: string;
  /** The pattern names a folder: everything below it matches as well. */
  readonly folder?: true;
  /** Patterns of names that match but are harmless. */
  readonly except?: readonly string[];
  /** A program’s source or plain text: what a repository says of all files of that kind says nothing of this one. */
  readonly source?: true;
  /** Installers and other tools of the project write here all the time: the sandbox lets them, an edit is more than one. */
  readonly installed?: true;
}

type Fits = (segments: readonly string[]) => boolean;

/** A test of folded segments (see `foldedSegments`) against a table of patterns, which is read at the first one. */
export function anyOf(patterns: readonly Pattern[]): Fits {
  let test: Fits | undefined;
  return (segments) => {
    test ??= testOfAny(patterns);
    return test(segments);
  };
}

function testOfAny(patterns: readonly Pattern[]): Fits {
  // Most patterns are one plain name: those are looked up, and only the others tried one by one.
  const plain = (one: Pattern): boolean => !one.except && !/[*/[]/.test(one.pattern);
  const namesOf = (some: readonly Pattern[]): Set<string> => new Set(some.map(({ pattern }) => pattern));
  const files = namesOf(patterns.filter((one) => plain(one) && !one.folder));
  const folders = namesOf(patterns.filter((one) => plain(one) && one.folder));
  const wild = (one: Pattern): boolean => !plain(one) && !one.except && !one.folder && !one.pattern.includes('/');
  const sources = patterns.filter(wild).map(({ pattern }) => sourceOf(pattern));
  const name = new RegExp(`^(?:${sources.join('|') || '(?!)'})$`, 's');
  const tests = patterns.filter((one) => !plain(one) && !wild(one)).map(testOf);
  return (segments) =>
    files.has(segments.at(-1) ?? '') ||
    segments.some((segment) => folders.has(segment)) ||
    name.test(segments.at(-1) ?? '') ||
    tests.some((fits) => fits(segments));
}

function testOf({ pattern, folder, except = [] }: Pattern): Fits {
  const wanted = pattern.split('/').map(segmentTest);
  const harmless = except.map((one) => testOf({ pattern: one }));
  return (segments) => {
    const last = segments.length - wanted.length;
    if (last < 0) return false;
    if (folder) return segments.some((_, start) => start <= last && fitsAt(wanted, segments, start));
    return fitsAt(wanted, segments, last) && !harmless.some((fits) => fits(segments));
  };
}

function fitsAt(
  wanted: readonly ((segment: string) => boolean)[],
  segments: readonly string[],
  start: number,
): boolean {
  return wanted.every((fits, index) => fits(segments[start + index] ?? ''));
}

function segmentTest(part: string): (segment: string) => boolean {
  if (!/[*[]/.test(part)) return (segment) => segment === part;
  const whole = new RegExp(`^${sourceOf(part)}$`, 's');
  return (segment) => whole.test(segment);
}

function sourceOf(part: string): string {
  const escaped = part.replace(/\[[^\]]*\]|[.+?^${}()|\\]/g, (one) => (one.length > 1 ? one : `\\${one}`));
  return escaped.replaceAll('*', '.*');
}

/**
 * The segments of a path as the most forgiving file system reads them, so that every spelling of a name is the name:
 * case and Unicode form folded, characters that HFS ignores left out, `\` a separator, and what NTFS takes off an end
 * (dots, blanks, the name of a stream) taken off. `git~1` is what NTFS calls `.git`.
 */
export function foldedSegments(path: string): string[] {
  return segmentsOf(fold(path))
    .map((segment) => {
      if (segment === '.' || segment === '..') return segment;
      const trimmed = segment.replace(/:.*$/s, '').replace(/[. ]+$/, '');
      return /^git~\d$/.test(trimmed) ? '.git' : trimmed;
    })
    .filter((segment, index) => segment !== '' || index === 0);
}

const ascii = /^[\x20-\x7e]*$/;
const ignored =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of these characters is left out by itself
  /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB]|[\u{E0000}-\u{E0FFF}]/gu;

function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  // To capitals and back: the long s, the dotless i and ß are taken for other letters by file systems that ignore case.
  const folded = text.replace(ignored, '').normalize('NFKC').toLowerCase().toUpperCase().toLowerCase();
  return folded.replaceAll('i\u0307', 'i').normalize('NFKC');
}

/** Path with `/` between segments, without a trailing one; drive letters and case as they are. */
export function segmentsOf(path: string): string[] {
  return path.split(/[\\/]+/).filter((segment, index) => segment !== '' || index === 0);
}
