import type { Stats } from 'node:fs';
import { type FileHandle, lstat, open, realpath, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ToolError } from '../agent/tool.ts';
import { permissions } from '../edits/fileKind.ts';
import { errorCode } from './errorCode.ts';
import { makeAndHoldFolder } from './heldFolder.ts';
import { removeFile } from './removeFile.ts';
import { unfinishedName } from './writerTag.ts';

export interface AtomicWrite {
  /** Permission bits; without, those of the file that is replaced. */
  readonly mode?: number | undefined;
  /** Waits until the content is on the disk. Default true. */
  readonly fsync?: boolean;
  /**
   * The path is the real one that was judged: no link in it is followed, and where a folder above it was exchanged the
   * write is refused by a `ToolError`. Folders that are missing are made.
   */
  readonly inPlace?: boolean;
}

/**
 * Replaces a file's content, or makes the file, so that a reader sees all of the old bytes or all of the new ones,
 * whatever happens meanwhile: the new ones are written beside it and then take its name. A link stays, and what it leads
 * to is replaced. Throws the system's error, and then nothing has changed.
 */
export async function writeAtomic(
  path: string,
  content: Uint8Array | string,
  options: AtomicWrite = {},
): Promise<void> {
  if (!options.inPlace) {
    const target = await whereItLeads(path);
    return await replaceFile(dirname(target), basename(target), content, options, await statOf(target));
  }
  const folder = await makeAndHoldFolder(dirname(path));
  try {
    const name = basename(path);
    const old = await lstatOf(folder.at(name));
    if (old && !old.isFile()) throw new ToolError(`${path} became a link or a folder just now, so it is not written.`);
    await replaceFile(dirname(folder.at(name)), name, content, options, old, folder.verify);
  } finally {
    await folder.release();
  }
}

/** `verify` is asked right before and right after the file takes its name; a throw afterwards takes it away again. */
async function replaceFile(
  folder: string,
  name: string,
  content: Uint8Array | string,
  options: AtomicWrite,
  old: Old | undefined,
  verify = async (): Promise<void> => {},
): Promise<void> {
  const mode = permissions(options.mode ?? old?.mode);
  const target = join(folder, name);
  const fresh = join(folder, unfinishedName());
  const handle = await open(fresh, 'wx', mode ?? 0o666);
  try {
    try {
      // Goes on until every byte is written, or throws: a disk that fills up takes a part of them first.
      await handle.writeFile(content);
      if (old) await keepOwner(handle, old);
      // What was asked for when it was opened is less the umask.
      if (mode !== undefined) await handle.chmod(mode);
      if (options.fsync !== false) await handle.sync();
      await verify();
      await takeName(fresh, target);
      try {
        await verify();
      } catch (error) {
        await removeSame(target, handle);
        throw error;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    await removeFile(fresh);
    throw error;
  }
}

/** Removes what was written under a name, and nothing that somebody else put there. */
async function removeSame(target: string, handle: FileHandle): Promise<void> {
  const [own, found] = [await handle.stat(), await lstatOf(target)];
  if (found && found.dev === own.dev && found.ino === own.ino) await removeFile(target);
}

async function whereItLeads(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return path;
    throw error;
  }
}

interface Old {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

async function statOf(path: string): Promise<Old | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function lstatOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Somebody else's file that this user may write becomes the user's own, where giving it back is not allowed. */
async function keepOwner(handle: FileHandle, { uid, gid }: Old): Promise<void> {
  const made = await handle.stat();
  if (made.uid === uid && made.gid === gid) return;
  try {
    await handle.chown(uid, gid);
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EPERM' && code !== 'EINVAL' && code !== 'ENOSYS') throw error;
  }
}

/** On Windows another program that just reads the file keeps its name for a moment. */
async function takeName(fresh: string, target: string): Promise<void> {
  for (let pause = 10; ; pause *= 2) {
    try {
      return await rename(fresh, target);
    } catch (error) {
      const held = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (process.platform !== 'win32' || !held || pause > 1000) throw error;
      await wait(pause);
    }
  }
}
