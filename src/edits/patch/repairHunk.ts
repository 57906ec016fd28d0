import { majorityEnding, splitLines } from '../lineEndings.ts';
import { causes } from '../repair/evidence.ts';
import { repairIn } from '../repair/repair.ts';
import { countBelow } from './lineIndex.ts';
import type { PatchLine } from './patch.ts';

/** `start` and `length` are the lines of the file that `inserted` takes the place of; lines are counted from 0. */
export type RepairedHunk =
  | { readonly kind: 'none' }
  /** So much was looked through for other hunks of the file that this one is not looked for. */
  | { readonly kind: 'tooMuch' }
  | {
      readonly kind: 'certain';
      readonly start: number;
      readonly length: number;
      readonly inserted: string;
      readonly causes: readonly string[];
    }
  | { readonly kind: 'several'; readonly lines: readonly number[]; readonly causes: readonly string[] }
  | { readonly kind: 'unsure'; readonly line: number; readonly why: string; readonly causes: readonly string[] };

/** Lines of a file: the first, and the one after the last. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Characters that are looked through for the hunks of a file which do not fit to the letter: about two seconds. */
const mostWork = 40_000_000;

/**
 * Looks in a file, or in some lines of it, for hunks that it does not have to the letter, by the same rules as for other
 * edits: a near miss is repaired where it is certain what is meant, and what the old lines needed is done to the new ones
 * as well.
 */
export function createHunkRepairer(
  file: readonly string[],
): (lines: readonly PatchLine[], within?: LineRange) => RepairedHunk {
  let work = 0;
  let whole: ReturnType<typeof searcher> | undefined;
  return (lines, within) => {
    if (work > mostWork) return { kind: 'tooMuch' };
    work += 1000;
    for (let line = within?.start ?? 0; line < (within?.end ?? file.length); line++) work += file[line]?.length ?? 0;
    if (within) return moved(searcher(file.slice(within.start, within.end))(lines), within.start);
    whole ??= searcher(file);
    return whole(lines);
  };
}

function searcher(file: readonly string[]): (lines: readonly PatchLine[]) => RepairedHunk {
  // A hunk is made of whole lines: it begins after the end of another, so the text gets one in front.
  const text = `\n${file.join('')}`;
  const repair = repairIn(text, majorityEnding(text));
  let ends: number[] | undefined;
  /** The line that begins after a line end. */
  const lineAfter = (offset: number): number => {
    ends ??= lineEnds(text);
    return countBelow(ends, offset);
  };
  return (lines) => {
    const result = repair(`\n${joined(lines, 'add')}`, `\n${joined(lines, 'remove')}`, false);
    if (result.kind === 'none') return result;
    const told = result.repairs.filter((cause) => cause !== causes.lineEndings && cause !== causes.finalNewline);
    if (result.kind === 'several') return { kind: 'several', lines: result.places.map(lineAfter), causes: told };
    if (result.kind === 'unsure')
      return { kind: 'unsure', line: lineAfter(result.start), why: result.why, causes: told };
    const [insertion] = result.insertions;
    if (!insertion) return { kind: 'none' };
    const place = text.slice(insertion.start, insertion.end);
    const ended = insertion.end === text.length || place.endsWith('\n');
    if (!ended || !lineEnd.test(place) || !lineEnd.test(insertion.inserted)) return { kind: 'none' };
    return {
      kind: 'certain',
      start: lineAfter(insertion.start),
      length: splitLines(place.replace(lineEnd, '')).length,
      inserted: insertion.inserted.replace(lineEnd, ''),
      causes: told,
    };
  };
}

const lineEnd = /^\r?\n/;

function joined(lines: readonly PatchLine[], without: PatchLine['kind']): string {
  return lines.map(({ kind, text }) => (kind === without ? '' : `${text}\n`)).join('');
}

/** The offsets of all line ends. */
function lineEnds(text: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) found.push(at);
  return found;
}

function moved(found: RepairedHunk, by: number): RepairedHunk {
  switch (found.kind) {
    case 'none':
    case 'tooMuch':
      return found;
    case 'several':
      return { ...found, lines: found.lines.map((line) => line + by) };
    case 'unsure':
      return { ...found, line: found.line + by };
    case 'certain':
      return { ...found, start: found.start + by };
  }
}
