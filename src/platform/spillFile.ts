import { randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './errorCode.ts';
import { ensurePrivateFolder } from './privateFolder.ts';

/** All files of a folder together hold at most this many bytes before a new one begins; the oldest go first. */
const maxFolderBytes = 512 * 1024 * 1024;
const maxAgeMs = 7 * 24 * 60 * 60 * 1000;

/** Opens a new file for long output, for its owner only, after making room among the older ones. */
export async function openSpillFile(folder: string): Promise<{ readonly path: string; readonly stream: WriteStream }> {
  await ensurePrivateFolder(folder);
  await makeRoom(folder);
  const path = join(folder, `${randomUUID()}.txt`);
  return { path, stream: createWriteStream(path, { mode: 0o600, flags: 'wx' }) };
}

async function makeRoom(folder: string): Promise<void> {
  const files: { path: string; size: number; time: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    try {
      const { size, mtimeMs } = await stat(path);
      files.push({ path, size, time: mtimeMs });
    } catch (error) {
      // Another window has made room at the same moment.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  let total = 0;
  for (const { path, size, time } of files.sort((one, other) => other.time - one.time)) {
    total += size;
    if (total > maxFolderBytes || Date.now() - time > maxAgeMs) await rm(path, { force: true });
  }
}
