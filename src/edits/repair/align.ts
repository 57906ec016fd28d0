import { diffArrays } from 'diff';

/** Steps that a comparison may take; what is left then counts as different, so that hostile texts cost no more. */
const maxSteps = 4_000_000;
const maxSlide = 200;

/**
 * For each new key the index of the old one that it repeats, in order, or -1. The same keys always give the same answer.
 */
export function align(old: readonly string[], fresh: readonly string[]): number[] {
  const matches = new Array<number>(fresh.length).fill(-1);
  let head = 0;
  const shorter = Math.min(old.length, fresh.length);
  while (head < shorter && old[head] === fresh[head]) {
    matches[head] = head;
    head += 1;
  }
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) {
    matches[fresh.length - 1 - tail] = old.length - 1 - tail;
    tail += 1;
  }
  const middle = [old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)] as const;
  const maxEditLength = Math.min(1500, Math.ceil(maxSteps / (middle[0].length + middle[1].length + 1)));
  const parts = diffArrays(...middle, { maxEditLength });
  let [from, to] = [head, head];
  for (const { added, removed, value } of parts ?? []) {
    if (removed) from += value.length;
    else if (added) to += value.length;
    else for (const _ of value) matches[to++] = from++;
  }
  return matches;
}

/**
 * Moves insertions to where they read best: `a, [b, ]c` says the same as `a[, b], c`, but cuts between words. `score` tells
 * how good a cut in front of a new key is.
 */
export function slideInsertions(
  fresh: readonly string[],
  matches: number[],
  oldLength: number,
  score: (at: number) => number,
): void {
  let start = 0;
  while (start < fresh.length) {
    if (matches[start] !== -1) {
      start += 1;
      continue;
    }
    let end = start;
    while (end < fresh.length && matches[end] === -1) end += 1;
    const [before, after] = [matches[start - 1] ?? -1, matches[end] ?? oldLength];
    if (after === before + 1) slide(fresh, matches, start, end, score);
    start = end;
  }
}

function slide(
  fresh: readonly string[],
  matches: number[],
  start: number,
  end: number,
  score: (at: number) => number,
): void {
  let [best, most] = [0, score(start) + score(end)];
  const consider = (offset: number): void => {
    const value = score(start + offset) + score(end + offset);
    if (value > most) [best, most] = [offset, value];
  };
  for (let left = 1; left <= Math.min(start, maxSlide); left++) {
    if (matches[start - left] === -1 || fresh[start - left] !== fresh[end - left]) break;
    consider(-left);
  }
  for (let right = 1; right <= Math.min(fresh.length - end, maxSlide); right++) {
    if (matches[end + right - 1] === -1 || fresh[end + right - 1] !== fresh[start + right - 1]) break;
    consider(right);
  }
  for (; best < 0; best++) {
    start -= 1;
    end -= 1;
    matches[end] = matches[start] ?? -1;
    matches[start] = -1;
  }
  for (; best > 0; best--) {
    matches[start] = matches[end] ?? -1;
    matches[end] = -1;
    start += 1;
    end += 1;
  }
}
