import {
  Disposable,
  EventEmitter,
  l10n,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { PendingFile } from '../../edits/pendingFiles.ts';
import { turnsIn } from '../../edits/reviewPending.ts';
import { fileUri } from '../folderPaths.ts';
import { byPath } from './byPath.ts';
import { countChanges } from './counting.ts';
import type { PendingList } from './list.ts';
import type { PendingViews } from './views.ts';

/** A line of the view: a turn, or what it did to a file. */
export type PendingNode =
  | { readonly type: 'turn'; readonly turn: string }
  | { readonly type: 'file'; readonly turn: string; readonly file: PendingFile };

/** The view "Belay Changes": turns, newest first, and in each its files with counts. */
export function createPendingTree(list: PendingList, views: PendingViews) {
  const changed = new EventEmitter<void>();
  const provider: TreeDataProvider<PendingNode> = {
    onDidChangeTreeData: changed.event,
    getChildren(node) {
      if (!node) return turnsOf(list).map((turn) => ({ type: 'turn', turn }));
      if (node.type === 'file') return [];
      return filesOf(list, node.turn).map((file) => ({ type: 'file', turn: node.turn, file }));
    },
    getParent: (node) => (node.type === 'file' ? { type: 'turn', turn: node.turn } : undefined),
    getTreeItem: (node) =>
      node.type === 'turn' ? turnItem(node.turn, list, views) : fileItem(node.turn, node.file, views),
  };
  const view = window.createTreeView('belay.changes', { treeDataProvider: provider, showCollapseAll: false });

  /** What the lines say: while the person types in a file, it mostly stays as it is. */
  let said = '';

  function refresh(): void {
    const words = turnsOf(list).flatMap((turn) => [
      turn,
      ...filesOf(list, turn).map((file) => `${file.kind} ${file.path} ${countChanges([file], views, turn)}`),
    ]);
    if (words.join('\n') === said) return;
    said = words.join('\n');
    const value = countChanges(list.current.files, views);
    const files = list.current.files.length;
    // Without the number: an open hover stays as it was when the badge counts on.
    view.badge = value === 0 ? undefined : { value, tooltip: l10n.t('Changes of Belay to review') };
    view.description = files === 0 ? '' : changesAndFiles(value, files);
    changed.fire();
  }

  const listeners = Disposable.from(changed, view, list.onDidChange(refresh), views.onDidChange(refresh));
  refresh();
  return {
    /** Opens the view at a turn; the focus stays where it is. */
    async reveal(turn: string): Promise<void> {
      await view.reveal({ type: 'turn', turn }, { select: true, focus: false, expand: true });
    },
    dispose: () => listeners.dispose(),
  };
}

/** Turns with something to review, newest first. */
export function turnsOf({ current }: PendingList): string[] {
  const turns = new Set(current.files.flatMap((file) => [...turnsIn(file)]));
  const time = (turn: string): number => current.turns[turn]?.time ?? 0;
  return [...turns].sort((one, other) => time(other) - time(one));
}

function filesOf({ current }: PendingList, turn: string): PendingFile[] {
  return current.files.filter((file) => turnsIn(file).has(turn)).sort(byPath);
}

function turnItem(turn: string, list: PendingList, views: PendingViews): TreeItem {
  const known = list.current.turns[turn];
  const label = known?.title || l10n.t('An earlier task');
  const files = filesOf(list, turn);
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.id = `turn ${turn}`;
  item.contextValue = 'turn';
  item.iconPath = new ThemeIcon('comment');
  const count = countChanges(files, views, turn);
  item.description = changes(count);
  const when = known ? new Date(known.time).toLocaleString() : '';
  item.tooltip = [label, changesAndFiles(count, files.length), when].filter((line) => line !== '').join('\n');
  item.accessibilityInformation = { label: `${label}, ${changesAndFiles(count, files.length)}` };
  return item;
}

function fileItem(turn: string, file: PendingFile, views: PendingViews): TreeItem {
  const uri = fileUri(file.path);
  const item = new TreeItem(uri, TreeItemCollapsibleState.None);
  item.id = `file ${turn} ${file.kind} ${file.path}`;
  item.contextValue = 'file';
  const count = countChanges([file], views, turn);
  const folder = workspace.asRelativePath(Uri.joinPath(uri, '..'), false);
  const place = folder === '.' || folder === uri.fsPath || folder === workspaceRoot() ? '' : folder;
  const what = wordsFor(file, count);
  item.description = place === '' ? what : `${what} · ${place}`;
  item.tooltip = `${workspace.asRelativePath(uri, false)}\n${what}`;
  item.command = {
    command: 'belay.openChange',
    title: l10n.t('Open Changes'),
    arguments: [{ type: 'file', turn, file }],
  };
  return item;
}

function wordsFor(file: PendingFile, count: number): string {
  switch (file.kind) {
    case 'create':
      return l10n.t('new');
    case 'delete':
      return file.directory ? l10n.t('folder deleted') : l10n.t('deleted');
    case 'move': {
      const from = workspace.asRelativePath(fileUri(file.from), false);
      const moved = l10n.t('moved from {0}', from);
      return count > 1 ? `${moved}, ${changes(count - 1)}` : moved;
    }
    case 'edit':
      return changes(count);
  }
}

function changes(count: number): string {
  return count === 1 ? l10n.t('1 change') : l10n.t('{0} changes', count.toString());
}

export function changesAndFiles(count: number, files: number): string {
  const inFiles = files === 1 ? l10n.t('1 file') : l10n.t('{0} files', files.toString());
  return `${changes(count)}, ${inFiles}`;
}

function workspaceRoot(): string | undefined {
  return workspace.workspaceFolders?.[0]?.uri.fsPath;
}
