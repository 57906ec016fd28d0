import { compose, type Hunk, hunks, touching, trackHunks } from '../../edits/hunks.ts';

/** A change that the person took out of a proposed text, kept so that it can be put back. */
export interface RejectedHunk {
  readonly hunk: Hunk;
  readonly reason?: string;
}

/**
 * The review of one proposed file: what was there, what is proposed, and the text as the person has it now. Every step
 * makes a new value; the hunks are always those from `before` to `text`.
 */
export interface FileReview {
  readonly before: string;
  readonly proposed: string;
  readonly text: string;
  readonly hunks: readonly Hunk[];
  /** Ids of the hunks that the person has approved. */
  readonly approved: ReadonlySet<string>;
  readonly rejected: readonly RejectedHunk[];
  /** The whole file is decided; why, where it was rejected with a reason. */
  readonly verdict: 'undecided' | 'approved' | 'rejected';
  readonly reason?: string;
}

export function startReview(before: string, proposed: string): FileReview {
  return {
    before,
    proposed,
    text: proposed,
    hunks: hunks(before, proposed),
    approved: new Set(),
    rejected: [],
    verdict: 'undecided',
  };
}

/** The hunks that wait for a decision; none once the file is decided. */
export function undecided({ hunks: all, approved, verdict }: FileReview): readonly Hunk[] {
  return verdict === 'undecided' ? all.filter(({ id }) => !approved.has(id)) : [];
}

/** True once anything was decided or typed. */
export function isTouched({ text, proposed, approved, rejected, verdict }: FileReview): boolean {
  return text !== proposed || approved.size > 0 || rejected.length > 0 || verdict !== 'undecided';
}

/**
 * The person has changed the text. What was approved stays so, unless it grew together with what was not; a rejected
 * hunk that is back (undo in the editor) is no longer rejected. A decided file stays as it was decided.
 */
export function withText(review: FileReview, text: string): FileReview {
  if (text === review.text || review.verdict !== 'undecided') return review;
  const next = trackHunks(review.hunks, hunks(review.before, text));
  const approved = next
    .filter((hunk) => {
      const same = touching(review.hunks, hunk);
      return review.approved.has(hunk.id) && same.every(({ id }) => review.approved.has(id));
    })
    .map(({ id }) => id);
  const rejected = review.rejected.filter((one) => !next.some((hunk) => isSame(hunk, one.hunk)));
  return { ...review, text, hunks: next, approved: new Set(approved), rejected };
}

/** `undefined` where the hunk is not there any more. */
export function approveHunk(review: FileReview, id: string): FileReview | undefined {
  if (!undecided(review).some((hunk) => hunk.id === id)) return undefined;
  return { ...review, approved: new Set([...review.approved, id]) };
}

/** The hunk waits for a decision again. `undefined` where it was not approved or is not there any more. */
export function withdrawApproval(review: FileReview, id: string): FileReview | undefined {
  if (review.verdict !== 'undecided' || !review.hunks.some((hunk) => hunk.id === id)) return undefined;
  const approved = new Set(review.approved);
  return approved.delete(id) ? { ...review, approved } : undefined;
}

/** Takes hunks out of the text. `undefined` where one of them is not there any more. */
export function rejectHunks(review: FileReview, ids: readonly string[], reason?: string): FileReview | undefined {
  if (review.verdict !== 'undecided') return undefined;
  const out = new Set(ids);
  const gone = review.hunks.filter(({ id }) => out.has(id));
  if (gone.length === 0 || gone.length < out.size) return undefined;
  const rejected = [...review.rejected, ...gone.map((hunk) => ({ hunk, ...(reason ? { reason } : {}) }))];
  const approved = new Set([...review.approved].filter((id) => !out.has(id)));
  return {
    ...withHunks(
      review,
      review.hunks.filter(({ id }) => !out.has(id)),
    ),
    approved,
    rejected,
  };
}

