import {
  align,
  asEndedIn,
  type HunkRegion,
  inUse,
  type PendingHunk,
  type PendingText,
  stateOf,
  statesOf,
} from './alignPending.ts';
import { splitLines } from './lineEndings.ts';
import { meet, type Replacement, replacements } from './replacements.ts';
import { spliceLines } from './spliceLines.ts';

export type { PendingHunk, PendingText } from './alignPending.ts';

/**
 * Hunks as they stand in the text as it is now, those that meet in one: `count` lines from `line`, counted from 0, in
 * place of `removed`. `changed`: the person has changed them since, so that taking them out would take their work too.
 */
export interface PlacedHunk {
  readonly hunks: readonly PendingHunk[];
  readonly state: 'clean' | 'changed';
  readonly line: number;
  readonly count: number;
  readonly removed: readonly string[];
}

export interface Placed {
  readonly hunks: readonly PlacedHunk[];
  /** The text as it is now without the hunks: from it to the text, only what is pending differs. */
  readonly original: string;
}

/** A first edit of the agent. */
export function pendingEdit(before: string, after: string, turn: string): PendingText {
  return editAgain({ before, after: before, hunks: [], next: 1 }, before, after, turn);
}

/** Where the pending hunks are in `now`. One that the person has taken back by hand is left out. */
export function place(pending: PendingText, now: string): Placed {
  const { regions, lines, old } = align(pending, now);
  const placed: PlacedHunk[] = [];
  const original = replaced(lines, regions, (region) => {
    const [line, end] = region.now;
    const state = stateOf(region, old, lines);
    if (state === 'gone') return undefined;
    const removed = region.first.flatMap(({ oldStart, oldEnd }) => old.before.slice(oldStart, oldEnd));
    const own = { hunks: region.first, state, line, count: end - line, removed };
    const last = placed.at(-1);
    if (last && state === 'clean' && last.state === 'clean' && last.line + last.count === line)
      placed[placed.length - 1] = joined(last, own);
    else placed.push(own);
    if (state === 'clean') return removed;
    // Of an addition, the lines that the person has not touched are still pending; other hunks are theirs now.
    return removed.length > 0
      ? undefined
      : region.second.flatMap(({ newStart, newEnd }) => lines.slice(newStart, newEnd));
  });
  return { hunks: placed, original };
}

function joined(one: PlacedHunk, other: PlacedHunk): PlacedHunk {
  return {
    ...one,
    hunks: [...one.hunks, ...other.hunks],
    count: one.count + other.count,
    removed: [...one.removed, ...other.removed],
  };
}

/** Hunks become the person's: they stay in the file and are no longer pending. */
export function keep(pending: PendingText, now: string, ids: ReadonlySet<string>): PendingText {
  const fitted = asEndedIn(pending, now);
  const { before, after, hunks } = fitted;
  const chosen = hunks.filter(({ id }) => ids.has(id));
  const fresh = splitLines(after);
  const pieces = chosen.map(({ oldStart, oldEnd, newStart, newEnd }) => ({
    from: [oldStart, oldEnd] as const,
    by: fresh.slice(newStart, newEnd),
  }));
  let shift = 0;
  const rest = hunks.flatMap((hunk): PendingHunk[] => {
    const { id, oldStart, oldEnd, newStart, newEnd } = hunk;
    const moved = { ...hunk, oldStart: oldStart + shift, oldEnd: oldEnd + shift };
    if (ids.has(id)) shift += newEnd - newStart - (oldEnd - oldStart);
    return ids.has(id) ? [] : [moved];
  });
  return { ...fitted, before: spliceLines(splitLines(before), pieces), hunks: rest };
}

export interface UndoneText {
  readonly pending: PendingText;
  readonly now: string;
  /** Hunks that were not taken out, because the person has changed them since. */
  readonly left: readonly string[];
}

/**
 * Takes hunks out of `now`; all that the person changed around them stays. Where a hunk cannot be taken out, neither is
 * one that lines were moved to or from with it.
 */
