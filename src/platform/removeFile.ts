import { unlink } from 'node:fs/promises';
import { errorCode } from './errorCode.ts';

/**
 * Removes a file or a link, and nothing else; one that is missing is fine. Node's own `rm` is not for this: where a folder,
 * or a link to one, has just taken the name, it goes on to delete what is in there, asked to or not.
 */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
