import { commands, Disposable, type Event, EventEmitter, l10n, type Memento } from 'vscode';
import type { Checkpoints } from '../../agent/editPorts.ts';
import type { Git, Log } from '../../agent/ports.ts';
import type { RestoreFiles } from '../../agent/takingBack.ts';
import { ToolError } from '../../agent/tool.ts';
import { choose, fileAt } from '../../edits/reviewPending.ts';
import type { Event as StoredEvent } from '../../protocol/events.ts';
import { setContext } from '../contextKeys.ts';
import { fileUri } from '../folderPaths.ts';
import { type CommitWatch, watchCommits } from './committed.ts';
import { countChanges } from './counting.ts';
import { followAgent } from './followAgent.ts';
import { registerPendingLenses } from './lenses.ts';
import { createPendingList, type PendingList, type PendingStore } from './list.ts';
import { createMemory, type Reviewed } from './memory.ts';
import { goTo, openChange, openChanges } from './opening.ts';
import { isNotebookName, registerOriginals } from './originals.ts';
import { showQuickDiff } from './quickDiff.ts';
import { createPendingReview } from './review.ts';
import { type Stop, stopAfter, stopBefore, stopsOf } from './stops.ts';
import { activePlace, changeAt, filesAt } from './targets.ts';
import { createPendingTree, turnsOf } from './tree.ts';
import { createPendingViews, type PendingViews } from './views.ts';

/** The machine's side of the project. */
export interface PendingProject {
  readonly root: string;
  readonly store: PendingStore;
  readonly files: RestoreFiles;
  readonly checkpoints: Checkpoints;
  readonly git: Git;
}

export interface PendingParts {
  /** Throws where there is no folder. */
  project(): Promise<PendingProject>;
  /** The window's own. */
  readonly memory: Memento;
  readonly log: Log;
  /** Told what the person took back or brought back, and the turns that had made it. */
  reviewed: Reviewed;
}

/** Changes that were applied at once and wait for a review: marked in the editor, listed, kept or undone. */
export interface Pending {
  readonly list: PendingList;
  readonly views: PendingViews;
  /** By a lens, a button of the inline comparison, or the cursor. */
  keepChange(first?: unknown, changes?: unknown, index?: unknown): Promise<void>;
  undoChange(first?: unknown, changes?: unknown, index?: unknown): Promise<void>;
  /** By a line of the view, a file in Source Control, or the active editor. */
  keepFile(first?: unknown): Promise<void>;
  undoFile(first?: unknown): Promise<void>;
  keepAll(): Promise<void>;
  undoAll(): Promise<void>;
  next(): Promise<void>;
  previous(): Promise<void>;
  /** The comparison in the editor itself, at the lines of a lens. */
  showRemoved(target?: unknown): Promise<void>;
  open(first?: unknown): Promise<void>;
  openAll(): Promise<void>;
  /** Shows the changes of one turn: in the editor those of a single file, else in the multi-file diff. */
  review(turn: string): Promise<void>;
  /** Turns with changes to review, and how many. */
  toReview(): { turn: string; changes: number }[];
  readonly onDidChange: Event<void>;
  /** Takes one new event of the session; `events` are all until now. */
  see(event: StoredEvent, events: readonly StoredEvent[]): void;
  /** Reads what an earlier window left; `always`: also where this window knows of nothing. */
  load(always: boolean): void;
  /** Resolves when all that happened so far is in the list. */
  settled(): Promise<void>;
  dispose(): void;
}

