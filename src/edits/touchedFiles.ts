import type { FileChange } from '../protocol/changes.ts';
import { isFolder } from './fileKind.ts';

/** A file as it is, and what an edit is going to leave of it; `undefined` bytes: it does not exist. */
interface Touched {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly after: { readonly bytes: Uint8Array | undefined; readonly mode?: number | undefined };
}

/**
 * All that several changes of one edit touch, each path once. Folders that several of them make count once, and a file
 * that is edited may be moved by a later change; any other path that two of them touch is handed to `refuse`.
 */
export function touchedFiles<T extends Touched>(
  steps: readonly { readonly change: FileChange; readonly touched: readonly T[] }[],
  refuse: (path: string) => never,
): T[] {
  const files = new Map<string, T>();
  const edited = new Set<string>();
  for (const { change, touched } of steps) {
    const follows = change.kind === 'move' && edited.delete(change.path);
    const moved = follows ? touched.find(({ before, after }) => before && !after.bytes)?.path : undefined;
    const written = moved === undefined ? undefined : files.get(moved)?.after;
    for (const file of touched) {
      const known = files.get(file.path);
      if (!known) files.set(file.path, written && !isFolder(file.after) ? { ...file, after: written } : file);
      else if (file.path === moved) files.set(file.path, file);
      else if (!isFolder(file.after) || !isFolder(known.after)) refuse(file.path);
    }
    if (change.kind === 'edit') edited.add(change.path);
  }
  return [...files.values()];
}
