import type { Checkpoints, Edits } from '../agent/editPorts.ts';
import { takingBack } from '../agent/takingBack.ts';
import { ToolError } from '../agent/tool.ts';
import { summarise } from '../edits/summary.ts';
import { contentHash } from './contentHash.ts';
import { type DiskState, readState, writeState } from './diskState.ts';
import { errorCode } from './errorCode.ts';
import { planChange, type Step } from './planChange.ts';
import { diskFilesToRestore } from './restoreOnDisk.ts';

/**
 * Edits straight on disk, for where there is no editor. Every change is checked against the disk before the first byte is
 * written; a failure in the middle puts back what was done. `display` names a path in messages.
 */
export function createDiskEdits(deps: { readonly checkpoints: Checkpoints; display(path: string): string }): Edits {
  const { checkpoints, display } = deps;
  return {
    async apply(changes) {
      const steps: Step[] = [];
      for (const change of changes) steps.push(await planChange(change, display));
      refuseRepeats(steps, display);
      const folders = new Map(steps.flatMap((step) => step.folders).map((folder) => [folder.path, folder]));
      const states = [...folders.values(), ...steps.flatMap((step) => step.touched)];
      const checkpoint = await checkpoints.put(states);
      await perform(steps, states, display);
      const after = await Promise.all(states.map(({ path }) => readState(path)));
      await checkpoints.seal(
        checkpoint,
        after.map(({ path, before, mode }) => ({ path, bytes: before, mode })),
      );
      return {
        checkpoint,
        summary: changes.map(summarise),
        seen: steps.flatMap(({ path, written }) => (written ? [{ path, hash: contentHash(written) }] : [])),
        unsaved: [],
        notes: [],
      };
    },
    ...takingBack(checkpoints, diskFilesToRestore),
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
      if (!same(now, state)) await writeState(state);
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

function refuseRepeats(steps: readonly Step[], display: (path: string) => string): void {
  const paths = new Set<string>();
  for (const state of steps.flatMap((step) => step.touched)) {
    if (paths.has(state.path)) {
      throw new ToolError(
        `${display(state.path)} is named twice in one edit. Put its changes together, or send them one after the other.`,
      );
    }
    paths.add(state.path);
  }
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
