import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointContent, Checkpoints } from '../agent/editPorts.ts';
import type { Log } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import { type CheckpointManifest, Manifest } from './checkpointManifest.ts';
import { type CheckpointLimits, cleanCheckpoints } from './cleanCheckpoints.ts';
import { type ContentStore, createContentStore, notKept } from './contentStore.ts';
import { errorCode } from './errorCode.ts';
import { mapInParallel } from './mapInParallel.ts';
import { ensurePrivateFolder } from './privateFolder.ts';
import { writeAtomic } from './writeAtomic.ts';

export interface CheckpointOptions {
  /** A folder of the store's own. */
  readonly folder: string;
  readonly limits?: () => CheckpointLimits;
  readonly log?: Pick<Log, 'warn'>;
}

/** Checkpoints in a folder, and what belongs to them. */
export interface CheckpointStore extends Checkpoints {
  readonly contents: ContentStore;
  /** True where the store is larger than it may be and nothing in it can go. */
  full(): boolean;
  /** Resolves when no cleaning is under way. */
  cleaned(): Promise<void>;
}

/**
 * Each content once, under its hash, and one manifest per checkpoint, written last, so that a crash leaves contents that
 * nothing names, but never a manifest without its contents.
 */
export function createCheckpoints({ folder, limits = standardLimits, log }: CheckpointOptions): CheckpointStore {
  const manifests = join(folder, 'manifests');
  /** Written since the last cleaning; the first checkpoint of a process always cleans. */
  let unmeasured = Number.POSITIVE_INFINITY;
  let measured = 0;
  let cleaning: Promise<void> | undefined;
  let cleanedAt = 0;
  const needed = new Set<string>();
  const contents = createContentStore(join(folder, 'contents'), (bytes) => {
    unmeasured += bytes;
  });

  /** In the background: nobody waits for room to be made, and a cleaning may be cut off at any time. */
  function clean(): void {
    if (cleaning) return;
    unmeasured = 0;
    cleanedAt = performance.now();
    const job = { contents: join(folder, 'contents'), manifests, limits: limits(), needed };
    cleaning = cleanCheckpoints(job)
      .then((bytes) => {
        measured = bytes;
      })
      .catch((error: unknown) => log?.warn(`old checkpoints could not be cleaned away: ${String(error)}`))
      .finally(() => {
        cleaning = undefined;
      });
  }

  const manifestPath = (id: string): string => {
    if (!/^[\w-]{1,64}$/.test(id)) throw notKept();
    return join(manifests, `${id}.json`);
  };

  async function readManifest(id: string): Promise<CheckpointManifest> {
    const path = manifestPath(id);
    let written: unknown;
    try {
      written = JSON.parse(await readFile(path, 'utf8'));
    } catch (cause) {
      throw errorCode(cause) === 'ENOENT' ? notKept(cause) : damaged(cause);
    }
    const parsed = Manifest.safeParse(written);
    if (parsed.success) return parsed.data;
    // The first versions of Belay kept less than is needed now.
    if (typeof written === 'object' && written !== null && 'version' in written && written.version === 1)
      throw notKept();
    throw damaged(parsed.error);
  }

  async function writeManifest(id: string, manifest: CheckpointManifest, fsync: boolean): Promise<void> {
    await ensurePrivateFolder(manifests);
    await writeAtomic(manifestPath(id), JSON.stringify(manifest), { mode: 0o600, fsync });
  }

  return {
    contents,
    full() {
      const full = measured + (Number.isFinite(unmeasured) ? unmeasured : 0) > limits().maxBytes;
      if (full && performance.now() - cleanedAt > patienceMs) clean();
      return full;
    },
    async cleaned() {
      await cleaning;
    },
    async put(files, { durable = true } = {}) {
      const id = `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(5).toString('hex')}`;
      try {
        await ensurePrivateFolder(folder);
        const entries = await mapInParallel(files, async ({ path, before, mode, after }) => ({
          path,
          before: await hashOf(before, durable),
          ...(mode === undefined ? {} : { mode }),
          ...(after ? await afterOf(after, durable) : {}),
        }));
        await writeManifest(id, { version: 2, entries }, durable);
      } catch (error) {
        throw noRoom(error);
      }
      needed.add(id);
      if (unmeasured > limits().maxBytes / 16) clean();
      return id;
    },
    async seal(id, after) {
      const manifest = await readManifest(id);
      const sealed = new Map(after.map((one) => [one.path, one]));
      try {
        // Not worth waiting for the disk: what was there before is kept, and mostly what was to come after it.
        const entries = await mapInParallel(manifest.entries, async (entry) => {
          const found = sealed.get(entry.path);
          return found ? { ...entry, ...(await afterOf(found, false)) } : entry;
        });
        if (JSON.stringify(entries) === JSON.stringify(manifest.entries)) return;
        await writeManifest(id, { version: 2, entries }, false);
      } catch (error) {
        // The edit is made by now, and the manifest says enough to take it back.
        if (!isFull(error)) throw error;
      }
    },
    async get(id) {
      needed.add(id);
      const { entries } = await readManifest(id);
      return await mapInParallel(entries, async ({ path, before, after, mode, afterMode }) => {
        const left = after === undefined ? undefined : await afterIn(after);
        return {
          path,
          before: await bytesOf(before),
          mode,
          after: left?.bytes,
          afterMode,
          sealed: left !== undefined,
        };
      });
    },
  };

  async function hashOf(bytes: Uint8Array | undefined, durable: boolean): Promise<string> {
    if (bytes === undefined) return '';
    return durable ? await contents.put(bytes) : contents.putQuickly(bytes);
  }

  async function afterOf({ bytes, mode }: CheckpointContent, durable: boolean) {
    return { after: await hashOf(bytes, durable), ...(mode === undefined ? {} : { afterMode: mode }) };
  }

  async function bytesOf(hash: string): Promise<Uint8Array | undefined> {
    return hash === '' ? undefined : await contents.get(hash);
  }

  /** What an edit left may be lost without harm to what was there before. */
  async function afterIn(hash: string): Promise<{ readonly bytes: Uint8Array | undefined } | undefined> {
    try {
      return { bytes: await bytesOf(hash) };
    } catch (error) {
      if (error instanceof ToolError) return undefined;
      throw error;
    }
  }
}

/** A store that was full is looked through again after so long. */
const patienceMs = 60_000;
const day = 24 * 60 * 60 * 1000;
const standardLimits = (): CheckpointLimits => ({ maxBytes: 1024 ** 3, maxAgeMs: 30 * day });

function damaged(cause: unknown): ToolError {
  return new ToolError('What Belay noted about this edit is damaged on the disk, so it is not taken back.', { cause });
}

function isFull(error: unknown): boolean {
  return errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT';
}

function noRoom(error: unknown): unknown {
  if (!isFull(error)) return error;
  return new ToolError(
    'The disk is full: Belay has no room to keep a copy of the files as they are, and without one it changes nothing. Ask the person to free some space, then try again.',
    { cause: error },
  );
}
