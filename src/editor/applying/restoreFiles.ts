import { EndOfLine, type TextDocument, type Uri, WorkspaceEdit, workspace } from 'vscode';
import type { Checkpoints } from '../../agent/editPorts.ts';
import { ToolError } from '../../agent/tool.ts';
import { fileUri } from '../folderPaths.ts';
import { type Disk, type DiskState, isFolder, isLink } from './disk.ts';
import { decodeExactly, encodeExactly, sameBytes } from './exactText.ts';
import { openDocument, stateOf } from './fileState.ts';
import { minimalEdits } from './minimalEdits.ts';
import { sha256 } from './sha256.ts';

interface Restored {
  readonly restored: readonly string[];
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
}

/** A path as it is now and as it shall be. */
interface Target {
  readonly now: DiskState;
  goal: DiskState;
}

/**
 * Puts files back to what they were before the given checkpoints (newest first), in one `WorkspaceEdit`, so that Ctrl+Z
 * undoes the undo. A file that is not as the agent left it is kept as it is, and reported with the reason.
 */
export async function restoreFiles(ids: readonly string[], checkpoints: Checkpoints, disk: Disk): Promise<Restored> {
  const targets = new Map<string, Target>();
  const kept = new Map<string, string>();
  for (const id of ids) {
    for (const { path, before, mode, afterHash } of await checkpoints.get(id)) {
      if (kept.has(path)) continue;
      const now = targets.get(path)?.now ?? (await stateOf(path, disk));
      const target: Target = targets.get(path) ?? { now, goal: now };
      const reason = whyKept(afterHash, await sha256(target.goal.before), target.goal.before === undefined);
      if (reason !== undefined) kept.set(path, reason);
      else target.goal = { path, before, mode: mode ?? (before === undefined ? undefined : now.mode) };
      targets.set(path, target);
    }
  }
  const changing = [...targets.values()].filter(({ now, goal }) => !sameContent(now, goal));
  await write(changing, disk);
  const isFile = ({ now, goal }: Target): boolean => !isFolder(now) && !isFolder(goal);
  return {
    restored: changing.filter(isFile).map(({ now }) => now.path),
    kept: [...kept].map(([path, reason]) => ({ path, reason })),
  };
}

function whyKept(afterHash: string | undefined, hash: string, missing: boolean): string | undefined {
  if (afterHash === undefined) return 'it is not known what the edit left, because Belay was interrupted in it';
  if (afterHash === hash) return undefined;
  return missing ? 'it was deleted since' : 'it was changed since';
}

function sameContent(one: DiskState, other: DiskState): boolean {
  if (!one.before || !other.before) return one.before === other.before;
  return isFolder(one) === isFolder(other) && isLink(one) === isLink(other) && sameBytes(one.before, other.before);
}

async function write(targets: readonly Target[], disk: Disk): Promise<void> {
  const edit = new WorkspaceEdit();
  const texts: { document: TextDocument; version: number; after: string; save: boolean; target: Target }[] = [];
  const afterwards: Target[] = [];
  for (const target of targets) {
    const { now, goal } = target;
    const uri = fileUri(now.path);
    const special = [now, goal].some((state) => isFolder(state) || isLink(state));
    if (special) afterwards.push(target);
    else if (goal.before === undefined) edit.deleteFile(uri, { ignoreIfNotExists: true });
    else if (now.before === undefined) {
      edit.createFile(uri, { contents: goal.before, overwrite: false });
      // Once more on disk, for the permission bits that the editor does not know.
      if (goal.mode !== undefined) afterwards.push(target);
    } else {
      const text = await asText(now.path, uri, now.before, goal.before);
      if (!text) afterwards.push(target);
      else {
        edit.set(uri, minimalEdits(text.document, text.after));
        texts.push({ ...text, version: text.document.version, save: !text.document.isDirty, target });
      }
    }
  }
  for (const { document, version } of texts) {
    if (document.version !== version) throw new ToolError(`${document.fileName} was changed just now. Try again.`);
  }
  if (edit.size > 0 && !(await workspace.applyEdit(edit))) {
    throw new ToolError('The editor did not put the files back, probably because one was changed just now. Try again.');
  }
  for (const { document, save, target } of texts) {
    if (!save) continue;
    const saved = !document.isDirty || (await document.save());
    // Saving may have run a formatter; what counts is that the old bytes are back.
    if (!saved || !sameContent(await disk.readState(target.now.path), target.goal)) afterwards.push(target);
  }
  const removed = afterwards.filter(({ goal }) => goal.before === undefined).reverse();
  for (const { goal } of [...removed, ...afterwards.filter((target) => target.goal.before !== undefined)]) {
    await disk.writeState({ path: goal.path, before: goal.before, mode: goal.mode });
  }
}

/** The document through which exactly these bytes can be written; `undefined` where it would write others. */
async function asText(
  path: string,
  uri: Uri,
  now: Uint8Array,
  wanted: Uint8Array,
): Promise<{ readonly document: TextDocument; readonly after: string } | undefined> {
  const old = await decodeExactly(wanted, uri);
  const current = await decodeExactly(now, uri);
  if (!old || !current) return undefined;
  const document = openDocument(path) ?? (await workspace.openTextDocument(uri, { encoding: current.encoding }));
  if (document.getText() !== current.text) return undefined;
  const ending = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  if (old.text.replace(/\r\n|\r|\n/g, ending) !== old.text) return undefined;
  const written = await encodeExactly(old.text, document.encoding);
  return written && sameBytes(written, wanted) ? { document, after: old.text } : undefined;
}
