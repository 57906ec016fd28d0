import { compose, hunks } from './hunks.ts';

/** What became of a proposed text in a review, but for what the person typed in it. */
export interface Reviewed {
  /** How many of the proposed hunks were left in, and how many there were. */
  readonly kept: number;
  readonly of: number;
  /** The proposed text without those that were taken out. */
  readonly expected: string;
}

/** `out` are the first lines, in `before` and 1-based, of the hunks that were taken out of the proposed text. */
export function reviewed(before: string, proposed: string, out: ReadonlySet<number>): Reviewed {
  const all = hunks(before, proposed);
  const kept = all.filter(({ oldStart }) => !out.has(oldStart));
  const expected = kept.length === all.length ? proposed : compose(before, all, new Set(kept.map(({ id }) => id)));
  return { kept: kept.length, of: all.length, expected };
}
