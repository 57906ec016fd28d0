import { Disposable, EventEmitter, l10n, type TextDocumentContentProvider, type Uri, workspace } from 'vscode';
import { fileAt } from '../../edits/reviewPending.ts';
import { fileUri, pathOf } from '../folderPaths.ts';
import type { PendingList } from './list.ts';
import type { PendingViews } from './views.ts';

export const originalScheme = 'belay-pending';

/**
 * Texts to compare a file with. `original`: as it is now without the pending changes, which follows what the person
 * types. `now`: the file itself, for notebooks, which the editor would not show as text. `before`: as it was before the
 * changes. `deleted`: what was deleted. `empty`: no file.
 */
export type OriginalKind = 'original' | 'now' | 'before' | 'deleted' | 'empty';

/** Ends the name of a notebook, so that the editor compares it as text: that is what its hunks are about. */
const asText = '.json';

export function originalUri(path: string, kind: OriginalKind): Uri {
  const uri = fileUri(path);
  return uri.with({ scheme: originalScheme, path: isNotebookName(path) ? uri.path + asText : uri.path, query: kind });
}

/** The file that one of these texts belongs to. */
export function pathOfOriginal(uri: Uri): string {
  const path = pathOf(uri.with({ scheme: 'file', query: '' }));
  const shorter = path.slice(0, -asText.length);
  return path.endsWith(asText) && isNotebookName(shorter) ? shorter : path;
}

export function isNotebookName(path: string): boolean {
  return /\.ipynb$/i.test(path);
}

/** Serves the texts. `deletedText` reads what was deleted from the checkpoint. */
export function registerOriginals(
  list: PendingList,
  views: PendingViews,
  deletedText: (path: string, checkpoint: string) => Promise<string | undefined>,
): Disposable {
  const changed = new EventEmitter<Uri>();
  const shown = new Map<string, string>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const path = pathOfOriginal(uri);
      const view = views.get(path);
      switch (uri.query) {
        case 'original':
          shown.set(path, view?.placed.original ?? '');
          return view?.placed.original ?? '';
        case 'now':
          return view?.now ?? '';
        case 'before':
          return view?.file.text?.before ?? '';
        case 'deleted': {
          const file = list.current.files.find((one) => one.kind === 'delete' && one.path === path);
          if (file?.kind !== 'delete') return '';
          if (file.directory) return l10n.t('The folder {0} with everything in it.', path);
          return (await deletedText(path, file.checkpoint)) ?? l10n.t('The content of {0} is no text.', path);
        }
        default:
          return '';
      }
    },
  };
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(originalScheme, provider),
    // VS Code passes over a change that is told of between its question for a text and the opening of the document.
    workspace.onDidOpenTextDocument(({ uri }) => {
      if (uri.scheme !== originalScheme || uri.query !== 'original') return;
      const path = pathOfOriginal(uri);
      if (shown.get(path) !== (views.get(path)?.placed.original ?? '')) changed.fire(uri);
    }),
    views.onDidChange((paths) => {
      for (const path of paths) {
        const text = views.get(path)?.placed.original;
        if (isNotebookName(path)) changed.fire(originalUri(path, 'now'));
        if (!shown.has(path) || shown.get(path) === text) continue;
        if (text === undefined && fileAt(list.current.files, path) === undefined) shown.delete(path);
        changed.fire(originalUri(path, 'original'));
      }
    }),
  );
}
