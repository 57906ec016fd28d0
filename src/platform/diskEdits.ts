import type { Checkpoints, Edits } from '../agent/editPorts.ts';
import { takingBack } from '../agent/takingBack.ts';
import { type SeenFile, ToolError } from '../agent/tool.ts';
import { summarise } from '../edits/summary.ts';
import { touchedFiles } from '../edits/touchedFiles.ts';
import type { FileChange } from '../protocol/changes.ts';
import { contentHash } from './contentHash.ts';
import { type DiskState, readState, writeState } from './diskState.ts';
import { errorCode } from './errorCode.ts';
import { removeLeftWrites } from './leftWrites.ts';
import { planChange, type Step } from './planChange.ts';
import { diskFilesToRestore } from './restoreOnDisk.ts';

/**
 * Edits straight on disk, for where there is no editor. Every change is checked against the disk before the first byte is
 * written; a failure in the middle puts back what was done. `display` names a path in messages.
 */
export function createDiskEdits(deps: { readonly checkpoints: Checkpoints; display(path: string): string }): Edits {
  const { checkpoints, display } = deps;
  const back = takingBack(checkpoints, diskFilesToRestore);
  return {
    async apply(changes, origin) {
      const steps: Step[] = [];
      for (const change of changes) steps.push(await planChange(change, display));
      const touched = touchedFiles(
        changes.map((change, index) => ({ change, touched: steps[index]?.touched ?? [] })),
        (path) => refuseRepeat(display(path)),
      );
      const folders = new Map(steps.flatMap((step) => step.folders).map((folder) => [folder.path, folder]));
      const states = [...folders.values(), ...touched];
      const checkpoint = await checkpoints.put(states);
      const summary = changes.map(summarise);
      await origin.begun?.(checkpoint, summary);
      await perform(steps, states, display);
      const after = await Promise.all(states.map(({ path }) => readState(path)));
      await checkpoints.seal(
        checkpoint,
        after.map(({ path, before, mode }) => ({ path, bytes: before, mode })),
      );
      return {
        checkpoint,
        summary,
        seen: contents(steps, changes),
        unsaved: [],
        notes: [],
      };
    },
    ...back,
    async restore(ids) {
      // Also where the writer died before it had changed anything, and there is nothing to take back.
      for (const id of ids) await removeLeftWrites((await checkpoints.get(id)).map(({ path }) => path));
      return await back.restore(ids);
    },
  };
}

async function perform(
  steps: readonly Step[],
  states: readonly DiskState[],
  display: (path: string) => string,
): Promise<void> {
  for (const step of steps) {
    try {
      await step.perform();
    } catch (cause) {
      const failed = await putBack(states);
      const why = cause instanceof ToolError ? cause.message : `${display(step.path)}: ${systemReason(cause)}.`;
      const outcome =
        failed.length === 0
          ? 'Nothing was changed.'
          : `Putting back what had been written failed too for ${failed.map(display).join(', ')}; Undo Last Turn may still bring it back.`;
      throw new ToolError(`The edit could not be written. ${why} ${outcome}`, { cause });
    }
  }
}

/** Brings every touched path back to what it was; returns those where that failed. */
async function putBack(states: readonly DiskState[]): Promise<string[]> {
  const failed: string[] = [];
  const missing = states.filter((state) => state.before === undefined).reverse();
  for (const state of [...missing, ...states.filter((one) => one.before !== undefined)]) {
    try {
      const now = await readState(state.path);
      if (!same(now, state)) await writeState(state, 'inPlace');
    } catch {
      failed.push(state.path);
    }
  }
  return failed;
}

function same(one: DiskState, other: DiskState): boolean {
  if (one.before === undefined || other.before === undefined) return one.before === other.before;
  return one.mode === other.mode && Buffer.compare(one.before, other.before) === 0;
}

function refuseRepeat(name: string): never {
  throw new ToolError(
    `${name} is named twice in one edit. Put its changes together, or send them one after the other.`,
  );
}

/** What the model knows the files to be now, under the paths that they have now. */
function contents(steps: readonly Step[], changes: readonly FileChange[]): SeenFile[] {
  const moved = new Map(
    changes.flatMap((change) => (change.kind === 'move' ? [[change.path, change.to] as const] : [])),
  );
  return changes.flatMap((change, index) => {
    const written = steps[index]?.written;
    if (!('after' in change) || !written) return [];
    return [{ path: moved.get(change.path) ?? change.path, hash: contentHash(written), text: change.after }];
  });
}

function systemReason(cause: unknown): string {
  switch (errorCode(cause)) {
    case 'ENOSPC':
      return 'the disk is full';
    case 'EROFS':
      return 'the file system is read-only';
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied';
    case 'EXDEV':
      return 'it would move to another disk; copy it with a command instead';
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}
