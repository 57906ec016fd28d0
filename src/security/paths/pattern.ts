/** Matches the end of a path, in lower case: each entry is one or more last segments, `*` standing for any characters. */
export interface Pattern {
  readonly pattern: string;
  /** The pattern names a folder: everything below it matches as well. */
  readonly folder?: true;
  /** Names that match the pattern but are harmless. */
  readonly except?: readonly string[];
}

/** A test of folded segments (see `foldedSegments`) against a table of patterns. */
export function anyOf(patterns: readonly Pattern[]): (segments: readonly string[]) => boolean {
  const tests = patterns.map((entry) => {
    const wanted = entry.pattern.split('/').map(segmentTest);
    return { ...entry, fits: (segments: readonly string[], at: number) => fitsAt(wanted, segments, at), wanted };
  });
  return (segments) =>
    tests.some(({ folder, except, fits, wanted }) => {
      const last = segments.length - wanted.length;
      if (last < 0) return false;
      if (folder) return segments.some((_, start) => start <= last && fits(segments, start));
      return fits(segments, last) && !except?.includes(segments.at(-1) ?? '');
    });
}

function fitsAt(
  wanted: readonly ((segment: string) => boolean)[],
  segments: readonly string[],
  start: number,
): boolean {
  return wanted.every((fits, index) => fits(segments[start + index] ?? ''));
}

function segmentTest(part: string): (segment: string) => boolean {
  if (!part.includes('*')) return (segment) => segment === part;
  const source = part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  const whole = new RegExp(`^${source}$`, 's');
  return (segment) => whole.test(segment);
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
