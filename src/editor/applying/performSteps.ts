import { type Uri, WorkspaceEdit, workspace } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { Disk } from './disk.ts';
import { sameBytes } from './exactText.ts';
import { name, stateOf } from './fileState.ts';
import { minimalEdits } from './minimalEdits.ts';
import { documentAfter, requireJudgedPlace, type Step, stale } from './planChange.ts';

/**
 * Makes the planned changes, or none of them: one `WorkspaceEdit` for all that goes through the editor, so that one
 * Ctrl+Z takes it back, then what goes by bytes. Returns sentences on what is not as usual. Throws `ToolError` when a
 * file has moved on since the plan; what was done by then is put back.
 */
export async function performSteps(steps: readonly Step[], disk: Disk): Promise<string[]> {
  for (const step of steps) {
    await checkDisk(step, disk);
    await requireJudgedPlace(step.change, disk);
  }
  const edit = new WorkspaceEdit();
  const deletions: Step[] = [];
  for (const step of steps) {
    if (step.way === 'text') edit.set(step.uri, minimalEdits(step.document, step.after));
    if (step.way === 'create') edit.createFile(step.uri, { contents: step.content, overwrite: false });
    if (step.way === 'move') edit.renameFile(step.uri, step.target, { overwrite: false });
    if (step.way === 'delete') deletions.push(step);
  }
  await applyAtOnce(edit, steps, disk);
  const notes: string[] = [];
  try {
    for (const step of steps) {
      if (step.way !== 'bytes') continue;
      if (step.target === step.uri) await requireJudgedPlace(step.change, disk);
      await workspace.fs.writeFile(step.target, step.after);
      notes.push(
        `${name(step.target)} was written directly, because the text editor would change its line endings or encoding, or because it is a notebook: the editor's own undo does not take this back, Undo Last Turn does.`,
      );
    }
    for (const { uri, change } of deletions) {
      notes.push(await remove(uri, change.kind === 'delete' && change.directory));
    }
  } catch (error) {
    await putBack(steps, disk);
    throw error;
  }
  return notes;
}

/** Compares every document in the same tick as the edit is sent: `applyEdit` itself does not notice stale ranges. */
async function applyAtOnce(edit: WorkspaceEdit, steps: readonly Step[], disk: Disk): Promise<void> {
  if (edit.size === 0 && !steps.some((step) => step.way === 'create' || step.way === 'move')) return;
  for (const step of steps) {
    if (step.way !== 'text') continue;
    const { document, version, before } = step;
    if (document.isClosed || document.version !== version || document.getText() !== before) {
      throw stale(step.uri, before, document.getText());
    }
  }
  const applied = await workspace.applyEdit(edit);
  const wrong = applied ? await notAsPlanned(steps) : undefined;
  if (applied && !wrong) return;
  if (!applied) {
    throw new ToolError(
      'The editor did not take this edit, probably because a file was changed at the same moment. Nothing was applied. Read the files again and redo the edit.',
    );
  }
  await putBack(
    steps.filter((step) => step !== wrong),
    disk,
  );
  throw new ToolError(
    `${wrong ? name(wrong.uri) : 'A file'} was changed by someone else while the edit was applied. Read it again before going on.`,
  );
}

async function notAsPlanned(steps: readonly Step[]): Promise<Step | undefined> {
  for (const step of steps) {
    if (step.way === 'text' && (await documentAfter(step)).getText() !== step.after) return step;
  }
  return undefined;
}

/** What goes past the documents must be on disk exactly as planned. */
async function checkDisk(step: Step, disk: Disk): Promise<void> {
  if (step.way === 'text' || step.way === 'create') return;
  for (const { path, before } of step.kept) {
    const now = await disk.readState(path);
    const same = now.before && before ? sameBytes(now.before, before) : now.before === before;
    if (!same) throw stale(step.uri);
  }
}

/** To the trash where the host has one, else by an edit that Ctrl+Z takes back. Returns which it was. */
async function remove(uri: Uri, recursive: boolean): Promise<string> {
  try {
    await workspace.fs.delete(uri, { recursive, useTrash: true });
    return `${name(uri)} is in the trash.`;
  } catch (error) {
    // Hosts without a trash throw a plain error here; whatever else it was, the edit below meets it again.
    if (!(error instanceof Error)) throw error;
  }
  const edit = new WorkspaceEdit();
  edit.deleteFile(uri, { recursive, ignoreIfNotExists: false });
  if (!(await workspace.applyEdit(edit))) {
    throw new ToolError(
      `${name(uri)} could not be deleted: the editor refused. Check whether it is in use or read-only.`,
    );
  }
  return `${name(uri)} was deleted without a trash, which this host does not have; Undo Last Turn brings it back.`;
}

/** After a failure half-way: what was there before, past the editor; what was added goes first, children first. */
async function putBack(steps: readonly Step[], disk: Disk): Promise<void> {
  const states = steps.flatMap((step) => step.kept);
  const added = states.filter((state) => state.before === undefined).reverse();
  for (const { path, before, mode } of [...added, ...states.filter((state) => state.before !== undefined)]) {
    const now = await stateOf(path, disk);
    const same = now.before && before ? sameBytes(now.before, before) : now.before === before;
    if (!same) await disk.writeState({ path, before, mode });
  }
}
