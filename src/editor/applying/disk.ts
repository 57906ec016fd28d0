import type { CheckpointContent } from '../../agent/editPorts.ts';

/**
 * What is at a path on disk, links not followed: the bytes of a file, the target of a link, none in a folder. `mode` has
 * type and permission bits as `stat` gives them; both are `undefined` where nothing is.
 */
export interface DiskState {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly mode?: number | undefined;
}

/** A path before an edit, and what the edit is going to leave there. */
export interface Touched extends DiskState {
  readonly after: CheckpointContent;
}

/** What editing in a window needs of the disk beyond the editor's own file system; a root fills it in. */
export interface Disk {
  readState(path: string): Promise<DiskState>;
  /** A folder with all that is in it, parents before children. Throws `ToolError` above the limits. */
  readTree(path: string, limits: { entries: number; bytes: number }): Promise<readonly DiskState[]>;
  /** Makes a path what the state says, folders above it included; a folder that is not empty is never removed. */
  writeState(state: { path: string; before: Uint8Array | undefined; mode: number | undefined }): Promise<void>;
  /** Like `writeState`, also where something of another kind is in the way; a folder only if it is empty. */
  replaceState(state: { path: string; before: Uint8Array | undefined; mode: number | undefined }): Promise<void>;
  /** With every symbolic link followed. */
  realPath(path: string): Promise<string>;
  /** False for a file that is there and that this user may not write. */
  isWritable(state: { path: string; before: Uint8Array | undefined; mode: number | undefined }): Promise<boolean>;
  /** True where none of the folders above a path is a link. */
  isInPlace(path: string): Promise<boolean>;
  /** The folders above a path that do not exist yet, outermost first. */
  missingFolders(path: string): Promise<readonly string[]>;
}
