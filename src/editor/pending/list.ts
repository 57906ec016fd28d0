import { Disposable, type Event, EventEmitter, type Memento, window } from 'vscode';
import type { Log } from '../../agent/ports.ts';
import type { PendingFiles } from '../../edits/pendingFiles.ts';

/** Where the list is kept for all windows of a project; a root fills it in. */
export interface PendingStore {
  read(): Promise<PendingFiles>;
  /** Changes the list as it is by then, while no other window does. */
  update(change: (pending: PendingFiles) => PendingFiles): Promise<PendingFiles>;
  watch(changed: () => void): { dispose(): void };
}

/** The changes that wait for a review, as this window knows them. */
export interface PendingList {
  readonly current: PendingFiles;
  /** Reads the list for the first time, where the last window left something in it; `always`: in any case. */
  load(always: boolean): Promise<void>;
  update(change: (pending: PendingFiles) => PendingFiles): Promise<void>;
  readonly onDidChange: Event<void>;
  dispose(): void;
}

const slot = 'belay.somethingPending';
const nothing: PendingFiles = { files: [], turns: {} };

/** `open` gives the store, or throws where there is no folder. `memory` is the window's own. */
export function createPendingList(open: () => Promise<PendingStore>, memory: Memento, log: Log): PendingList {
  const changed = new EventEmitter<void>();
  let current = nothing;
  let loading: Promise<PendingStore> | undefined;
  let watching: { dispose(): void } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time, so that what was read never replaces what was written after it. */
  function queued<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  async function become(next: PendingFiles): Promise<void> {
    const same = next.files.length === 0 && current.files.length === 0;
    current = next;
    if (same) return;
    changed.fire();
    if (memory.get(slot) !== next.files.length > 0) await memory.update(slot, next.files.length > 0);
  }

  async function start(): Promise<PendingStore> {
    const store = await open();
    await become(await store.read());
    watching = store.watch(() => reload(store));
    return store;
  }

  function loaded(): Promise<PendingStore> {
    loading ??= queued(start).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  function reload(store: PendingStore): void {
    queued(async () => await become(await store.read())).catch((error: unknown) =>
      log.error('the changes to review could not be read again', error),
    );
  }

  const focus = window.onDidChangeWindowState(({ focused }) => {
    if (focused) loading?.then(reload, () => undefined);
  });

  return {
    get current() {
      return current;
    },
    async load(always) {
      if (always || memory.get<unknown>(slot) === true) await loaded();
    },
    async update(change) {
      const store = await loaded();
      await queued(async () => await become(await store.update(change)));
    },
    onDidChange: changed.event,
    dispose() {
      Disposable.from(changed, focus).dispose();
      watching?.dispose();
    },
  };
}
