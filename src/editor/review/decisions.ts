import { Disposable, type Event, EventEmitter, l10n, type Uri, workspace } from 'vscode';
import type { Log } from '../../agent/ports.ts';
import { ToolError } from '../../agent/tool.ts';
import type { Approvals } from '../approvals.ts';
import {
  approveHunk,
  decideRest,
  type FileReview,
  isTouched,
  rejectFile,
  rejectHunks,
  restoreRejected,
  settle,
  withdrawApproval,
} from './fileReview.ts';
import type { KeptReviews } from './keptReviews.ts';
import { type Proposal, type ProposalFile, type Proposals, proposalScheme } from './proposals.ts';
import { reviewOf, touchedReview, writeText } from './proposedText.ts';
import { pathAfter } from './reviewTargets.ts';

/** What a person can decide on one file of a proposal. `hunk` is the id of a change. */
export type FileDecision =
  | { readonly what: 'approveHunk' | 'withdrawApproval'; readonly hunk: string }
  | { readonly what: 'rejectHunk'; readonly hunk: string; readonly reason?: string }
  | { readonly what: 'restoreRejected' | 'approveRest' }
  | { readonly what: 'rejectRest' | 'rejectFile'; readonly reason?: string };

export interface Decisions {
  /**
   * Decides on a part of a proposal. When nothing of it is undecided any more, the call gets its answer. Throws
   * `ToolError` where the proposal or the change is not there any more.
   */
  decide(proposal: Proposal, file: ProposalFile, decision: FileDecision): Promise<void>;
  /** Decides on whatever is undecided in a proposal. */
  decideRest(proposal: Proposal, decision: 'approved' | 'rejected', reason?: string): Promise<void>;
  /** Something was decided, or the person has typed (told a moment after the last key). */
  readonly onDidChange: Event<void>;
  dispose(): void;
}

/** How long after a key press the hunks of a proposal are found out anew; longer where that takes long itself. */
const typingPause = 250;

/** `reread` makes the editor read the right side of a file again. */
export function createDecisions(
  proposals: Proposals,
  approvals: Pick<Approvals, 'decide'>,
  kept: KeptReviews,
  reread: (right: Uri) => void,
  log: Log,
): Decisions {
  const changed = new EventEmitter<void>();
  let last: Promise<unknown> = Promise.resolve();
  let typing: ReturnType<typeof setTimeout> | undefined;

  /** One at a time: a second press during the first finds what that one has left. */
  function queued(work: () => Promise<void>): Promise<void> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  async function take(proposal: Proposal, file: ProposalFile, decision: FileDecision): Promise<void> {
    if (proposal.state === 'settled') throw new ToolError(l10n.t('This was decided already, or its turn has ended.'));
    const before = reviewOf(file);
    const next = applied(before, decision, proposal.state === 'pending');
    if (!next) throw gone(before, decision);
    file.review = next;
    if (next.text !== before.text && !(await writeText(file, next.text, () => reread(file.right)))) {
      file.review = before;
      throw new ToolError(l10n.t('The editor did not take this change. Try again.'));
    }
    if (next.verdict !== before.verdict) reread(file.right);
  }

  async function finish(proposal: Proposal): Promise<void> {
    keep(proposal);
    changed.fire();
    const open = proposal.files.some(({ review }) => (review?.verdict ?? 'undecided') === 'undecided');
    if (open || proposal.state !== 'pending') return;
    if (!approvals.decide(proposal.callId, { decision: 'approved', scope: 'once' })) {
      throw new ToolError(l10n.t('This was decided already, or its turn has ended.'));
    }
  }

  function keep(proposal: Proposal): void {
    const touched = proposal.files.flatMap((file) => {
      const review = touchedReview(file);
      return review && isTouched(review) ? [[pathAfter(file.change), review] as const] : [];
    });
    const done = proposal.state === 'settled' ? kept.forget(proposal.key) : kept.keep(proposal.key, new Map(touched));
    done.catch((error: unknown) => log.error('the review of a proposal could not be kept', error));
  }

  const listeners = Disposable.from(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme !== proposalScheme || contentChanges.length === 0) return;
      const proposal = proposals.at(document.uri)?.proposal;
      clearTimeout(typing);
      typing = setTimeout(() => {
        const started = Date.now();
        if (proposal && proposal.state !== 'settled') keep(proposal);
        changed.fire();
        if (Date.now() - started > 500) log.info(`finding the changes of a proposal took ${Date.now() - started} ms`);
      }, typingPause);
    }),
    proposals.onDidChange((proposal) => {
      if (proposal?.state === 'settled') keep(proposal);
    }),
  );

  return {
    decide: (proposal, file, decision) =>
      queued(async () => {
        await take(proposal, file, decision);
        await finish(proposal);
      }),
    decideRest: (proposal, decision, reason) =>
      queued(async () => {
        const what = decision === 'approved' ? 'approveRest' : 'rejectRest';
        for (const file of proposal.files) {
          if (reviewOf(file).verdict !== 'undecided') continue;
          await take(proposal, file, { what, ...(reason ? { reason } : {}) } as FileDecision);
        }
        await finish(proposal);
      }),
    onDidChange: changed.event,
    dispose() {
      clearTimeout(typing);
      listeners.dispose();
      changed.dispose();
    },
  };
}

/** While the call waits, a file settles with the decision on its last change; otherwise it waits for being applied. */
function applied(review: FileReview, decision: FileDecision, waits: boolean): FileReview | undefined {
  const settled = (next: FileReview | undefined) => (next && waits ? settle(next) : next);
  switch (decision.what) {
    case 'approveHunk':
      return settled(approveHunk(review, decision.hunk));
    case 'rejectHunk':
      return settled(rejectHunks(review, [decision.hunk], decision.reason));
    case 'withdrawApproval':
      return withdrawApproval(review, decision.hunk);
    case 'restoreRejected':
      return restoreRejected(review);
    case 'approveRest':
      return decideRest(review, 'approved');
    case 'rejectRest':
      return decideRest(review, 'rejected', decision.reason);
    case 'rejectFile':
      return rejectFile(review, decision.reason);
  }
}

function gone({ verdict }: FileReview, { what }: FileDecision): ToolError {
  if (verdict !== 'undecided') return new ToolError(l10n.t('This file was decided already.'));
  if (what === 'restoreRejected') {
    return new ToolError(
      l10n.t('The rejected changes cannot be put back: you have changed the same lines since. Undo that first.'),
    );
  }
  return new ToolError(l10n.t('This change is not there any more. Look at the diff again.'));
}
