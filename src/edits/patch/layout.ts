import type { Located } from './locateHunk.ts';

/** A hunk with its one place; `start` is a 0-based line of the file. */
export interface Placed extends Located {
  readonly start: number;
}

export type Layout =
  | { readonly ok: true; readonly placed: readonly Placed[] }
  /** `undecided` fit in several places, `overlapping` change lines that another hunk needs. */
  | { readonly ok: false; readonly undecided: readonly Located[]; readonly overlapping: readonly Located[] };

/**
 * Gives every hunk its place. The hunks of a patch stand in the order of the file, so there must be exactly one way to
 * lay them out in this order; hunks that each fit in one place only may stand in any order. What one hunk changes is no
 * context of another.
 */
export function layOut(hunks: readonly Located[]): Layout {
  const lowest = outermost(hunks, 'lowest');
  const highest = outermost(hunks, 'highest');
  if (lowest && highest) {
    const undecided = hunks.filter((_, index) => lowest[index] !== highest[index]);
    if (undecided.length > 0) return { ok: false, undecided, overlapping: [] };
    return { ok: true, placed: hunks.map((hunk, index) => ({ ...hunk, start: lowest[index] ?? 0 })) };
  }
  const undecided = hunks.filter(({ places }) => places.length > 1);
  if (undecided.length > 0) return { ok: false, undecided, overlapping: [] };
  const placed = hunks.map((hunk) => ({ ...hunk, start: hunk.places[0] ?? 0 })).sort((a, b) => a.start - b.start);
  const overlapping = placed.filter((hunk, index) => {
    const before = placed[index - 1];
    return before !== undefined && hunk.start < earliest(extent(hunk), before.start, extent(before));
  });
  return overlapping.length > 0 ? { ok: false, undecided, overlapping } : { ok: true, placed };
}

/** Line counts from the first line of a hunk: all that it names, and where what it changes begins and ends. */
interface Extent {
  readonly length: number;
  readonly first: number;
  readonly last: number;
}

function extent({ lines, repaired }: Located): Extent {
  if (repaired) return { length: repaired.length, first: 0, last: repaired.length };
  let length = 0;
  let first: number | undefined;
  let last = 0;
  for (const { kind } of lines) {
    if (kind !== 'keep') first ??= length;
    if (kind !== 'add') length++;
    if (kind !== 'keep') last = length;
  }
  return { length, first: first ?? length, last };
}

/** Where a hunk may start at the earliest after another: they may share lines only that both of them keep. */
function earliest(hunk: Extent, before: number, other: Extent): number {
  return Math.max(before + other.last, before + other.length - hunk.first);
}

/** The one layout in which every hunk stands as low, or as high, as it can; `undefined` where there is none. */
function outermost(hunks: readonly Located[], end: 'lowest' | 'highest'): number[] | undefined {
  const starts: number[] = [];
  const order = end === 'lowest' ? hunks : [...hunks].reverse();
  let previous: { readonly start: number; readonly extent: Extent } | undefined;
  for (const hunk of order) {
    const own = extent(hunk);
    const other = previous;
    const fits = (place: number): boolean => {
      if (!other) return true;
      return end === 'lowest'
        ? place >= earliest(own, other.start, other.extent)
        : other.start >= earliest(other.extent, place, own);
    };
    const start = end === 'lowest' ? hunk.places.find(fits) : hunk.places.findLast(fits);
    if (start === undefined) return undefined;
    starts.push(start);
    previous = { start, extent: own };
  }
  return end === 'lowest' ? starts : starts.reverse();
}
