import { Disposable, l10n, window } from 'vscode';
import type { Log } from '../../agent/ports.ts';
import type { Approvals } from '../approvals.ts';
import { setContext } from '../contextKeys.ts';
import { say } from '../notify.ts';
import type { Sessions } from '../sessions.ts';
import { settings } from '../settings.ts';
import { registerBaseDocuments } from './baseDocuments.ts';
import { createDecisions, type Decisions, type FileDecision } from './decisions.ts';
import { registerDrafts } from './drafts.ts';
import type { KeptReviews } from './keptReviews.ts';
import { goOn, goToUndecided, type WaitingFile } from './navigation.ts';
import { registerProposalFiles } from './proposalFiles.ts';
import { registerProposalLenses } from './proposalLenses.ts';
import { baseScheme, type Proposal, type Proposals, proposalScheme } from './proposals.ts';
import { closeProposalTabs, openFile, openProposal } from './proposalTabs.ts';
import { reviewOf } from './proposedText.ts';
import { hunkOf, type Target, targetOf } from './reviewTargets.ts';
import { watchTyping } from './typing.ts';

/** What commands and the chat may do with proposals. What a command is called with is told in `targetOf`. */
export interface Review {
  readonly decisions: Decisions;
  /** Shows a proposal's diff, pending or past. */
  open(callId: string): Promise<void>;
  target(first: unknown, second: unknown): Target;
  /** Decides on one change; the cursor then goes to the next undecided one. */
  decideHunk(what: 'approve' | 'reject' | 'rejectWithReason' | 'undo', ...args: readonly unknown[]): Promise<void>;
  /** Decides on what is undecided in a file. Rejecting asks for a reason; Escape decides nothing. */
  decideFile(decision: 'approved' | 'rejected', first: unknown, second: unknown): Promise<void>;
  restoreRejected(first: unknown, second: unknown): Promise<void>;
  /** Approves every edit that waits. */
  approveAll(): Promise<void>;
  go(direction: 'next' | 'previous'): Promise<void>;
  dispose(): void;
}

