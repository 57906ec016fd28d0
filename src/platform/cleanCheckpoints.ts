import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type CheckpointManifest, hashesOf, Manifest } from './checkpointManifest.ts';
import { leaseMs } from './contentStore.ts';
import { errorCode } from './errorCode.ts';

export interface CheckpointLimits {
  /** Of all contents together. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

export interface CleaningJob {
  readonly contents: string;
  readonly manifests: string;
  readonly limits: CheckpointLimits;
  /** Checkpoints that a session of this process may still take back. */
  readonly needed: ReadonlySet<string>;
}

/** So many of the newest stay whatever their size, and all that are young enough for a session elsewhere to need them. */
const newestKept = 20;
const youngMs = 24 * 60 * 60 * 1000;

/**
 * Removes checkpoints that are too old, the oldest ones until the store fits, and contents that none of the others names.
 * Returns the bytes that are left, which are more than allowed where all of them may still be needed.
 */
export async function cleanCheckpoints({ contents, manifests, limits, needed }: CleaningJob): Promise<number> {
  const stored = await storedContents(contents);
  const known = await readManifests(manifests);
  const uses = new Map<string, number>();
  for (const { hashes } of known) for (const hash of hashes) uses.set(hash, (uses.get(hash) ?? 0) + 1);
  let total = 0;
  for (const { size } of stored.values()) total += size;

  const drop = async (hash: string): Promise<void> => {
    const content = stored.get(hash);
    if (!content || (uses.get(hash) ?? 0) > 0 || Date.now() - content.timeMs < leaseMs) return;
    if (!(await removeIfOld(content.path))) return;
    stored.delete(hash);
    total -= content.size;
  };
  for (const hash of [...stored.keys()]) await drop(hash);

  const removable = known
    .slice(0, Math.max(0, known.length - newestKept))
    .filter(({ id, timeMs }) => !needed.has(id) && Date.now() - timeMs > Math.min(youngMs, limits.maxAgeMs));
  for (const { id, hashes, timeMs } of removable) {
    if (Date.now() - timeMs <= limits.maxAgeMs && total <= limits.maxBytes) continue;
    await rm(join(manifests, `${id}.json`), { force: true });
    for (const hash of hashes) {
      uses.set(hash, (uses.get(hash) ?? 1) - 1);
      await drop(hash);
    }
  }
  return total;
}

interface Stored {
  readonly path: string;
  readonly size: number;
  readonly timeMs: number;
}

/** By hash; what a crash left half written is removed on the way. */
async function storedContents(folder: string): Promise<Map<string, Stored>> {
  const stored = new Map<string, Stored>();
  for (const prefix of await names(folder)) {
    for (const name of await names(join(folder, prefix))) {
      const path = join(folder, prefix, name);
      const found = await stat(path).catch(missing);
      if (!found) continue;
      if (/^[0-9a-f]{64}$/.test(name)) stored.set(name, { path, size: found.size, timeMs: found.mtimeMs });
      // A cleaning that was cut off had put it aside.
      else if (/^[0-9a-f]{64}\.old$/.test(name)) await rename(path, path.slice(0, -4)).catch(missing);
      else if (Date.now() - found.mtimeMs > leaseMs) await rm(path, { force: true });
    }
  }
  return stored;
}

interface Known {
  readonly id: string;
  readonly hashes: readonly string[];
  readonly timeMs: number;
}

/** Oldest first. One that cannot be read names nothing. */
async function readManifests(folder: string): Promise<Known[]> {
  const known: Known[] = [];
  for (const name of (await names(folder)).sort()) {
    const path = join(folder, name);
    const found = await stat(path).catch(missing);
    if (!found) continue;
    const id = /^([\w-]+)\.json$/.exec(name)?.[1];
    if (id) known.push({ id, hashes: hashesOf(await readManifest(path)), timeMs: found.mtimeMs });
    else if (Date.now() - found.mtimeMs > leaseMs) await rm(path, { force: true });
  }
  return known;
}

async function readManifest(path: string): Promise<CheckpointManifest> {
  const none: CheckpointManifest = { version: 2, entries: [] };
  try {
    const parsed = Manifest.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : none;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return none;
    throw error;
  }
}

/**
 * Another process may be about to name the content in a new checkpoint; it makes it young again first. Out of the way it
 * is looked at once more, and comes back if that has happened in between.
 */
async function removeIfOld(path: string): Promise<boolean> {
  const aside = `${path}.old`;
  try {
    await rename(path, aside);
    if (Date.now() - (await stat(aside)).mtimeMs < leaseMs) {
      await rename(aside, path);
      return false;
    }
    await rm(aside, { force: true });
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function missing(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}

async function names(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
