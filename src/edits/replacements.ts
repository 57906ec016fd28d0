import { hunks } from './hunks.ts';

/** Lines of one text that others have replaced in the next: both ranges count from 0 and exclude their end. */
export interface Replacement {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** What turns one text into another, in order. */
export function replacements(before: string, after: string): Replacement[] {
  if (before === after) return [];
  return hunks(before, after).map(({ oldStart, newStart, removed, added }) => ({
    oldStart: oldStart - 1,
    oldEnd: oldStart - 1 + removed.length,
    newStart: newStart - 1,
    newEnd: newStart - 1 + added.length,
  }));
}

/**
 * Where two edits that follow each other meet: lines of the text before both, between them, and after both. One of the
 * lists is empty where the other edit did not reach.
 */
export interface Region<T extends Replacement> {
  readonly first: readonly T[];
  readonly second: readonly Replacement[];
  readonly old: Range;
  readonly middle: Range;
  readonly now: Range;
}

type Range = readonly [start: number, end: number];

/** Puts two edits that follow each other side by side. Regions are in order and cover both edits. */
export function meet<T extends Replacement>(first: readonly T[], second: readonly Replacement[]): Region<T>[] {
  const regions: Region<T>[] = [];
  let [one, two] = [0, 0];
  let [shiftBack, shiftOn] = [0, 0];
  while (one < first.length || two < second.length) {
    const here: T[] = [];
    const there: Replacement[] = [];
    const [a, b] = [first[one], second[two]];
    if (a && !(b && isBefore(b, a))) {
      here.push(a);
      one += 1;
    } else if (b) {
      there.push(b);
      two += 1;
    }
    // The two may reach into each other like the teeth of a zip; only the last of each can reach the next.
    for (let grew = true; grew; ) {
      grew = false;
      for (let next = first[one]; touch(next, there.at(-1)); next = first[++one]) {
        if (next) here.push(next);
        grew = true;
      }
      for (let next = second[two]; touch(here.at(-1), next); next = second[++two]) {
        if (next) there.push(next);
        grew = true;
      }
    }
    const start = Math.min(
      here[0]?.newStart ?? Number.POSITIVE_INFINITY,
      there[0]?.oldStart ?? Number.POSITIVE_INFINITY,
    );
    const end = Math.max(here.at(-1)?.newEnd ?? 0, there.at(-1)?.oldEnd ?? 0);
    const [grownHere, grownThere] = [growth(here), growth(there)];
    regions.push({
      first: here,
      second: there,
      old: [start - shiftBack, end - shiftBack - grownHere],
      middle: [start, end],
      now: [start + shiftOn, end + shiftOn + grownThere],
    });
    shiftBack += grownHere;
    shiftOn += grownThere;
  }
  return regions;
}

function growth(all: readonly Replacement[]): number {
  return all.reduce((sum, { oldStart, oldEnd, newStart, newEnd }) => sum + newEnd - newStart - (oldEnd - oldStart), 0);
}

/** Whether the later edit's replacement lies wholly before that of the earlier one. */
function isBefore(later: Replacement, earlier: Replacement): boolean {
  if (later.oldEnd > earlier.newStart) return false;
  return !(later.oldStart === earlier.newStart && earlier.newStart === earlier.newEnd);
}

/** Whether one reaches into the other. Lines right before or after it do not; two at one empty place do. */
function touch(earlier: Replacement | undefined, later: Replacement | undefined): boolean {
  if (!earlier || !later) return false;
  const { newStart, newEnd } = earlier;
  const { oldStart, oldEnd } = later;
  if (newStart !== newEnd) return oldStart < newEnd && oldEnd > newStart;
  return oldStart === oldEnd ? oldStart === newStart : oldStart < newStart && oldEnd > newStart;
}
