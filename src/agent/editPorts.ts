import type { FileChange } from '../protocol/changes.ts';
import type { AppliedEdit } from './tool.ts';

// The edges of everything that changes files; see ports.ts for the others.

/** Changing of the workspace. Checks staleness itself, keeps a checkpoint, applies all of the changes or none. */
export interface Edits {
  apply(
    changes: readonly FileChange[],
    origin: { readonly turn: string; readonly callId: string },
  ): Promise<AppliedEdit>;
  /**
   * Takes the checkpoints back, newest first. A file that has changed since is kept as it is, with the reason.
   */
  restore(checkpoints: readonly string[]): Promise<Restored>;
}

export interface Restored {
  readonly restored: readonly string[];
  readonly merged?: readonly string[];
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
  /** The files before this restore; taking it back is the redo. Absent where nothing was changed. */
  readonly checkpoint?: string;
}

/**
 * One file's bytes before an edit (`undefined`: it did not exist) and, once sealed, the hash of its bytes after it.
 * `mode` holds type and permission bits as `stat` gives them; a link's bytes are its target, a folder has none.
 */
export interface CheckpointEntry {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly mode?: number | undefined;
  readonly afterHash: string | undefined;
}

/** Content-addressed store of file states, outside the workspace. Hashes are SHA-256 in hex; `''` for "no such file". */
export interface Checkpoints {
  put(
    entries: readonly {
      readonly path: string;
      readonly before: Uint8Array | undefined;
      readonly mode?: number | undefined;
    }[],
  ): Promise<string>;
  /** Records what the files are after the edit. */
  seal(id: string, after: readonly { readonly path: string; readonly after: Uint8Array | undefined }[]): Promise<void>;
  get(id: string): Promise<readonly CheckpointEntry[]>;
}
