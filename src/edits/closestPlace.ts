import { lineStart } from './lineEndings.ts';
import { isAscii, Kind, kindOf, splitsCharacter } from './repair/characters.ts';

/** Lines of a file, counted from 1, and what they hold, cut where that is long. */
export interface Place {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly text: string;
}

const maxPlaceLength = 4000;

/** The lines that a part of a text touches; `end` is the offset after it. */
export function placeAt(text: string, start: number, end: number): Place {
  const last = end > start && text[end - 1] === '\n' ? end - 1 : end;
  const next = text.indexOf('\n', last);
  const lines = text
    .slice(lineStart(text, start), next === -1 ? text.length : next)
    .replaceAll('\r\n', '\n')
    .replace(/\r$/, '');
  const firstLine = countLines(text, start);
  return { firstLine, lastLine: firstLine + lines.split('\n').length - 1, text: cut(lines) };
}

/**
 * Says why a piece of text was not found: the lines of the file that come closest, and the first difference. Both texts
 * with `\n` as the only line end; `subject` is what the model calls its text.
 */
export function closestPlace(
  text: string,
  wanted: string,
  subject = 'oldText',
): { readonly message: string; readonly place: Place | undefined } {
  const none = (message: string) => ({ message, place: undefined });
  if (text === '')
    return none(`${subject} was not found: the file is empty. Give an empty oldText, or use write_file.`);
  const have = text.split('\n');
  const want = wanted.split('\n');
  if (want.length > 1 && want.at(-1) === '') want.pop();
  const start = bestStart(have, want);
  if (start === undefined) {
    return none(
      `${subject} was not found, nor anything close to it. Read the file again with read_file and copy the text exactly.`,
    );
  }
  const end = Math.min(have.length, start + want.length);
  const name = end - start === 1 ? `line ${start + 1}` : `lines ${start + 1}–${end}`;
  const numbered = want.every((line) => /^\s*\d+\t/.test(line))
    ? ' Leave out the line numbers that read_file shows.'
    : '';
  return {
    message: `${subject} was not found. The closest place is ${name}. ${difference(have, want, start, subject)} Copy the text exactly as the file has it.${numbered}`,
    place: { firstLine: start + 1, lastLine: end, text: cut(have.slice(start, end).join('\n')) },
  };
}

function cut(text: string): string {
  if (text.length <= maxPlaceLength) return text;
  return `${text.slice(0, maxPlaceLength)}… (${text.length - maxPlaceLength} more characters)`;
}

