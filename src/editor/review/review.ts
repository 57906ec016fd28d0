import { Disposable, l10n, window } from 'vscode';
import type { Log } from '../../agent/ports.ts';
import type { Approvals } from '../approvals.ts';
import { setContext } from '../contextKeys.ts';
import { say, sayDecided } from '../notify.ts';
import { settings } from '../settings.ts';
import { registerBaseDocuments } from './baseDocuments.ts';
import { registerProposalFiles } from './proposalFiles.ts';
import { registerProposalLenses } from './proposalLenses.ts';
import type { Proposal, Proposals } from './proposals.ts';
import { activeProposal, closeProposalTabs, openProposal } from './proposalTabs.ts';

/** What commands and the chat may do with proposals. */
export interface Review {
  /** Shows a proposal's diff, pending or past. */
  open(callId: string): Promise<void>;
  /** The proposal that a command means: by call id, else by the active editor. */
  find(callId: string | undefined): Proposal | undefined;
  /** Asks for an optional reason and rejects; leaving the box with Escape decides nothing. */
  reject(callId: string): Promise<void>;
  approve(callId: string): Promise<void>;
  dispose(): void;
}

/** The diff editors of proposals: opened when a call asks, closed when it is decided. `ready`: the session is open. */
export function createReview(proposals: Proposals, approvals: Approvals, ready: () => Promise<void>, log: Log): Review {
  const guard = (what: string, work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.error(what, error));
  };
  const parts = Disposable.from(
    registerBaseDocuments(proposals, ready),
    registerProposalFiles(proposals, ready),
    registerProposalLenses(proposals),
    approvals.onDidAsk(({ request, changes }) => {
      const proposal = proposals.get(request.callId);
      if (changes && proposal && settings.openDiff) guard('a diff could not be opened', openProposal(proposal, true));
    }),
    proposals.onDidChange((changed) => {
      if (changed?.state === 'settled') guard('a diff could not be closed', closeProposalTabs(changed));
      guard('context keys could not be set', publish(proposals));
    }),
  );

  return {
    async open(callId) {
      const proposal = proposals.get(callId);
      if (!proposal) {
        say(l10n.t('This edit is no longer known to Belay.'));
        return;
      }
      await openProposal(proposal, false);
    },
    find: (callId) => (callId === undefined ? activeProposal(proposals) : proposals.get(callId)),
    async approve(callId) {
      if (!approvals.decide(callId, { decision: 'approved', scope: 'once' })) sayDecided();
    },
    async reject(callId) {
      const reason = await window.showInputBox({
        title: l10n.t('Reject the proposed edit'),
        prompt: l10n.t('Why? The model is told. Leave it empty to give no reason.'),
        ignoreFocusOut: true,
      });
      if (reason === undefined) return;
      if (!approvals.decide(callId, { decision: 'rejected', reason })) sayDecided();
    },
    dispose: () => parts.dispose(),
  };
}

/** Which files on screen can be approved or applied: read by the `when` clauses of menus and keys. */
async function publish(proposals: Proposals): Promise<void> {
  const resources = (state: Proposal['state']): string[] =>
    proposals
      .all()
      .filter((proposal) => proposal.state === state)
      .flatMap((proposal) => proposal.files.map((file) => file.right.toString()));
  const pending = resources('pending');
  await setContext('belay.pendingProposal', pending.length > 0);
  await setContext('belay.pendingResources', pending);
  await setContext('belay.openResources', resources('open'));
}
