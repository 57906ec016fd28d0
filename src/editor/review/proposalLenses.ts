import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  Disposable,
  EventEmitter,
  l10n,
  languages,
  Range,
} from 'vscode';
import { type Proposal, type Proposals, proposalScheme } from './proposals.ts';

/** Approve and Reject above the first line of a proposed file. The call's id is the only argument. */
export function registerProposalLenses(proposals: Proposals): Disposable {
  const changed = new EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const proposal = proposals.at(document.uri)?.proposal;
      const top = new Range(0, 0, 0, 0);
      return proposal ? commandsFor(proposal).map((command) => new CodeLens(top, command)) : [];
    },
  };
  return Disposable.from(
    languages.registerCodeLensProvider({ scheme: proposalScheme }, provider),
    proposals.onDidChange(() => changed.fire()),
    changed,
  );
}

function commandsFor(proposal: Proposal): Command[] {
  const args = [proposal.callId];
  const count = proposal.files.length;
  if (proposal.state === 'open') {
    return [{ command: 'belay.applyProposal', title: `$(check) ${l10n.t('Apply this edit')}`, arguments: args }];
  }
  if (proposal.state === 'settled') return [];
  const approve = count > 1 ? l10n.t('Approve edit ({0} files)', count) : l10n.t('Approve edit');
  const reject = count > 1 ? l10n.t('Reject edit ({0} files)…', count) : l10n.t('Reject edit…');
  return [
    { command: 'belay.approveProposal', title: `$(check) ${approve}`, arguments: args },
    { command: 'belay.rejectProposal', title: `$(close) ${reject}`, arguments: args },
    ...(count > 1
      ? [{ command: 'belay.reviewProposal', title: `$(diff-multiple) ${l10n.t('Show all files')}`, arguments: args }]
      : []),
  ];
}
