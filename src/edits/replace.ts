import { closestPlace } from './closestPlace.ts';
import { type LineEnding, majorityEnding, withEnding } from './lineEndings.ts';
import { truncationMarker } from './truncation.ts';

export interface Replacement {
  readonly oldText: string;
  readonly newText: string;
  /** Replace every occurrence; otherwise `oldText` must occur exactly once. */
  readonly replaceAll?: boolean | undefined;
}

/** `lines` are the 1-based lines, in the text before, on which the replaced pieces start. */
export type ReplaceResult =
  | { readonly ok: true; readonly text: string; readonly lines: readonly number[] }
  | {
      readonly ok: false;
      readonly reason: 'emptyOldText' | 'unchanged' | 'notFound' | 'ambiguous' | 'truncated';
      /** A sentence that says what to do. */
      readonly message: string;
    };

/**
 * Replaces `oldText` by `newText`, to the letter. A `\n` in `oldText` also matches `\r\n`; what is inserted takes the line
 * ends of what it replaces, and every character outside stays.
 */
export function replaceText(text: string, { oldText, newText, replaceAll = false }: Replacement): ReplaceResult {
  const plain = flatten(text);
  const wanted = withEnding(oldText, '\n');
  const fresh = withEnding(newText, '\n');
  if (wanted === fresh) return failure('unchanged', 'oldText and newText are the same, so nothing would change.');
  const marker = truncationMarker(newText, oldText);
  if (marker !== undefined) return failure('truncated', truncationMessage(marker));
  if (wanted === '') {
    if (text === '') return { ok: true, text: newText, lines: [1] };
    return failure(
      'emptyOldText',
      'oldText is empty, but the file has content. Give the exact text to replace; to insert, give a line next to the place and repeat it in newText; to rewrite the whole file, use write_file.',
    );
  }

  const found = occurrences(plain.text, wanted, !replaceAll);
  if (found.length === 0) return failure('notFound', closestPlace(plain.text, wanted));
  const lines = lineNumbers(plain.text, found);
  if (found.length > 1 && !replaceAll) return failure('ambiguous', ambiguousMessage(lines));

  const fileEnding = majorityEnding(text, majorityEnding(newText));
  const parts: string[] = [];
  let end = 0;
  for (const at of found) {
    const start = plain.original(at);
    const stop = plain.original(at + wanted.length);
    parts.push(text.slice(end, start), inserted(text.slice(start, stop), wanted, fresh, fileEnding));
    end = stop;
  }
  parts.push(text.slice(end));
  return { ok: true, text: parts.join(''), lines };
}

export function truncationMessage(marker: string): string {
  return `The new text leaves something out (“${marker}”), so the file would lose code. Write the text out in full; to change only a part of a file, replace only that part with edit_file.`;
}

/** The text with `\n` only, and the way back from its offsets to those of the text as it is. */
function flatten(text: string): { readonly text: string; original(offset: number): number } {
  const breaks: number[] = [];
  for (let at = text.indexOf('\r\n'); at !== -1; at = text.indexOf('\r\n', at + 2)) breaks.push(at - breaks.length);
  return {
    text: breaks.length === 0 ? text : withEnding(text, '\n'),
    original: (offset) => offset + countBelow(breaks, offset),
  };
}

/** How many of the ascending numbers are smaller than the limit. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where `wanted` starts. Overlapping places count when it must be unique: they too leave open which one is meant. */
function occurrences(text: string, wanted: string, overlapping: boolean): number[] {
  const found: number[] = [];
  const step = overlapping ? 1 : wanted.length;
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + step)) found.push(at);
  return found;
}

/** The new text for one replaced region; what both have in common at the start and the end keeps its own bytes. */
function inserted(region: string, wanted: string, fresh: string, fileEnding: LineEnding): string {
  if (!fresh.includes('\n')) return fresh;
  let head = 0;
  const shorter = Math.min(wanted.length, fresh.length);
  while (head < shorter && wanted[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && wanted[wanted.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1;

  const plain = flatten(region);
  const kept = region.slice(0, plain.original(head));
  const keptEnd = region.slice(plain.original(wanted.length - tail));
  const replaced = region.slice(kept.length, region.length - keptEnd.length);
  const endings: readonly string[] = replaced.match(/\r?\n/g) ?? [];
  const otherwise = endings.at(-1) ?? majorityEnding(region, fileEnding);
  let line = 0;
  const middle = fresh.slice(head, fresh.length - tail).replace(/\n/g, () => endings[line++] ?? otherwise);
  return kept + middle + keptEnd;
}

/** 1-based lines of ascending offsets. */
function lineNumbers(text: string, offsets: readonly number[]): number[] {
  let line = 1;
  let at = 0;
  return offsets.map((offset) => {
    for (let next = text.indexOf('\n', at); next !== -1 && next < offset; next = text.indexOf('\n', at)) {
      line += 1;
      at = next + 1;
    }
    return line;
  });
}

function ambiguousMessage(lines: readonly number[]): string {
  const shown = lines.slice(0, 10).join(', ');
  const more = lines.length > 10 ? `, and ${lines.length - 10} more` : '';
  return `oldText occurs ${lines.length} times, on lines ${shown}${more}. Add lines around it until it is unique, or set replaceAll to change every one.`;
}

function failure(reason: Extract<ReplaceResult, { ok: false }>['reason'], message: string): ReplaceResult {
  return { ok: false, reason, message };
}
