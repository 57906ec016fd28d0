import { Disposable, type TextDocument, TextDocumentChangeReason, type Uri, workspace } from 'vscode';
import { type LiveFile, liveAt, type PendingFiles } from '../../edits/pendingFiles.ts';
import { pathOf } from '../folderPaths.ts';
import type { PendingList } from './list.ts';

/** A text that a file had, and what was pending in it then. */
export interface Remembered {
  readonly text: string;
  readonly file: LiveFile | undefined;
}

/** How many states of a file are remembered, and up to which size. */
const most = 20;
const mostCharacters = 1_000_000;

/**
 * The editor's own undo and redo go back and forth between texts; what was pending in such a text is pending again when
 * it comes back. Without it, a change that Ctrl+Z brings back would pass for the person's.
 */
export function createMemory(list: PendingList, failed: (error: unknown) => void) {
  const states = new Map<string, Remembered[]>();
  let turns: PendingFiles['turns'] = {};

  function recall({ uri, getText }: Pick<TextDocument, 'uri' | 'getText'>): void {
    const path = pathOf(uri);
    const known = states.get(path);
    if (!known) return;
    const text = getText();
    const state = known.findLast((one) => one.text === text);
    const now = liveAt(list.current.files, path);
    if (!state || state.file?.text === now?.text) return;
    list
      .update((pending) => {
        const others = pending.files.filter((file) => file.kind === 'delete' || file.path !== path);
        const files = state.file ? [...others, state.file] : others;
        return { ...pending, files, turns: { ...turns, ...pending.turns } };
      })
      .catch(failed);
  }

  async function recreated(uri: Uri): Promise<void> {
    if (states.has(pathOf(uri))) recall(await workspace.openTextDocument(uri));
  }

  const listeners = Disposable.from(
    workspace.onDidChangeTextDocument(({ document, reason }) => {
      const back = reason === TextDocumentChangeReason.Undo || reason === TextDocumentChangeReason.Redo;
      if (back && document.uri.scheme === 'file') recall(document);
    }),
    workspace.onDidCreateFiles(({ files }) => {
      for (const uri of files) recreated(uri).catch(failed);
    }),
    list.onDidChange(() => {
      turns = { ...turns, ...list.current.turns };
    }),
  );

  return {
    remember(path: string, texts: readonly Remembered[]): void {
      const known = states.get(path) ?? [];
      const fresh = texts.filter(({ text }) => text.length <= mostCharacters);
      const others = known.filter((one) => !fresh.some(({ text }) => text === one.text));
      states.set(path, [...others, ...fresh].slice(-most));
    },
    dispose: () => listeners.dispose(),
  };
}

export type PendingMemory = ReturnType<typeof createMemory>;
