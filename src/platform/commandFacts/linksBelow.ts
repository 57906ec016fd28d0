import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../errorCode.ts';

/** More entries than this are not gone through. */
const maxEntries = 20_000;

/** Symbolic links below a folder, at any depth; nothing where it holds too much to tell. Links are not followed. */
export async function linksBelow(folder: string): Promise<readonly string[] | undefined> {
  const found: string[] = [];
  const open = [folder];
  let seen = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const entries = await opendir(at).catch((error: unknown) => {
      // A file has nothing below it, and what is missing or closed to this person nobody reads.
      if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error) ?? '')) return [];
      throw error;
    });
    for await (const entry of entries) {
      seen += 1;
      if (seen > maxEntries) return undefined;
      const path = join(at, entry.name);
      if (entry.isSymbolicLink()) found.push(path);
      else if (entry.isDirectory()) open.push(path);
    }
  }
  return found;
}
