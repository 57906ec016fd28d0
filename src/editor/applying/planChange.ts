import { EndOfLine, type TextDocument, type Uri, workspace } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import { folderType, isFolder, isLink } from '../../edits/fileKind.ts';
import { whatChanged } from '../../edits/whatChanged.ts';
import type { FileChange } from '../../protocol/changes.ts';
import { fileUri, pathOf } from '../folderPaths.ts';
import type { Disk, DiskState, Touched } from './disk.ts';
import { decodeExactly, type ExactText, encodeExactly, sameBytes } from './exactText.ts';
import { bytesOf, isNotebook, name, openDocument, openNotebook, unsavedBelow } from './fileState.ts';
import { sha256 } from './sha256.ts';

/**
 * How one change will be made. `text`: through the document, `after` with its line endings; `save` unless the person has
 * unsaved work in it. `bytes`: past the editor, for files that a document would not keep byte by byte. `kept` is all
 * that the step changes as it was, parents before children. `target` is where the file is once all steps are made: that
 * of an edited file which another change of the same call moves is not its `uri`.
 */
export type Step = {
  readonly change: FileChange;
  readonly uri: Uri;
  readonly target: Uri;
  readonly kept: readonly Touched[];
} & (
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
  | { readonly way: 'move' }
);

/** The document of a text step once the changes were made: another one than before where the file was moved. */
export async function documentAfter(step: Extract<Step, { way: 'text' }>): Promise<TextDocument> {
  return step.target === step.uri ? step.document : await workspace.openTextDocument(step.target);
}

type Change<K extends FileChange['kind']> = Extract<FileChange, { kind: K }>;

/** Limits of what is copied before a folder is deleted or moved. */
const treeLimits = { entries: 5000, bytes: 256 * 1024 * 1024 };

/** Finds out how a change can be made without harm. Throws `ToolError` where it cannot, and changes nothing itself. */
export async function planChange(change: FileChange, disk: Disk): Promise<Step> {
  const uri = fileUri(change.path);
  await requireJudgedPlace(change, disk);
  switch (change.kind) {
    case 'edit':
      return await planEdit(change, uri, disk);
    case 'create': {
      await requireFree(uri, disk);
      const content = await workspace.encode(change.after, { uri });
      const kept = [
        ...(await foldersFor(uri, disk)),
        { path: change.path, before: undefined, after: { bytes: content } },
      ];
      return { change, uri, target: uri, way: 'create', content, kept };
    }
    case 'delete':
      return { change, uri, target: uri, way: 'delete', kept: (await readExisting(change, uri, disk)).map(gone) };
    case 'move': {
      const to = fileUri(change.to);
      await requireFree(to, disk);
      const old = await readExisting(change, uri, disk);
      const fresh = old.map((state) => ({
        path: change.to + state.path.slice(change.path.length),
        before: undefined,
        after: { bytes: state.before, mode: state.mode },
      }));
      const kept = [...(await foldersFor(to, disk)), ...old.map(gone), ...fresh];
      return { change, uri, target: to, way: 'move', kept };
    }
  }
}

function gone(state: DiskState): Touched {
  return { ...state, after: { bytes: undefined } };
}

