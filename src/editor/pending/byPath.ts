import type { PendingFile } from '../../edits/pendingFiles.ts';

/** The order of files wherever changes to review are shown or gone through. */
export function byPath(one: PendingFile, other: PendingFile): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}
