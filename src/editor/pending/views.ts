import { Disposable, type Event, EventEmitter, RelativePattern, type TextDocument, type Uri, workspace } from 'vscode';
import { withEnding } from '../../edits/lineEndings.ts';
import { type Placed, place } from '../../edits/pending.ts';
import type { LiveFile, PendingFile } from '../../edits/pendingFiles.ts';
import { openDocument } from '../applying/fileState.ts';
import { pathOf } from '../folderPaths.ts';
import type { PendingList } from './list.ts';

/** A file that is there, with its pending hunks in the text that it has now. */
export interface PendingView {
  readonly file: LiveFile;
  /** `undefined` where the file is gone, or no text. */
  readonly now: string | undefined;
  readonly placed: Placed;
}

export interface PendingViews {
  /** By the real path of the file. */
  get(path: string): PendingView | undefined;
  all(): readonly PendingView[];
  /** Paths of the files whose view changed. */
  readonly onDidChange: Event<readonly string[]>;
  dispose(): void;
}

/** Milliseconds of computing up to which a file is small, and that a big one waits at most while it is typed in. */
const small = 8;
const longestWait = 5000;

const empty: Placed = { hunks: [], original: '' };

/**
 * Follows the texts of all files with pending changes: open documents as the person types (not at each key), others as
 * they change on disk. `read` gives the text of a file that is not open, `undefined` where there is none.
 */
export function createPendingViews(
  list: PendingList,
  read: (path: string) => Promise<string | undefined>,
  failed: (error: unknown) => void,
): PendingViews {
  const changed = new EventEmitter<readonly string[]>();
  const views = new Map<string, PendingView>();
  const waiting = new Map<string, { readonly timer: NodeJS.Timeout; readonly since: number }>();
  /** Milliseconds that the last computation of a file took. */
  const cost = new Map<string, number>();
  let watcher: Disposable | undefined;

  function show(file: LiveFile, text: string | undefined): void {
    const started = performance.now();
    const now = text === undefined ? undefined : asLeft(file, text);
    const placed = now !== undefined && file.text ? place(file.text, now) : empty;
    views.set(file.path, { file, now, placed });
    cost.set(file.path, performance.now() - started);
    changed.fire([file.path]);
  }

  async function refresh(file: LiveFile): Promise<void> {
    const document = openDocument(file.path);
    const text = document ? document.getText() : await read(file.path);
    if (list.current.files.includes(file)) show(file, text);
  }

  /**
   * Small files soon, also while the person goes on typing; big ones when they pause, because the editor then compares
   * the whole text again as well.
   */
  function later(path: string): void {
    const known = waiting.get(path);
    const own = cost.get(path) ?? 0;
    const since = known?.since ?? Date.now();
    if (known && (own < small || Date.now() - since > longestWait)) return;
    clearTimeout(known?.timer);
    const timer = setTimeout(
      () => {
        waiting.delete(path);
        const file = list.current.files.find(isLive(path));
        if (file) refresh(file).catch(failed);
      },
      own < small ? 80 : Math.min(2000, 300 + 5 * own),
    );
    waiting.set(path, { timer, since });
  }

  function follow(): void {
    const live = list.current.files.filter((file) => file.kind !== 'delete');
    const gone = [...views.keys()].filter((path) => !live.some((file) => file.path === path));
    for (const path of gone) views.delete(path);
    if (gone.length > 0) changed.fire(gone);
    for (const file of live) {
      const known = views.get(file.path);
      if (known?.file === file) continue;
      const document = openDocument(file.path);
      if (document) show(file, document.getText());
      else refresh(file).catch(failed);
    }
    if (list.current.files.length === 0) {
      watcher?.dispose();
      watcher = undefined;
    } else watcher ??= watchDisk((uri) => later(pathOf(uri)));
  }

  const seen = ({ uri }: TextDocument): void => {
    if (uri.scheme === 'file' && views.has(pathOf(uri))) later(pathOf(uri));
  };
  const listeners = Disposable.from(
    changed,
    list.onDidChange(follow),
    workspace.onDidChangeTextDocument(({ document }) => seen(document)),
    workspace.onDidOpenTextDocument(seen),
    workspace.onDidCloseTextDocument(seen),
  );
  follow();

  return {
    get: (path) => views.get(path),
    all: () => [...views.values()],
    onDidChange: changed.event,
    dispose() {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      watcher?.dispose();
      listeners.dispose();
    },
  };
}

function isLive(path: string): (file: PendingFile) => file is LiveFile {
  return (file): file is LiveFile => file.kind !== 'delete' && file.path === path;
}

function watchDisk(changed: (uri: Uri) => void): Disposable {
  const [folder] = workspace.workspaceFolders ?? [];
  if (!folder) return new Disposable(() => undefined);
  const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, '**/*'));
  return Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete(changed),
  );
}

/** A document has one kind of line ending where the file may have several: that alone is no change of the person. */
function asLeft({ text }: LiveFile, now: string): string {
  if (!text || !(text.after.includes('\r') || now.includes('\r'))) return now;
  return withEnding(text.after, '\n') === withEnding(now, '\n') ? text.after : now;
}
