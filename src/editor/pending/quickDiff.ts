import {
  Disposable,
  l10n,
  type SourceControl,
  type SourceControlResourceState,
  scm,
  type Uri,
  workspace,
} from 'vscode';
import type { PendingFile } from '../../edits/pendingFiles.ts';
import { fileUri, pathOf } from '../folderPaths.ts';
import { onGitRepository } from './gitRepositories.ts';
import type { PendingList } from './list.ts';
import { originalUri } from './originals.ts';
import type { PendingViews } from './views.ts';

/**
 * Bars, marks in the overview ruler and the inline comparison of pending changes, by a source control of our own, which
 * is gone when nothing is pending. In a git repository the editor draws git's bars as well; of two comparisons at one
 * line it shows ours first.
 */
export function showQuickDiff(list: PendingList, views: PendingViews, failed: (error: unknown) => void): Disposable {
  let control: { readonly own: SourceControl; show(files: readonly PendingFile[]): void; dispose(): void } | undefined;
  let marked = '';
  let shown: readonly PendingFile[] = [];

  function original(uri: Uri): Uri | undefined {
    if (uri.scheme !== 'file') return undefined;
    const path = pathOf(uri);
    return (views.get(path)?.placed.hunks.length ?? 0) > 0 ? originalUri(path, 'original') : undefined;
  }

  function refresh(): void {
    const { files } = list.current;
    if (files.length === 0) {
      control?.dispose();
      control = undefined;
      marked = '';
      shown = [];
      return;
    }
    control ??= createControl();
    if (files !== shown) control.show(files);
    shown = files;
    const now = views
      .all()
      .filter(({ placed }) => placed.hunks.length > 0)
      .map(({ file }) => file.path)
      .sort()
      .join('\n');
    if (now === marked) return;
    marked = now;
    register();
  }

  /**
   * Once more as a new provider: the editor asks one only once about a file, and of two that belong to the same folder
   * it prefers the one that came last.
   */
  function register(): void {
    if (!control) return;
    Object.assign(control.own, { quickDiffProvider: undefined });
    control.own.quickDiffProvider = { provideOriginalResource: original };
  }

  const repositories = onGitRepository(register, failed);
  const listeners = Disposable.from(repositories, list.onDidChange(refresh), views.onDidChange(refresh));
  refresh();
  return new Disposable(() => {
    listeners.dispose();
    control?.dispose();
  });
}

function createControl() {
  const own = scm.createSourceControl('belay', l10n.t('Belay Changes'), workspace.workspaceFolders?.[0]?.uri);
  own.inputBox.visible = false;
  // What git counts would count twice.
  own.count = 0;
  const group = own.createResourceGroup('pending', l10n.t('Changes to Review'));
  return {
    own,
    show(files: readonly PendingFile[]): void {
      group.resourceStates = files.map(stateOf);
    },
    dispose(): void {
      group.dispose();
      own.dispose();
    },
  };
}

function stateOf(file: PendingFile): SourceControlResourceState {
  const resourceUri = fileUri(file.path);
  const command = { command: 'belay.openChange', title: l10n.t('Open Changes'), arguments: [resourceUri] };
  return { resourceUri, command, decorations: { strikeThrough: file.kind === 'delete', tooltip: tooltipOf(file) } };
}

function tooltipOf(file: PendingFile): string {
  switch (file.kind) {
    case 'create':
      return l10n.t('New file');
    case 'delete':
      return l10n.t('Deleted');
    case 'move':
      return l10n.t('Moved');
    case 'edit':
      return l10n.t('Edited');
  }
}
