import { closestPlace, type Place, placeAt } from './closestPlace.ts';
import { maxPlaces, replaceExact } from './exact.ts';
import { lineStart, majorityEnding, withEnding } from './lineEndings.ts';
import { splitsWord } from './repair/characters.ts';
import { causes } from './repair/evidence.ts';
import { unnumbered } from './repair/lineNumbers.ts';
import { type Insertion, type Repair, repairIn } from './repair/repair.ts';
import { skippedLines, truncationMarker } from './truncation.ts';

export interface Replacement {
  readonly oldText: string;
  readonly newText: string;
  /** Replace every occurrence; otherwise `oldText` must occur exactly once. */
  readonly replaceAll?: boolean | undefined;
}

/**
 * `lines` are the 1-based lines, in the text before, on which the replaced pieces start; `repairs` the causes, in words,
 * for which `oldText` did not match to the letter.
 */
export type ReplaceResult =
  | {
      readonly ok: true;
      readonly text: string;
      readonly lines: readonly number[];
      readonly repairs: readonly string[];
    }
  | {
      readonly ok: false;
      readonly reason:
        | 'binary'
        | 'emptyOldText'
        | 'unchanged'
        | 'notFound'
        | 'ambiguous'
        | 'uncertain'
        | 'truncated'
        | 'skipsLines';
      /** A sentence that says what to do. */
      readonly message: string;
      /** The lines of the file that come closest to `oldText`. */
      readonly closest?: Place;
    };

/**
 * Replaces `oldText` by `newText`: to the letter where the file has it so, otherwise where it is certain what near miss it
 * is. What `oldText` needed is then done to `newText` as well; what both share keeps the file's own bytes, as does every
 * byte outside. Inserted lines take the line ends of what they replace.
 */
export function replaceText(text: string, { oldText, newText, replaceAll = false }: Replacement): ReplaceResult {
  if (withEnding(oldText, '\n') === withEnding(newText, '\n')) {
    return failure('unchanged', 'oldText and newText are the same, so nothing would change.');
  }
  if (newText.includes('\0'))
    return failure('binary', 'newText has a NUL character, which would make the file binary. Leave it out.');
  const marker = truncationMarker(newText, oldText, text);
  if (marker !== undefined) return failure('truncated', truncationMessage(marker));
  if (oldText === '') {
    if (text === '') return { ok: true, text: newText, lines: [1], repairs: [] };
    return failure('emptyOldText', emptyMessage);
  }

  const found = locate(text, oldText, newText, replaceAll);
  switch (found.kind) {
    case 'none':
      return notFound(text, oldText);
    case 'several':
      return failure('ambiguous', severalMessage(found.repairs, lineNumbers(text, found.places)));
    case 'unsure': {
      const closest = placeAt(text, found.start, found.end);
      return { ...failure('uncertain', unsureMessage(found.repairs, found.why, closest)), closest };
    }
    case 'certain':
      return apply(text, oldText, found);
  }
}

/** To the letter; then repaired; then without line numbers that were copied along. */
function locate(text: string, oldText: string, newText: string, all: boolean): Repair {
  const lineEnd = majorityEnding(text, majorityEnding(newText));
  const exact = replaceExact(text, oldText, newText, lineEnd, all);
  if (exact.kind !== 'none') return exact;
  const repair = repairIn(text, lineEnd);
  const repaired = repair(oldText, newText, all);
  if (repaired.kind !== 'none') return repaired;

  let best: Repair = { kind: 'none' };
  for (const plain of unnumbered(oldText, newText)) {
    if (plain.oldText === '') continue;
    const whole = replaceExact(text, plain.oldText, plain.newText, lineEnd, all);
    const result = whole.kind === 'none' ? repair(plain.oldText, plain.newText, all) : whole;
    if (result.kind === 'none' || !onLine(text, result, plain.firstLine) || !fromLineStart(text, result)) continue;
    const named = { ...result, repairs: [causes.lineNumbers, ...result.repairs] };
    if (best.kind === 'none' || named.repairs.length < best.repairs.length) best = named;
  }
  return best.kind === 'none' ? withoutMark(text, oldText, newText) : best;
}

/** A byte order mark that was sent along: the file keeps its own, which is no part of its text. */
function withoutMark(text: string, oldText: string, newText: string): Repair {
  if (!oldText.startsWith(mark) || oldText === mark) return { kind: 'none' };
  const fresh = newText.startsWith(mark) ? newText.slice(1) : newText;
  const found = locate(text, oldText.slice(1), fresh, false);
  if (found.kind !== 'certain' || found.insertions[0]?.start !== 0) return { kind: 'none' };
  return { ...found, repairs: [causes.byteOrderMark, ...found.repairs] };
}

const mark = '\uFEFF';

