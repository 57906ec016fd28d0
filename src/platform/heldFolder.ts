import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ToolError } from '../agent/tool.ts';
import { errorCode } from './errorCode.ts';

/** A folder that stays the same folder while something is written in it, wherever its name leads meanwhile. */
export interface HeldFolder {
  /** Where an entry of it is to be read and written; to be used while it is held. */
  at(name: string): string;
  /** Throws `ToolError` where the folder is not at its path any more. */
  verify(): Promise<void>;
  release(): Promise<void>;
}

/** Linux: only a handle for going on from, which asks for no right to read. Node has no name for it. */
const pathOnly = 0x20_0000;

/**
 * Takes hold of a folder by its real path, so that a folder above it which becomes a link, or is moved, between judging
 * and writing cannot lead what is written elsewhere. Throws `ToolError` where the path is not, or not really, a folder.
 *
 * On Linux all later steps start from the open folder itself (`/proc/self/fd/…`), and `verify` asks the system where it
 * is by now. Elsewhere, and without `/proc`, node can open nothing relative to a folder: there the folder is compared by
 * device and number when it is taken, and again by `verify`, which is called right before and right after each deed. What
 * remains: outside Linux, a folder that is exchanged and put back within the deed itself, some microseconds; everywhere,
 * entries exchanged inside a folder while it is deleted with all that is in it.
 */
export async function holdFolder(path: string): Promise<HeldFolder> {
  if (process.platform === 'linux') {
    const held = await holdByHandle(path);
    if (held) return held;
  }
  return await holdByIdentity(path);
}

/**
 * The same after making the folders that are missing on the way, each inside the one before it while that is held. An
 * entry that is a link or a file is refused.
 */
export async function makeAndHoldFolder(path: string): Promise<HeldFolder> {
  const missing: string[] = [];
  let existing = path;
  for (;;) {
    try {
      await stat(existing);
      break;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || dirname(existing) === existing) throw error;
      missing.unshift(basename(existing));
      existing = dirname(existing);
    }
  }
  let held = await holdFolder(existing);
  for (const name of missing) {
    existing = join(existing, name);
    try {
      await mkdir(held.at(name));
    } catch (error) {
      // Somebody else made it just now; whether it is a folder is seen when it is taken.
      if (errorCode(error) !== 'EEXIST') throw error;
    } finally {
      await held.release();
    }
    held = await holdFolder(existing);
  }
  return held;
}

async function holdByHandle(path: string): Promise<HeldFolder | undefined> {
  const handle = await openFolder(path);
  const own = `/proc/self/fd/${handle.fd}`;
  const verify = async (): Promise<void> => {
    const now = await readlink(own);
    if (now !== path) throw moved(path, now);
  };
  try {
    await verify();
  } catch (error) {
    await handle.close();
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  return { at: (name) => `${own}/${name}`, verify, release: () => handle.close() };
}

async function openFolder(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_DIRECTORY | constants.O_NOFOLLOW | pathOnly);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOTDIR' || code === 'ELOOP') throw moved(path, 'no folder, or to a link', cause);
    throw cause;
  }
}

async function holdByIdentity(path: string): Promise<HeldFolder> {
  const taken = await identity(path);
  return {
    at: (name) => join(path, name),
    async verify() {
      if ((await identity(path)) !== taken) throw moved(path, 'another folder');
    },
    release: async () => {},
  };
}

async function identity(path: string): Promise<string> {
  const real = await realpath(path);
  if (real !== path) throw moved(path, real);
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev} ${ino}`;
}

function moved(path: string, now: string, cause?: unknown): ToolError {
  return new ToolError(
    `The folder ${path} leads to ${now} now; it was exchanged while this was written, so nothing is written there.`,
    { cause },
  );
}
