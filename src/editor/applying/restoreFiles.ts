import { EndOfLine, type TextDocument, Uri, WorkspaceEdit, workspace } from 'vscode';
import type { Checkpoints } from '../../agent/ports.ts';
import { ToolError } from '../../agent/tool.ts';
import { decodeExactly, encodeExactly, sameBytes } from './exactText.ts';
import { bytesOnDisk, openDocument, stateOf } from './fileState.ts';
import { minimalEdits } from './minimalEdits.ts';
import { sha256 } from './sha256.ts';

interface Restored {
  readonly restored: readonly string[];
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
}

interface Target {
  readonly path: string;
  readonly now: Uint8Array | undefined;
  readonly bytes: Uint8Array | undefined;
}

/**
 * Puts files back to what they were before the given checkpoints (newest first), in one `WorkspaceEdit`, so that Ctrl+Z
 * undoes the undo. A file that is not as the agent left it is kept as it is.
 */
export async function restoreFiles(ids: readonly string[], checkpoints: Checkpoints): Promise<Restored> {
  const files = new Map<string, { now: Uint8Array | undefined; bytes: Uint8Array | undefined; hash: string }>();
  const kept = new Map<string, string>();
  for (const id of ids) {
    for (const { path, before, afterHash } of await checkpoints.get(id)) {
      const now = files.has(path) ? undefined : await stateOf(path);
      const file = files.get(path) ?? { now, bytes: now, hash: await sha256(now) };
      files.set(path, file);
      if (kept.has(path)) continue;
      if (afterHash === undefined) {
        kept.set(path, 'Belay did not finish that edit, so it does not know what it left.');
      } else if (afterHash !== file.hash) {
        kept.set(path, 'It has changed since the agent left it.');
      } else {
        file.bytes = before;
        file.hash = await sha256(before);
      }
    }
  }
  const targets = [...files].map(([path, { now, bytes }]) => ({ path, now, bytes })).filter(isChange);
  await write(targets);
  return {
    restored: targets.map(({ path }) => path),
    kept: [...kept].map(([path, reason]) => ({ path, reason })),
  };
}

function isChange({ now, bytes }: Target): boolean {
  return now === undefined || bytes === undefined ? now !== bytes : !sameBytes(now, bytes);
}

async function write(targets: readonly Target[]): Promise<void> {
  const edit = new WorkspaceEdit();
  const texts: { document: TextDocument; version: number; after: string; save: boolean; target: Target }[] = [];
  const direct: Target[] = [];
  for (const target of targets) {
    const uri = Uri.file(target.path);
    if (target.bytes === undefined) edit.deleteFile(uri, { ignoreIfNotExists: true });
    else if (target.now === undefined) edit.createFile(uri, { contents: target.bytes, overwrite: false });
    else {
      const text = await asText(target, uri);
      if (!text) direct.push(target);
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
    throw new ToolError(
      'The editor refused to put the files back, probably because one was changed just now. Try again.',
    );
  }
  for (const { document, save, target } of texts) {
    if (save && !(await document.save())) direct.push(target);
    else if (save && !(await isOnDisk(target))) direct.push(target);
  }
  for (const { path, bytes } of direct) if (bytes) await workspace.fs.writeFile(Uri.file(path), bytes);
}

/** The document through which these very bytes can be written; `undefined` where it would write others. */
async function asText(
  { path, bytes }: Target,
  uri: Uri,
): Promise<{ readonly document: TextDocument; readonly after: string } | undefined> {
  const exact = bytes && (await decodeExactly(bytes, uri));
  if (!bytes || !exact) return undefined;
  const open = openDocument(path);
  const disk = await bytesOnDisk(uri);
  const now = disk && (await decodeExactly(disk, uri));
  if (!open && !now) return undefined;
  const document = open ?? (await workspace.openTextDocument(uri, { encoding: now?.encoding ?? exact.encoding }));
  const ending = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  if (exact.text.replace(/\r\n|\r|\n/g, ending) !== exact.text) return undefined;
  const written = await encodeExactly(exact.text, document.encoding);
  return written && sameBytes(written, bytes) ? { document, after: exact.text } : undefined;
}

/** Saving may have run a formatter; what counts is that the old bytes are back. */
async function isOnDisk({ path, bytes }: Target): Promise<boolean> {
  const disk = await bytesOnDisk(Uri.file(path));
  return disk !== undefined && bytes !== undefined && sameBytes(disk, bytes);
}
