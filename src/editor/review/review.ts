import { commands, Disposable, l10n, window } from 'vscode';
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
import { createNavigation } from './navigation.ts';
import { registerProposalFiles } from './proposalFiles.ts';
import { registerProposalLenses } from './proposalLenses.ts';
import { baseScheme, type FileOfProposal, type Proposal, type Proposals, proposalScheme } from './proposals.ts';
import { createProposalTabs } from './proposalTabs.ts';
import { discardTyping, reviewOf } from './proposedText.ts';
import { createReviewComments, goToFirstThread } from './reviewComments.ts';
import { hunkOf, type Target, targetOf } from './reviewTargets.ts';
import { isReviewing, noteReviewing, watchTyping } from './typing.ts';

/** What commands and the chat may do with proposals. What a command is called with is told in `targetOf`. */
export interface Review {
  readonly decisions: Decisions;
  /** Shows a proposal's diff, pending or past, or that of one of its files. */
  open(callId: string, path?: string): Promise<void>;
  /** Shows everything that waits. */
  openWaiting(): Promise<void>;
  target(first: unknown, second: unknown): Target;
  /** Decides on one change; the cursor then goes to the next undecided one. */
  decideHunk(what: 'approve' | 'reject' | 'rejectWithReason' | 'undo', ...args: readonly unknown[]): Promise<void>;
  /** Decides on what is undecided in a file. Rejecting asks for a reason; Escape decides nothing. */
  decideFile(decision: 'approved' | 'rejected', first: unknown, second: unknown): Promise<void>;
  restoreRejected(first: unknown, second: unknown): Promise<void>;
  /** Approves every edit that waits, but for those of a high risk. */
  approveAll(): Promise<void>;
  go(direction: 'next' | 'previous'): Promise<void>;
  /** Puts a comment thread on each undecided change and goes to the first: the way of a screen reader. */
  showComments(): Promise<void>;
  /** Decides on the change of a comment thread. What was typed in its reply box is the reason for rejecting. */
  decideThread(what: 'approve' | 'reject', thread: unknown): Promise<void>;
  dispose(): void;
}

export interface ReviewParts {
  readonly proposals: Proposals;
  readonly approvals: Approvals;
  readonly kept: KeptReviews;
  readonly sessions: Pick<Sessions, 'restored' | 'onDidDraft'>;
  readonly log: Log;
  /** Whether the keyboard is in the chat, and a message is being written there. */
  keyboard(): 'idle' | 'typing' | 'elsewhere';
  /** Gives the keyboard back to what waits in the chat. */
  backToChat(): Promise<void>;
}

