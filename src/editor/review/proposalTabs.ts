import {
  commands,
  l10n,
  type Tab,
  TabInputText,
  TabInputTextDiff,
  type Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { type Proposal, type ProposalFile, type Proposals, proposalScheme } from './proposals.ts';
import { quietColumn } from './typing.ts';

/**
 * Opens the diff of a proposal. `quiet` opens that of its first file without taking the focus; otherwise several files
 * come together in the multi-file diff. Returns false where there is no text to compare (a pure move).
 */
export async function openProposal(proposal: Proposal, quiet: boolean): Promise<boolean> {
  const shown = proposal.files.filter((file) => file.change.kind !== 'move');
  const [first] = shown;
  if (!first) {
    if (!quiet && proposal.files[0]) await commands.executeCommand('vscode.open', proposal.files[0].file);
    return false;
  }
  if (!quiet && shown.length > 1) {
    const resources = shown.map((file) => [
      file.file,
      file.change.kind === 'create' ? undefined : file.left,
      file.change.kind === 'delete' ? undefined : file.right,
    ]);
    await commands.executeCommand('vscode.changes', titleOfAll(proposal), resources);
    return true;
  }
  await openFile(first, quiet);
  return true;
}

/** Opens the diff of one file of a proposal, or brings it to the front. */
export async function openFile(file: ProposalFile, quiet = false): Promise<void> {
  if (
    quiet &&
    window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => shownIn(tab)?.toString() === `${file.right}`))
  ) {
    return;
  }
  const viewColumn = quiet ? quietColumn() : ViewColumn.Active;
  const options = { preview: false, preserveFocus: quiet, viewColumn };
  await commands.executeCommand('vscode.diff', file.left, file.right, titleOf(file), options);
}

/**
 * Closes every tab of a decided proposal without a question and locks its text. What was typed there must have been
 * read before: saving first spares the person the editor's question, and may run their formatter.
 */
export async function closeProposalTabs(proposal: Proposal): Promise<void> {
  const rights = new Set(proposal.files.map((file) => file.right.toString()));
  for (const document of workspace.textDocuments) {
    if (document.isDirty && rights.has(document.uri.toString())) await document.save();
  }
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const ours = tabs.filter((tab) => {
    const shown = shownIn(tab);
    return shown ? rights.has(shown.toString()) : isMultiDiff(tab, proposal);
  });
  if (ours.length > 0) await window.tabGroups.close(ours, true);
  proposal.locked = true;
}

/** The proposal that the active editor shows, by its right side. */
export function activeProposal(proposals: Proposals): Proposal | undefined {
  const tab = window.tabGroups.activeTabGroup.activeTab;
  const uri = (tab && shownIn(tab)) ?? window.activeTextEditor?.document.uri;
  return uri?.scheme === proposalScheme ? proposals.at(uri)?.proposal : undefined;
}

function shownIn(tab: Tab): Uri | undefined {
  if (tab.input instanceof TabInputTextDiff) return tab.input.modified;
  if (tab.input instanceof TabInputText) return tab.input.uri;
  return undefined;
}

/** The input of a multi-file diff has no stable type; its label is our title with the number of files after it. */
function isMultiDiff(tab: Tab, proposal: Proposal): boolean {
  return proposal.files.length > 1 && tab.label.startsWith(titleOfAll(proposal));
}

function titleOf({ file, change }: ProposalFile): string {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  switch (change.kind) {
    case 'create':
      return l10n.t('{0} (proposed new file)', name);
    case 'delete':
      return l10n.t('{0} (proposed deletion)', name);
    default:
      return l10n.t('{0} (proposed edit)', name);
  }
}

function titleOfAll(proposal: Proposal): string {
  const [first] = proposal.files;
  const name = first ? first.file.path.slice(first.file.path.lastIndexOf('/') + 1) : '';
  return l10n.t('Proposed edit: {0} and others', name);
}
