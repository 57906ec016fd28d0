import { lstatSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { CheckpointFile } from '../../agent/editPorts.ts';
import { ToolError } from '../../agent/tool.ts';
import { isFolder, isLink, permissions } from '../../edits/fileKind.ts';
import { type FileState, sameContent } from '../../edits/takeBack.ts';
import type { ContentStore } from '../contentStore.ts';
import type { FileCopies, Look } from './fileCopies.ts';
import { limits } from './limits.ts';
import type { Snapshot, Tracked } from './tree.ts';

export interface Comparison {
  readonly root: string;
  readonly snapshot: Snapshot;
  /** How the snapshot's loose files looked. */
  readonly taken: ReadonlyMap<string, Look>;
  /** When the command began, in milliseconds. */
  readonly beganMs: number;
  /** What the person saved meanwhile. */
  readonly saved: ReadonlyMap<string, Uint8Array>;
  readonly copies: FileCopies;
  readonly contents: ContentStore;
  /** For a command that was cut off: what may be somebody else's work since is left out and named. */
  readonly isUnsure?: (path: string) => boolean;
}

/**
 * Everything that is different since the snapshot and was not made so by the person, ready for a checkpoint. Throws
 * `ToolError` where it is more than can be kept.
 */
export async function changesSince(
  comparison: Comparison,
): Promise<{ readonly files: readonly CheckpointFile[]; readonly uncovered: string | undefined }> {
  const { snapshot, taken, copies, root, beganMs } = comparison;
  const { tracked, others } = await snapshot.suspects();
  const blobs = new Map(tracked.map((file) => [file.path, file]));
  const differing = await copies.differing([...new Set([...taken.keys(), ...blobs.keys(), ...others])], taken);
  if (differing.length > limits.maxChanged) {
    const [many, most] = [differing.length, limits.maxChanged].map((count) => count.toLocaleString('en'));
    throw new ToolError(
      `This command changed ${many} files, more than Belay keeps (${most}), so it cannot be taken back.`,
    );
  }
  const changed: Changed[] = [];
  const left: string[] = [];
  const unsure: string[] = [];
  for (const [path, now] of await copies.look(differing)) {
    if (comparison.isUnsure?.(path)) {
      unsure.push(path);
      continue;
    }
    const was = taken.get(path) ?? blobs.get(path);
    if (was && 'id' in was) changed.push({ path, was, now });
    else if (was?.kind === 'unknown' && now.kind === 'unknown' && was.identity === now.identity) continue;
    else changed.push({ path, was, now });
  }
  const files = await withContents(changed, comparison, left);
  return {
    files: [...freshFolders(files, root, beganMs), ...files],
    uncovered: whatIsLeft(left, root) ?? whatIsUnsure(unsure, root),
  };
}

/** A path that looks different: how it was (`undefined`: no file that was watched), and how it is. */
interface Changed {
  readonly path: string;
  readonly was: Look | Tracked | undefined;
  readonly now: Look;
}

async function withContents(
  changed: readonly Changed[],
  { snapshot, contents, saved, beganMs }: Comparison,
  left: string[],
): Promise<CheckpointFile[]> {
  const ids = changed.flatMap(({ was }) => (was && 'id' in was ? [was.id] : []));
  const blobs = await snapshot.blobs([...new Set(ids)], limits.maxFileBytes);
  const stateOf = async (look: Look | undefined): Promise<FileState | undefined> => {
    if (look?.kind === 'unknown') return undefined;
    return look?.kind === 'known' ? { bytes: await contents.get(look.hash), mode: look.mode } : { bytes: undefined };
  };
  const files: CheckpointFile[] = [];
  const appeared: { readonly file: CheckpointFile; readonly look: Look }[] = [];
  let total = 0;
  for (const { path, was, now } of changed) {
    const after = await stateOf(now);
    const noted = was && 'id' in was ? blobState(was, blobs, after) : await stateOf(was);
    if (!after || !noted) {
      // What was there all the time, only ignored then, is nobody's change.
      if (was || ('bornMs' in now && now.bornMs >= beganMs)) left.push(path);
      continue;
    }
    const own = saved.get(path);
    const before = own ? { bytes: own, mode: noted.mode ?? after.mode } : noted;
    const sameMode = own !== undefined || permissions(before.mode) === permissions(after.mode);
    if (sameContent(before, after) && (sameMode || after.bytes === undefined)) continue;
    total += (before.bytes?.length ?? 0) + (after.bytes?.length ?? 0);
    if (total > limits.maxChangedBytes) {
      const most = limits.maxChangedBytes / 1024 / 1024;
      throw new ToolError(`This command changed files of more than ${most} MB together, so it cannot be taken back.`);
    }
    const file = { path, before: before.bytes, mode: before.mode, after };
    if (before.bytes === undefined) appeared.push({ file, look: now });
    else files.push(file);
  }
  const gone = files.filter(({ after }) => after?.bytes === undefined);
  return [...files, ...appeared.filter((one) => madeByCommand(one, gone, beganMs)).map(({ file }) => file)];
}

/** A blob as a working file. Git keeps of the permissions only whether the file can be run. */
function blobState(
  { id, mode }: Tracked,
  blobs: ReadonlyMap<string, Uint8Array>,
  after: FileState | undefined,
): FileState | undefined {
  const bytes = blobs.get(id);
  if (!bytes) return undefined;
  const now = after?.bytes && !isFolder(after) && !isLink(after) ? permissions(after.mode) : undefined;
  if (now === undefined) return { bytes, mode };
  const runs = (mode & 0o111) !== 0;
  const same = runs === ((now & 0o100) !== 0);
  const bits = same ? now : runs ? now | ((now & 0o444) >> 2) : now & ~0o111;
  return { bytes, mode: (mode & ~0o7777) | bits };
}

/**
 * False for a file that was there before, where the watch does not look: it was ignored and is not any more, or was moved
 * here from outside. Taking the command back must not delete it.
 */
function madeByCommand(
  { file, look }: { readonly file: CheckpointFile; readonly look: Look },
  gone: readonly CheckpointFile[],
  beganMs: number,
): boolean {
  if (!('bornMs' in look) || look.bornMs >= beganMs || !file.after) return true;
  const { after } = file;
  return gone.some(({ before, mode }) => sameContent({ bytes: before, mode }, after));
}

/** Folders that the command made for its files. */
function freshFolders(files: readonly CheckpointFile[], root: string, beganMs: number): CheckpointFile[] {
  const folders = new Map<string, CheckpointFile>();
  const known = new Set(files.map(({ path }) => path));
  for (const { path, before } of files) {
    if (before !== undefined) continue;
    for (
      let folder = dirname(path);
      folder.length > root.length && !folders.has(folder) && !known.has(folder);
      folder = dirname(folder)
    ) {
      const found = lstatSync(folder, { throwIfNoEntry: false, bigint: true });
      if (!found?.isDirectory() || Number(found.birthtimeNs || found.ctimeNs) / 1e6 < beganMs) break;
      const after = { bytes: new Uint8Array(), mode: Number(found.mode) };
      folders.set(folder, { path: folder, before: undefined, after });
    }
  }
  return [...folders.values()];
}

function named(paths: readonly string[], root: string): string {
  const names = paths.slice(0, 3).map((path) => relative(root, path));
  return names.join(', ') + (paths.length > names.length ? ` and ${paths.length - names.length} more` : '');
}

function whatIsUnsure(unsure: readonly string[], root: string): string | undefined {
  if (unsure.length === 0) return undefined;
  return `Belay was ended while a command ran. ${named(unsure, root)} changed since then or was saved meanwhile, by the command or by somebody else, so undoing leaves it as it is.`;
}

function whatIsLeft(left: readonly string[], root: string): string | undefined {
  if (left.length === 0) return undefined;
  return `This command changed ${named(left, root)}, which cannot be taken back: larger than ${limits.maxFileBytes / 1024 / 1024} MB, or no plain files.`;
}
