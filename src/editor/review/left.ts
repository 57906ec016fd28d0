import { type Hunk, hunks, touching } from '../../edits/hunks.ts';
import { diffOfHunks, summarise } from '../../edits/summary.ts';
import type { FileChange } from '../../protocol/changes.ts';
import type { RejectedPart } from '../../protocol/events.ts';
import type { FileReview } from './fileReview.ts';

/** A proposal as the person has left it. */
export interface Left {
  /** What would be applied now: without what was rejected, and without files of which nothing is left. */
  readonly changes: readonly FileChange[];
  readonly rejected: readonly RejectedPart[];
}

export interface ReviewedFile {
  readonly change: FileChange;
  /** `undefined` while nothing of it was decided or typed. */
  readonly review: FileReview | undefined;
}

/** Undecided parts count as wanted. `undefined` where everything is as it was proposed. */
export function leftOf(files: readonly ReviewedFile[]): Left | undefined {
  const changes = files.flatMap(({ change, review }) => remaining(change, review));
  if (changes.length === files.length && changes.every((change, at) => change === files[at]?.change)) return undefined;
  return { changes, rejected: files.flatMap(({ change, review }) => (review ? rejectedParts(change, review) : [])) };
}

/** The reasons that were given for rejecting a proposal of which nothing is left, one line each; '' for none. */
export function reasonsOf(rejected: readonly RejectedPart[], display: (path: string) => string): string {
  const given = rejected.filter(({ reason }) => reason !== undefined);
  const [first] = given;
  if (first && rejected.length === 1) return first.reason ?? '';
  return given.map(({ path, reason, lines }) => `${display(path)}${atLine(lines)}: ${reason}`).join('\n');
}

function atLine(lines: readonly number[] | undefined): string {
  return lines?.length === 1 ? ` line ${lines[0]}` : '';
}

function remaining(change: FileChange, review: FileReview | undefined): FileChange[] {
  if (!review) return [change];
  if (review.verdict === 'rejected') return [];
  if (!('after' in change)) return [change];
  if (review.text === change.after) return [change];
  if (review.hunks.length === 0) return [];
  return [{ ...change, after: review.text }];
}

/** What was proposed and will not be applied: the hunks with the same reason together. */
export function rejectedParts(change: FileChange, review: FileReview): RejectedPart[] {
  const { path } = change;
  const whole = review.verdict === 'rejected';
  const because = (reason: string | undefined) => (reason ? { reason } : {});
  const proposed = hunks(review.before, review.proposed);
  if (proposed.length === 0) return whole ? [{ path, diff: summarise(change).diff, ...because(review.reason) }] : [];
  const reasons = new Map<Hunk, string | undefined>();
  for (const { hunk, reason } of review.rejected) {
    for (const one of touching(proposed, hunk)) reasons.set(one, reason ?? reasons.get(one));
  }
  const groups = new Map<string | undefined, Hunk[]>();
  for (const hunk of proposed) {
    // What the person put back by hand, with the editor's own arrow or by typing, counts as rejected as well.
    if (!whole && !reasons.has(hunk) && touching(review.hunks, hunk).length > 0) continue;
    const reason = reasons.get(hunk) ?? (whole ? review.reason : undefined);
    groups.set(reason, [...(groups.get(reason) ?? []), hunk]);
  }
  return [...groups].map(([reason, group]) => ({
    path,
    diff: diffOfHunks(group),
    lines: group.map(({ oldStart }) => oldStart),
    ...because(reason),
  }));
}
