import { diffArrays } from 'diff';
import { splitLines } from './lineEndings.ts';

/** A run of lines that both texts share, or that one of them replaces by others. Lines carry their own line ends. */
export type LineRun =
  | { readonly kind: 'same'; readonly lines: readonly string[] }
  | { readonly kind: 'change'; readonly removed: readonly string[]; readonly added: readonly string[] };

/**
 * How `before` becomes `after`, line by line; runs of both kinds take turns. The same texts always give the same runs,
 * and it is never slow: a shortest answer where few lines differ, else one that keeps the lines which occur once in both.
 */
export function diffLines(before: string, after: string): LineRun[] {
  const runs: LineRun[] = [];
  let [same, removed, added]: [string[], string[], string[]] = [[], [], []];
  const sink: Sink = {
    longTries: 1,
    same(lines) {
      if (removed.length > 0 || added.length > 0) {
        runs.push({ kind: 'change', removed, added });
        [removed, added] = [[], []];
      }
      append(same, lines);
    },
    change(gone, fresh) {
      if (same.length > 0) runs.push({ kind: 'same', lines: same });
      same = [];
      append(removed, gone);
      append(added, fresh);
    },
  };
  diffRegion(splitLines(before), splitLines(after), sink);
  if (same.length > 0) runs.push({ kind: 'same', lines: same });
  if (removed.length > 0 || added.length > 0) runs.push({ kind: 'change', removed, added });
  return runs;
}

/** Takes the pieces of a diff in order; neighbours of one kind become one run. Never called with nothing. */
interface Sink {
  /** One region without a line that occurs once may cost more, and only one. */
  longTries: number;
  same(lines: Lines): void;
  change(removed: Lines, added: Lines): void;
}

function append(lines: string[], more: Lines): void {
  for (const line of more) lines.push(line);
}

/** Lines removed and added up to which a shortest diff is looked for; its time grows with the square of this. */
const maxEditLength = 400;
const longEditLength = 2500;

type Lines = readonly string[];

function diffRegion(old: Lines, fresh: Lines, sink: Sink): void {
  let head = 0;
  const shorter = Math.min(old.length, fresh.length);
  while (head < shorter && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1;
  if (head > 0) sink.same(old.slice(0, head));
  diffMiddle(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail), sink);
  if (tail > 0) sink.same(old.slice(old.length - tail));
}

function diffMiddle(old: string[], fresh: string[], sink: Sink): void {
  if (old.length === 0 && fresh.length === 0) return;
  if (old.length === 0 || fresh.length === 0) {
    sink.change(old, fresh);
    return;
  }
  if (shortest(old, fresh, maxEditLength, sink)) return;
  const anchors = commonLines(old, fresh);
  if (anchors.length === 0) {
    const known = new Set(old);
    const mayTry = sink.longTries > 0 && fresh.some((line) => known.has(line));
    if (mayTry) sink.longTries -= 1;
    if (!mayTry || !shortest(old, fresh, longEditLength, sink)) sink.change(old, fresh);
    return;
  }
  let [sameFrom, oldAt, freshAt] = [0, 0, 0];
  const endSame = (): void => {
    if (oldAt > sameFrom) sink.same(old.slice(sameFrom, oldAt));
  };
  for (const anchor of anchors) {
    if (anchor.old !== oldAt || anchor.fresh !== freshAt) {
      endSame();
      diffRegion(old.slice(oldAt, anchor.old), fresh.slice(freshAt, anchor.fresh), sink);
      sameFrom = anchor.old;
    }
    [oldAt, freshAt] = [anchor.old + 1, anchor.fresh + 1];
  }
  endSame();
  diffRegion(old.slice(oldAt), fresh.slice(freshAt), sink);
}

function shortest(old: string[], fresh: string[], limit: number, sink: Sink): boolean {
  const parts = diffArrays(old, fresh, { maxEditLength: limit });
  for (const { value, removed, added } of parts ?? []) {
    if (!removed && !added) sink.same(value);
    else sink.change(removed ? value : [], added ? value : []);
  }
  return parts !== undefined;
}

interface Anchor {
  readonly old: number;
  readonly fresh: number;
}

/** The longest series, in the order of both texts, of lines that occur exactly once in each (Cohen's patience diff). */
function commonLines(old: Lines, fresh: Lines): readonly Anchor[] {
  /** Where a line stands in the old text; -1 where it does so more than once. */
  const places = new Map<string, number>();
  old.forEach((line, index) => {
    places.set(line, places.get(line) === undefined ? index : -1);
  });
  /** Where each of them stands in the new one; -1 where it does not, -2 where it does so more than once. */
  const freshOf = new Int32Array(old.length).fill(-1);
  fresh.forEach((line, index) => {
    const place = places.get(line) ?? -1;
    if (place >= 0) freshOf[place] = freshOf[place] === -1 ? index : -2;
  });
  const unique: Anchor[] = [];
  freshOf.forEach((at, index) => {
    if (at >= 0) unique.push({ old: index, fresh: at });
  });
  return longestRising(unique);
}

/** The longest subsequence whose `fresh` places rise; `anchors` come in the order of their `old` places. */
function longestRising(anchors: readonly Anchor[]): readonly Anchor[] {
  // Mostly all of them do: nothing was moved.
  if (anchors.every(({ fresh }, index) => index === 0 || fresh > (anchors[index - 1]?.fresh ?? 0))) return anchors;
  interface Card extends Anchor {
    readonly before: Card | undefined;
  }
  const tops: Card[] = [];
  for (const anchor of anchors) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tops[middle]?.fresh ?? 0) < anchor.fresh) low = middle + 1;
      else high = middle;
    }
    tops[low] = { ...anchor, before: tops[low - 1] };
  }
  const result: Anchor[] = [];
  for (let card = tops.at(-1); card; card = card.before) result.push(card);
  return result.reverse();
}
