import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashesOf, Manifest } from './checkpointManifest.ts';
import { errorCode } from './errorCode.ts';

/** Content of any age below this stays: another window may be about to name it in a manifest. In milliseconds. */
const settled = 60 * 60 * 1000;

/** Removes the oldest checkpoints until the store fits, and contents that none of the others names. */
export async function cleanUp(folder: string, manifests: string, maxBytes: number, keep: string): Promise<void> {
  const contents = new Map<string, { path: string; size: number; time: number }>();
  for (const prefix of await names(join(folder, 'contents'))) {
    for (const hash of await names(join(folder, 'contents', prefix))) {
      const path = join(folder, 'contents', prefix, hash);
      const found = await stat(path);
      contents.set(hash, { path, size: found.size, time: found.mtimeMs });
    }
  }
  let total = [...contents.values()].reduce((sum, one) => sum + one.size, 0);
  if (total <= maxBytes) return;

  const ids = (await names(manifests)).filter((name) => name.endsWith('.json')).sort();
  const named = new Map<string, number>();
  const hashesByName = new Map<string, readonly string[]>();
  for (const name of ids) {
    const parsed = Manifest.safeParse(JSON.parse(await readFile(join(manifests, name), 'utf8')));
    const hashes = parsed.success ? hashesOf(parsed.data) : [];
    hashesByName.set(name, hashes);
    for (const hash of hashes) named.set(hash, (named.get(hash) ?? 0) + 1);
  }
  const drop = async (hash: string): Promise<void> => {
    const content = contents.get(hash);
    if (!content || (named.get(hash) ?? 0) > 0 || Date.now() - content.time < settled) return;
    await rm(content.path, { force: true });
    contents.delete(hash);
    total -= content.size;
  };
  for (const hash of [...contents.keys()]) await drop(hash);
  for (const name of ids) {
    if (total <= maxBytes) return;
    if (name === `${keep}.json`) continue;
    await rm(join(manifests, name), { force: true });
    for (const hash of hashesByName.get(name) ?? []) {
      named.set(hash, (named.get(hash) ?? 1) - 1);
      await drop(hash);
    }
  }
}

async function names(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