export function createPending({ project, memory: window, log, reviewed }: PendingParts): Pending {
  const list = createPendingList(async () => (await project()).store, window, log);
  const failed = (error: unknown): void => log.error('changes to review could not be shown', error);
  const views = createPendingViews(list, (path) => readText(path, project), failed);
  const memory = createMemory(list, reviewed, failed);
  const review = createPendingReview({ list, views, memory, log, project, reviewed });
  let watching: Promise<CommitWatch> | undefined;
  const commits = (): Promise<CommitWatch> => {
    watching ??= project().then(({ git, root }) => watchCommits(list, git, root, log));
    return watching;
  };
  const agent = followAgent({ list, memory, log, project, commits, undoing: () => review.undoing });
  const changed = new EventEmitter<void>();
  let counted = '';

  function publish(): void {
    // By their paths, in both ways of writing them: in a remote window the editor knows files by other URIs than we do.
    const files = list.current.files.map((file) => fileUri(file.path)).flatMap(({ fsPath, path }) => [fsPath, path]);
    Promise.all([setContext('belay.pendingChanges', files.length > 0), setContext('belay.pendingFiles', files)]).catch(
      failed,
    );
    announce();
  }

  /** While the person types, the counts mostly stay as they are. */
  function announce(): void {
    const now = JSON.stringify(toReview());
    if (now !== counted) changed.fire();
    counted = now;
  }

  function toReview(): { turn: string; changes: number }[] {
    return turnsOf(list).map((turn) => ({ turn, changes: countChanges(list.current.files, views, turn) }));
  }

  async function visit(stop: Stop | undefined): Promise<void> {
    if (!stop) throw new ToolError(l10n.t('There are no changes of Belay to review.'));
    if (stop.file.kind === 'delete' || isNotebookName(stop.file.path)) await openChange(stop.file);
    else await goTo(stop.file.path, stop.line);
  }
  const stops = (): Stop[] => stopsOf(list.current.files, views);

  const tree = createPendingTree(list, views);
  const parts = Disposable.from(
    registerOriginals(list, views, (path, checkpoint) => deletedText(path, checkpoint, project)),
    registerPendingLenses(views),
    showQuickDiff(list, views, failed),
    tree,
    list.onDidChange(publish),
    views.onDidChange(announce),
    changed,
    list,
    views,
    memory,
    agent,
  );

  return {
    list,
    views,
    keepChange: async (first, changes, index) => await review.keep(changeAt(views, first, changes, index)),
    undoChange: async (first, changes, index) => await review.undo(changeAt(views, first, changes, index)),
    keepFile: async (first) => await review.keep(filesAt(first)),
    undoFile: async (first) => await review.undo(filesAt(first)),
    keepAll: async () => await review.keep({}),
    undoAll: async () => await review.undoAll(),
    next: async () => await visit(stopAfter(stops(), activePlace())),
    previous: async () => await visit(stopBefore(stops(), activePlace())),
    async showRemoved(target) {
      const { path, ids } = changeAt(views, target, undefined, undefined);
      const placed = path === undefined ? undefined : views.get(path)?.placed.hunks;
      const hunk = placed?.find(({ hunks }) => hunks.some(({ id }) => ids?.has(id)));
      if (path === undefined || !hunk) return;
      await goTo(path, hunk.line);
      await commands.executeCommand('editor.action.dirtydiff.next');
    },
    async open(first) {
      const { path } = filesAt(first);
      const file = path === undefined ? undefined : fileAt(list.current.files, path);
      if (file) await openChange(file);
    },
    openAll: async () => await openChanges(list.current.files),
    async review(turn) {
      const files = choose(list.current.files, { turn }).map(({ file }) => file);
      await tree.reveal(turn);
      if (files.length > 1) await openChanges(files);
      else await visit(stopsOf(files, views)[0]);
    },
    toReview,
    onDidChange: changed.event,
    see: agent.see,
    load: agent.load,
    settled: agent.settled,
    dispose() {
      parts.dispose();
      watching?.then((commit) => commit.dispose()).catch(failed);
    },
  };
}

async function readText(path: string, project: PendingParts['project']): Promise<string | undefined> {
  const { files } = await project();
  const { bytes } = await files.read(path);
  return bytes && (await files.codec(path).decode(bytes))?.text;
}

async function deletedText(
  path: string,
  checkpoint: string,
  project: PendingParts['project'],
): Promise<string | undefined> {
  const { files, checkpoints } = await project();
  const entry = (await checkpoints.get(checkpoint)).find((one) => one.path === path);
  return entry?.before && (await files.codec(path).decode(entry.before))?.text;
}
