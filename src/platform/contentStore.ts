import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ToolError } from '../agent/tool.ts';
import { contentHash } from './contentHash.ts';
import { errorCode } from './errorCode.ts';
import { ensurePrivateFolder } from './privateFolder.ts';
import { writeAtomic } from './writeAtomic.ts';

/** Bytes under their SHA-256, each once, in files that only their owner can read. */
export interface ContentStore {
  /** Returns the hash; the content is on the disk by then. */
  put(bytes: Uint8Array): Promise<string>;
  /** The same at once, for many small contents: a power cut may lose it, a crash not. */
  putQuickly(bytes: Uint8Array): string;
  /** Throws `ToolError` where the content is gone or damaged. */
  get(hash: string): Promise<Uint8Array>;
  /** True where it was put so lately that nobody may have cleaned it away. */
  has(hash: string): boolean;
}

/** A content younger than this is not cleaned away, although no checkpoint names it yet. In milliseconds. */
export const leaseMs = 2 * 60 * 60 * 1000;

/** `written` is told the size of everything new. */
export function createContentStore(folder: string, written: (bytes: number) => void): ContentStore {
  const pathOf = (hash: string): string => join(folder, hash.slice(0, 2), hash);
  /** When each was last made sure of. */
  const leases = new Map<string, number>();

  return {
    async put(bytes) {
      const hash = contentHash(bytes);
      const path = pathOf(hash);
      if (!(await renew(path, bytes.length))) {
        await ensurePrivateFolder(folder);
        await ensurePrivateFolder(join(folder, hash.slice(0, 2)));
        await writeAtomic(path, bytes, { mode: 0o600 });
        written(bytes.length);
      }
      leases.set(hash, Date.now());
      return hash;
    },
    putQuickly(bytes) {
      const hash = contentHash(bytes);
      const path = pathOf(hash);
      if (!renewQuickly(path, bytes.length)) {
        const fresh = `${path}.${randomBytes(6).toString('hex')}`;
        try {
          writeInto(join(folder, hash.slice(0, 2)), folder, () => {
            writeFileSync(fresh, bytes, { mode: 0o600, flag: 'wx' });
          });
          renameSync(fresh, path);
        } catch (error) {
          rmSync(fresh, { force: true });
          throw error;
        }
        written(bytes.length);
      }
      leases.set(hash, Date.now());
      return hash;
    },
    async get(hash) {
      const bytes = await read(pathOf(hash));
      if (contentHash(bytes) === hash) return bytes;
      throw new ToolError(
        `A content that Belay kept (${hash.slice(0, 12)}…) is damaged on the disk, so it is not put back.`,
      );
    },
    has: (hash) => Date.now() - (leases.get(hash) ?? 0) < leaseMs / 2,
  };
}

/** True where the content is there already, as far as its size tells; its age counts from now. */
async function renew(path: string, size: number): Promise<boolean> {
  try {
    if ((await stat(path)).size !== size) return false;
    await utimes(path, new Date(), new Date());
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function renewQuickly(path: string, size: number): boolean {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.size !== size) return false;
    utimesSync(path, new Date(), new Date());
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Makes the folders where they turn out to be missing. */
function writeInto(folder: string, parent: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    for (const path of [parent, folder]) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      if (process.platform !== 'win32') chmodSync(path, 0o700);
    }
    write();
  }
}

async function read(path: string, again = true): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause;
    if (!again) throw notKept(cause);
    // A cleaning of another window may just be looking at it.
    await wait(50);
    return await read(path, false);
  }
}

export function notKept(cause?: unknown): ToolError {
  return new ToolError('The content from before this edit is no longer kept: the store holds only so much.', { cause });
}
