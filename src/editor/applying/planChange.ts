import { EndOfLine, type TextDocument, Uri, workspace } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { FileChange } from '../../protocol/changes.ts';
import { decodeExactly, encodeExactly, sameBytes } from './exactText.ts';
import { bytesOnDisk, exists, filesBelow, openDocument, stateOf, unsavedBelow } from './fileState.ts';
import { sha256 } from './sha256.ts';

/** A file's bytes before an edit, `undefined` where it did not exist. */
export interface Before {
  readonly path: string;
  readonly before: Uint8Array | undefined;
}

/**
 * How one change will be made. `text`: through the document, `after` with its line endings; `save` unless the person has
 * unsaved work in it. `bytes`: past the editor, for files that a document would not keep byte by byte.
 */
export type Step = { readonly change: FileChange; readonly uri: Uri; readonly kept: readonly Before[] } & (
  | {
      readonly way: 'text';
      readonly document: TextDocument;
      readonly version: number;
      readonly before: string;
      readonly after: string;
      readonly save: boolean;
    }
  | { readonly way: 'bytes'; readonly before: Uint8Array; readonly after: Uint8Array }
  | { readonly way: 'create'; readonly content: Uint8Array }
  | { readonly way: 'delete' }
  | { readonly way: 'move'; readonly to: Uri }
);

/** Finds out how a change can be made without harm. Throws `ToolError` where it cannot, and changes nothing itself. */
export async function planChange(change: FileChange): Promise<Step> {
  const uri = Uri.file(change.path);
  switch (change.kind) {
    case 'edit':
      return await planEdit(change, uri);
    case 'create': {
      if (await exists(uri)) throw new ToolError(`${name(uri)} exists already. Read it and edit it instead.`);
      const content = await workspace.encode(change.after, { uri });
      return { change, uri, way: 'create', content, kept: [{ path: change.path, before: undefined }] };
    }
    case 'delete':
      return { change, uri, way: 'delete', kept: await keepAll(change, uri) };
    case 'move': {
      const to = Uri.file(change.to);
      if (await exists(to)) throw new ToolError(`${name(to)} exists already; choose another name or delete it first.`);
      const kept = await keepAll(change, uri);
      const targets = kept.map((file) => ({
        path: change.to + file.path.slice(change.path.length),
        before: undefined,
      }));
      return { change, uri, way: 'move', to, kept: [...kept, ...targets] };
    }
  }
}

async function planEdit(change: Extract<FileChange, { kind: 'edit' }>, uri: Uri): Promise<Step> {
  const base = { change, uri };
  const open = openDocument(change.path);
  if (open?.isDirty) {
    if (open.getText() !== change.before) throw stale(uri);
    await mustBeWritable(change.after, open.encoding, uri);
    const kept = [{ path: change.path, before: await stateOf(change.path) }];
    return { ...base, way: 'text', kept, ...textOf(open, change.after), save: false };
  }
  const disk = await bytesOnDisk(uri);
  if (disk === undefined) throw new ToolError(`${name(uri)} does not exist any more.`);
  const exact = await decodeExactly(disk, uri);
  if (!exact) throw new ToolError(`${name(uri)} is a binary file, or in no known text encoding; it cannot be edited.`);
  if (exact.text !== change.before) throw stale(uri);
  const kept = [{ path: change.path, before: disk }];
  const document = await faithfulDocument(uri, disk, exact);
  if (document && !/\r(?!\n)/.test(change.after)) {
    await mustBeWritable(change.after, document.encoding, uri);
    return { ...base, way: 'text', kept, ...textOf(document, change.after), save: true };
  }
  const after = await mustBeWritable(change.after, exact.encoding, uri);
  return { ...base, way: 'bytes', kept, before: disk, after };
}

/** A document that would write exactly the file's bytes, opened with the right encoding; `undefined` if none would. */
async function faithfulDocument(
  uri: Uri,
  disk: Uint8Array,
  exact: { readonly text: string; readonly encoding: string },
): Promise<TextDocument | undefined> {
  let document = await workspace.openTextDocument(uri);
  if (document.getText() !== exact.text) {
    if (withLineFeeds(document.getText()) === withLineFeeds(exact.text)) return undefined;
    document = await workspace.openTextDocument(uri, { encoding: exact.encoding });
  }
  if (document.isDirty || document.getText() !== exact.text) return undefined;
  const bytes = await encodeExactly(document.getText(), document.encoding);
  return bytes && sameBytes(bytes, disk) ? document : undefined;
}

function textOf(document: TextDocument, after: string) {
  const ending = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  return {
    document,
    version: document.version,
    before: document.getText(),
    after: withLineFeeds(after).replaceAll('\n', ending),
  };
}

async function mustBeWritable(text: string, encoding: string, uri: Uri): Promise<Uint8Array> {
  const bytes = await encodeExactly(text, encoding);
  if (bytes) return bytes;
  throw new ToolError(
    `${name(uri)} is encoded as ${encoding}, which cannot write all characters of the new text. Use only characters that this encoding has, or ask the person to convert the file.`,
  );
}

/** Checks that a file or folder is as the change knew it, and reads what would be lost. */
async function keepAll(change: Extract<FileChange, { kind: 'delete' | 'move' }>, uri: Uri): Promise<Before[]> {
  const [unsaved] = unsavedBelow(change.path);
  if (unsaved) {
    throw new ToolError(
      `${name(unsaved.uri)} has unsaved work of the person. Ask them to save or discard it, then try again.`,
    );
  }
  if (!(await exists(uri))) throw new ToolError(`${name(uri)} does not exist any more.`);
  const kept = await filesBelow(uri);
  if (!change.directory && change.hash !== '' && (await sha256(kept[0]?.before)) !== change.hash) throw stale(uri);
  return kept;
}

export function stale(uri: Uri): ToolError {
  return new ToolError(
    `${name(uri)} has changed since this edit was computed, so nothing was applied. Read it again and redo the edit.`,
  );
}

export function name(uri: Uri): string {
  return workspace.asRelativePath(uri, false);
}

function withLineFeeds(text: string): string {
  return text.replace(/\r\n|\r/g, '\n');
}
