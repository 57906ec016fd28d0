import type { CheckpointEntry, Checkpoints, Edits } from '../agent/editPorts.ts';
import { contentHash } from './contentHash.ts';
import { isFolder, readState, writeState } from './diskState.ts';
import { placeOf } from './realPath.ts';

/**
 * Puts back what the files were before the edits, in the given order (newest edit first). A file that is not what the edit left stays as it
 * is, also for the older edits, and is reported with the reason.
 */
export async function restoreCheckpoints(
  ids: readonly string[],
  checkpoints: Checkpoints,
): Promise<Awaited<ReturnType<Edits['restore']>>> {
  const restored = new Set<string>();
  const kept = new Map<string, string>();
  for (const id of ids) {
    const entries = await checkpoints.get(id);
    // What the edit added goes first, children before their folders; then what it took comes back, folders first.
    const added = entries.filter((entry) => entry.before === undefined).reverse();
    for (const entry of [...added, ...entries.filter((one) => one.before !== undefined)]) {
      if (kept.has(entry.path)) continue;
      const reason = await restoreEntry(entry);
      if (reason !== undefined) {
        kept.set(entry.path, reason);
        restored.delete(entry.path);
      } else if (!isFolder({ mode: entry.mode })) restored.add(entry.path);
    }
  }
  return { restored: [...restored], kept: [...kept].map(([path, reason]) => ({ path, reason })) };
}

async function restoreEntry({ path, before, mode, afterHash }: CheckpointEntry): Promise<string | undefined> {
  if (afterHash === undefined)
    return 'it is not known what the edit left, because Belay was interrupted while writing it';
  try {
    if ((await placeOf(path)) !== path) return 'its folder leads elsewhere now';
    const now = await readState(path);
    const hash = now.before === undefined ? '' : contentHash(now.before);
    if (hash !== afterHash) return now.before === undefined ? 'it was deleted since' : 'it was changed since';
    await writeState({ path, before, mode });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
