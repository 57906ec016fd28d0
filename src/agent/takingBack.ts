import { folderType } from '../edits/fileKind.ts';
import {
  type FileEdit,
  type FileState,
  inOrder,
  ofFolder,
  previewOf,
  type TakeBack,
  type TextCodec,
  takeBack,
} from '../edits/takeBack.ts';
import type { CheckpointFile, Checkpoints, Edits } from './editPorts.ts';

/** The files as restoring needs them: on disk alone, or with the editor's unsaved documents. */
export interface RestoreFiles {
  /** What is at a path now, as the person has it. Throws where that cannot be told, with a sentence that says why. */
  read(path: string): Promise<FileState>;
  codec(path: string): TextCodec;
  /** Folders above a path that do not exist. */
  missingFolders(path: string): Promise<readonly string[]>;
  /**
   * Makes each path what its goal says, in this order, as long as it is still what it was when it was planned. Returns
   * why, for those that were left alone.
   */
  write(plans: readonly TakeBack[]): Promise<ReadonlyMap<string, string>>;
}

/** The half of `Edits` that takes edits back, on files of either kind. */
export function takingBack(checkpoints: Checkpoints, files: RestoreFiles): Pick<Edits, 'restore' | 'previewRestore'> {
  async function plan(ids: readonly string[]): Promise<TakeBack[]> {
    const edits = await editsByPath(ids, checkpoints);
    return await Promise.all([...edits].map(([path, list]) => planFile(path, list, files)));
  }

  return {
    async restore(ids) {
      const plans = await plan(ids);
      const kept = new Map(plans.flatMap(({ path, reason }) => (reason === undefined ? [] : [[path, reason]])));
      const todo = inOrder(plans);
      if (todo.length === 0) return { restored: [], merged: [], kept: asList(kept) };
      const entries = [
        ...(await foldersToMake(todo, files)),
        ...todo.map(({ path, now, goal }) => ({ path, before: now.bytes, mode: now.mode, after: goal })),
      ];
      const checkpoint = await checkpoints.put(entries);
      for (const [path, reason] of await files.write(todo)) kept.set(path, reason);
      await checkpoints.seal(
        checkpoint,
        await Promise.all(entries.map(async ({ path }) => ({ path, ...(await files.read(path)) }))),
      );
      const done = todo.filter((one) => !kept.has(one.path) && !ofFolder(one));
      const merged = done.filter(({ outcome }) => outcome === 'merged');
      return {
        restored: done.map(({ path }) => path),
        merged: merged.map(({ path }) => path),
        kept: asList(kept),
        checkpoint,
      };
    },
    async previewRestore(ids) {
      const plans = await plan(ids);
      const previews = await Promise.all(plans.map((one) => previewOf(one, files.codec(one.path))));
      return previews.filter((preview) => preview !== undefined);
    },
  };
}

/** Folders that come back with the files in them, so that a redo takes them away again. */
async function foldersToMake(todo: readonly TakeBack[], files: RestoreFiles): Promise<CheckpointFile[]> {
  const planned = new Set(todo.map(({ path }) => path));
  const missing = new Set<string>();
  for (const { path, now, goal } of todo) {
    if (now.bytes !== undefined || goal.bytes === undefined) continue;
    for (const folder of await files.missingFolders(path)) if (!planned.has(folder)) missing.add(folder);
  }
  const after = { bytes: new Uint8Array(), mode: folderType };
  return [...missing].map((path) => ({ path, before: undefined, after }));
}

/** Each path's edits, newest first. */
async function editsByPath(ids: readonly string[], checkpoints: Checkpoints): Promise<Map<string, FileEdit[]>> {
  const byPath = new Map<string, FileEdit[]>();
  for (const id of ids) {
    for (const { path, before, mode, after, afterMode, sealed } of await checkpoints.get(id)) {
      const edit: FileEdit = {
        path,
        before: { bytes: before, mode: before === undefined ? undefined : mode },
        ...(sealed ? { after: { bytes: after, mode: afterMode } } : {}),
      };
      byPath.set(path, [...(byPath.get(path) ?? []), edit]);
    }
  }
  return byPath;
}

async function planFile(path: string, edits: readonly FileEdit[], files: RestoreFiles): Promise<TakeBack> {
  try {
    return await takeBack(edits, await files.read(path), files.codec(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const unknown = { bytes: undefined };
    return { path, outcome: 'kept', reason, now: unknown, goal: unknown, original: unknown };
  }
}

function asList(kept: ReadonlyMap<string, string>): { path: string; reason: string }[] {
  return [...kept].map(([path, reason]) => ({ path, reason }));
}
