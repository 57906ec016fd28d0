import { l10n, WorkspaceEdit, workspace } from 'vscode';
import type { Checkpoints } from '../../agent/editPorts.ts';
import type { RestoreFiles } from '../../agent/takingBack.ts';
import { ToolError } from '../../agent/tool.ts';
import { folderType } from '../../edits/fileKind.ts';
import { undo } from '../../edits/pending.ts';
import { type LiveFile, type PendingFile, withoutWhole, withText } from '../../edits/pendingFiles.ts';
import type { Choice } from '../../edits/reviewPending.ts';
import { summarise } from '../../edits/summary.ts';
import { type FileState, inOrder, type TakeBack } from '../../edits/takeBack.ts';
import type { RejectedPart } from '../../protocol/events.ts';
import { fileUri } from '../folderPaths.ts';

export interface UndoPorts {
  /** The files as the person has them, unsaved documents included. */
  readonly files: RestoreFiles;
  readonly checkpoints: Checkpoints;
  /** Asks before a new file goes that the person has written in. */
  mayDelete(path: string): Promise<boolean>;
}

/** What came of taking back the chosen changes of one file. */
export interface UndoneFile {
  readonly file: PendingFile;
  /** Changes that were left because the person has changed them since. */
  readonly left: number;
  /** Why nothing was done to it, in words. */
  readonly problem: string | undefined;
  /** What the model is told, `undefined` where nothing was taken back. */
  readonly part: RejectedPart | undefined;
  /** What is left to review of all files. */
  settle(files: readonly PendingFile[]): readonly PendingFile[];
  /** The text with its pending changes before, and without them after: Ctrl+Z goes from one to the other and back. */
  readonly texts: readonly { readonly text: string; readonly file: LiveFile | undefined }[];
}

/** What is to be done to one file, found out before anything is. */
interface Plan {
  readonly choice: Choice;
  readonly writes: readonly TakeBack[];
  readonly rename?: { readonly from: string; readonly to: string } | undefined;
  /** Folders that were made with the file, and go with it where they are empty. */
  readonly folders: readonly string[];
  readonly done: Pick<UndoneFile, 'left' | 'part' | 'settle' | 'texts'>;
}

/**
 * Takes changes out of the files, in one `WorkspaceEdit` as far as it goes, so that Ctrl+Z brings them back. What was
 * clean before is saved. Nothing of the person is overwritten: where they changed the very lines, the change is left.
 */
export async function undoChoices(choices: readonly Choice[], ports: UndoPorts): Promise<UndoneFile[]> {
  const plans: Plan[] = [];
  const failed: UndoneFile[] = [];
  for (const choice of choices) {
    try {
      plans.push(await planUndo(choice, ports));
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      failed.push(nothingDone(choice.file, error.message));
    }
  }
  const reasons = await ports.files.write(inOrder(plans.flatMap(({ writes }) => writes)));
  const results: UndoneFile[] = [];
  for (const { choice, writes, rename, done } of plans) {
    const reason = writes.flatMap(({ path }) => reasons.get(path) ?? [])[0];
    const problem = reason ?? (rename && (await moveBack(rename)));
    results.push(problem === undefined ? { file: choice.file, problem, ...done } : nothingDone(choice.file, problem));
  }
  await ports.files.write(inOrder(plans.flatMap(({ folders }) => folders.map(emptyFolder))));
  return [...failed, ...results];
}

function nothingDone(file: PendingFile, problem: string): UndoneFile {
  return { file, left: 0, problem, part: undefined, settle: (files) => files, texts: [] };
}

async function planUndo(choice: Choice, ports: UndoPorts): Promise<Plan> {
  const { file, whole } = choice;
  switch (file.kind) {
    case 'create':
      return await planDeletion(choice, file, ports);
    case 'delete':
      return await planRecovery(choice, file, ports);
    case 'edit':
      return await planText(choice, file, ports);
    case 'move': {
      const plan = await planText(choice, file, ports);
      if (!whole || plan.done.left > 0) return plan;
      if ((await ports.files.read(file.from)).bytes) {
        throw new ToolError(l10n.t('There is something else at {0} now, so the move is not undone.', file.from));
      }
      const moved = `moved ${file.from} to ${file.path}`;
      const diff = plan.done.part ? `${moved}\n${plan.done.part.diff}` : moved;
      return {
        ...plan,
        rename: { from: file.path, to: file.from },
        folders: file.folders,
        done: {
          ...plan.done,
          part: { path: file.path, diff },
          settle: (files) => backHome(plan.done.settle(files), file),
        },
      };
    }
  }
}

