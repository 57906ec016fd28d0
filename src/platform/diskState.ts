import { lstat, mkdir, readdir, readFile, readlink, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { ToolError } from '../agent/tool.ts';
import { errorCode } from './errorCode.ts';

/**
 * What is at a path, links not followed: the bytes of a file, the target of a link, nothing in a folder. `mode` has type
 * and permission bits; both are `undefined` where nothing is.
 */
export interface DiskState {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly mode: number | undefined;
}

const typeMask = 0o170000;
/** The type bits of a folder's mode. */
export const folderType = 0o040000;
const linkType = 0o120000;

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

/** Makes a path what the state says, folders above it included. A folder that is not empty is never removed. */
export async function writeState({ path, before, mode }: DiskState): Promise<void> {
  if (before === undefined) return await removePath(path);
  await mkdir(dirname(path), { recursive: true });
  const type = (mode ?? 0) & typeMask;
  if (type === folderType) {
    await mkdir(path, { recursive: true });
    return;
  }
  if (type === linkType) {
    await rm(path, { force: true });
    await symlink(Buffer.from(before), path);
    return;
  }
  await writeFileAtomic(path, Buffer.from(before), mode === undefined ? {} : { mode: mode & 0o7777 });
}

export function isFolder(state: Pick<DiskState, 'mode'>): boolean {
  return ((state.mode ?? 0) & typeMask) === folderType;
}

export function isLink(state: Pick<DiskState, 'mode'>): boolean {
  return ((state.mode ?? 0) & typeMask) === linkType;
}

async function removePath(path: string): Promise<void> {
  const state = await readState(path);
  if (state.before === undefined) return;
  if (!isFolder(state)) return await rm(path, { force: true });
  try {
    await rmdir(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  }
}

function tooMuch(path: string, limits: { entries: number; bytes: number }): ToolError {
  const megabytes = Math.round(limits.bytes / 1024 / 1024);
  return new ToolError(
    `${path} holds more than Belay can keep a copy of (${limits.entries} entries, ${megabytes} MB). Work on smaller parts, or use run_command, which Belay cannot undo.`,
  );
}
