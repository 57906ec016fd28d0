import { workspace } from 'vscode';
import type { Checkpoints, Edits } from '../agent/editPorts.ts';
import { takingBack } from '../agent/takingBack.ts';
import { ToolError } from '../agent/tool.ts';
import { isFolder } from '../edits/fileKind.ts';
import { summarise } from '../edits/summary.ts';
import type { FileChange } from '../protocol/changes.ts';
import type { Seen } from '../protocol/events.ts';
import type { Disk } from './applying/disk.ts';
import { stateOf } from './applying/fileState.ts';
import { performSteps } from './applying/performSteps.ts';
import { planChange, type Step } from './applying/planChange.ts';
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
    async apply(changes) {
      const steps = await plan(changes, disk);
      const kept = steps.flatMap((step) => step.kept);
      const checkpoint = await checkpoints.put(kept);
      const problems = watchProblems();
      try {
        const notes = await performSteps(steps, disk);
        const saved = await saveDocuments(steps);
        const touched = await Promise.all(
          steps.flatMap(({ change, uri }) => ('after' in change ? [workspace.openTextDocument(uri)] : [])),
        );
        const states = await Promise.all(kept.map(({ path }) => stateOf(path, disk)));
        await checkpoints.seal(
          checkpoint,
          states.map(({ path, before, mode }) => ({ path, bytes: before, mode })),
        );
        return {
          checkpoint,
          summary: changes.map(summarise),
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

/** All changes are planned before any is made, each file at most once; folders that several create count once. */
async function plan(changes: readonly FileChange[], disk: Disk): Promise<Step[]> {
  const steps: Step[] = [];
  const touched = new Set<string>();
  for (const change of changes) {
    const step = await planChange(change, disk);
    const kept = step.kept.filter((state) => !(isFolder(state.after) && touched.has(state.path)));
    for (const { path } of kept) {
      if (touched.has(path)) throw new ToolError(`${path} is named twice in one edit. Put its changes together.`);
      touched.add(path);
    }
    steps.push({ ...step, kept });
  }
  return steps;
}

/** What the model knows the files to be now; a file whose text it was not told whole is left out. */
async function contents(steps: readonly Step[], unknown: ReadonlySet<string>, disk: Disk): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const { change, kept } of steps) {
    if (change.kind === 'delete' || unknown.has(change.path)) continue;
    if (change.kind === 'move') {
      if (!change.directory && change.hash !== '') seen.push({ path: change.to, hash: change.hash });
      continue;
    }
    const file = change.kind === 'edit' ? (kept[0]?.path ?? change.path) : change.path;
    seen.push({ path: change.path, hash: await sha256((await stateOf(file, disk)).before) });
  }
  return seen;
}