/** Whether a single numbered line is where its number says; more lines in order are numbers without doubt. */
function onLine(text: string, result: Repair, line: number | undefined): boolean {
  if (line === undefined || result.kind !== 'certain') return true;
  return lineNumbers(
    text,
    result.insertions.map(({ start }) => start),
  ).every((one) => one === line);
}

/** What was read comes in whole lines, and what was copied of it begins with one and ends with a word. */
function fromLineStart(text: string, result: Repair): boolean {
  if (result.kind !== 'certain') return true;
  return result.insertions.every(({ start, end }) => {
    const indent = text.slice(lineStart(text, start), start);
    return indent.trim() === '' && !splitsWord(text, end);
  });
}

function apply(
  text: string,
  oldText: string,
  { insertions, repairs }: Extract<Repair, { kind: 'certain' }>,
): ReplaceResult {
  const parts: string[] = [];
  let end = 0;
  for (const insertion of insertions) {
    parts.push(text.slice(end, insertion.start), insertion.inserted);
    end = insertion.end;
  }
  parts.push(text.slice(end));
  const after = parts.join('');
  if (after === text) return failure('unchanged', unchangedMessage);
  const marker = repairs.length === 0 ? undefined : insertedMarker(insertions, oldText, text);
  if (marker !== undefined) return failure('truncated', truncationMessage(marker));
  return {
    ok: true,
    text: after,
    lines: lineNumbers(
      text,
      insertions.map(({ start }) => start),
    ),
    repairs,
  };
}

/** A marker that stood within a line until the text was repaired. */
function insertedMarker(insertions: readonly Insertion[], oldText: string, file: string): string | undefined {
  const [first] = insertions;
  return first && truncationMarker(first.inserted, oldText, file);
}

function notFound(text: string, oldText: string): ReplaceResult {
  const skipped = skippedLines(oldText);
  const { message, place } = closestPlace(withEnding(text, '\n'), withEnding(oldText, '\n'));
  const closest = place === undefined ? {} : { closest: place };
  if (skipped === undefined) return { ...failure('notFound', message), ...closest };
  return { ...failure('skipsLines', skippedMessage(skipped)), ...closest };
}

export function truncationMessage(marker: string): string {
  return `The new text leaves something out (“${marker}”), so the file would lose code. Write the text out in full; to change only a part of a file, replace only that part with edit_file.`;
}

/** What the model is told of a repair, so that it copies better the next time. */
export function repairNote(repairs: readonly string[], which = 'oldText'): string {
  // What is read has `\n` alone, so nobody could have copied the others.
  if (repairs.every((one) => one === causes.lineEndings)) return 'Repaired: line endings; those of the file were kept.';
  return `${which} did not match the file to the letter; repaired: ${repairs.join(', ')}. The same was done to newText, and what both share kept the file's own bytes.`;
}

const emptyMessage =
  'oldText is empty, but the file has content. Give the exact text to replace; to insert, give a line next to the place and repeat it in newText; to rewrite the whole file, use write_file.';
const unchangedMessage =
  'The file already is as newText says, but for what had to be repaired in oldText, so nothing would change.';

function skippedMessage(line: string): string {
  return `oldText leaves lines out (“${line}”), so it is not clear what to replace. Copy the text whole, or make several smaller replacements, each of text without a gap.`;
}

function severalMessage(repairs: readonly string[], lines: readonly number[]): string {
  const distinct = [...new Set(lines)];
  const shown = distinct.slice(0, 10).join(', ');
  const more = distinct.length > 10 ? `, and ${distinct.length - 10} more` : '';
  const where = distinct.length === 1 ? `all on line ${shown}` : `on lines ${shown}${more}`;
  if (repairs.length === 0) {
    const count = lines.length > maxPlaces ? `more than ${maxPlaces}` : `${lines.length}`;
    return `oldText occurs ${count} times, ${where}. Add lines around it until it is unique, or set replaceAll to change every one.`;
  }
  return `oldText was not found to the letter, and with its ${repairs.join(', ')} repaired it is not clear which of several places is meant (${distinct.length === 1 ? 'line' : 'lines'} ${shown}${more}). Copy the text exactly as the file has it, with enough lines around it to be unique.`;
}

function unsureMessage(repairs: readonly string[], why: string, { firstLine, lastLine }: Place): string {
  const lines = firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine}–${lastLine}`;
  return `oldText was not found to the letter. It fits ${lines} once this is repaired: ${repairs.join(', ')}. But then it is not certain what newText means: ${why}. Copy oldText exactly as the file has it and write newText in the same way.`;
}

/** 1-based lines of ascending offsets. */
function lineNumbers(text: string, offsets: readonly number[]): number[] {
  let line = 1;
  let next = text.indexOf('\n');
  return offsets.map((offset) => {
    while (next !== -1 && next < offset) {
      line += 1;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  });
}

type Failure = Extract<ReplaceResult, { ok: false }>;

function failure(reason: Failure['reason'], message: string): Failure {
  return { ok: false, reason, message };
}
