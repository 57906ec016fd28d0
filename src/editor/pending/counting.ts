import type { PendingFile } from '../../edits/pendingFiles.ts';
import { choose } from '../../edits/reviewPending.ts';
import type { PendingViews } from './views.ts';

/** How many changes there are to review, of one turn where it is named, counted as they are drawn: hunks that meet are one. */
export function countChanges(files: readonly PendingFile[], views: PendingViews, turn?: string): number {
  return choose(files, { turn }).reduce((sum, { file, whole, ids }) => {
    const placed = views.get(file.path)?.placed.hunks.filter(({ hunks }) => hunks.some(({ id }) => ids.has(id)));
    const hunks = file.kind === 'delete' || file.kind === 'create' ? 0 : (placed?.length ?? ids.size);
    return sum + hunks + (whole ? 1 : 0);
  }, 0);
}
