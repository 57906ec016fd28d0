// How the lines of a private key stand in a text: bare, indented, quoted, behind marks of a diff or a comment, as strings
// that are joined, and behind whatever a program puts before each line: its number, the name of its file, who wrote it.

import { rightToLeft } from './neighbours.ts';

const letters = 'A-Za-z0-9+/=';

/** Between two parts of a key. */
const gap =
  /(?:\s|\\{1,4}[nrt]|\\?["'`](?: ?[.&] ?_?)?|\\(?=\r?\n)|\\{1,4}[ux]0{0,2}0[aAdD]|&#(?:1[03]|[xX]0?[aAdD]);|%0[aAdD]|<br ?\/?>|\/\/(?=[ \t])|[>#*|+,;[\]]){0,200}/y;

const lineBreak = /(?:\\{1,4}r)?\\{1,4}n|\\{1,4}[ux]0{0,2}0[aA]|&#(?:10|[xX]0?[aA]);|(?:%0[dD])?%0[aA]|<br ?\/?>|\r?\n/;
const lineBreaks = new RegExp(lineBreak, 'g');
const nextBreak = new RegExp(lineBreak, 'g');

/** A longer line is judged by its beginning. */
const longestLine = 700;
/** So far from the beginning of its line a key is looked for. */
const longestPrefix = 300;

const marks = String.raw`(?:[ \t>#*|+"',;\`[-]|\\["']|\/\/(?=[ \t]))*`;
const suffix = String.raw`[ \t"'\`,;+.)\]\\&|*_]{0,12}`;
const plain = new RegExp(`^(${marks})([${letters}]+)${suffix}$`);
/** Of a line that is cut or too long. Paths go on behind what looks like one. */
const begins = new RegExp(String.raw`^${marks}([${letters}]{16,})(?![${letters}]|\.\w|[:_]|-(?!-))`);
const behindPrefix = new RegExp(String.raw`((?<![${letters}])\+{0,2})([${letters}]+)${suffix}$`);
const checksum = new RegExp(`(?<![A-Za-z0-9/=])=[A-Za-z0-9+/]{4}${suffix}$`);
const closing = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|---- END SSH2 [A-Z ]{0,20}PRIVATE KEY ----/;
const onOneLine = new RegExp(`^${marks}[${letters}]{16,}[ \\t]`);
const field = new RegExp(`^${marks}[A-Za-z][A-Za-z-]{2,29}: `);
const knownField = /(?<![A-Za-z])(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID): /;

/** Shorter pieces are no lines of a key, but for the last one and a checksum. */
export const shortLine = 16;
/** Behind something else than marks, a line of a key is one of full length. */
const fullLine = 48;

/** The line from a place on, without its end; `undefined` where its end is not known yet. */
function lineAt(text: string, from: number, last: boolean): string | undefined {
  const near = text.slice(from, from + longestLine);
  const end = near.search(lineBreak);
  if (end >= 0) return near.slice(0, end);
  return last || near.length === longestLine ? near : undefined;
}

export function endOfGap(text: string, from: number): number {
  gap.lastIndex = from;
  gap.test(text);
  return gap.lastIndex;
}

/** Where the last line begins that begins in this part of a text; -1 where none does. */
export function lastLineStart(text: string, from: number, to: number): number {
  let start = -1;
  for (const found of text.slice(from, to).matchAll(lineBreaks)) start = from + found.index + found[0].length;
  return start;
}

/** A part of a key on a line. `prefix` says what stands before it, without numbers and widths. */
interface Part {
  readonly from: number;
  readonly content: string;
  readonly marked: boolean;
  readonly prefix: string;
}

/** What a line holds: a part of the key, its end (behind `to`), something else. */
type Reading =
  | { readonly kind: 'part'; readonly from: number; readonly prefix: string; readonly frame?: Frame }
  | { readonly kind: 'end'; readonly to: number }
  | { readonly kind: 'other' }
  | { readonly kind: 'more' };

/** Reads the line that begins at `start` behind lines of a key. `prefix`: what stood before the last one. */
export function readLine(text: string, start: number, last: boolean, prefix: string): Reading {
  const line = lineAt(text, start, last);
  if (line === undefined) return { kind: 'more' };
  const end = closing.exec(line);
  if (end && end.index <= longestPrefix && !onOneLine.test(line)) {
    return { kind: 'end', to: start + end.index + end[0].length };
  }
  const part = partOf(line);
  if (part && isLong(part)) return { kind: 'part', from: start + part.from, prefix: part.prefix };
  if (part) {
    const behind = start + line.length;
    const gapEnd = endOfGap(text, behind);
    const nextStart = lastLineStart(text, behind, gapEnd);
    const next = lineAt(text, nextStart < 0 ? gapEnd : nextStart, last);
    if (next === undefined) return { kind: 'more' };
    const ends = gapEnd === text.length && (part.marked || part.prefix === prefix);
    if (ends || (nextStart >= 0 && goesOn(next))) {
      return { kind: 'part', from: start + part.from, prefix: part.prefix };
    }
  }
  const long = begins.exec(line);
  return long ? { kind: 'part', from: start + long[0].length - (long[1]?.length ?? 0), prefix: '' } : { kind: 'other' };
}

/** What follows the header of a key: its lines, perhaps behind fields (which `to` is behind), or something else. */
export function readStart(
  text: string,
  behindHeader: number,
  last: boolean,
): { readonly kind: 'key'; readonly to: number } | { readonly kind: 'other' | 'more' } {
  let at = behindHeader;
  for (let fields = 0; fields <= 6; fields++) {
    const next = endOfGap(text, at);
    const start = lastLineStart(text, at, next);
    if (!last && text.length - next < shortLine && text.indexOf('\n', next) < 0) return { kind: 'more' };
    if (start < 0) {
      const near = text.slice(next, next + shortLine);
      return begins.test(near) && isKeyLike(near) ? { kind: 'key', to: at } : startFurther(text, behindHeader, last);
    }
    const line = lineAt(text, start, last);
    if (line === undefined) return { kind: 'more' };
    if (closing.test(line)) return { kind: 'other' };
    const part = partOf(line);
    const content = part && isLong(part) ? part.content : begins.exec(line)?.[1];
    if (content !== undefined && isKeyLike(content)) return { kind: 'key', to: at };
    const isField = field.test(line) || knownField.test(line);
    // The empty line behind fields, of which there may be a number and a separator.
    if (!isField && (fields === 0 || /[A-Za-z]$/.test(line))) return startFurther(text, behindHeader, last);
    at = start + line.length;
  }
  return startFurther(text, behindHeader, last);
}

function startFurther(
  text: string,
  to: number,
  last: boolean,
): { readonly kind: 'key'; readonly to: number } | { readonly kind: 'other' | 'more' } {
  const line = readOn(text, to, last, undefined);
  if (line.kind === 'more') return { kind: 'more' };
  // Letters from right to left are no part of a key, and marks behind them, that stay, depend on them.
  const isKey = line.kind === 'part' && !rightToLeft.test(text.slice(to, line.from));
  return isKey ? { kind: 'key', to } : { kind: 'other' };
}

/** So far behind a part of a key, and over so many lines, the next is looked for. */
const reach = 2400;
const foreignLines = 4;
const foreignParts = 12;
/** The header of another key, or where one was masked. */
const opening = /-----BEGIN [A-Z0-9 ]{0,40}-----|\[secret:private-key#/;
const encoded = '[A-Za-z0-9+/=]|%2[BbFf]|%3[Dd]';
const runs = new RegExp(`(?:${encoded}){${shortLine},}`, 'g');

/** What stands on the line of a part before and behind it, without numbers and widths. */
export interface Frame {
  readonly before: string;
  readonly behind: string;
}

/**
 * The next part of a key, or its end, among what does not belong to it: what a program writes behind each line, numbers
 * and remarks on lines of their own, what another program wrote. Where nothing else tells that a line belongs to the key,
 * it must hold one of full length; a shorter one is told by standing as the last did.
 */
export function readOn(text: string, at: number, last: boolean, frame: Frame | undefined): Reading {
  const near = text.slice(at, at + reach);
  const whole = last || near.length === reach;
  let from = 0;
  let lines = 0;
  for (let parts = 0; parts < foreignParts; parts++) {
    nextBreak.lastIndex = from;
    const end = nextBreak.exec(near);
    if (!end && !whole) return { kind: 'more' };
    const line = near.slice(from, end?.index);
    if (opening.test(line)) return { kind: 'other' };
    const footer = closing.exec(line);
    if (footer) return { kind: 'end', to: at + from + footer.index + footer[0].length };
    for (const { index, 0: content } of line.matchAll(runs)) {
      if (index > longestPrefix) break;
      const found = frameOf(line, index, content.length);
      const alike = found.before === frame?.before && found.behind === frame.behind && from > 0;
      if (!(alike && isWoven(content)) && !(content.length >= fullLine && isDrawn(content))) continue;
      return { kind: 'part', from: at + from + index, prefix: '', frame: found };
    }
    if (!end || (/\n/.test(end[0]) && ++lines > foreignLines)) return { kind: 'other' };
    from = end.index + end[0].length;
  }
  return { kind: 'other' };
}

function frameOf(line: string, from: number, length: number): Frame {
  return { before: withoutWidths(line.slice(0, from)), behind: withoutWidths(line.slice(from + length)) };
}

function withoutWidths(text: string): string {
  return text.replaceAll(/\d+/g, '0').replaceAll(/[ \t]+/g, ' ');
}

/** True of what is no path and no long name: as many letters of both cases as chance brings. */
function isDrawn(content: string): boolean {
  const changes = content.match(/[a-z][A-Z0-9]/g)?.length ?? 0;
  return isWoven(content) && (content.match(/[A-Z]/g)?.length ?? 0) >= 6 && changes >= content.length * 0.12;
}

/** True of the first line of a key; the first of its characters may be without a digit. */
function isKeyLike(content: string): boolean {
  if (isWoven(content)) return true;
  return !content.includes('/') && /[a-z]/.test(content) && (content.match(/[A-Z]/g)?.length ?? 0) >= 4;
}

function partOf(line: string): Part | undefined {
  const marked = plain.exec(line);
  const found = marked ?? behindPrefix.exec(line);
  if (!found) return undefined;
  const [, mark = '', content = ''] = found;
  const from = found.index + mark.length;
  if (from > longestPrefix) return undefined;
  const prefix = withoutWidths(line.slice(0, from));
  return { from, content, marked: marked !== null, prefix };
}

function isLong({ content, marked }: Part): boolean {
  return marked ? content.length >= shortLine : content.length >= fullLine && isWoven(content);
}

/** True of a line that shows that the short one before it belongs to the key. */
function goesOn(line: string): boolean {
  if (closing.test(line) || checksum.test(line) || /(?<![A-Za-z])Private-MAC: /.test(line)) return true;
  const part = partOf(line);
  return part?.marked === true && part.content.length >= shortLine && isWoven(part.content);
}

function isWoven(content: string): boolean {
  return /[a-z]/.test(content) && /[A-Z]/.test(content) && /\d/.test(content);
}
