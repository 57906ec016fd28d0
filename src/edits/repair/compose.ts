import { align, slideInsertions } from './align.ts';
import type { Fold } from './fold.ts';
import { type Line, linesOf } from './lines.ts';
import { pairQuotes } from './quotes.ts';
import type { Rewrite } from './rewrite.ts';

export interface Composition {
  /** What the model wanted to replace, and the place of the file that it stands for, piece by piece. */
  readonly old: Fold;
  readonly place: Fold;
  readonly fresh: Fold;
  readonly rewrite: Rewrite;
  /** The indentation of the file for one of the model's; `undefined` where that is not certain. */
  indent(indent: string): string | undefined;
  /** The text begins within a line, so that its first white space is no indentation. */
  readonly midLine: boolean;
  /** The line end of new lines where the place has none. */
  readonly lineEnd: string;
  readonly quotesOfFile: boolean;
}

/** The text to insert, or why it is not certain. */
export type Composed = { readonly text: string } | { readonly unsure: string };

/**
 * The new text as the file should have it: what repeats the old text is taken from the file byte for byte, the rest is
 * inserted as written, after the same repair that the old text needed.
 */
export function compose(parts: Composition): Composed {
  const old = linesOf(parts.old, parts.place, parts.rewrite);
  const fresh = linesOf(parts.fresh, undefined, parts.rewrite);
  const known = knownTexts(old);
  const placed = alignLines(old, fresh, parts.quotesOfFile);
  const lineEnds = old.map((line) => line.end);
  let lineEnd = lineEnds.find((end) => end !== '') ?? parts.lineEnd;
  const output: string[] = [];
  for (const [index, line] of fresh.entries()) {
    const place = placed[index] ?? nowhere;
    const indent = indentOf(parts, line, place.line, index, index === fresh.length - 1);
    if (indent === undefined) return { unsure: 'the indentation of newText does not fit that of oldText' };
    output.push(indent);

    // A line that was moved or doubled is the file's own as well.
    const moved = place.whole || line.key === '' ? undefined : known.lines.get(line.key);
    const whole = place.whole ? place.line : moved;
    if (whole !== undefined) output.push(actualText(whole));
    else {
      for (const [at, token] of line.tokens.entries()) {
        const actual = place.tokens?.[at] ?? (token.word ? known.words.get(token.key) : undefined);
        if (actual === undefined && token.unsure !== undefined) return { unsure: token.unsure };
        output.push(actual ?? token.key);
      }
    }

    const ending = moved?.end ? moved : place.ending;
    if (ending !== undefined && ending.trail.sent === line.trail.sent) output.push(ending.trail.actual);
    else {
      const trail = parts.rewrite.trailing(line.trail.sent);
      if (trail.unsure !== undefined) return { unsure: trail.unsure };
      output.push(trail.text);
    }
    if (line.end === '') continue;
    if (!ending?.end && line.unsure !== undefined) return { unsure: line.unsure };
    if (ending?.end) lineEnd = ending.end;
    output.push(lineEnd);
  }
  return { text: output.join('') };
}

/** Where a line of the new text comes from; nothing of it where it is new. */
interface Placed {
  /** The old line that this one begins like, and whether it is the same in all of its text. */
  readonly line?: Line;
  readonly whole?: boolean;
  /** What the file has for each token that is not new. */
  readonly tokens?: readonly (string | undefined)[];
  /** The old line whose end this one has. */
  readonly ending?: Line;
}

const nowhere: Placed = {};

function alignLines(old: readonly Line[], fresh: readonly Line[], quotesOfFile: boolean): Placed[] {
  const placed: Placed[] = fresh.map(() => nowhere);
  const matches = align(keysOf(old), keysOf(fresh));
  let [oldStart, freshStart] = [0, 0];
  const changed = (oldEnd: number, freshEnd: number): void => {
    if (oldStart === oldEnd || freshStart === freshEnd) return;
    const pieces = alignTokens(old.slice(oldStart, oldEnd), fresh.slice(freshStart, freshEnd), quotesOfFile);
    for (const [offset, piece] of pieces.entries()) placed[freshStart + offset] = piece;
  };
  for (const [index, match] of matches.entries()) {
    const line = old[match];
    if (line === undefined) continue;
    changed(match, index);
    placed[index] = { whole: true, line, ending: line };
    [oldStart, freshStart] = [match + 1, index + 1];
  }
  changed(old.length, fresh.length);
  return placed;
}