async function planEdit(change: Change<'edit'>, uri: Uri, disk: Disk): Promise<Step> {
  const base = { change, uri, target: uri };
  const open = openDocument(change.path);
  const state = await disk.readState(change.path);
  if (openNotebook(change.path)?.isDirty) {
    throw new ToolError(
      `${name(uri)} has unsaved changes in the notebook editor, which this edit would not know of. Ask the person to save or discard them, then read it again.`,
    );
  }
  if (open?.isDirty) {
    if (open.getText() !== change.before) throw stale(uri, change.before, open.getText());
    const text = textOf(open, change.after);
    const bytes = await mustBeWritable(text.after, open.encoding, uri);
    const kept = [{ ...state, before: await bytesOf(open), after: { bytes, mode: state.mode } }];
    return { ...base, way: 'text', kept, ...text, save: false };
  }
  const found = isLink(state) ? await disk.readState(await disk.realPath(change.path)) : state;
  if (found.before === undefined) throw new ToolError(`${name(uri)} does not exist any more.`);
  if (isFolder(found)) throw new ToolError(`${name(uri)} is a folder now.`);
  const exact = await decodeExactly(found.before, uri);
  if (!exact) throw new ToolError(`${name(uri)} is a binary file, or in no known text encoding; it cannot be edited.`);
  if (exact.text !== change.before) throw stale(uri, change.before, exact.text);
  const document = isNotebook(change.path) ? undefined : await faithfulDocument(uri, found.before, exact);
  if (document && !/\r(?!\n)/.test(change.after)) {
    const text = textOf(document, change.after);
    const bytes = await mustBeWritable(text.after, document.encoding, uri);
    const kept = [{ ...found, after: { bytes, mode: found.mode } }];
    return { ...base, way: 'text', kept, ...text, save: true };
  }
  const after = await mustBeWritable(change.after, exact.encoding, uri);
  const kept = [{ ...found, after: { bytes: after, mode: found.mode } }];
  return { ...base, way: 'bytes', kept, before: found.before, after };
}

/** A document that would write exactly the file's bytes, opened with the right encoding; `undefined` if none would. */
async function faithfulDocument(uri: Uri, disk: Uint8Array, exact: ExactText): Promise<TextDocument | undefined> {
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

/** What a deletion or a move takes away, after checking that it is still what the change was computed from. */
async function readExisting(change: Change<'delete' | 'move'>, uri: Uri, disk: Disk): Promise<readonly DiskState[]> {
  const [unsaved] = unsavedBelow(change.path);
  if (unsaved) {
    throw new ToolError(
      `${name(unsaved.uri)} has unsaved work of the person. Ask them to save or discard it, then try again.`,
    );
  }
  const state = await disk.readState(change.path);
  if (state.before === undefined) throw new ToolError(`${name(uri)} does not exist any more.`);
  if (isFolder(state) !== change.directory) {
    throw new ToolError(`${name(uri)} is ${isFolder(state) ? 'a folder' : 'no folder'} now. Look at it again.`);
  }
  if (change.directory) return await disk.readTree(change.path, treeLimits);
  if (!isLink(state) && change.hash !== '' && (await sha256(state.before)) !== change.hash) throw stale(uri);
  return [state];
}

/** The folders above a path that do not exist yet, outermost first: undoing removes them where they are empty. */
async function foldersFor(uri: Uri, disk: Disk): Promise<Touched[]> {
  const after = { bytes: new Uint8Array(), mode: folderType };
  return (await disk.missingFolders(pathOf(uri))).map((path) => ({ path, before: undefined, after }));
}

async function requireFree(uri: Uri, disk: Disk): Promise<void> {
  const path = pathOf(uri);
  if ((await disk.readState(path)).before === undefined && !openDocument(path)?.isDirty) return;
  throw new ToolError(
    `${name(uri)} exists already and is not overwritten. Read it and edit it, or choose another name.`,
  );
}

/** Throws `ToolError` where a path of the change leads elsewhere than when it was judged, by a link made since. */
export async function requireJudgedPlace(change: FileChange, disk: Disk): Promise<void> {
  const places: [path: string, judged: string | undefined][] = [[change.path, change.real]];
  if (change.kind === 'move') places.push([change.to, change.realTo]);
  for (const [path, judged] of places) {
    if (judged === undefined) continue;
    const now = await disk.realPath(path);
    if (now === judged) continue;
    const what = `${name(fileUri(path))} led to ${judged} when it was judged and leads to ${now} now`;
    throw new ToolError(`${what}, so it was not written.`);
  }
}

/** An edit of a file that has moved on; what changed is told where both texts are known. */
export function stale(uri: Uri, before?: string, now?: string): ToolError {
  const changed = before === undefined || now === undefined ? '' : `${whatChanged(before, now)}\n`;
  return new ToolError(
    `${name(uri)} has changed since this edit was computed, so nothing was applied. ${changed}Read it again and redo the edit.`,
  );
}

function withLineFeeds(text: string): string {
  return text.replace(/\r\n|\r/g, '\n');
}
