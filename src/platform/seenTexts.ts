import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log, SeenTexts } from '../agent/ports.ts';
import { contentHash } from './contentHash.ts';
import { errorCode } from './errorCode.ts';
import { mapInParallel } from './mapInParallel.ts';
import { ensurePrivateFolder } from './privateFolder.ts';
import { writeAtomic } from './writeAtomic.ts';

/** `settled` resolves once all that was to be kept until now is, or cannot be. */
export interface KeptTexts extends SeenTexts {
  settled(): Promise<void>;
}

const limits = { text: 4 * 1024 * 1024, all: 64 * 1024 * 1024 };

/**
 * Texts of files that models have seen, one file each, readable by the person alone. They only serve to say what has
 * changed since, so nothing waits for them, a failure is a line in the log, and the oldest go when there are too many.
 */
export function createSeenTexts(folder: string, log: Pick<Log, 'debug'>, most: typeof limits = limits): KeptTexts {
  const pathOf = (hash: string): string => join(folder, contentHash(Buffer.from(hash)));
  const keeping = new Map<string, Promise<void>>();
  /** Characters that came since the last cleaning; the first text is followed by one. */
  let fresh = most.all;

  async function write(hash: string, text: string): Promise<void> {
    const path = pathOf(hash);
    try {
      await utimes(path, new Date(), new Date());
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      await ensurePrivateFolder(folder);
      // As JSON, because UTF-8 alone would lose a half of a surrogate pair.
      await writeAtomic(path, JSON.stringify([hash, text]), { mode: 0o600, fsync: false });
    }
    fresh += text.length;
    if (fresh < most.all / 4) return;
    fresh = 0;
    await cleanUp(folder, most.all);
  }

  return {
    keep(hash, text) {
      if (text.length > most.text || keeping.has(hash)) return;
      const work = write(hash, text)
        .catch((error: unknown) => log.debug(`a text that was read is not kept: ${String(error)}`))
        .finally(() => keeping.delete(hash));
      keeping.set(hash, work);
    },
    async settled() {
      await Promise.all(keeping.values());
    },
    async get(hash) {
      await keeping.get(hash);
      try {
        const kept: unknown = JSON.parse(await readFile(pathOf(hash), 'utf8'));
        const [of, text] = Array.isArray(kept) ? kept : [];
        return of === hash && typeof text === 'string' ? text : undefined;
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') log.debug(`a text that was read cannot be had again: ${String(error)}`);
        return undefined;
      }
    },
  };
}

/** Removes the files that were longest not in use, until the others take no more than `most` bytes. */
async function cleanUp(folder: string, most: number): Promise<void> {
  const found = await mapInParallel(await readdir(folder), async (name) => {
    const path = join(folder, name);
    const { size = 0, mtimeMs = 0 } = (await stat(path).catch(() => undefined)) ?? {};
    return { path, size, mtimeMs };
  });
  let bytes = 0;
  for (const { path, size } of found.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    bytes += size;
    if (bytes > most) await rm(path, { force: true });
  }
}
