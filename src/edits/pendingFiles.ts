import type { PendingTurn } from '../protocol/pending.ts';
import { editAgain, type PendingText, pendingEdit } from './pending.ts';

/**
 * A file, or a folder, with what the agent did to it and nobody has reviewed yet. Paths are absolute; `path` is where it
 * is, or was before its deletion. `turn` is the one that created, deleted or moved it; hunks name their own.
 */
export type PendingFile =
  | { readonly kind: 'edit'; readonly path: string; readonly text: PendingText }
  /** `folders` were made with it, outermost first. What the person wrote in it is the text's `before`. */
  | {
      readonly kind: 'create';
      readonly path: string;
      readonly turn: string;
      readonly text: PendingText;
      readonly folders: readonly string[];
    }
  /** `text` where it was edited too. */
  | {
      readonly kind: 'move';
      readonly path: string;
      readonly turn: string;
      readonly from: string;
      readonly directory: boolean;
      readonly text?: PendingText | undefined;
      readonly folders: readonly string[];
    }
  /** The content lies in the checkpoint. `prior` is what was pending in it before, and is again once it is back. */
  | {
      readonly kind: 'delete';
      readonly path: string;
      readonly turn: string;
      readonly directory: boolean;
      readonly checkpoint: string;
      readonly prior: readonly PendingFile[];
    };

/** All that waits for a review in a project. `head` is the commit that the files were last compared with. */
export interface PendingFiles {
  readonly files: readonly PendingFile[];
  readonly turns: Readonly<Record<string, PendingTurn>>;
  readonly head?: string | undefined;
}

/** What one applied edit did to one file. Texts as they were right before and after it. */
export type AppliedFile =
  | { readonly kind: 'edit'; readonly path: string; readonly before: string; readonly after: string }
  | { readonly kind: 'create'; readonly path: string; readonly after: string; readonly folders: readonly string[] }
  | {
      readonly kind: 'move';
      readonly path: string;
      readonly to: string;
      readonly directory: boolean;
      readonly folders: readonly string[];
    }
  | {
      readonly kind: 'delete';
      readonly path: string;
      readonly directory: boolean;
      /** Text before the deletion, where it was text. */
      readonly before: string | undefined;
      readonly checkpoint: string;
    };

/** What is pending once an applied edit has been added to what was. */
export function addApplied(files: readonly PendingFile[], turn: string, applied: AppliedFile): readonly PendingFile[] {
  const own = liveAt(files, applied.path);
  const others = files.filter((file) => file !== own);
  switch (applied.kind) {
    case 'edit':
      return [...others, ...edited(own, turn, applied)];
    case 'create': {
      const { path, after, folders } = applied;
      return [...others, { kind: 'create', path, turn, text: pendingEdit('', after, turn), folders }];
    }
    case 'delete': {
      const isOwn = own?.kind === 'create' && own.text.before === '' && own.text.after === applied.before;
      if (isOwn) return others;
      const { path, directory, checkpoint } = applied;
      const prior = files.filter((file) => isBelow(file.path, path) && !(file.kind === 'delete' && file.path === path));
      const rest = files.filter((file) => !prior.includes(file));
      return [...rest, { kind: 'delete', path, turn, directory, checkpoint, prior }];
    }
    case 'move':
      return moved(files, turn, applied);
  }
}

function edited(own: LiveFile | undefined, turn: string, { path, before, after }: Applied<'edit'>): PendingFile[] {
  const text = own?.text ? editAgain(own.text, before, after, turn) : pendingEdit(before, after, turn);
  if (own && own.kind !== 'edit') return [{ ...own, text }];
  return text.hunks.length > 0 ? [{ kind: 'edit', path, text }] : [];
}

function moved(files: readonly PendingFile[], turn: string, applied: Applied<'move'>): readonly PendingFile[] {
  const { path, to, directory, folders } = applied;
  // The editor may have told of the renaming before.
  const own = liveAt(files, path) ?? liveAt(files, to);
  const rest = renamed(
    files.filter((file) => file !== own),
    path,
    to,
  );
  if (own?.kind === 'create') return [...rest, { ...own, path: to, folders: [...own.folders, ...folders] }];
  const { from, text } = { from: path, text: undefined, ...own };
  if (from === to) return text && text.hunks.length > 0 ? [...rest, { kind: 'edit', path: to, text }] : rest;
  const before = own?.kind === 'move' ? own.folders : [];
  return [...rest, { kind: 'move', path: to, turn, from, directory, text, folders: [...before, ...folders] }];
}

/** Follows files that were moved, by the person or as the editor tells of it: what is pending of them moves along. */
export function renamed(files: readonly PendingFile[], from: string, to: string): readonly PendingFile[] {
  return files.flatMap((file): PendingFile[] => {
    if (file.kind === 'delete' || !isBelow(file.path, from)) return [file];
    const path = to + file.path.slice(from.length);
    if (file.kind !== 'move' || file.from !== path) return [{ ...file, path }];
    return file.text && file.text.hunks.length > 0 ? [{ kind: 'edit', path, text: file.text }] : [];
  });
}

/** What is left to review once a move was taken back, or a deletion, or the file is as the agent never touched it. */
export function withoutWhole(files: readonly PendingFile[], file: PendingFile): readonly PendingFile[] {
  const others = files.filter((one) => one !== file);
  if (file.kind === 'delete') return [...others, ...file.prior];
  if (file.kind !== 'move') return others;
  return renamed(files, file.path, file.from);
}

/** The file with other pending edits; `undefined` when nothing is left to review. */
export function withText(file: LiveFile, text: PendingText): LiveFile | undefined {
  return file.kind === 'edit' && text.hunks.length === 0 ? undefined : { ...file, text };
}

export type LiveFile = Exclude<PendingFile, { kind: 'delete' }>;
type Applied<K extends AppliedFile['kind']> = Extract<AppliedFile, { kind: K }>;

/** What is pending of a file that is there. */
export function liveAt(files: readonly PendingFile[], path: string): LiveFile | undefined {
  return files.find((file): file is LiveFile => file.kind !== 'delete' && file.path === path);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`);
}
