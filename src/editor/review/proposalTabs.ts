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
import type { Lenses } from './proposalLenses.ts';
import { type FileOfProposal, type Proposal, type ProposalFile, type Proposals, proposalScheme } from './proposals.ts';
import { quietColumn } from './typing.ts';

/** The diff editors of proposals: one file by itself, or several together in the multi-file diff. */
export interface ProposalTabs {
  /** Opens the diff of one file or brings it to the front; `quiet` leaves the focus where it is. */
  openFile(file: ProposalFile, quiet?: boolean): Promise<void>;
  /**
   * Opens several files together and closes what has shown them before. The editor takes the focus, some time later; this
   * resolves once it has and has drawn the first file.
   */
  openTogether(files: readonly FileOfProposal[]): Promise<void>;
  /** True while an editor shows all of these files together. */
  showsTogether(files: readonly FileOfProposal[]): boolean;
  /** True where the file stands in the multi-file diff that is in front. */
  isInFront(file: ProposalFile): boolean;
  /**
   * Closes what shows a decided proposal, without a question, and locks its text. What was typed there must have been
   * read before: saving first spares the person the editor's question, and may run their formatter.
   */
  close(proposal: Proposal): Promise<void>;
  /** Closes the diffs of files that were only ever drafts. */
  closeFiles(files: readonly ProposalFile[]): Promise<void>;
}

interface Together {
  readonly tab: Tab;
  readonly files: readonly FileOfProposal[];
}

/** The lenses tell which files the editor has drawn: it asks for what it draws into them. */
export function createProposalTabs(lenses: Pick<Lenses, 'askAgain' | 'wereAsked'>): ProposalTabs {
  /** The input of a multi-file diff has no stable type, so its tab is known from its opening. */
  let last: Together | undefined;
  const open = (): Together | undefined => (last && allTabs().includes(last.tab) ? last : undefined);

  return {
    async openFile(file, quiet = false) {
      const key = file.right.toString();
      if (quiet && allTabs().some((tab) => shownIn(tab)?.toString() === key)) return;
      const viewColumn = quiet ? quietColumn() : ViewColumn.Active;
      const options = { preview: false, preserveFocus: quiet, viewColumn };
      await commands.executeCommand('vscode.diff', file.left, file.right, titleOf(file), options);
    },
    async openTogether(files) {
      const title = titleOfAll(files);
      const before = new Set(allTabs());
      // A deletion has its (empty) right side all the same: that is where its buttons are.
      const resources = files.map(({ file: { file, left, right, change } }) => [
        file,
        change.kind === 'create' ? undefined : left,
        right,
      ]);
      await commands.executeCommand('vscode.changes', title, resources);
      const tab = await soon(() => allTabs().find((one) => !before.has(one) && one.label.startsWith(title)));
      if (!tab) return;
      // Opened as a preview, it would go away with the next file that is looked at.
      if (tab.isActive) await commands.executeCommand('workbench.action.keepEditor');
      const earlier = open();
      last = { tab, files };
      const rights = new Set(files.map(({ file }) => file.right.toString()));
      const single = allTabs().filter((one) => rights.has(shownIn(one)?.toString() ?? '') && !one.isDirty);
      await window.tabGroups.close([...(earlier ? [earlier.tab] : []), ...single], true);
      // What the tabs of single files, closed by now, have asked for says nothing of this one.
      lenses.askAgain();
      await soon(() => {
        const uri = window.activeTextEditor?.document.uri;
        // An editor that loses the focus before it is drawn for the first time is drawn without lenses.
        return (uri && rights.has(uri.toString()) && lenses.wereAsked(uri)) || undefined;
      });
    },
    showsTogether(files) {
      const shown = open()?.files ?? [];
      return files.every(({ file }) => shown.some((one) => one.file === file));
    },
    isInFront(file) {
      const shown = open();
      return shown?.tab.isActive === true && shown.files.some((one) => one.file === file);
    },
    async close(proposal) {
      const rights = new Set(proposal.files.map((file) => file.right.toString()));
      for (const document of workspace.textDocuments) {
        if (document.isDirty && rights.has(document.uri.toString())) await document.save();
      }
      await closeTabs(rights);
      proposal.locked = true;
      const together = open();
      if (together?.files.every((one) => one.proposal.state === 'settled')) {
        await window.tabGroups.close(together.tab, true);
      }
    },
    closeFiles: (files) => closeTabs(new Set(files.map(({ right }) => right.toString()))),
  };
}

async function closeTabs(rights: ReadonlySet<string>): Promise<void> {
  const ours = allTabs().filter((tab) => rights.has(shownIn(tab)?.toString() ?? ''));
  if (ours.length > 0) await window.tabGroups.close(ours, true);
}

/** The proposal that the active editor shows, by its right side. */
export function activeProposal(proposals: Proposals): Proposal | undefined {
  const tab = window.tabGroups.activeTabGroup.activeTab;
  const uri = (tab && shownIn(tab)) ?? window.activeTextEditor?.document.uri;
  return uri?.scheme === proposalScheme ? proposals.at(uri)?.proposal : undefined;
}

function allTabs(): Tab[] {
  return window.tabGroups.all.flatMap((group) => group.tabs);
}

function shownIn(tab: Tab): Uri | undefined {
  if (tab.input instanceof TabInputTextDiff) return tab.input.modified;
  if (tab.input instanceof TabInputText) return tab.input.uri;
  return undefined;
}

const patienceMs = 2000;

/** What the editor does some time after it was told to; `undefined` where it does not. */
async function soon<T>(look: () => T | undefined): Promise<T | undefined> {
  for (const until = Date.now() + patienceMs; ; ) {
    const found = look();
    if (found !== undefined || Date.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
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

function titleOfAll(files: readonly FileOfProposal[]): string {
  const path = files[0]?.file.file.path ?? '';
  return l10n.t('Proposed edit: {0} and others', path.slice(path.lastIndexOf('/') + 1));
}
