import type { FileRestoration } from '../edits/takeBack.ts';
import type { ChangeSummary, FileChange } from '../protocol/changes.ts';
import type { AppliedEdit } from './tool.ts';

// The edges of everything that changes files; see ports.ts for the others.

export type { FileRestoration };

/** Changing of the workspace. Checks staleness itself, keeps a checkpoint, applies all of the changes or none. */
export interface Edits {
  apply(
    changes: readonly FileChange[],
    /** `begun` is called when the state from before is safe, and nothing is written before it resolves. */
    origin: {
      readonly turn: string;
      readonly callId: string;
      readonly begun?: (checkpoint: string, summary: readonly ChangeSummary[]) => Promise<void>;
    },
  ): Promise<AppliedEdit>;
  /**
   * Takes the checkpoints back, newest first. What the person wrote into a file since is merged and stays; where that is
   * not possible the file is kept as it is, with the reason. Each file is taken back whole or not at all.
   */
  restore(checkpoints: readonly string[]): Promise<Restored>;
  /** What `restore` would do now, file by file; changes nothing. */
  previewRestore(checkpoints: readonly string[]): Promise<readonly FileRestoration[]>;
}

/** `merged` are those among `restored` that keep what the person wrote since. */
export interface Restored {
  readonly restored: readonly string[];
  readonly merged: readonly string[];
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
  /** The files before this restore; taking it back is the redo. Absent where nothing was changed. */
  readonly checkpoint?: string;
}

/**
 * One file's bytes before an edit and after it (`undefined`: it does not exist). Modes hold type and permission bits as
 * `stat` gives them; a link's bytes are its target, a folder has none.
 */
export interface CheckpointEntry {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly mode?: number | undefined;
  readonly after: Uint8Array | undefined;
  readonly afterMode?: number | undefined;
  /** False: Belay was interrupted while writing, so `after` is not known. */
  readonly sealed: boolean;
}

/** What a file is before an edit and, under `after` where that is known beforehand, what the edit is going to leave. */
export interface CheckpointFile {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly mode?: number | undefined;
  readonly after?: CheckpointContent;
}

export interface CheckpointContent {
  readonly bytes: Uint8Array | undefined;
  readonly mode?: number | undefined;
}

/** Content-addressed store of file states, outside the workspace. */
export interface Checkpoints {
  /**
   * Resolves once everything is on the disk; with `durable` false it may not survive a power cut, but a crash. Throws
   * `ToolError` where there is no room for it.
   */
  put(files: readonly CheckpointFile[], options?: { readonly durable?: boolean }): Promise<string>;
  /** Records what the files are after the edit. */
  seal(id: string, after: readonly (CheckpointContent & { readonly path: string })[]): Promise<void>;
  /** Throws `ToolError` for one that is unknown, no longer kept, or damaged. */
  get(id: string): Promise<readonly CheckpointEntry[]>;
}

/** Notices what a command does to the project's files, so that it can be taken back like an edit. */
export interface CommandWatch {
  /**
   * Call the result once the command has ended, however it ended. Neither throws but for an abort of `signal`. `call` names
   * the call across all sessions of the project.
   */
  begin(signal: AbortSignal, call: string): Promise<() => Promise<CommandChanges | undefined>>;
  /** What a command changed until the process that watched it was killed. `undefined` for one that was not cut off so. */
  recover(call: string): Promise<CommandChanges | undefined>;
}

/** `checkpoint` is absent where no file that is watched was changed. `uncovered` says in words what is not watched. */
export interface CommandChanges {
  readonly checkpoint?: string;
  readonly summary: readonly ChangeSummary[];
  readonly uncovered?: string;
}
