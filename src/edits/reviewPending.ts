import { keep, settle } from './pending.ts';
import { liveAt, type PendingFile, withoutWhole, withText } from './pendingFiles.ts';

/** Which changes a review is about: all, or those of a file, of a turn, of some hunks, and of these together. */
export interface ReviewScope {
  readonly path?: string | undefined;
  readonly turn?: string | undefined;
  readonly ids?: ReadonlySet<string> | undefined;
}

/** What a review takes of one file: some hunks, and with `whole` its creation, deletion or move. */
export interface Choice {
  readonly file: PendingFile;
  readonly whole: boolean;
  readonly ids: ReadonlySet<string>;
}

/** A new file is reviewed as a whole: its text has no hunks of its own. */
export function choose(files: readonly PendingFile[], { path, turn, ids }: ReviewScope): Choice[] {
  const fits = (of: string): boolean => turn === undefined || of === turn;
  return files.flatMap((file): Choice[] => {
    if (path !== undefined && file.path !== path) return [];
    const whole = file.kind !== 'edit' && ids === undefined && fits(file.turn);
    const hunks = file.kind === 'edit' || file.kind === 'move' ? (file.text?.hunks ?? []) : [];
    const chosen = hunks.filter((hunk) => fits(hunk.turn) && (ids?.has(hunk.id) ?? true));
    return whole || chosen.length > 0 ? [{ file, whole, ids: new Set(chosen.map(({ id }) => id)) }] : [];
  });
}

/** The turns that something in a file comes from. */
export function turnsIn(file: PendingFile): ReadonlySet<string> {
  const hunks = file.kind === 'edit' || file.kind === 'move' ? (file.text?.hunks ?? []) : [];
  return new Set([...(file.kind === 'edit' ? [] : [file.turn]), ...hunks.map(({ turn }) => turn)]);
}

/** What is left to review once the chosen changes were kept; `now` is the file's text, where it has one. */
export function keepChoice(
  files: readonly PendingFile[],
  choice: Choice,
  now: string | undefined,
): readonly PendingFile[] {
  const { whole, ids } = choice;
  const file = files.find((one) => one.kind === choice.file.kind && one.path === choice.file.path);
  if (!file) return files;
  const others = files.filter((one) => one !== file);
  if (file.kind === 'create' || file.kind === 'delete') return whole ? others : files;
  if (!file.text) return whole ? others : files;
  const text = keep(file.text, now ?? file.text.after, ids);
  const left = withText(whole ? { kind: 'edit', path: file.path, text } : file, text);
  return left ? [...others, left] : others;
}

/** What is at a file's path now; `text` where it is text. */
export interface FileNow {
  readonly exists: boolean;
  readonly text: string | undefined;
}

/**
 * What is left to review of a file that others have changed (a restore, a checkout, the person): nothing where it is
 * gone or as before the edits. With `settled`, what differs from the edits counts as kept.
 */
export function caughtUp(
  files: readonly PendingFile[],
  file: PendingFile,
  now: FileNow,
  settled: boolean,
): readonly PendingFile[] {
  const others = files.filter((one) => one !== file);
  if (file.kind === 'delete') return now.exists ? withoutWhole(files, file) : files;
  if (!now.exists) return others;
  if (!file.text || now.text === undefined || file.kind === 'create') return files;
  if (now.text === file.text.before && file.kind === 'edit') return others;
  if (!settled || now.text === file.text.after) return files;
  const left = withText(file, settle(file.text, now.text));
  return left ? [...others, left] : others;
}

/** The file at a path that a lens, a button or a key means: one that is there before one that was deleted. */
export function fileAt(files: readonly PendingFile[], path: string): PendingFile | undefined {
  return liveAt(files, path) ?? files.find((file) => file.path === path);
}
