import { workspace } from 'vscode';
import type { Checkpoints, Edits } from '../agent/editPorts.ts';
import { takingBack } from '../agent/takingBack.ts';
import { type SeenFile, ToolError } from '../agent/tool.ts';
import { summarise } from '../edits/summary.ts';
import { touchedFiles } from '../edits/touchedFiles.ts';
import type { FileChange } from '../protocol/changes.ts';
import type { Disk } from './applying/disk.ts';
import { stateOf } from './applying/fileState.ts';
import { performSteps } from './applying/performSteps.ts';
import { documentAfter, planChange, type Step } from './applying/planChange.ts';
import { watchProblems } from './applying/problems.ts';
import { filesToRestore } from './applying/restoreFiles.ts';
import { saveDocuments } from './applying/saveDocuments.ts';
import { sha256 } from './applying/sha256.ts';

/**
 * The `Edits` port of a window. Text goes through one `WorkspaceEdit` per call; a file that a document would not keep
 * byte by byte is written directly; the person's unsaved work stays unsaved. The state from before is in a checkpoint
 * before anything changes.
 */
export function createWorkspaceEdits(checkpoints: Checkpoints, disk: Disk): Edits {
  return {
    async apply(changes, origin) {
      const steps = await plan(changes, disk);
      const kept = touchedFiles(
        steps.map((step) => ({ change: step.change, touched: step.kept })),
        refuseRepeat,
      );
      const checkpoint = await checkpoints.put(kept);
      const summary = changes.map(summarise);
      await origin.begun?.(checkpoint, summary);
      const problems = watchProblems();
      try {
        const notes = await performSteps(steps, disk);
        const saved = await saveDocuments(steps, disk);
        const touched = await Promise.all(
          steps.flatMap(({ change, target }) => ('after' in change ? [workspace.openTextDocument(target)] : [])),
        );
        const states = await Promise.all(kept.map(({ path }) => stateOf(path, disk)));
        await checkpoints.seal(
          checkpoint,
          states.map(({ path, before, mode }) => ({ path, bytes: before, mode })),
        );
        return {
          checkpoint,
          summary,
          seen: await contents(steps, saved.unknown, disk),
          unsaved: saved.unsaved,
          notes: [...notes, ...saved.notes, ...(await problems.compare(touched))],
        };
      } finally {
        problems.dispose();
      }
    },
    ...takingBack(checkpoints, filesToRestore(disk)),
  };
}

/** All changes are planned before any is made. */
async function plan(changes: readonly FileChange[], disk: Disk): Promise<Step[]> {
  const steps: Step[] = [];
  for (const change of changes) {
    const step = await planChange(change, disk);
    const edited = change.kind === 'move' ? steps.findIndex((one) => isEditOf(one, change.path)) : -1;
    const before = steps[edited];
    if (before) steps[edited] = { ...before, target: step.target };
    steps.push(step);
  }
  return steps;
}

/** True for the edit of a file that no other change has moved yet. */
function isEditOf({ change, uri, target }: Step, path: string): boolean {
  return change.kind === 'edit' && change.path === path && uri === target;
}

function refuseRepeat(path: string): never {
  throw new ToolError(`${path} is named twice in one edit. Put its changes together.`);
}

/** What the model knows the files to be now; a file whose text it was not told whole is left out. */
async function contents(steps: readonly Step[], unknown: ReadonlySet<string>, disk: Disk): Promise<SeenFile[]> {
  const seen: SeenFile[] = [];
  const moved = new Map(
    steps.flatMap(({ change }) => (change.kind === 'move' ? [[change.path, change.to] as const] : [])),
  );
  for (const step of steps) {
    const { change, kept } = step;
    if (!('after' in change) || unknown.has(change.path)) continue;
    const path = moved.get(change.path) ?? change.path;
    const file = path === change.path && change.kind === 'edit' ? (kept[0]?.path ?? path) : path;
    const text = step.way === 'text' ? (await documentAfter(step)).getText() : change.after;
    seen.push({ path, hash: await sha256((await stateOf(file, disk)).before), text });
  }
  return seen;
}