/** The diff editors of proposals: opened when a call asks or is being written, closed when it is decided. */
export function createReview(
  proposals: Proposals,
  approvals: Approvals,
  kept: KeptReviews,
  sessions: Pick<Sessions, 'restored' | 'onDidDraft'>,
  log: Log,
): Review {
  const guard = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.error(what, error));
  };
  const ready = (): Promise<void> => sessions.restored();
  const files = registerProposalFiles(proposals, ready);
  const decisions = createDecisions(proposals, approvals, kept, files.reread, log);
  const waiting = (): WaitingFile[] => waitingFiles(proposals);
  const parts = Disposable.from(
    files,
    decisions,
    watchTyping(),
    registerDrafts(proposals, sessions.onDidDraft, ({ right }) => files.reread(right), log),
    registerBaseDocuments(proposals, ready),
    registerProposalLenses(proposals, decisions, () => waiting().length),
    approvals.onDidAsk(({ request, changes }) => {
      const proposal = proposals.get(request.callId);
      if (changes && proposal && settings.openDiff) guard('a diff could not be opened', openProposal(proposal, true));
    }),
    proposals.onDidChange((changed) => {
      // What a draft has shown until now may be less than what is proposed.
      if (changed?.state === 'open') for (const { right } of changed.files) files.reread(right);
      if (changed?.state === 'settled') guard('a diff could not be closed', closeProposalTabs(changed));
      guard('context keys could not be set', publish(proposals));
    }),
    decisions.onDidChange(() => guard('context keys could not be set', publish(proposals))),
    window.onDidChangeActiveTextEditor(() => guard('context keys could not be set', publish(proposals))),
  );

  let last: Promise<unknown> = Promise.resolve();
  /** A key pressed while the one before it still moves the cursor acts where that one has put it. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  async function decide(target: Target, decision: FileDecision): Promise<void> {
    const { proposal, file } = target;
    const hunk = 'hunk' in decision ? reviewOf(file).hunks.find(({ id }) => id === decision.hunk) : undefined;
    await decisions.decide(proposal, file, decision);
    if (await goOn(file, hunk?.oldStart ?? 1)) return;
    const [next] = waiting().filter((other) => other.file !== file);
    if (next && window.activeTextEditor?.document.uri.scheme === proposalScheme) {
      await goToUndecided(next, 'next', [], (other) => openFile(other.file));
    }
  }

  async function go(direction: 'next' | 'previous'): Promise<void> {
    const order = direction === 'next' ? waiting() : waiting().toReversed();
    const uri = window.activeTextEditor?.document.uri;
    const active = uri && proposals.at(uri)?.file;
    const at = order.findIndex(({ file }) => file === active);
    const [first, ...others] = [...order.slice(Math.max(0, at)), ...order.slice(0, Math.max(0, at))];
    if (first && at === -1) await openFile(first.file);
    const found = first && (await goToUndecided(first, direction, others, (other) => openFile(other.file)));
    if (!found) say(l10n.t('No change waits for your decision.'));
  }

  return {
    decisions,
    target: (first, second) => targetOf(proposals, first, second),
    async open(callId) {
      const proposal = proposals.get(callId);
      if (!proposal) {
        say(l10n.t('This edit is no longer known to Belay.'));
        return;
      }
      await openProposal(proposal, false);
    },
    async decideHunk(what, first, second, third) {
      if (what !== 'rejectWithReason') {
        return await inTurn(async () => {
          const target = targetOf(proposals, first, second);
          const hunk = hunkOf(target, third);
          if (what === 'undo') await decisions.decide(target.proposal, target.file, { what: 'withdrawApproval', hunk });
          else await decide(target, { what: what === 'approve' ? 'approveHunk' : 'rejectHunk', hunk });
        });
      }
      const target = targetOf(proposals, first, second);
      const hunk = hunkOf(target, third);
      const reason = await askWhy(l10n.t('Reject this change'));
      if (reason === undefined) return;
      await inTurn(() => decide(target, { what: 'rejectHunk', hunk, ...(reason ? { reason } : {}) }));
    },
    async decideFile(decision, first, second) {
      const target = targetOf(proposals, first, second);
      if (decision === 'approved') return await decide(target, { what: 'approveRest' });
      const reason = await askWhy(l10n.t('Reject the proposed edit'));
      if (reason !== undefined) await decide(target, { what: 'rejectRest', ...(reason ? { reason } : {}) });
    },
    async restoreRejected(first, second) {
      const { proposal, file } = targetOf(proposals, first, second);
      await decisions.decide(proposal, file, { what: 'restoreRejected' });
    },
    async approveAll() {
      const pending = approvals.pending().filter(({ changes }) => changes !== undefined);
      for (const { request } of pending) {
        const proposal = proposals.get(request.callId);
        if (proposal && request.risk !== 'HIGH') await decisions.decideRest(proposal, 'approved');
      }
      if (pending.some(({ request }) => request.risk === 'HIGH')) {
        say(l10n.t('What carries a high risk still waits: decide on it by its card in the chat.'));
      }
    },
    go: (direction) => inTurn(() => go(direction)),
    dispose: () => parts.dispose(),
  };
}

/** The files that the person has not decided on, in the order in which they were proposed. */
function waitingFiles(proposals: Proposals): WaitingFile[] {
  return proposals
    .all()
    .filter(({ state }) => state === 'pending')
    .flatMap((proposal) => proposal.files.map((file) => ({ proposal, file })))
    .filter(({ file }) => (file.review?.verdict ?? 'undecided') === 'undecided');
}

async function askWhy(title: string): Promise<string | undefined> {
  const reason = await window.showInputBox({
    title,
    prompt: l10n.t('Why? The model is told. Leave it empty to give no reason.'),
    ignoreFocusOut: true,
  });
  return reason?.trim();
}

/** Which files on screen can be approved or applied: read by the `when` clauses of menus and keys. */
async function publish(proposals: Proposals): Promise<void> {
  const pending = waitingFiles(proposals).map(({ file }) => file.right.toString());
  const open = proposals.all().filter(({ state }) => state === 'open');
  const uri = window.activeTextEditor?.document.uri;
  const active = uri?.scheme === proposalScheme || uri?.scheme === baseScheme ? proposals.at(uri)?.file : undefined;
  await setContext('belay.pendingProposal', pending.length > 0);
  await setContext('belay.pendingResources', pending);
  await setContext('belay.openResources', open.flatMap(rights));
  await setContext('belay.inPendingProposal', active !== undefined && pending.includes(active.right.toString()));
}

function rights({ files }: Proposal): string[] {
  return files.map(({ right }) => right.toString());
}
