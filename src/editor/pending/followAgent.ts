import { Disposable, workspace } from 'vscode';
import type { Log } from '../../agent/ports.ts';
import { addApplied, liveAt, type PendingFiles, renamed } from '../../edits/pendingFiles.ts';
import { caughtUp } from '../../edits/reviewPending.ts';
import type { Event, EventOf } from '../../protocol/events.ts';
import { pathOf } from '../folderPaths.ts';
import { reportFailure } from '../notify.ts';
import { needsReview, readApplied } from './applied.ts';
import type { CommitWatch } from './committed.ts';
import type { PendingList } from './list.ts';
import type { PendingMemory } from './memory.ts';
import type { PendingProject } from './pending.ts';

const longestTitle = 80;

export interface AgentParts {
  readonly list: PendingList;
  readonly memory: PendingMemory;
  readonly log: Log;
  project(): Promise<PendingProject>;
  commits(): Promise<CommitWatch>;
  /** True while Belay itself moves files back. */
  undoing(): boolean;
}

/** Keeps the list true to what happens: edits of the agent, edits that were taken back, files that move. */
export function followAgent(parts: AgentParts) {
  const { list, memory, log } = parts;
  let last: Promise<unknown> = Promise.resolve();

  /** One event after the other, in their order. */
  function queue(what: string, work: () => Promise<void>): void {
    last = last.then(work).catch((error: unknown) => reportFailure(what, error, log));
  }

  async function add(applied: EventOf<'applied'>, events: readonly Event[]): Promise<void> {
    const { checkpoints } = await parts.project();
    await list.load(true);
    compared = true;
    // What was committed until now must not be taken for a part of this edit.
    await (await parts.commits()).check();
    const changes = await readApplied(applied, checkpoints);
    const { turn } = applied;
    const earlier = list.current.files;
    await list.update((pending) => ({
      files: changes.reduce((files, change) => addApplied(files, turn, change), pending.files),
      turns: { ...pending.turns, [turn]: turnOf(turn, applied, events) },
      head: pending.files.length === 0 ? undefined : pending.head,
    }));
    for (const change of changes) {
      if (change.kind !== 'edit') continue;
      memory.remember(change.path, [
        { text: change.before, file: liveAt(earlier, change.path) },
        { text: change.after, file: liveAt(list.current.files, change.path) },
      ]);
    }
    await (await parts.commits()).check();
  }

  /** Compares files with what is on disk or in the editor; with `paths`, those that were just restored. */
  async function catchUp(paths: ReadonlySet<string> | undefined): Promise<void> {
    const { files } = await parts.project();
    for (const file of list.current.files) {
      if (paths && !paths.has(file.path)) continue;
      const { bytes } = await files.read(file.path);
      const decoded = bytes && (await files.codec(file.path).decode(bytes));
      const now = { exists: bytes !== undefined, text: decoded?.text };
      await list.update((pending) => {
        const same = pending.files.find((one) => one.kind === file.kind && one.path === file.path);
        const left = same ? caughtUp(pending.files, same, now, paths !== undefined) : pending.files;
        return left === pending.files ? pending : { ...pending, files: left };
      });
    }
  }

  let compared = false;

  function load(always: boolean): void {
    queue('the changes to review could not be read', async () => {
      await list.load(always);
      if (compared || list.current.files.length === 0) return;
      compared = true;
      await catchUp(undefined);
      await (await parts.commits()).check();
    });
  }

  const listeners = Disposable.from(
    workspace.onDidRenameFiles(({ files }) => {
      if (list.current.files.length === 0 || parts.undoing()) return;
      const move = (pending: PendingFiles): PendingFiles => ({
        ...pending,
        files: files.reduce((all, one) => renamed(all, pathOf(one.oldUri), pathOf(one.newUri)), pending.files),
      });
      queue('what is pending in a file did not move with it', () => list.update(move));
    }),
  );

  return {
    see(event: Event, events: readonly Event[]): void {
      if (event.type === 'applied' && needsReview(event, events)) {
        const until = [...events];
        queue('an edit could not be marked for review', () => add(event, until));
      }
      if (event.type === 'undone' || event.type === 'restored' || event.type === 'redone') {
        queue('what was taken back is still marked for review', () => catchUp(new Set(event.restored)));
      }
    },
    /** Reads what an earlier window left, and drops what is no longer true of the files. */
    load,
    /** Resolves when all that happened so far is in the list. */
    settled: async (): Promise<void> => void (await last),
    dispose: () => listeners.dispose(),
  };
}

function turnOf(turn: string, { time }: EventOf<'applied'>, events: readonly Event[]) {
  const message = events.find((event) => event.type === 'user' && event.turn === turn && !event.steering);
  const text = message?.type === 'user' ? message.text.trim().replace(/\s+/g, ' ') : '';
  const title = text.length > longestTitle ? `${text.slice(0, longestTitle - 1)}…` : text;
  return { title, time: message?.time ?? time };
}
