import type { PendingFile } from '../../edits/pendingFiles.ts';
import { byPath } from './byPath.ts';
import { isNotebookName } from './originals.ts';
import type { PendingViews } from './views.ts';

/** A place that Next Change goes to. `line` counts from 0; what opens as a comparison has one stop, at its first line. */
export interface Stop {
  readonly file: PendingFile;
  readonly line: number;
}

/** All changes to review, by file and line. */
export function stopsOf(files: readonly PendingFile[], views: PendingViews): Stop[] {
  const sorted = [...files].sort(byPath);
  return sorted.flatMap((file): Stop[] => {
    const placed = file.kind === 'delete' ? [] : (views.get(file.path)?.placed.hunks ?? []);
    const inText = (file.kind === 'edit' || file.kind === 'move') && !isNotebookName(file.path);
    const lines = inText ? placed.map(({ line }) => line) : [0];
    const all = lines.length === 0 && file.kind === 'move' ? [0] : lines;
    return all.map((line) => ({ file, line }));
  });
}

type Place = { readonly path: string; readonly line: number };

/** The first stop behind a place; from the last one on to the first. */
export function stopAfter(stops: readonly Stop[], place: Place | undefined): Stop | undefined {
  return stops.find(({ file, line }) => place && isBefore(place, { path: file.path, line })) ?? stops[0];
}

export function stopBefore(stops: readonly Stop[], place: Place | undefined): Stop | undefined {
  return stops.findLast(({ file, line }) => place && isBefore({ path: file.path, line }, place)) ?? stops.at(-1);
}

function isBefore(one: Place, other: Place): boolean {
  return one.path === other.path ? one.line < other.line : one.path < other.path;
}
