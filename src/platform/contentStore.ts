import { readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { ToolError } from '../agent/tool.ts';
import { contentHash } from './contentHash.ts';
import { errorCode } from './errorCode.ts';
import { ensurePrivateFolder } from './privateFolder.ts';

/** Bytes under their SHA-256, each once, in files that only their owner can read. */
export interface ContentStore {
  /** Returns the hash. With `durable` it is on the disk by then; without, a power cut may lose it, a crash not. */
  put(bytes: Uint8Array, options: { readonly durable: boolean }): Promise<string>;
  /** Throws `ToolError` where the content is gone or damaged. */
  get(hash: string): Promise<Uint8Array>;
}

/** `written` is told the size of everything new. */
export function createContentStore(folder: string, written: (bytes: number) => void): ContentStore {
  const pathOf = (hash: string): string => join(folder, hash.slice(0, 2), hash);
  const made = new Set<string>();

  async function ensureFolder(prefix: string): Promise<void> {
    if (made.has(prefix)) return;
    await ensurePrivateFolder(folder);
    await ensurePrivateFolder(join(folder, prefix));
    made.add(prefix);
  }

  return {
    async put(bytes, { durable }) {
      const hash = contentHash(bytes);
      const path = pathOf(hash);
      if (await renew(path, bytes.length)) return hash;
      const write = (): Promise<void> => writeFileAtomic(path, Buffer.from(bytes), { mode: 0o600, fsync: durable });
      await ensureFolder(hash.slice(0, 2));
      try {
        await write();
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        // Somebody removed the store meanwhile.
        made.clear();
        await ensureFolder(hash.slice(0, 2));
        await write();
      }
      written(bytes.length);
      return hash;
    },
    async get(hash) {
      const bytes = await read(pathOf(hash));
      if (contentHash(bytes) === hash) return bytes;
      throw new ToolError(
        `A content that Belay kept (${hash.slice(0, 12)}…) is damaged on the disk, so it is not put back.`,
      );
    },
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

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') throw notKept(cause);
    throw cause;
  }
}

export function notKept(cause?: unknown): ToolError {
  return new ToolError('The content from before this edit is no longer kept: the store holds only so much.', { cause });
}
