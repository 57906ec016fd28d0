import type { ChangeSummary } from '../protocol/changes.ts';
import { isFolder, isLink, permissions, sameKind } from './fileKind.ts';
import { merge3 } from './merge.ts';
import { summarise } from './summary.ts';

/** What is at a path: the bytes of a file, the target of a link, none in a folder, `undefined` where nothing is. */
export interface FileState {
  readonly bytes: Uint8Array | undefined;
  /** Type and permission bits as `stat` gives them; `undefined` where nothing is, or they are not known. */
  readonly mode?: number | undefined;
}

/** What one edit did to a file. `after` is missing where it is not known what the edit left. */
export interface FileEdit {
  readonly path: string;
  readonly before: FileState;
  readonly after?: FileState;
}

/** Text as bytes and back without loss; `format` names the encoding and byte order mark. `undefined`: not possible. */
export interface TextCodec {
  decode(bytes: Uint8Array): Promise<{ readonly text: string; readonly format: string } | undefined>;
  encode(text: string, format: string): Promise<Uint8Array | undefined>;
}

/** What taking back does to one file. `conflict`: the person changed the very lines; nothing is done to it. */
export interface FileRestoration {
  readonly path: string;
  readonly outcome: 'restored' | 'merged' | 'conflict' | 'kept';
  readonly reason?: string;
  /** How its content changes from now on; absent for `kept` and for files without text. */
  readonly summary?: ChangeSummary;
  /** Texts for a diff, where it is text: as it is now, and as it will be (for a conflict: as it was before the edits). */
  readonly now?: string;
  readonly then?: string;
}

/** How one path is taken back: from `now` to `goal`; they are the same where nothing is to be done. */
export interface TakeBack {
  readonly path: string;
  readonly outcome: FileRestoration['outcome'] | 'unchanged';
  readonly reason?: string;
  readonly now: FileState;
  readonly goal: FileState;
  /** As it was before the oldest of the edits. */
  readonly original: FileState;
}

/**
 * Works out what taking the edits of one file back makes of it. `edits` are of one path, newest first; what the person
 * did to the file after or between them stays. A file is taken back whole or not at all.
 */
export async function takeBack(edits: readonly FileEdit[], now: FileState, codec: TextCodec): Promise<TakeBack> {
  const newest = edits[0];
  if (!newest) throw new Error('there is nothing to take back');
  const original = (edits.at(-1) ?? newest).before;
  const base = { path: newest.path, now, original };
  let goal = now;
  for (const edit of joined(edits)) {
    const step = await takeOneBack(edit, goal, codec);
    if ('reason' in step) return { ...base, ...step, goal: now };
    goal = step;
  }
  if (sameState(goal, now)) return { ...base, outcome: 'unchanged', goal: now };
  return { ...base, outcome: sameContent(goal, original) ? 'restored' : 'merged', goal };
}

/** Same kind and same bytes; permissions aside. */
export function sameContent(one: FileState, other: FileState): boolean {
  if (!one.bytes || !other.bytes) return one.bytes === other.bytes;
  return sameKind(one, other) && sameBytes(one.bytes, other.bytes);
}

function sameState(one: FileState, other: FileState): boolean {
  return sameContent(one, other) && (one.bytes === undefined || permissions(one.mode) === permissions(other.mode));
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false;
  return true;
}

/** Edits of which each began with what the one before had left count as one, so that a line changed twice is no conflict. */
function joined(edits: readonly FileEdit[]): FileEdit[] {
  const result: FileEdit[] = [];
  for (const edit of edits) {
    const newer = result.at(-1);
    const follows = newer?.after && edit.after && sameState(newer.before, edit.after);
    if (follows) result[result.length - 1] = { ...newer, before: edit.before };
    else result.push(edit);
  }
  return result;
}

interface NotTaken {
  readonly outcome: 'conflict' | 'kept';
  readonly reason: string;
}

