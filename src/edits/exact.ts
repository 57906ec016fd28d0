import { withEnding } from './lineEndings.ts';
import { splitsCharacter } from './repair/characters.ts';
import { compose } from './repair/compose.ts';
import { causes, noEvidence } from './repair/evidence.ts';
import { fold } from './repair/fold.ts';
import { occurrences } from './repair/occurrences.ts';
import type { Insertion, Repair } from './repair/repair.ts';
import { rewriteBy } from './repair/rewrite.ts';

/**
 * Replaces a text where the file has it to the letter; `\n` and `\r\n` are the same line end. Overlapping places count
 * where only one may be: they too leave open which one is meant.
 */
export function replaceExact(text: string, oldText: string, newText: string, lineEnd: string, all: boolean): Repair {
  const plain = flatten(text);
  const wanted = withEnding(oldText, '\n');
  const fresh = withEnding(newText, '\n');
  const found = placesOf(plain.text, wanted, all);
  if (found.length > 1 && !all) return { kind: 'several', places: found.map(plain.original), repairs: [] };
  const insertions: Insertion[] = [];
  const known = new Map<string, string>();
  let repaired = false;
  for (const at of found) {
    const start = plain.original(at);
    const end = plain.original(at + wanted.length);
    const region = text.slice(start, end);
    repaired ||= region !== oldText && region.includes('\n');
    const inserted = known.get(region) ?? insertedText(region, wanted, fresh, lineEnd);
    known.set(region, inserted);
    insertions.push({ start, end, inserted });
  }
  const repairs = repaired ? [causes.lineEndings] : [];
  if (insertions.length === 0) return { kind: 'none' };
  return { kind: 'certain', insertions, repairs };
}

/** The new text for one replaced region; lines that the old text shares with it keep their own ends. */
function insertedText(region: string, wanted: string, fresh: string, lineEnd: string): string {
  if (!fresh.includes('\n')) return fresh;
  if (!region.includes('\r\n'))
    return withEnding(fresh, region.includes('\n') ? '\n' : lineEnd === '\r\n' ? '\r\n' : '\n');
  const composed = compose({
    old: fold(wanted),
    place: fold(region),
    fresh: fold(fresh),
    rewrite: rewriteBy(noEvidence(), new Set()),
    indent: (indent) => indent,
    midLine: true,
    lineEnd,
    quotesOfFile: false,
  });
  if ('unsure' in composed) throw new Error(`a text that matches to the letter is unsure: ${composed.unsure}`);
  return composed.text;
}

/** Places that are told apart where only one may be. */
export const maxPlaces = 1000;

/** Of longer texts the beginning is searched for: the time of the built-in search can grow with both lengths. */
const longText = 200;
/** Characters compared behind beginnings; more than that only hostile texts ask for. */
const maxCompared = 20_000_000;

function placesOf(text: string, wanted: string, all: boolean): number[] {
  const found: number[] = [];
  let end = 0;
  for (const at of wanted.length <= longText
    ? shortPlaces(text, wanted, all ? wanted.length : 1)
    : longPlaces(text, wanted)) {
    if (splitsCharacter(text, at + wanted.length) || (all && at < end)) continue;
    found.push(at);
    if (!all && found.length > maxPlaces) break;
    end = at + wanted.length;
  }
  return found;
}

function* shortPlaces(text: string, wanted: string, step: number): Generator<number, void> {
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + step)) yield at;
}

function* longPlaces(text: string, wanted: string): Generator<number, void> {
  let compared = 0;
  let next = 0;
  for (const at of shortPlaces(text, wanted.slice(0, longText), 1)) {
    compared += wanted.length;
    if (compared > maxCompared) break;
    next = at + 1;
    if (text.startsWith(wanted, at)) yield at;
  }
  if (compared <= maxCompared) return;
  for (const at of occurrences(codesOf(text), codesOf(wanted))) if (at >= next) yield at;
}

function codesOf(text: string): Uint16Array {
  const codes = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) codes[at] = text.charCodeAt(at);
  return codes;
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