/**
 * Puts the hunks back that were rejected, to be decided again. One whose place the person has changed since stays out;
 * `undefined` where none could be put back.
 */
export function restoreRejected(review: FileReview): FileReview | undefined {
  if (review.verdict !== 'undecided') return undefined;
  const back: Hunk[] = [];
  const stay: RejectedHunk[] = [];
  for (const one of review.rejected) {
    if (touching(review.hunks, one.hunk).length > 0 || touching(back, one.hunk).length > 0) stay.push(one);
    else back.push(one.hunk);
    back.sort((a, b) => a.oldStart - b.oldStart);
  }
  if (back.length === 0) return undefined;
  const taken = new Set(review.hunks.map(({ id }) => id));
  const named = back.map((hunk) => {
    let { id } = hunk;
    while (taken.has(id)) id += '-again';
    taken.add(id);
    return { ...hunk, id };
  });
  const all = [...review.hunks, ...named].sort((a, b) => a.oldStart - b.oldStart);
  return { ...withHunks(review, all), rejected: stay };
}

/** Decides on what is not decided yet; the file is settled then. */
export function decideRest(review: FileReview, decision: 'approved' | 'rejected', reason?: string): FileReview {
  if (review.verdict !== 'undecided') return review;
  const rest = undecided(review).map(({ id }) => id);
  if (decision === 'approved') return settle({ ...review, approved: new Set(review.hunks.map(({ id }) => id)) });
  const without = rest.length > 0 ? rejectHunks(review, rest, reason) : undefined;
  return settle(without ?? review, decision, reason);
}

/** Decides on the whole file, whatever was decided on its parts. */
export function rejectFile(review: FileReview, reason?: string): FileReview {
  return { ...review, verdict: 'rejected', ...(reason ? { reason } : {}) };
}

/**
 * Settles the file if each of its changes is decided. What is left of it is approved; a file of which nothing is left is
 * rejected. Without any hunks (an empty new file, a deletion, a move) `decision` decides.
 */
export function settle(
  review: FileReview,
  decision: 'approved' | 'rejected' = 'approved',
  reason?: string,
): FileReview {
  if (undecided(review).length > 0 || review.verdict !== 'undecided') return review;
  if (review.hunks.length > 0) return { ...review, verdict: 'approved' };
  const nothingLeft = decision === 'rejected' || review.rejected.length > 0 || review.text !== review.proposed;
  if (!nothingLeft) return { ...review, verdict: 'approved' };
  return { ...review, verdict: 'rejected', ...(reason ? { reason } : {}) };
}

/** The first undecided hunk after `line` (1-based, in the text), else the first of all. */
export function nextUndecided(review: FileReview, line: number): Hunk | undefined {
  const open = undecided(review);
  return open.find(({ newStart }) => newStart >= line) ?? open[0];
}

/** The hunk at a line (1-based) of the text, or of `before`; where nothing is left of it there, the line after it counts. */
export function hunkAt(review: FileReview, line: number, side: 'text' | 'before' = 'text'): Hunk | undefined {
  return review.hunks.find(({ newStart, added, oldStart, removed }) => {
    const [start, count] = side === 'text' ? [newStart, added.length] : [oldStart, removed.length];
    return count === 0 ? line === start || line === start - 1 : line >= start && line < start + count;
  });
}

function withHunks(review: FileReview, all: readonly Hunk[]): FileReview {
  let shift = 0;
  const placed = all.map((hunk) => {
    const at = { ...hunk, newStart: hunk.oldStart + shift };
    shift += hunk.added.length - hunk.removed.length;
    return at;
  });
  return { ...review, hunks: placed, text: compose(review.before, placed, new Set(placed.map(({ id }) => id))) };
}

function isSame(one: Hunk, other: Hunk): boolean {
  const equal = (some: readonly string[], others: readonly string[]): boolean =>
    some.length === others.length && some.every((line, at) => line === others[at]);
  return one.oldStart === other.oldStart && equal(one.removed, other.removed) && equal(one.added, other.added);
}