export function undo(pending: PendingText, now: string, ids: ReadonlySet<string>): UndoneText {
  const { regions, lines, old, fitted } = align(pending, now);
  const chosen = fitted.hunks.filter(({ id }) => ids.has(id));
  const states = statesOf(regions, old, lines);
  const left = inUse(chosen, states, old);
  const done = new Set(chosen.flatMap(({ id }) => (left.has(id) ? [] : [id])));

  const text = replaced(lines, regions, ({ first }) => {
    const [own] = first;
    if (!own || !done.has(own.id) || states.get(own.id) === 'gone') return undefined;
    return old.before.slice(own.oldStart, own.oldEnd);
  });
  const pieces = chosen.flatMap(({ id, oldStart, oldEnd, newStart, newEnd }) =>
    done.has(id) ? [{ from: [newStart, newEnd] as const, by: old.before.slice(oldStart, oldEnd) }] : [],
  );
  let shift = 0;
  const rest = fitted.hunks.flatMap((hunk): PendingHunk[] => {
    const { id, oldStart, oldEnd, newStart, newEnd } = hunk;
    const moved = { ...hunk, newStart: newStart + shift, newEnd: newEnd + shift };
    if (done.has(id)) shift += oldEnd - oldStart - (newEnd - newStart);
    return done.has(id) ? [] : [moved];
  });
  const after = spliceLines(old.after, pieces);
  return { pending: { ...fitted, after, hunks: rest }, now: text, left: [...left] };
}

/**
 * One more edit of the agent, from `from` to `after`, while others are pending. What the person did in between is in
 * neither text of the result, and hunks that they changed count as kept.
 */
export function editAgain(pending: PendingText, from: string, after: string, turn: string): PendingText {
  const base = settle(pending, from);
  const before = splitLines(base.before);
  const fresh = splitLines(after);
  let { next } = base;
  const hunks = meet(base.hunks, replacements(from, after)).flatMap(({ first, second, old, now }): PendingHunk[] => {
    const [oldStart, oldEnd] = old;
    const [newStart, newEnd] = now;
    const [own] = first;
    if (own && second.length === 0) return [{ ...own, newStart, newEnd }];
    // What both edits changed is compared as a whole: the second may have taken back a part of the first.
    const whole = { oldStart, oldEnd, newStart, newEnd };
    const parts = own ? within(before, fresh, whole) : [whole];
    return parts.map((part, index) => ({ ...part, id: index === 0 && own ? own.id : `${next++}`, turn }));
  });
  return { before: base.before, after, hunks, next };
}

/** Takes over what the person changed: `after` becomes `now`, hunks that they changed count as kept. */
export function settle(pending: PendingText, now: string): PendingText {
  const { regions, lines, old, fitted } = align(pending, now);
  const states = statesOf(regions, old, lines);
  const theirs = inUse(fitted.hunks, states, old);
  const clean = regions.filter(({ first: [own] }) => own && states.get(own.id) === 'clean' && !theirs.has(own.id));
  const before = replaced(lines, clean, ({ first }) =>
    first.flatMap(({ oldStart, oldEnd }) => old.before.slice(oldStart, oldEnd)),
  );
  let shift = 0;
  const hunks = clean.flatMap(({ first, now: [newStart, newEnd] }) =>
    first.map((hunk): PendingHunk => {
      const oldStart = newStart + shift;
      const oldEnd = oldStart + hunk.oldEnd - hunk.oldStart;
      shift += oldEnd - oldStart - (newEnd - newStart);
      return { ...hunk, oldStart, oldEnd, newStart, newEnd };
    }),
  );
  return { before, after: now, hunks, next: pending.next };
}

/** The parts of a replaced range that really differ. */
function within(before: readonly string[], after: readonly string[], whole: Replacement): Replacement[] {
  const { oldStart, oldEnd, newStart, newEnd } = whole;
  const one = before.slice(oldStart, oldEnd).join('');
  const other = after.slice(newStart, newEnd).join('');
  return replacements(one, other).map((part) => ({
    oldStart: part.oldStart + oldStart,
    oldEnd: part.oldEnd + oldStart,
    newStart: part.newStart + newStart,
    newEnd: part.newEnd + newStart,
  }));
}

/** The text with other lines in place of its regions; those for which `by` gives `undefined` stay. */
function replaced(
  lines: readonly string[],
  regions: readonly HunkRegion[],
  by: (region: HunkRegion) => readonly string[] | undefined,
): string {
  const pieces = regions.flatMap((region) => {
    const instead = by(region);
    return instead ? [{ from: region.now, by: instead }] : [];
  });
  return spliceLines(lines, pieces);
}
