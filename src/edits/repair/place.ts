import { Kind, kindOf, plainSpaces, splitsCharacter, splitsWord } from './characters.ts';
import { isRealNewline } from './explain.ts';
import { endOf, type Fold, fold, isPieceStart, newline } from './fold.ts';

/** A part of the file that may be what a text stands for, with the texts as they have to be compared there. */
export interface Candidate {
  /** Offsets of the part in the file's text. */
  readonly start: number;
  readonly end: number;
  readonly old: Fold;
  readonly newText: string;
  /** The part begins within a line. */
  readonly midLine: boolean;
  /** It begins after the indentation of its line, so the sent text may lack that of its first line only. */
  readonly afterIndent: boolean;
  /** The sent text has line ends at its end that the file has not. */
  readonly finalNewline: boolean;
  /** White space at the very end was left out, since the file has none there. */
  readonly trailing: boolean;
}

/** The sent text as it is searched for: without the line ends at its end. */
export interface Sought {
  readonly old: Fold;
  /** Units up to the last one that is no line end. */
  readonly core: number;
  readonly newText: string;
}

export function soughtText(oldText: string, newText: string): Sought {
  const old = fold(oldText);
  let core = old.size;
  while (core > 0 && old.codes[core - 1] === newline) core -= 1;
  if (core === old.size && old.codes[core - 1] === backslash) {
    // In the file a line end may follow, of which the backslash is then a part, as it is of no unit here.
    do core -= 1;
    while (core > 0 && (old.codes[core - 1] === 32 || old.codes[core - 1] === 9));
  }
  return { old, core, newText };
}

/** The parts of the file that begin with a hit of the sought text: as they are written, and from the line's beginning. */
export function candidatesAt(file: Fold, hit: number, sought: Sought): Candidate[] {
  if (!isPieceStart(file, hit) || !isPieceStart(file, hit + sought.core)) return [];
  const tail = tailAt(file, hit, sought);
  if (tail === undefined || splitsCharacter(file.text, tail.end) || splitsWord(file.text, tail.end)) return [];
  const starts = startsAt(file, hit, sought).filter(({ start }) => !splitsWord(file.text, start));
  return starts.map((start) => ({ ...tail, ...start }));
}

type Tail = Pick<Candidate, 'end' | 'old' | 'newText' | 'finalNewline' | 'trailing'>;
type Start = Pick<Candidate, 'start' | 'midLine' | 'afterIndent'>;

const backslash = 0x5c;

function tailAt(file: Fold, hit: number, { old, core, newText }: Sought): Tail | undefined {
  if (old.codes[old.size - 1] === backslash) {
    const [start, rest] = [endOf(file, hit + core - 1), old.text.slice(endOf(old, core - 1))];
    const whole = { old, newText, finalNewline: false, trailing: false };
    return file.text.startsWith(rest, start) ? { ...whole, end: start + rest.length } : undefined;
  }
  const wanted = old.size - core;
  let unit = hit + core;
  let found = 0;
  while (found < wanted && unit < file.size && file.codes[unit] === newline) {
    found += 1;
    unit += 1;
  }
  const end = endOf(file, unit - 1);
  if (found < wanted) return shorterTail(file, unit, found, wanted, { old, core, newText });
  const space = old.text.slice(endOf(old, old.size - 1));
  const whole = { old, newText, finalNewline: false, trailing: false };
  if (wanted === 0) {
    // White space that the file has at the end of the last line belongs to that line, wherever it comes to stand.
    const lineEnd = endOfSpaces(file.text, end);
    if (isLineEnd(file.text, lineEnd)) return { ...whole, end: lineEnd };
  }
  if (plainSpaces(file.text.slice(end, end + space.length)) === plainSpaces(space)) {
    return { ...whole, end: end + space.length };
  }
  if (wanted === 0) return undefined;
  // The text goes on with an indentation that is not there; where the new text does as well, both do without.
  const shorter = old.text.slice(0, old.text.length - space.length);
  const fresh =
    newText === '' || !newText.endsWith(space) ? undefined : newText.slice(0, newText.length - space.length);
  if (newText !== '' && !fresh?.endsWith('\n')) return undefined;
  return { end, old: fold(shorter), newText: fresh ?? '', finalNewline: false, trailing: true };
}

/** The file has fewer line ends there than the sent text: none at its very end, or no blank lines. */
function shorterTail(file: Fold, unit: number, found: number, wanted: number, sought: Sought): Tail | undefined {
  if (found === 0 && unit < file.size) return undefined;
  const { old, core, newText } = sought;
  const lastPieces = Array.from({ length: found }, (_, index) =>
    file.text.slice(file.starts[unit - 1 - index], endOf(file, unit - 1 - index)),
  );
  if (!lastPieces.every(isRealNewline)) return undefined;
  const fresh = withoutLineEnds(newText, wanted, found);
  if (fresh === undefined) return undefined;
  const shorter = fold(old.text.slice(0, endOf(old, core + found - 1)));
  return { end: endOf(file, unit - 1), old: shorter, newText: fresh, finalNewline: true, trailing: false };
}

/**
 * The new text with as many line ends fewer as the old text has too many; `undefined` where it is not clear how many are
 * meant.
 */
function withoutLineEnds(newText: string, wanted: number, found: number): string | undefined {
  const fresh = fold(newText);
  let ends = 0;
  while (ends < fresh.size && fresh.codes[fresh.size - 1 - ends] === newline) ends += 1;
  if (ends === fresh.size) return newText === '' ? '' : undefined;
  if (ends >= wanted) return newText.slice(0, endOf(fresh, fresh.size - 1 - (wanted - found)));
  const sure = ends <= found && (ends > 0 || found === 0);
  return sure ? newText : undefined;
}

function startsAt(file: Fold, hit: number, { old }: Sought): Start[] {
  const { text } = file;
  const content = file.starts[hit] ?? 0;
  const lineStart = startOfSpaces(text, content);
  const lead = old.text.slice(0, old.starts[0]);
  const atLineStart = lineStart === 0 || text[lineStart - 1] === '\n';
  const written = text.slice(Math.max(lineStart, content - lead.length), content);
  const asWritten = plainSpaces(written) === plainSpaces(lead);
  const start = content - lead.length;
  if (old.codes[0] === newline) {
    // White space in front of the first line end is trailing white space.
    return [{ start: asWritten ? start : lineStart, midLine: !atLineStart, afterIndent: false }];
  }
  const whole: Start = { start: lineStart, midLine: false, afterIndent: false };
  if (!atLineStart) return asWritten ? [{ start, midLine: true, afterIndent: false }] : [];
  if (asWritten && start === lineStart) return [whole];
  return asWritten ? [{ start, midLine: true, afterIndent: true }, whole] : [whole];
}

function startOfSpaces(text: string, from: number): number {
  let at = from;
  while (at > 0 && kindOf(text.charCodeAt(at - 1)) === Kind.space) at -= 1;
  return at;
}

function endOfSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && kindOf(text.charCodeAt(at)) === Kind.space) at += 1;
  return at;
}

function isLineEnd(text: string, at: number): boolean {
  return at >= text.length || text[at] === '\n' || text.startsWith('\r\n', at);
}