/** The diff editors of proposals: opened when a call asks or is being written, closed when it is decided. */
export function createReview(parts: ReviewParts): Review {
  const { proposals, approvals, sessions, log } = parts;
  const ready = (): Promise<void> => sessions.restored();
  const guard = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.error(what, error));
  };
  const files = registerProposalFiles(proposals, ready);
  const decisions = createDecisions(proposals, approvals, parts.kept, files.reread, log);
  const waiting = (): FileOfProposal[] => waitingFiles(proposals);
  const lenses = registerProposalLenses(proposals, decisions, () => {
    const files = waiting();
    return { waiting: files.length, together: tabs.showsTogether(files.filter(hasText)) };
  });
  const tabs = createProposalTabs(lenses);
  const navigation = createNavigation(proposals, waiting, tabs);
  const threads = createReviewComments(proposals, decisions, waiting);
  const refresh = (): void => guard('context keys could not be set', publish(proposals));
  let asked: ReturnType<typeof setTimeout> | undefined;
  const listeners = Disposable.from(
    files,
    decisions,
    watchTyping(),
    registerDrafts(proposals, tabs, sessions.onDidDraft, ({ right }) => files.reread(right), log),
    registerBaseDocuments(proposals, ready),
    lenses,
    threads,
    approvals.onDidAsk(({ changes }) => {
      if (!changes || !settings.openDiff) return;
      clearTimeout(asked);
      asked = setTimeout(() => guard('a diff could not be opened', inTurn(present)), gatherMs);
    }),
    proposals.onDidChange((changed) => {
      // What a draft has shown until now may be less than what is proposed.
      if (changed?.state === 'open') for (const { right } of changed.files) files.reread(right);
      if (changed?.state === 'settled') guard('a diff could not be closed', tabs.close(changed));
      refresh();
    }),
    decisions.onDidChange(refresh),
    window.onDidChangeActiveTextEditor(refresh),
    new Disposable(() => clearTimeout(asked)),
  );

  let last: Promise<unknown> = Promise.resolve();
  /** A key pressed while the one before it still moves the cursor acts where that one has put it. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  /**
   * Shows what has come to wait. The multi-file diff cannot be opened without taking the keyboard, so it opens by itself
   * only where nobody is typing; otherwise the first file is shown, from which the others are one press away.
   */
  async function present(): Promise<void> {
    const shown = waiting().filter(hasText);
    const [first] = shown;
    if (!first || tabs.showsTogether(shown)) return;
    const chat = parts.keyboard();
    const reviewing = chat === 'elsewhere' && isReviewing();
    if (shown.length === 1 || !(reviewing || chat === 'idle')) return await tabs.openFile(first.file, true);
    if (reviewing) return await tabs.openTogether(shown);
    await tabs.openTogether(shown);
    await parts.backToChat();
    // Keys that were meant for the chat and came while the editor had the keyboard change nothing.
    for (const { file } of shown) await discardTyping(file);
  }

  async function show(shown: readonly FileOfProposal[]): Promise<void> {
    const [first] = shown;
    if (shown.length > 1) await tabs.openTogether(shown);
    else if (first) await tabs.openFile(first.file);
  }

  async function decide({ proposal, file }: Target, decision: FileDecision): Promise<void> {
    const hunk = 'hunk' in decision ? reviewOf(file).hunks.find(({ id }) => id === decision.hunk) : undefined;
    noteReviewing();
    await decisions.decide(proposal, file, decision);
    const { activeTextEditor } = window;
    if (activeTextEditor?.document.uri.scheme === proposalScheme) await navigation.goOn(file, hunk?.oldStart ?? 1);
  }

  return {
    decisions,
    target: (first, second) => targetOf(proposals, first, second),
    async open(callId, path) {
      const proposal = proposals.get(callId);
      if (!proposal) {
        say(l10n.t('This edit is no longer known to Belay.'));
        return;
      }
      const meant = path === undefined ? filesOf(proposal) : [targetOf(proposals, callId, path)];
      const shown = meant.filter(hasText);
      if (shown.length > 0) return await show(shown);
      if (meant[0]) await commands.executeCommand('vscode.open', meant[0].file.file);
    },
    async openWaiting() {
      if (waiting().length === 0) say(l10n.t('No edit waits for your decision.'));
      await show(waiting().filter(hasText));
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
      if (decision === 'approved') return await inTurn(() => decide(target, { what: 'approveRest' }));
      const reason = await askWhy(l10n.t('Reject the proposed edit'));
      if (reason === undefined) return;
      await inTurn(() => decide(target, { what: 'rejectRest', ...(reason ? { reason } : {}) }));
    },
    async restoreRejected(first, second) {
      const { proposal, file } = targetOf(proposals, first, second);
      await decisions.decide(proposal, file, { what: 'restoreRejected' });
    },
    async showComments() {
      const first = threads.show();
      if (!first) {
        say(l10n.t('No change waits for your decision.'));
        return;
      }
      await tabs.openFile(first.file.file);
      if (window.activeTextEditor) await goToFirstThread(window.activeTextEditor, first.line);
    },
    async decideThread(what, thread) {
      const { callId, path, hunk, text } = threads.target(thread);
      const target = targetOf(proposals, callId, path);
      const reason = text ? { reason: text } : {};
      await inTurn(() =>
        decide(target, what === 'approve' ? { what: 'approveHunk', hunk } : { what: 'rejectHunk', hunk, ...reason }),
      );
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
    go: (direction) =>
      inTurn(async () => {
        if (!(await navigation.go(direction))) say(l10n.t('No change waits for your decision.'));
      }),
    dispose: () => listeners.dispose(),
  };
}

/** How long to wait for more edits of the same step before the first is shown, in ms. */
const gatherMs = 120;

function filesOf(proposal: Proposal): FileOfProposal[] {
  return proposal.files.map((file) => ({ proposal, file }));
}

/** The files that the person has not decided on, in the order in which they were proposed. */
function waitingFiles(proposals: Proposals): FileOfProposal[] {
  return proposals
    .all()
    .filter(({ state }) => state === 'pending')
    .flatMap(filesOf)
    .filter(({ file }) => (file.review?.verdict ?? 'undecided') === 'undecided');
}

/** A pure move has nothing to compare. */
function hasText({ file }: FileOfProposal): boolean {
  return file.change.kind !== 'move';
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
