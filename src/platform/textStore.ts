import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash } from './contentHash.ts';
import { errorCode } from './errorCode.ts';
import { ensurePrivateFolder } from './privateFolder.ts';
import { writeAtomic } from './writeAtomic.ts';

/** Texts in a folder, each once, under a name made of its content. */
export interface TextStore {
  put(text: string): Promise<string>;
  /** `undefined` where it is missing or damaged. */
  get(name: string): Promise<string | undefined>;
  /** Removes texts that are in no use, unless they are so new that another window may be about to name them. */
  cleanUp(used: ReadonlySet<string>): Promise<void>;
}

/** In milliseconds. */
const settled = 60 * 60 * 1000;

export function createTextStore(folder: string): TextStore {
  const pathOf = (name: string): string => join(folder, `${name}.json`);
  /** What was read or written here, so that a list which is read often costs no more than its own size. */
  const loaded = new Map<string, string>();

  async function read(name: string): Promise<string | undefined> {
    if (!/^[0-9a-f]{64}$/.test(name)) return undefined;
    try {
      const bytes = await readFile(pathOf(name));
      if (contentHash(bytes) !== name) return undefined;
      const text: unknown = JSON.parse(bytes.toString('utf8'));
      return typeof text === 'string' ? text : undefined;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  return {
    async put(text) {
      // As JSON, because UTF-8 alone would lose a half of a surrogate pair.
      const bytes = Buffer.from(JSON.stringify(text));
      const name = contentHash(bytes);
      loaded.set(name, text);
      try {
        await utimes(pathOf(name), new Date(), new Date());
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
        await ensurePrivateFolder(folder);
        await writeAtomic(pathOf(name), bytes, { mode: 0o600 });
      }
      return name;
    },
    async get(name) {
      const text = loaded.get(name) ?? (await read(name));
      if (text !== undefined) loaded.set(name, text);
      return text;
    },
    async cleanUp(used) {
      for (const name of loaded.keys()) if (!used.has(name)) loaded.delete(name);
      for (const file of await readdir(folder).catch(() => [])) {
        if (used.has(file.replace(/\.json$/, ''))) continue;
        const found = await stat(join(folder, file)).catch(() => undefined);
        if (found && Date.now() - found.mtimeMs > settled) await rm(join(folder, file), { force: true });
      }
    },
  };
}