async function planText(choice: Choice, file: LiveFile, { files }: UndoPorts): Promise<Plan> {
  const unchanged = { left: 0, part: undefined, settle: (all: readonly PendingFile[]) => all, texts: [] };
  if (!file.text || choice.ids.size === 0) return { choice, writes: [], folders: [], done: unchanged };
  const { path, text } = file;
  const state = await files.read(path);
  if (!state.bytes) throw new ToolError(l10n.t('{0} is not there any more.', path));
  const codec = files.codec(path);
  const now = await codec.decode(state.bytes);
  if (!now) throw new ToolError(l10n.t('{0} is no text any more, so its changes cannot be undone one by one.', path));
  const undone = undo(text, now.text, choice.ids);
  const next = withText(file, undone.pending);
  const bytes = undone.now === now.text ? undefined : await codec.encode(undone.now, now.format);
  if (undone.now !== now.text && !bytes) {
    throw new ToolError(l10n.t('The encoding of {0} cannot write the earlier text.', path));
  }
  const { diff } = summarise({ kind: 'edit', path, hash: '', before: undone.now, after: now.text });
  return {
    choice,
    writes: bytes ? [write(path, state, { ...state, bytes })] : [],
    folders: [],
    done: {
      left: undone.left.length,
      part: bytes ? { path, diff } : undefined,
      settle: (all) => all.flatMap((one) => (isSameEdit(one, file) ? (next ?? []) : one)),
      texts: [
        { text: now.text, file },
        { text: undone.now, file: next },
      ],
    },
  };
}

async function planDeletion(
  choice: Choice,
  file: LiveFile & { kind: 'create' },
  { files, mayDelete }: UndoPorts,
): Promise<Plan> {
  const { path, text, folders } = file;
  const state = await files.read(path);
  const now = state.bytes && (await files.codec(path).decode(state.bytes));
  const untouched = text.before === '' && now?.text === text.after;
  if (state.bytes && !untouched && !(await mayDelete(path))) {
    throw new ToolError(l10n.t('{0} was kept, because you have written in it.', path));
  }
  const { diff } = summarise({ kind: 'create', path, after: now?.text ?? text.after });
  return {
    choice,
    writes: state.bytes ? [write(path, state, { bytes: undefined })] : [],
    folders,
    done: {
      left: 0,
      part: { path, diff },
      settle: (all) => all.filter((one) => !isSameEdit(one, file)),
      texts: now ? [{ text: now.text, file }] : [],
    },
  };
}

async function planRecovery(
  choice: Choice,
  file: PendingFile & { kind: 'delete' },
  { files, checkpoints }: UndoPorts,
): Promise<Plan> {
  const { path, checkpoint } = file;
  const entries = await checkpoints.get(checkpoint);
  const own = entries.filter((entry) => entry.path === path || /^[\\/]/.test(below(entry.path, path)));
  if (!file.directory && (await files.read(path)).bytes) {
    throw new ToolError(l10n.t('There is something else at {0} now, so the deletion is not undone.', path));
  }
  const writes: TakeBack[] = [];
  for (const entry of own) {
    const now = await files.read(entry.path);
    // Of a folder, what is there again stays as it is.
    if (!now.bytes) writes.push(write(entry.path, now, { bytes: entry.before, mode: entry.mode }));
  }
  return {
    choice,
    writes,
    folders: [],
    done: { left: 0, part: { path, diff: `deleted ${path}` }, settle: (all) => recovered(all, file), texts: [] },
  };
}

/** What comes after a folder's path, `''` where the path is not in it. */
function below(path: string, folder: string): string {
  return path.startsWith(folder) ? path.slice(folder.length) : '';
}

function recovered(files: readonly PendingFile[], file: PendingFile): readonly PendingFile[] {
  const same = files.find((one) => one.kind === 'delete' && one.path === file.path);
  return same ? withoutWhole(files, same) : files;
}

function backHome(files: readonly PendingFile[], file: LiveFile): readonly PendingFile[] {
  const same = files.find((one) => one.kind === 'move' && one.path === file.path);
  return same ? withoutWhole(files, same) : files;
}

/** Another window may have reviewed more of it meanwhile; then what this one found out no longer fits. */
function isSameEdit(one: PendingFile, file: LiveFile): boolean {
  return one.kind === file.kind && one.path === file.path && one.text === file.text;
}

function write(path: string, now: FileState, goal: FileState): TakeBack {
  return { path, outcome: 'restored', now, goal, original: goal };
}

function emptyFolder(path: string): TakeBack {
  return write(path, { bytes: new Uint8Array(), mode: folderType }, { bytes: undefined });
}

async function moveBack({ from, to }: { from: string; to: string }): Promise<string | undefined> {
  const edit = new WorkspaceEdit();
  edit.renameFile(fileUri(from), fileUri(to), { overwrite: false });
  return (await workspace.applyEdit(edit)) ? undefined : l10n.t('The editor did not move {0} back.', from);
}
