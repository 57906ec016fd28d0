import { Disposable, type TextDocument, TextDocumentChangeReason, type Uri, workspace } from 'vscode';
import { type LiveFile, liveAt, type PendingFiles } from '../../edits/pendingFiles.ts';
import type { RejectedPart } from '../../protocol/events.ts';
import { pathOf } from '../folderPaths.ts';
import type { PendingList } from './list.ts';

/** A text that a file had, and what was pending in it then. */
export interface Remembered {
  readonly text: string;
  readonly file: LiveFile | undefined;
}

/** Told what the person took back, or brought back after that, and the turns that had made it. */
export type Reviewed = (
  review: { readonly undone: RejectedPart[]; readonly broughtBack?: RejectedPart[] },
  turns: ReadonlySet<string>,
) => Promise<void>;

/** What was taken back in one file. The editor's undo brings it back, its redo takes it again. */
interface TakenBack {
  readonly part: RejectedPart;
  readonly turns: ReadonlySet<string>;
  readonly withIt: string;
  /** `undefined` where the whole file went. */
  readonly without: string | undefined;
  /** As the model was told last. */
  inFile: boolean;
}

/** How many states of a file are remembered, and up to which size. */
const most = 20;
const mostCharacters = 1_000_000;

/**
 * The editor's own undo and redo go back and forth between texts; what was pending in such a text is pending again when
 * it comes back. Without it, a change that Ctrl+Z brings back would pass for the person's.
 */
export function createMemory(list: PendingList, reviewed: Reviewed, failed: (error: unknown) => void) {
  const takenBack = new Map<string, TakenBack[]>();
  /** Set while changes are being taken back and the list does not say so yet. */
  let held: Promise<void> | undefined;
  const states = new Map<string, Remembered[]>();
  let turns: PendingFiles['turns'] = {};

  function recall({ uri, getText }: Pick<TextDocument, 'uri' | 'getText'>): void {
    const path = pathOf(uri);
    const known = states.get(path);
    if (!known) return;
    const text = getText();
    const state = known.findLast((one) => one.text === text);
    if (!state) return;
    list
      .update((pending) => {
        // As it is by then: what a Ctrl+Z just before this one has set may still be on its way.
        if (state.file?.text === liveAt(pending.files, path)?.text) return pending;
        const others = pending.files.filter((file) => file.kind === 'delete' || file.path !== path);
        const files = state.file ? [...others, state.file] : others;
        return { ...pending, files, turns: { ...turns, ...pending.turns } };
      })
      .catch(failed);
  }

  /** Tells the model where the editor's undo or redo has come to a text with, or without, what was taken back. */
  function tell({ uri, getText }: Pick<TextDocument, 'uri' | 'getText'>): void {
    const path = pathOf(uri);
    const text = takenBack.has(path) ? getText() : undefined;
    for (const one of takenBack.get(path) ?? []) {
      if (text !== (one.inFile ? one.without : one.withIt)) continue;
      one.inFile = !one.inFile;
      const parts = [one.part];
      reviewed(one.inFile ? { undone: [], broughtBack: parts } : { undone: parts }, one.turns).catch(failed);
    }
  }

  async function recreated(uri: Uri): Promise<void> {
    if (!states.has(pathOf(uri))) return;
    const document = await workspace.openTextDocument(uri);
    recall(document);
    tell(document);
  }

  function deleted(uri: Uri): void {
    for (const one of takenBack.get(pathOf(uri)) ?? []) {
      if (!one.inFile || one.without !== undefined) continue;
      one.inFile = false;
      reviewed({ undone: [one.part] }, one.turns).catch(failed);
    }
  }

  const listeners = Disposable.from(
    workspace.onDidChangeTextDocument(({ document, reason }) => {
      const back = reason === TextDocumentChangeReason.Undo || reason === TextDocumentChangeReason.Redo;
      if (!back || document.uri.scheme !== 'file') return;
      const settle = (): void => {
        recall(document);
        tell(document);
      };
      // Ctrl+Z can be quicker than the list; against one that still has the change, bringing it back would be nothing.
      if (held) held.then(settle).catch(failed);
      else settle();
    }),
    workspace.onDidDeleteFiles(({ files }) => {
      for (const uri of files) deleted(uri);
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
    /** Lets what the editor's undo and redo bring back wait until the result is called. */
    hold(): () => void {
      let resolve = (): void => undefined;
      const promise = new Promise<void>((done) => {
        resolve = done;
      });
      held = promise;
      return () => {
        if (held === promise) held = undefined;
        resolve();
      };
    },
    /** `texts` are those of before and after, the second absent where the file went. */
    tookBack(
      path: string,
      [before, after]: readonly Remembered[],
      part: RejectedPart | undefined,
      turns: ReadonlySet<string>,
    ): void {
      if (!part || !before || before.text.length > mostCharacters || before.text === after?.text) return;
      const one = { part, turns, withIt: before.text, without: after?.text, inFile: false };
      takenBack.set(path, [...(takenBack.get(path) ?? []), one].slice(-most));
    },
    dispose: () => listeners.dispose(),
  };
}

export type PendingMemory = ReturnType<typeof createMemory>;