function countLines(text: string, before: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < before; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

const commonLine = 200;
const maxVotes = 500_000;

/** 0-based line at which most lines of `want` agree with the file but for white space at their ends. */
function bestStart(have: readonly string[], want: readonly string[]): number | undefined {
  const places = new Map<string, number[]>();
  const wantedLines = new Set(want.map((line) => line.trim()).filter((line) => line !== ''));
  for (const [index, line] of have.entries()) {
    const key = line.trim();
    if (!wantedLines.has(key)) continue;
    const known = places.get(key);
    if (known === undefined) places.set(key, [index]);
    else if (known.length < commonLine) known.push(index);
  }
  const votes = new Map<number, number>();
  let count = 0;
  for (const [offset, line] of want.entries()) {
    const key = line.trim();
    const found = places.get(key) ?? [];
    count += found.length;
    if (count > maxVotes) break;
    for (const index of found) {
      const start = Math.max(0, index - offset);
      votes.set(start, (votes.get(start) ?? 0) + 1 / found.length + Math.min(key.length, 80) / 80);
    }
  }
  let best: number | undefined;
  let most = 0;
  for (const [start, votesFor] of votes) {
    if (votesFor > most || (votesFor === most && best !== undefined && start < best)) [best, most] = [start, votesFor];
  }
  return best ?? mostSimilar(have, want);
}

/** Where no line agrees: the line that shares most words with one of the longest wanted ones, if it shares enough. */
function mostSimilar(have: readonly string[], want: readonly string[]): number | undefined {
  const sought = want
    .map((line, offset) => ({ words: wordsOf(line), offset, length: line.length }))
    .filter(({ words }) => words.length > 0)
    .sort((one, other) => other.length - one.length)
    .slice(0, soughtLines)
    .map(({ words, offset }) => ({ words: new Set(words), offset }));
  let best: number | undefined;
  let most = 0.4;
  let scanned = 0;
  for (const [index, line] of have.entries()) {
    scanned += Math.min(line.length, longestRead);
    if (scanned > maxScanned) break;
    const present = wordsOf(line);
    for (const { words, offset } of sought) {
      if (Math.min(present.length, words.size) * 2 <= most * (present.length + words.size)) continue;
      let shared = 0;
      for (const word of present) if (words.has(word)) shared += 1;
      const score = (2 * shared) / (words.size + present.length);
      if (score > most) [best, most] = [Math.max(0, index - offset), score];
    }
  }
  return best;
}

const soughtLines = 5;
const longestRead = 1000;
const maxScanned = 8_000_000;

/** The different words and signs of a line, as numbers that hardly ever collide. */
function wordsOf(line: string): number[] {
  const found: number[] = [];
  const end = Math.min(line.length, longestRead);
  let word = 0;
  const add = (hash: number): void => {
    if (hash !== 0 && (found.length > 40 || !found.includes(hash))) found.push(hash);
  };
  for (let at = 0; at < end; at++) {
    const code = line.charCodeAt(at);
    if (code < unspaced && isWordCode(code)) {
      word = (Math.imul(word, 31) + code) | 0;
      continue;
    }
    add(word);
    word = 0;
    if (code > 32) add(code);
  }
  add(word);
  return found;
}

/** Scripts without spaces between words begin about here: each character counts as a word. */
const unspaced = 0x2e80;

/** Letters, digits and `_`; all that is not ASCII counts as a letter. */
function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code > 160
  );
}

function difference(have: readonly string[], want: readonly string[], start: number, subject: string): string {
  const window = have.slice(start, start + want.length);
  const squeeze = (lines: readonly string[]) => lines.map((line) => line.replace(/\s+/g, '')).join('');
  const onlySpace = squeeze(window) === squeeze(want) ? 'It differs only in white space. ' : '';
  for (const [index, expected] of want.entries()) {
    const actual = window[index];
    if (actual === undefined) return `${onlySpace}The file ends before line ${index + 1} of ${subject}.`;
    if (actual !== expected) {
      const from = shownFrom(actual, expected);
      return `${onlySpace}First difference, line ${start + index + 1}:\n  file:    ${quote(actual, from)}\n  ${`${subject}:`.padEnd(8)} ${quote(expected, from)}\n`;
    }
  }
  return `${onlySpace}The text differs at its ends, where ${subject} begins or stops within a line.`;
}

const shownLength = 200;

/** Where to begin showing two lines so that their first difference is seen. */
function shownFrom(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at < shownLength - 40 ? 0 : at - 60;
}

/** JSON's way of quoting makes tabs visible; characters that only look like plain ones are shown by their code. */
function quote(line: string, from: number): string {
  const shown = line.slice(from, from + shownLength);
  const cutShort = from + shownLength < line.length ? '…' : '';
  return JSON.stringify(`${from > 0 ? '…' : ''}${shown}${cutShort}`).replace(
    /[^\0-\u007f]/g,
    (character, at: number, whole: string) =>
      isConfusing(character, whole, at) ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character,
  );
}

function isConfusing(character: string, whole: string, at: number): boolean {
  if (isAscii(character) || character === '…') return false;
  return (
    kindOf(character.charCodeAt(0)) !== Kind.plain || splitsCharacter(whole, at) || /[\p{Cf}\p{Z}]/u.test(character)
  );
}
