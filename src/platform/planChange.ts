import { access, constants, rename, rm, unlink } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { ToolError } from '../agent/tool.ts';
import { folderType, isFolder, isLink } from '../edits/fileKind.ts';
import { whatChanged } from '../edits/whatChanged.ts';
import type { FileChange } from '../protocol/changes.ts';
import { contentHash } from './contentHash.ts';
import { type DiskState, readState, readTree, type Touched } from './diskState.ts';
import { errorCode } from './errorCode.ts';
import { isFree } from './files.ts';
import { holdFolder, makeAndHoldFolder } from './heldFolder.ts';
import { missingFolders, placeOf, realPath } from './realPath.ts';
import { decodeText, encodeText, plainFormat } from './textFormat.ts';
import { writeAtomic } from './writeAtomic.ts';

/** One checked change: what it touches as it is now, and the deed. */
export interface Step {
  readonly path: string;
  /** Folders that it makes on the way, outermost first. */
  readonly folders: readonly Touched[];
  /** Everything else that the deed changes, parents before children. */
  readonly touched: readonly Touched[];
  /** The bytes of the file at `path` afterwards, where it has some. */
  readonly written?: Uint8Array;
  perform(): Promise<void>;
}

/** Limits of what is copied before a folder is deleted or moved. */
const treeLimits = { entries: 5000, bytes: 256 * 1024 * 1024 };

type Display = (path: string) => string;

/** Compares a change with the disk. Throws `ToolError` where it no longer fits, saying what is different. */
export async function planChange(change: FileChange, display: Display): Promise<Step> {
  switch (change.kind) {
    case 'create':
      return await planCreate(change, display);
    case 'edit':
      return await planEdit(change, display);
    case 'delete':
      return await planDelete(change, display);
    case 'move':
      return await planMove(change, display);
  }
}

type Change<K extends FileChange['kind']> = Extract<FileChange, { kind: K }>;

async function planCreate(change: Change<'create'>, display: Display): Promise<Step> {
  await requireFree(change.path, display);
  const path = await placeOf(change.path);
  requireJudged(change.path, path, change.real, display);
  const bytes = Buffer.from(encodeText(change.after, plainFormat));
  return {
    path: change.path,
    folders: await foldersFor(path),
    touched: [{ ...(await readState(path)), after: { bytes } }],
    written: bytes,
    async perform() {
      await requireSamePlace(change.path, path, display);
      await requireFree(change.path, display);
      await writeAtomic(path, bytes, { inPlace: true });
    },
  };
}

async function planEdit(change: Change<'edit'>, display: Display): Promise<Step> {
  const path = await realPath(change.path);
  requireJudged(change.path, path, change.real, display);
  const name = display(change.path);
  const state = await readState(path);
  if (state.before === undefined)
    throw new ToolError(`${name} does not exist any more; it was deleted or moved since it was read.`);
  if (isFolder(state)) throw new ToolError(`${name} is a folder now.`);
  const { text, format } = decodeText(state.before, name);
  if (contentHash(state.before) !== change.hash) throw new ToolError(staleMessage(name, change.before, text));
  await requireWritable(path, name);
  const bytes = Buffer.from(encodeText(change.after, format));
  return {
    path: change.path,
    folders: [],
    touched: [{ ...state, after: { bytes, mode: state.mode } }],
    written: bytes,
    async perform() {
      await requireSamePlace(change.path, path, display);
      const now = await readState(path);
      if (now.before === undefined || contentHash(now.before) !== change.hash) {
        throw new ToolError(`${name} changed while the edit was being written. Read it again with read_file.`);
      }
      await writeAtomic(path, bytes, { mode: state.mode, inPlace: true });
    },
  };
}

