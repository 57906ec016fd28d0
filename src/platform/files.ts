import { type FileHandle, lstat, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileStat, Files } from '../agent/ports.ts';
import { ToolError } from '../agent/tool.ts';
import { contentHash } from './contentHash.ts';
import { errorCode } from './errorCode.ts';
import { realPath } from './realPath.ts';
import { decodeText } from './textFormat.ts';

/** Largest text file that is read, in bytes. */
export const maxTextBytes = 10 * 1024 * 1024;

/** The files on disk. A file's hash is the SHA-256 of its bytes. `display` names a path in messages. */
export function createDiskFiles({ display }: { display(path: string): string }): Files {
  async function statOf(path: string): Promise<FileStat | undefined> {
    try {
      const found = await stat(path);
      return { type: typeOf(found), size: found.size, mtimeMs: found.mtimeMs };
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw readError(error, display(path));
    }
  }

  /** What a link leads to; a link that cannot be followed is still listed. */
  async function linkedType(path: string): Promise<FileStat['type']> {
    try {
      return (await statOf(path))?.type ?? 'other';
    } catch (error) {
      if (error instanceof ToolError) return 'other';
      throw error;
    }
  }

  return {
    stat: statOf,
    async readText(path) {
      const bytes = await readFileBytes(path, maxTextBytes, display(path));
      const { text } = decodeText(bytes, display(path));
      return { text, hash: contentHash(bytes), unsaved: false };
    },
    async readBytes(path, maxBytes) {
      return await readFileBytes(path, maxBytes, display(path));
    },
    async list(path) {
      try {
        const entries = await readdir(path, { withFileTypes: true });
        return await Promise.all(
          entries.map(async (entry) => {
            if (!entry.isSymbolicLink()) return { name: entry.name, type: typeOf(entry), link: false };
            return { name: entry.name, type: await linkedType(join(path, entry.name)), link: true };
          }),
        );
      } catch (error) {
        throw readError(error, display(path));
      }
    },
    realPath,
  };
}

/** Bytes of a regular file. Throws `ToolError` when missing, no regular file, or larger than `maxBytes`. */
export async function readFileBytes(path: string, maxBytes: number, name: string): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    // Asked before opening, because opening a named pipe waits for its other end.
    requireFile(await stat(path), name);
    handle = await open(path, 'r');
    const found = await handle.stat();
    requireFile(found, name);
    if (found.size > maxBytes) throw tooLarge(name, found.size, maxBytes);
    const bytes = await handle.readFile();
    if (bytes.length > maxBytes) throw tooLarge(name, bytes.length, maxBytes);
    return bytes;
  } catch (error) {
    throw readError(error, name);
  } finally {
    await handle?.close();
  }
}

/** True where nothing, not even a broken link, has this path. */
export async function isFree(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    if (errorCode(error) === 'ENOTDIR') {
      throw new ToolError(`${path} cannot be made: a part of its path is a file, not a folder.`, { cause: error });
    }
    throw readError(error, path);
  }
}

interface Kinds {
  isFile(): boolean;
  isDirectory(): boolean;
}

function typeOf(kinds: Kinds): FileStat['type'] {
  if (kinds.isFile()) return 'file';
  return kinds.isDirectory() ? 'directory' : 'other';
}

function requireFile(kinds: Kinds, name: string): void {
  if (kinds.isDirectory()) throw new ToolError(`${name} is a folder. Use list_directory to see what is in it.`);
  if (!kinds.isFile()) throw new ToolError(`${name} is a device, pipe or socket, not a file, so it is not read.`);
}

function tooLarge(name: string, size: number, limit: number): ToolError {
  const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return new ToolError(
    `${name} is ${megabytes(size)}, more than the limit of ${megabytes(limit)}. Use grep to find the part you need, or a command such as head or sed -n.`,
  );
}

function readError(error: unknown, name: string): unknown {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ToolError(`${name} does not exist. Use glob or list_directory to find the right path.`, {
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new ToolError(`${name} may not be read: permission is denied.`, { cause: error });
    case 'ELOOP':
      return new ToolError(`${name} cannot be read: its symbolic links go round in circles.`, { cause: error });
    case 'ENAMETOOLONG':
      return new ToolError(`${name.slice(0, 100)}… is too long for a path.`, { cause: error });
    case 'ERR_INVALID_ARG_VALUE':
      return new ToolError('A path cannot contain a NUL character.', { cause: error });
    default:
      return error;
  }
}
