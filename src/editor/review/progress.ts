import { reviewed } from '../../edits/reviewed.ts';
import type { FileChange } from '../../protocol/changes.ts';
import type { ReviewProgress } from '../../protocol/webview.ts';
import { type FileReview, isTouched } from './fileReview.ts';
import { rejectedParts } from './left.ts';
import type { Proposal } from './proposals.ts';
import { touchedReview } from './proposedText.ts';
import { pathAfter } from './reviewTargets.ts';

/** How far the review of a proposal is, `undefined` where nobody has decided on a part of it or typed in it. */
export function progressOf({ callId, files }: Proposal): ReviewProgress | undefined {
  const seen = files.map((file) => ({ change: file.change, review: touchedReview(file) }));
  if (!seen.some(({ review }) => review && isTouched(review))) return undefined;
  return {
    callId,
    edited: seen.some(({ change, review }) => review && wasTypedIn(change, review)),
    files: seen.map(({ change, review }) => ({
      path: pathAfter(change),
      verdict: review?.verdict ?? 'undecided',
      changes: review?.hunks.length ?? 0,
      approved: review?.approved.size ?? 0,
      rejected: review?.rejected.length ?? 0,
    })),
  };
}

const known = new WeakMap<FileReview, boolean>();

/** True where the text is not just the proposal with some of its changes taken out. */
function wasTypedIn(change: FileChange, review: FileReview): boolean {
  if (review.text === review.proposed || review.verdict === 'rejected') return false;
  let typed = known.get(review);
  if (typed === undefined) {
    const out = new Set(rejectedParts(change, review).flatMap(({ lines }) => lines ?? []));
    typed = reviewed(review.before, review.proposed, out).expected !== review.text;
    known.set(review, typed);
  }
  return typed;
}
