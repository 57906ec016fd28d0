import { majorityEnding, splitLines, withEnding } from './lineEndings.ts';
import { tiedByMoves } from './movedLines.ts';
import { meet, type Region, type Replacement, replacements } from './replacements.ts';

/**
 * Text edits of the agent that nobody has reviewed yet: the text before the first of them, what the last one left, and
 * what they replaced. What the person changed is in neither text: it is the difference from `after` to the text as it is
 * now. The hunks are kept, not computed from the texts, so that a line of the person never counts as the agent's.
 */
export interface PendingText {
  readonly before: string;
  readonly after: string;
  readonly hunks: readonly PendingHunk[];
  /** Number of the next hunk: an id is never used again. */
  readonly next: number;
}

/** Lines of `before` (`old…`) that the agent replaced by lines of `after` (`new…`), and the last turn that did. */
export interface PendingHunk extends Replacement {
  readonly id: string;
  readonly turn: string;
}

export interface Texts {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export type HunkRegion = Region<PendingHunk>;

/** The hunks in `now`, with what the person changed in them; their changes elsewhere are left out. */
export function align(pending: PendingText, now: string) {
  const fitted = asEndedIn(pending, now);
  const { before, after, hunks } = fitted;
  // A diff may find other lines alike than the hunks do; where all was taken back there is nothing to find out.
  const all = now === fitted.before ? hunks.map(takenBack) : meet(hunks, replacements(after, now));
  const old: Texts = { before: splitLines(before), after: splitLines(after) };
  return { regions: all.filter(({ first }) => first.length > 0), lines: splitLines(now), old, fitted };
}

function takenBack(hunk: PendingHunk): HunkRegion {
  const { oldStart, oldEnd, newStart, newEnd } = hunk;
  return { first: [hunk], second: [], old: [oldStart, oldEnd], middle: [newStart, newEnd], now: [oldStart, oldEnd] };
}

export function statesOf(regions: readonly HunkRegion[], old: Texts, lines: readonly string[]): Map<string, State> {
  return new Map(regions.flatMap((one) => one.first.map(({ id }) => [id, stateOf(one, old, lines)] as const)));
}

/** Hunks that the person works in: those they changed, and those that lines were moved to or from with these. */
export function inUse(some: readonly PendingHunk[], states: ReadonlyMap<string, State>, old: Texts): Set<string> {
  const changed = some.filter(({ id }) => states.get(id) === 'changed');
  const free = some.filter(({ id }) => states.get(id) !== 'changed');
  const tied = changed.length === 0 ? [] : tiedByMoves(changed, free, old.before, old.after);
  return new Set([...changed, ...tied].map(({ id }) => id));
}

export type State = 'clean' | 'changed' | 'gone';

/** `gone` where the person has put back by hand what was before the hunks. */
export function stateOf(region: HunkRegion, old: Texts, lines: readonly string[]): State {
  const [start, end] = region.middle;
  let at = start;
  let restored = '';
  for (const { oldStart, oldEnd, newStart, newEnd } of region.first) {
    restored += old.after.slice(at, newStart).join('') + old.before.slice(oldStart, oldEnd).join('');
    at = newEnd;
  }
  restored += old.after.slice(at, end).join('');
  if (restored === lines.slice(...region.now).join('')) return 'gone';
  return region.second.length === 0 ? 'clean' : 'changed';
}

/**
 * The same edits with the line ending that all of `now` has, where it differs: the person may have changed it, and an
 * editor knows only one per file. Otherwise each line would be a change of theirs.
 */
export function asEndedIn(pending: PendingText, now: string): PendingText {
  if (now === pending.after || !(now.includes('\r') || pending.after.includes('\r'))) return pending;
  const ending = majorityEnding(now);
  if (withEnding(now, ending) !== now || withEnding(pending.after, ending) === pending.after) return pending;
  return { ...pending, before: withEnding(pending.before, ending), after: withEnding(pending.after, ending) };
}
