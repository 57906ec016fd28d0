import { lstat, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Checkpoints } from '../agent/editPorts.ts';
import { errorCode } from './errorCode.ts';
import { ensurePrivateFolder } from './privateFolder.ts';
import { removeFile } from './removeFile.ts';
import { writeAtomic } from './writeAtomic.ts';
import { isLeftBehind, unfinishedName } from './writerTag.ts';

const Paths = z.array(z.string());

/** Notes where files are being written, so that what a process that died has left beside them is removed by the next. */
export interface LeftWrites {
  /** These checkpoints, noting the paths of each from its making to its seal. */
  noting(checkpoints: Checkpoints): Checkpoints;
  /** Removes what dead writers left, wherever they had been writing. */
  clean(): Promise<void>;
}

/** `folder` is one of its own. */
export function createLeftWrites(folder: string): LeftWrites {
  return {
    noting(checkpoints) {
      const notes = new Map<string, string>();
      return {
        ...checkpoints,
        async put(files, options) {
          const id = await checkpoints.put(files, options);
          await ensurePrivateFolder(folder);
          const note = join(folder, unfinishedName());
          await writeAtomic(note, JSON.stringify(files.map(({ path }) => path)), {
            mode: 0o600,
            fsync: options?.durable !== false,
          });
          notes.set(id, note);
          return id;
        },
        async seal(id, after) {
          await checkpoints.seal(id, after);
          const note = notes.get(id);
          notes.delete(id);
          if (note !== undefined) await rm(note, { force: true });
        },
      };
    },
    async clean() {
      for (const name of (await namesIn(folder)).filter(isLeftBehind)) {
        const note = join(folder, name);
        await removeLeftWrites(await pathsIn(note));
        await rm(note, { force: true });
      }
    },
  };
}

/** Removes what dead writers left beside these files; nothing else, and nothing that somebody still writes. */
export async function removeLeftWrites(paths: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (const path of paths) {
    folders.add(dirname(path));
    // What a link leads to is written where it lies.
    folders.add(dirname(await realpath(path).catch(() => path)));
  }
  for (const folder of folders) {
    for (const name of (await namesIn(folder)).filter(isLeftBehind)) {
      const path = join(folder, name);
      if ((await lstat(path).catch(() => undefined))?.isFile()) await removeFile(path);
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}

/** A note that was cut off while it was written was of an edit that had not begun. */
async function pathsIn(note: string): Promise<readonly string[]> {
  try {
    return Paths.safeParse(JSON.parse(await readFile(note, 'utf8'))).data ?? [];
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