async function planDelete(change: Change<'delete'>, display: Display): Promise<Step> {
  const path = await placeOf(change.path);
  requireJudged(change.path, await realPath(path), change.real, display);
  const touched = await readExisting(path, change, display);
  return {
    path: change.path,
    folders: [],
    touched: touched.map((state) => ({ ...state, after: { bytes: undefined } })),
    async perform() {
      const folder = await holdFolder(dirname(path));
      try {
        const entry = folder.at(basename(path));
        // Asked to remove a file, node's `rm` would go on into a folder that has just taken its name.
        if (change.directory) await rm(entry, { recursive: true });
        else await unlink(entry);
      } finally {
        await folder.release();
      }
    },
  };
}

async function planMove(change: Change<'move'>, display: Display): Promise<Step> {
  await requireFree(change.to, display);
  const [from, to] = [await placeOf(change.path), await placeOf(change.to)];
  requireJudged(change.path, await realPath(from), change.real, display);
  requireJudged(change.to, to, change.realTo, display);
  if (`${to}${sep}`.startsWith(`${from}${sep}`)) {
    throw new ToolError(`${display(change.path)} cannot be moved into itself.`);
  }
  const old = await readExisting(from, change, display);
  const gone = old.map((state) => ({ ...state, after: { bytes: undefined } }));
  const fresh = old.map((state) => ({
    path: to + state.path.slice(from.length),
    before: undefined,
    mode: undefined,
    after: { bytes: state.before, mode: state.mode },
  }));
  return {
    path: change.path,
    folders: await foldersFor(to),
    touched: [...gone, ...fresh],
    async perform() {
      const [source, goal] = [await holdFolder(dirname(from)), await makeAndHoldFolder(dirname(to))];
      try {
        await requireFree(change.to, display);
        await rename(source.at(basename(from)), goal.at(basename(to)));
        await goal.verify();
      } finally {
        await source.release();
        await goal.release();
      }
    },
  };
}

/** What a deletion or a move takes away, after checking that it is still what the change was computed from. */
async function readExisting(path: string, change: Change<'delete' | 'move'>, display: Display): Promise<DiskState[]> {
  const name = display(change.path);
  const state = await readState(path);
  if (state.before === undefined) throw new ToolError(`${name} does not exist any more.`);
  if (isFolder(state) !== change.directory) {
    throw new ToolError(
      `${name} is ${isFolder(state) ? 'a folder' : 'no folder'} now. Look at it again with list_directory.`,
    );
  }
  if (change.directory) return await readTree(path, treeLimits);
  if (!isLink(state) && change.hash !== '' && contentHash(state.before) !== change.hash) {
    throw new ToolError(`${name} changed since this was proposed. Read it again with read_file and decide anew.`);
  }
  return [state];
}

/** The folders above a path that do not exist yet, outermost first: undoing the change removes them if they are empty. */
async function foldersFor(path: string): Promise<Touched[]> {
  const after = { bytes: new Uint8Array(), mode: folderType };
  return (await missingFolders(path)).map((folder) => ({ path: folder, before: undefined, mode: undefined, after }));
}

/** Where a path leads is found out once, and from then on only that place is used: it must be the one that was judged. */
function requireJudged(path: string, now: string, judged: string | undefined, display: Display): void {
  if (judged === undefined || now === judged) return;
  throw new ToolError(
    `${display(path)} led to ${judged} when it was judged and leads to ${now} now, so nothing was written.`,
  );
}

async function requireSamePlace(path: string, judged: string, display: Display): Promise<void> {
  requireJudged(path, await realPath(path), judged, display);
}

async function requireFree(path: string, display: Display): Promise<void> {
  if (await isFree(path)) return;
  throw new ToolError(
    `${display(path)} exists already, and is not overwritten. Read it and edit it, or choose another name.`,
  );
}

async function requireWritable(path: string, name: string): Promise<void> {
  try {
    await access(path, constants.W_OK);
  } catch (cause) {
    if (errorCode(cause) === 'EROFS') throw new ToolError(`${name} is on a read-only file system.`, { cause });
    throw new ToolError(`${name} is read-only. Ask the person whether its permissions may be changed.`, { cause });
  }
}

function staleMessage(name: string, before: string, now: string): string {
  return `${name} changed since it was read, so nothing was written. ${whatChanged(before, now)}\nRead it again with read_file and make the edit anew.`;
}
