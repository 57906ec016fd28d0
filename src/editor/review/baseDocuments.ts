import { Disposable, l10n, type TextDocumentContentProvider, workspace } from 'vscode';
import { fileUri } from '../folderPaths.ts';
import { baseScheme, type Proposals } from './proposals.ts';

/**
 * The left side of a proposal's diff: the text that the proposal was computed from, which stays as it is while the file
 * changes. For a deletion, the file's content when the diff was first opened.
 */
export function registerBaseDocuments(proposals: Proposals, ready: () => Promise<void>): Disposable {
  const snapshots = new Map<string, string>();
  const provider: TextDocumentContentProvider = {
    async provideTextDocumentContent(uri) {
      await ready();
      const found = proposals.at(uri);
      if (!found) return l10n.t('This proposal is no longer known to Belay.');
      const { change } = found.file;
      if (change.kind === 'edit') return change.before;
      if (change.kind === 'create') return '';
      const kept = snapshots.get(uri.toString());
      if (kept !== undefined) return kept;
      const text = change.directory
        ? l10n.t('The folder {0} with everything in it.', change.path)
        : await currentText(change.path);
      snapshots.set(uri.toString(), text);
      return text;
    },
  };
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(baseScheme, provider),
    proposals.onDidChange((proposal) => {
      if (!proposal) snapshots.clear();
    }),
  );
}

async function currentText(path: string): Promise<string> {
  try {
    return (await workspace.openTextDocument(fileUri(path))).getText();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return l10n.t('The content of {0} cannot be shown as text: {1}', path, reason);
  }
}
