import { access, constants, lstat, readdir, readFile, readlink, rmdir, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CheckpointContent } from '../agent/editPorts.ts';
import { ToolError } from '../agent/tool.ts';
import { isFolder, isLink, sameKind } from '../edits/fileKind.ts';
import { errorCode } from './errorCode.ts';
import { holdFolder, makeAndHoldFolder } from './heldFolder.ts';
import { placeOf } from './realPath.ts';
import { removeFile } from './removeFile.ts';
import { writeAtomic } from './writeAtomic.ts';

/**
 * What is at a path, links not followed: the bytes of a file, the target of a link, nothing in a folder. `mode` has type
 * and permission bits; both are `undefined` where nothing is.
 */
export interface DiskState {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly mode: number | undefined;
}

/** A path before an edit, and what the edit is going to leave there. */
export interface Touched extends DiskState {
  readonly after: CheckpointContent;
}

export async function readState(path: string): Promise<DiskState> {
  try {
    const found = await lstat(path);
    const { mode } = found;
    if (found.isFile()) return { path, before: await readFile(path), mode };
    if (found.isSymbolicLink()) return { path, before: await readlink(path, { encoding: 'buffer' }), mode };
    if (found.isDirectory()) return { path, before: new Uint8Array(), mode };
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') {
      return { path, before: undefined, mode: undefined };
    }
    throw error;
  }
  throw new ToolError(`${path} is a device, pipe or socket; Belay does not touch it.`);
}

/** A folder with all that is in it, parents before children. Throws `ToolError` above the limits. */
export async function readTree(path: string, limits: { entries: number; bytes: number }): Promise<DiskState[]> {
  const states: DiskState[] = [];
  let bytes = 0;
  const visit = async (at: string): Promise<void> => {
    if (states.length >= limits.entries || bytes > limits.bytes) throw tooMuch(path, limits);
    const found = await lstat(at);
    if (found.isFile() && bytes + found.size > limits.bytes) throw tooMuch(path, limits);
    const state = await readState(at);
    states.push(state);
    bytes += state.before?.length ?? 0;
    if (!isFolder(state)) return;
    for (const name of (await readdir(at)).sort()) await visit(join(at, name));
  };
  await visit(path);
  return states;
}

/**
 * Makes a path what the state says, folders above it included. A folder that is not empty is never removed. `inPlace`: the
 * path is a real one, and where a folder above it has become a link, a `ToolError` says so; otherwise such links are
 * followed.
 */
export async function writeState(state: DiskState, how?: 'inPlace'): Promise<void> {
  const { before, mode } = state;
  const path = how === 'inPlace' ? state.path : await placeOf(state.path);
  if (before === undefined) return await removePath(path);
  if (isFolder({ mode })) return await (await makeAndHoldFolder(path)).release();
  if (!isLink({ mode })) return await writeAtomic(path, before, { mode, inPlace: true });
  const folder = await makeAndHoldFolder(dirname(path));
  try {
    const link = folder.at(basename(path));
    await removeFile(link);
    await symlink(Buffer.from(before), link);
  } finally {
    await folder.release();
  }
}

/** Like `writeState` in place, also where a file, link or folder of another kind is in the way; a folder only if it is empty. */
export async function replaceState(state: DiskState): Promise<void> {
  const now = await readState(state.path);
  if (now.before && state.before && !sameKind(now, state)) await removePath(state.path);
  await writeState(state, 'inPlace');
}

/** False for a file that is there and that this user may not write. A link is not asked where it leads. */
export async function isWritable({ path, before, mode }: DiskState): Promise<boolean> {
  if (before === undefined || isLink({ mode })) return true;
  try {
    await access(path, constants.W_OK);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    return false;
  }
}

async function removePath(path: string): Promise<void> {
  const state = await readState(path);
  if (state.before === undefined) return;
  const folder = await holdFolder(dirname(path));
  const entry = folder.at(basename(path));
  try {
    if (isFolder(state)) await rmdir(entry);
    else await removeFile(entry);
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await folder.release();
  }
}

function tooMuch(path: string, limits: { entries: number; bytes: number }): ToolError {
  const megabytes = Math.round(limits.bytes / 1024 / 1024);
  return new ToolError(
    `${path} holds more than Belay can keep a copy of (${limits.entries} entries, ${megabytes} MB). Work on smaller parts, or use run_command, which Belay cannot undo.`,
  );
}