async function takeOneBack(edit: FileEdit, now: FileState, codec: TextCodec): Promise<FileState | NotTaken> {
  const { before, after } = edit;
  if (sameContent(now, before) && !(after && sameContent(now, after))) return now;
  if (!after) return kept('it is not known what the edit left, because Belay was interrupted while writing it');
  const mode = mergedMode(before, after, now);
  if (sameContent(now, after)) return { bytes: before.bytes, mode };
  if (!now.bytes) return kept('it was deleted since');
  if (!after.bytes) return kept('there is something else in its place now');
  if (!before.bytes) return kept('it was changed since Belay made it');
  if ([now, before, after].some((state) => isFolder(state) || isLink(state))) return kept('it was changed since');
  const bytes = await mergedBytes({ now: now.bytes, before: before.bytes, after: after.bytes }, codec);
  return bytes instanceof Uint8Array ? { bytes, mode } : bytes;
}

/** Permissions that the edit changed are changed back, unless the person changed them since. */
function mergedMode(before: FileState, after: FileState, now: FileState): number | undefined {
  if (before.bytes === undefined) return undefined;
  const untouched = after.mode === undefined || permissions(now.mode) === permissions(after.mode);
  return now.bytes === undefined || (untouched && before.mode !== undefined) ? before.mode : now.mode;
}

async function mergedBytes(
  { now, before, after }: { readonly [name in 'now' | 'before' | 'after']: Uint8Array },
  codec: TextCodec,
): Promise<Uint8Array | NotTaken> {
  const [mine, theirs, base] = await Promise.all([now, before, after].map((bytes) => codec.decode(bytes)));
  if (!mine || !theirs || !base) return kept('it was changed since, and it is no text that could be merged');
  const merged = merge3(base.text, mine.text, theirs.text);
  if (!merged.ok) return { outcome: 'conflict', reason: 'the same lines were changed since' };
  const format = mine.format === base.format ? theirs.format : mine.format;
  const bytes = await codec.encode(merged.text, format);
  return bytes ?? kept('it was changed since, and its encoding cannot write both changes');
}

function kept(reason: string): NotTaken {
  return { outcome: 'kept', reason };
}

/** Those that change something, in an order in which it can be done: what goes first, children before their folders. */
export function inOrder<T extends Pick<TakeBack, 'path' | 'outcome' | 'goal'>>(plans: readonly T[]): T[] {
  const changing = plans.filter(({ outcome }) => outcome === 'restored' || outcome === 'merged');
  const depth = ({ path }: T): number => path.length;
  const goes = ({ goal }: T): boolean => goal.bytes === undefined;
  return [
    ...changing.filter(goes).sort((one, other) => depth(other) - depth(one)),
    ...changing.filter((plan) => !goes(plan)).sort((one, other) => depth(one) - depth(other)),
  ];
}

/** True for a folder that was made or removed, of which people are not told one by one. */
export function ofFolder({ now, original }: TakeBack): boolean {
  return isFolder(original) || (original.bytes === undefined && isFolder(now));
}

/** A file's part of a preview; `undefined` for folders and where nothing is to be done. */
export async function previewOf(plan: TakeBack, codec: TextCodec): Promise<FileRestoration | undefined> {
  const { path, outcome, reason, now, goal, original } = plan;
  if (outcome === 'unchanged' || ofFolder(plan)) return undefined;
  const base = { path, outcome, ...(reason === undefined ? {} : { reason }) };
  if (outcome === 'kept') return base;
  const [before, after] = [now, outcome === 'conflict' ? original : goal];
  if ([before, after].some((state) => isLink(state) || isFolder(state))) return base;
  const texts = await Promise.all(
    [before, after].map(async ({ bytes }) => (bytes ? ((await codec.decode(bytes))?.text ?? null) : undefined)),
  );
  const [from, to] = texts;
  if (from === null || to === null) return base;
  return {
    ...base,
    summary: summaryOf(path, from, to),
    ...(from === undefined ? {} : { now: from }),
    // biome-ignore lint/suspicious/noThenProperty: a text beside `now`, never called
    ...(to === undefined ? {} : { then: to }),
  };
}

/** How a text becomes another; `undefined` stands for no file. */
export function summaryOf(path: string, before: string | undefined, after: string | undefined): ChangeSummary {
  if (after === undefined) return summarise({ kind: 'delete', path, hash: '', directory: false });
  if (before === undefined) return summarise({ kind: 'create', path, after });
  return summarise({ kind: 'edit', path, hash: '', before, after });
}
