import { diffLines } from './lineDiff.ts';
import { splitLines } from './lineEndings.ts';

/**
 * A run of changed lines between two texts, with at least one equal line before the next one. Lines carry their own
 * line ends. `oldStart` and `newStart` are the 1-based numbers of its first line on each side; where a side has no line
 * of it, the number of the line that it stands before (one past the last at the end of the text).
 */
export interface Hunk {
  /** Stays the same, through `trackHunks`, while the texts change around the hunk or in it. */
  readonly id: string;
  readonly oldStart: number;
  readonly newStart: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** The hunks that turn `before` into `after`, in order. The same two texts always give the same hunks and ids. */
export function hunks(before: string, after: string): Hunk[] {
  const result: Hunk[] = [];
  const names = new Names();
  let [oldStart, newStart] = [1, 1];
  for (const run of diffLines(before, after)) {
    if (run.kind === 'same') {
      oldStart += run.lines.length;
      newStart += run.lines.length;
      continue;
    }
    const { removed, added } = run;
    result.push({ id: names.of(contentOf({ removed, added })), oldStart, newStart, removed, added });
    oldStart += removed.length;
    newStart += added.length;
  }
  return result;
}

/** `before` with only the hunks named in `picked` applied; `all` are those that `hunks` gave for `before`. */
export function compose(before: string, all: readonly Hunk[], picked: ReadonlySet<string>): string {
  const lines = splitLines(before);
  const pieces: string[] = [];
  let at = 0;
  for (const hunk of all) {
    if (!picked.has(hunk.id)) continue;
    for (; at < hunk.oldStart - 1; at++) pieces.push(lines[at] ?? '');
    for (const line of hunk.added) pieces.push(line);
    at += hunk.removed.length;
  }
  for (; at < lines.length; at++) pieces.push(lines[at] ?? '');
  return pieces.join('');
}

/**
 * `next` with the ids of `previous` where it is the same hunk: first equal content at the same place of either side,
 * then equal content in order, then any content at the same place. What is left gets an id of its own.
 */
export function trackHunks(previous: readonly Hunk[], next: readonly Hunk[]): Hunk[] {
  const ids = new Map<Hunk, string>();
  const free = new Set(previous);
  const take = (hunk: Hunk, match: Hunk): void => {
    if (!ids.has(hunk) && free.delete(match)) ids.set(hunk, match.id);
  };
  const contents = new Map([...previous, ...next].map((hunk) => [hunk, contentOf(hunk)]));
  const equalContent: ((hunk: Hunk) => string)[] = [
    (hunk) => `${hunk.oldStart} ${hunk.newStart}`,
    (hunk) => `${hunk.oldStart}`,
    (hunk) => `${hunk.newStart}`,
    () => '',
  ];
  for (const place of equalContent) {
    const groups = new Map<string, Hunk[]>();
    for (const hunk of free) {
      const key = `${contents.get(hunk)} ${place(hunk)}`;
      groups.set(key, [...(groups.get(key) ?? []), hunk]);
    }
    for (const hunk of next) {
      if (ids.has(hunk)) continue;
      const match = groups.get(`${contents.get(hunk)} ${place(hunk)}`)?.shift();
      if (match) take(hunk, match);
    }
  }
  for (const side of [oldSide, newSide]) {
    const left = next.filter((hunk) => !ids.has(hunk));
    for (const [hunk, match] of meeting(left, [...free], side)) take(hunk, match);
  }
  const names = new Names(previous.map(({ id }) => id));
  return next.map((hunk) => ({ ...hunk, id: ids.get(hunk) ?? names.of(contentOf(hunk)) }));
}

/** The hunks of `all`, from one text, that overlap or meet a hunk in that text. */
export function touching(all: readonly Hunk[], { oldStart, removed }: Hunk): readonly Hunk[] {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (oldSide(all[middle] as Hunk)[1] < oldStart) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < all.length && (all[end] as Hunk).oldStart <= oldStart + removed.length) end += 1;
  return all.slice(low, end);
}

/** Lines that a hunk takes up on one side, the end exclusive; empty where it has none there. */
type Side = (hunk: Hunk) => readonly [start: number, end: number];
const oldSide: Side = ({ oldStart, removed }) => [oldStart, oldStart + removed.length];
const newSide: Side = ({ newStart, added }) => [newStart, newStart + added.length];

/** Pairs of hunks that overlap or meet on one side. Both lists are in order. */
function* meeting(some: readonly Hunk[], others: readonly Hunk[], side: Side): Generator<readonly [Hunk, Hunk]> {
  let from = 0;
  for (const hunk of some) {
    const [start, end] = side(hunk);
    while (from < others.length && side(others[from] as Hunk)[1] < start) from += 1;
    for (let at = from; at < others.length; at++) {
      const other = others[at] as Hunk;
      if (side(other)[0] > end) break;
      yield [hunk, other];
    }
  }
}

/** Ids made from the content of a hunk; equal contents are told apart by a number. */
class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  of(content: string): string {
    let name = content;
    for (let number = 2; this.#taken.has(name); number++) name = `${content}-${number}`;
    this.#taken.add(name);
    return name;
  }
}

/** A short name for what a hunk removes and adds: two 32-bit hashes (FNV-1a and its like) over its characters. */
function contentOf({ removed, added }: Pick<Hunk, 'removed' | 'added'>): string {
  let one = 0x811c9dc5;
  let two = 0x1b873593;
  const take = (code: number): void => {
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
    two ^= two >>> 13;
  };
  for (const lines of [removed, added]) {
    for (const line of lines) for (let at = 0; at < line.length; at++) take(line.charCodeAt(at));
    take(-1);
  }
  return (one >>> 0).toString(36) + (two >>> 0).toString(36);
}
