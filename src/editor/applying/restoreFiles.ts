import { EndOfLine, type TextDocument, type Uri, WorkspaceEdit, workspace } from 'vscode';
import type { RestoreFiles } from '../../agent/takingBack.ts';
import { ToolError } from '../../agent/tool.ts';
import { isFolder, isLink, permissions, sameKind } from '../../edits/fileKind.ts';
import { type FileState, sameContent, type TakeBack, type TextCodec } from '../../edits/takeBack.ts';
import { fileUri } from '../folderPaths.ts';
import type { Disk } from './disk.ts';
import { decodeExactly, encodeExactly, sameBytes } from './exactText.ts';
import { isNotebook, openDocument, openNotebook, stateOf } from './fileState.ts';
import { minimalEdits } from './minimalEdits.ts';

/** The files of a window, for taking edits back: unsaved documents count as the content and stay unsaved. */
export function filesToRestore(disk: Disk): RestoreFiles {
  return {
    async read(path) {
      if (!(await disk.isInPlace(path))) throw new ToolError('its folder leads elsewhere now');
      return await read(path, disk);
    },
    codec: (path) => codecOf(fileUri(path)),
    missingFolders: disk.missingFolders,
    write: (plans) => write(plans, disk),
  };
}

async function read(path: string, disk: Disk): Promise<FileState> {
  const { before, mode } = await stateOf(path, disk);
  return { bytes: before, mode };
}

function codecOf(uri: Uri): TextCodec {
  return {
    async decode(bytes) {
      const found = await decodeExactly(bytes, uri);
      return found && { text: found.text, format: found.encoding };
    },
    encode: encodeExactly,
  };
}

interface TextWay {
  readonly document: TextDocument;
  readonly before: string;
  readonly after: string;
}

/** How one file is written: through its document, by an operation of the editor, or past it. */
type Way =
  | ({ readonly plan: TakeBack; readonly way: 'text' } & TextWay)
  | { readonly plan: TakeBack; readonly way: 'create' | 'delete' | 'bytes' }
  | { readonly plan: TakeBack; readonly way: 'none'; readonly reason: string };

/** All that can go through the editor is one `WorkspaceEdit`, so that Ctrl+Z takes it back. */
async function write(plans: readonly TakeBack[], disk: Disk): Promise<ReadonlyMap<string, string>> {
  const left = new Map<string, string>();
  const ways: Way[] = [];
  const byBytes = plans.length > most || plans.some(changesKind);
  for (const plan of plans) ways.push(await wayOf(plan, disk, byBytes));
  const edit = new WorkspaceEdit();
  const unsaved = new Set<TextDocument>();
  for (const one of ways) {
    const { path, goal } = one.plan;
    const uri = fileUri(path);
    if (one.way === 'none') left.set(path, one.reason);
    if (one.way === 'delete') edit.deleteFile(uri, { ignoreIfNotExists: true });
    if (one.way === 'create') edit.createFile(uri, { contents: goal.bytes ?? new Uint8Array(), overwrite: false });
    if (one.way !== 'text') continue;
    // In the same tick as the edit is sent: `applyEdit` itself does not notice stale ranges.
    if (one.document.getText() !== one.before) left.set(path, justNow);
    else edit.set(uri, minimalEdits(one.document, one.after));
    if (one.document.isDirty) unsaved.add(one.document);
  }
  // The size of an edit counts texts only.
  const any = edit.size > 0 || ways.some(({ way }) => way === 'create' || way === 'delete');
  if (any && !(await workspace.applyEdit(edit))) {
    throw new ToolError('The editor did not put the files back, probably because one was changed just now. Try again.');
  }
  for (const one of ways) {
    if (one.way === 'none' || left.has(one.plan.path) || (one.way === 'text' && unsaved.has(one.document))) continue;
    const reason = await finish(one, disk);
    if (reason !== undefined) left.set(one.plan.path, reason);
  }
  return left;
}

const justNow = 'it was changed just now';

/** More files than that are not opened one by one, unless they are open already. */
const most = 100;

/** A folder where a file was, or the like: its parts can only be put back one after the other. */
function changesKind({ now, goal }: TakeBack): boolean {
  return now.bytes !== undefined && goal.bytes !== undefined && !sameKind(now, goal);
}

/** With `byBytes` past the editor, unless the file is open in it. */
async function wayOf(plan: TakeBack, disk: Disk, byBytes: boolean): Promise<Way> {
  const { path, now, goal } = plan;
  const direct = byBytes && !openDocument(path);
  const text = direct ? undefined : await asText(path, fileUri(path), now, goal);
  if (!sameContent(await read(path, disk), now)) return { plan, way: 'none', reason: justNow };
  if (!(await disk.isWritable({ path, before: now.bytes, mode: now.mode }))) {
    return { plan, way: 'none', reason: 'it is read-only' };
  }
  if (openNotebook(path)?.isDirty) {
    return { plan, way: 'none', reason: 'it has unsaved changes in the notebook editor; save it first' };
  }
  if (direct || [now, goal].some((state) => isFolder(state) || isLink(state))) return { plan, way: 'bytes' };
  if (goal.bytes === undefined) return { plan, way: 'delete' };
  if (now.bytes === undefined) return { plan, way: 'create' };
  if (text) return { plan, way: 'text', ...text };
  if (!openDocument(path)?.isDirty) return { plan, way: 'bytes' };
  const reason = 'it has unsaved changes, and the editor cannot hold its old line endings; save it first';
  return { plan, way: 'none', reason };
}

/** Saves what was clean before; brings to the disk what the editor does not write exactly, permissions included. */
async function finish(one: Exclude<Way, { way: 'none' }>, disk: Disk): Promise<string | undefined> {
  const { path, goal, now } = one.plan;
  if (one.way === 'delete') return undefined;
  let expected = one.way === 'create' ? goal : now;
  if (one.way === 'text') {
    if (one.document.isDirty && !(await one.document.save())) {
      return 'it could not be saved, so its old content is in the editor only';
    }
    const bytes = await encodeExactly(one.document.getText(), one.document.encoding);
    if (bytes) expected = { bytes, mode: now.mode };
  }
  const { before, mode } = await disk.readState(path);
  const found = { bytes: before, mode };
  const sameMode = goal.mode === undefined || permissions(mode) === permissions(goal.mode);
  if (sameContent(found, goal) && sameMode) return undefined;
  if (!sameContent(found, expected)) return justNow;
  // Saving may have run a formatter; what counts is that the old bytes are back.
  await disk.replaceState({ path, before: goal.bytes, mode: goal.mode ?? mode });
  return undefined;
}

/** The document through which exactly these bytes can be written; `undefined` where it would write others. */
async function asText(path: string, uri: Uri, now: FileState, wanted: FileState): Promise<TextWay | undefined> {
  if (!now.bytes || !wanted.bytes || isLink(now) || isFolder(now) || isNotebook(path)) return undefined;
  const old = await decodeExactly(wanted.bytes, uri);
  const current = await decodeExactly(now.bytes, uri);
  if (!old || !current) return undefined;
  const document = openDocument(path) ?? (await workspace.openTextDocument(uri, { encoding: current.encoding }));
  if (document.getText() !== current.text) return undefined;
  const ending = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
  if (old.text.replace(/\r\n|\r|\n/g, ending) !== old.text) return undefined;
  const written = await encodeExactly(old.text, document.encoding);
  return written && sameBytes(written, wanted.bytes) ? { document, before: current.text, after: old.text } : undefined;
}