function keysOf(lines: readonly Line[]): string[] {
  return lines.map(({ key }) => key);
}

function actualText(line: Line): string {
  return line.tokens.map(({ actual }) => actual).join('');
}

/** One token of several lines in a row; a line end counts as one as well. */
interface Place {
  readonly line: number;
  readonly token: number;
}

const lineEndKey = '\n';

/** Aligns lines that differ, token by token. */
function alignTokens(old: readonly Line[], fresh: readonly Line[], quotesOfFile: boolean): Placed[] {
  const oldKeys = flatten(old);
  const freshKeys = flatten(fresh);
  const matches = align(oldKeys.keys, freshKeys.keys);
  slideInsertions(freshKeys.keys, matches, oldKeys.keys.length, (at) => cutScore(freshKeys.keys, at));
  if (quotesOfFile) pairQuotes(oldKeys.keys, freshKeys.keys, matches);

  const tokens = fresh.map((line) => new Array<string | undefined>(line.tokens.length).fill(undefined));
  const lines = new Array<Line | undefined>(fresh.length).fill(undefined);
  const endings = new Array<Line | undefined>(fresh.length).fill(undefined);
  for (const [index, match] of matches.entries()) {
    const [to, from] = [freshKeys.places[index], oldKeys.places[match]];
    if (to === undefined || from === undefined) continue;
    const source = old[from.line];
    const token = source?.tokens[from.token];
    if (token === undefined) endings[to.line] = source;
    else {
      const row = tokens[to.line];
      if (row) row[to.token] = token.actual;
      if (to.token === 0 && from.token === 0) lines[to.line] = source;
    }
  }
  return fresh.map((_, index) => {
    const [line, ending] = [lines[index], endings[index]];
    const found = tokens[index] ?? [];
    return {
      ...(found.some((token) => token !== undefined) ? { tokens: found } : {}),
      ...(line ? { line } : {}),
      ...(ending ? { ending } : {}),
    };
  });
}

function flatten(lines: readonly Line[]): { readonly keys: string[]; readonly places: Place[] } {
  const keys: string[] = [];
  const places: Place[] = [];
  for (const [line, { tokens, end }] of lines.entries()) {
    for (const [token, { key }] of tokens.entries()) {
      keys.push(key);
      places.push({ line, token });
    }
    // The end of the last line counts as one, whether a line end stands there or not.
    if (end === '' && line < lines.length - 1) continue;
    keys.push(lineEndKey);
    places.push({ line, token: tokens.length });
  }
  return { keys, places };
}

/** How well a text reads cut in front of a token: best between lines, then next to a space, worst within a word. */
function cutScore(keys: readonly string[], at: number): number {
  const [before, after] = [keys[at - 1] ?? lineEndKey, keys[at] ?? lineEndKey];
  if (before === lineEndKey) return 3.5;
  if (after === lineEndKey) return 3;
  if (before === ' ') return 2;
  return after === ' ' ? 1.5 : 1;
}

/** The old line, and the file's form of a word, wherever in the old text they stand; left out where the file has several. */
function knownTexts(old: readonly Line[]): {
  readonly lines: ReadonlyMap<string, Line | undefined>;
  readonly words: ReadonlyMap<string, string | undefined>;
} {
  const lines = new Map<string, Line | undefined>();
  const words = new Map<string, string | undefined>();
  for (const line of old) {
    const before = lines.get(line.key);
    const same =
      before !== undefined && actualText(before) === actualText(line) && before.trail.actual === line.trail.actual;
    lines.set(line.key, same || !lines.has(line.key) ? line : undefined);
    for (const { word, key, actual } of line.tokens) {
      if (word) words.set(key, words.has(key) && words.get(key) !== actual ? undefined : actual);
    }
  }
  return { lines, words };
}

function indentOf(
  parts: Composition,
  line: Line,
  source: Line | undefined,
  index: number,
  last: boolean,
): string | undefined {
  const { sent } = line.indent;
  if (source !== undefined && source.indent.sent === sent) return source.indent.actual;
  const written = parts.rewrite.indent(sent);
  if (written.unsure !== undefined) return undefined;
  const bare = line.tokens.length === 0 && (last || line.end !== '');
  return (index === 0 && parts.midLine) || bare ? written.text : parts.indent(written.text);
}
