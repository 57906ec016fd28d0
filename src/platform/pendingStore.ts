import { type FSWatcher, watch } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { WriteLock } from '../agent/ports.ts';
import type { PendingText } from '../edits/pending.ts';
import type { PendingFile, PendingFiles } from '../edits/pendingFiles.ts';
import { PendingList, type StoredPendingFile, type StoredText } from '../protocol/pending.ts';
import { errorCode } from './errorCode.ts';
import { ensurePrivateFolder } from './privateFolder.ts';
import { createTextStore, type TextStore } from './textStore.ts';
import { writeAtomic } from './writeAtomic.ts';

/** What waits for a review in one project, kept on disk for all windows of it. */
export interface PendingStore {
  read(): Promise<PendingFiles>;
  /** Changes the list as it is on disk by then, while no other window does. */
  update(change: (pending: PendingFiles) => PendingFiles): Promise<PendingFiles>;
  /** Calls back when the list was changed, by whichever window. */
  watch(changed: () => void): { dispose(): void };
}

export interface PendingStoreOptions {
  /** A folder of the list's own. */
  readonly folder: string;
  /** A lock of the list's own, which another window may hold for a moment. */
  readonly lock: WriteLock;
  /** Told in words what could not be read. It is set aside, and everything else goes on. */
  problem(text: string): void;
}

/** How long a change waits for another window that is changing the list. */
const lockPatienceMs = 10_000;
const nothing: PendingFiles = { files: [], turns: {} };

export function createPendingStore({ folder, lock, problem }: PendingStoreOptions): PendingStore {
  const list = join(folder, 'pending.json');
  const texts = createTextStore(join(folder, 'texts'));
  /** Equal edits are the same object at each reading: what is drawn of them is computed once. */
  let known = new Map<string, PendingText>();

  async function read(): Promise<PendingFiles> {
    const raw = await readIfThere(list);
    if (raw === undefined) return nothing;
    const parsed = PendingList.safeParse(parseJson(raw));
    if (!parsed.success) {
      const aside = `${list}.unreadable-${Date.now()}`;
      await rename(list, aside);
      problem(
        `The list of changes to review could not be read and was set aside as ${aside}. The changes are still in your files; they are only no longer marked.`,
      );
      return nothing;
    }
    const seen = new Map<string, PendingText>();
    const lost: string[] = [];
    const files: PendingFile[] = [];
    for (const stored of parsed.data.files) {
      const file = await load(stored, texts, known, seen);
      if (file) files.push(file);
      else lost.push(stored.path);
    }
    known = seen;
    if (lost.length > 0) {
      problem(
        `What some files were before Belay changed them is damaged or missing, so these changes are no longer marked: ${lost.join(', ')}. The files themselves are as they were.`,
      );
    }
    const { turns, head } = parsed.data;
    return { files, turns, head };
  }

  return {
    read,
    async update(change) {
      await ensurePrivateFolder(folder);
      const release = await lock.acquire(AbortSignal.timeout(lockPatienceMs));
      try {
        const pending = await read();
        const next = change(pending);
        if (next === pending) return pending;
        const files: StoredPendingFile[] = [];
        for (const file of next.files) files.push(await store(file, texts, known));
        const fresh: PendingList = { version: 1, turns: turnsOf(next), files, head: next.head };
        await writeAtomic(list, JSON.stringify(fresh), { mode: 0o600 });
        await texts.cleanUp(new Set(files.flatMap(namesOf)));
        return next;
      } finally {
        await release();
      }
    },
    watch(changed) {
      let watcher: FSWatcher | undefined;
      let closed = false;
      const start = async (): Promise<void> => {
        await ensurePrivateFolder(folder);
        if (closed) return;
        watcher = watch(folder, (_, name) => {
          if (name === 'pending.json') changed();
        });
        watcher.on('error', () => watcher?.close());
      };
      // Without it, another window's reviews show when this one is looked at again.
      start().catch(() => {});
      return {
        dispose() {
          closed = true;
          watcher?.close();
        },
      };
    },
  };
}

async function load(
  stored: StoredPendingFile,
  texts: TextStore,
  known: ReadonlyMap<string, PendingText>,
  seen: Map<string, PendingText>,
): Promise<PendingFile | undefined> {
  if (stored.kind === 'delete') {
    const prior = await Promise.all(stored.prior.map((one) => load(one, texts, known, seen)));
    return { ...stored, prior: prior.filter((one) => one !== undefined) };
  }
  if (stored.kind === 'move' && !stored.text) return { ...stored, text: undefined };
  const text = stored.text && (await loadText(stored.text, texts, known, seen));
  return text && { ...stored, text };
}

async function loadText(
  stored: StoredText,
  texts: TextStore,
  known: ReadonlyMap<string, PendingText>,
  seen: Map<string, PendingText>,
): Promise<PendingText | undefined> {
  const key = JSON.stringify(stored);
  const [before, after] = await Promise.all([texts.get(stored.before), texts.get(stored.after)]);
  if (before === undefined || after === undefined) return undefined;
  const text = known.get(key) ?? { ...stored, before, after };
  seen.set(key, text);
  return text;
}

async function store(file: PendingFile, texts: TextStore, known: Map<string, PendingText>): Promise<StoredPendingFile> {
  if (file.kind === 'delete') {
    return { ...file, prior: await Promise.all(file.prior.map((one) => store(one, texts, known))) };
  }
  if (file.kind === 'move') {
    const text = file.text && (await storeText(file.text, texts, known));
    return { ...file, text, folders: [...file.folders] };
  }
  const text = await storeText(file.text, texts, known);
  return file.kind === 'create' ? { ...file, text, folders: [...file.folders] } : { ...file, text };
}

async function storeText(text: PendingText, texts: TextStore, known: Map<string, PendingText>): Promise<StoredText> {
  const stored: StoredText = {
    before: await texts.put(text.before),
    after: await texts.put(text.after),
    // In the order of the schema, so that what is read back is known to be the same.
    hunks: text.hunks.map(({ id, turn, oldStart, oldEnd, newStart, newEnd }) => ({
      id,
      turn,
      oldStart,
      oldEnd,
      newStart,
      newEnd,
    })),
    next: text.next,
  };
  known.set(JSON.stringify(stored), text);
  return stored;
}

function namesOf(file: StoredPendingFile): string[] {
  if (file.kind === 'delete') return file.prior.flatMap(namesOf);
  return file.text ? [file.text.before, file.text.after] : [];
}

/** The turns that something is pending of. */
function turnsOf({ files, turns }: PendingFiles): PendingList['turns'] {
  const named = new Set<string>();
  const visit = (file: PendingFile): void => {
    if (file.kind !== 'edit') named.add(file.turn);
    if (file.kind === 'delete') file.prior.forEach(visit);
    else for (const { turn } of file.text?.hunks ?? []) named.add(turn);
  };
  files.forEach(visit);
  return Object.fromEntries(Object.entries(turns).filter(([turn]) => named.has(turn)));
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
