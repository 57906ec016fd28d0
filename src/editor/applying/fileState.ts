import { type NotebookDocument, type TextDocument, type Uri, workspace } from 'vscode';
import { fileUri } from '../folderPaths.ts';
import type { Disk, DiskState } from './disk.ts';
import { encodeExactly } from './exactText.ts';

/** The open document of a file, whether it is on screen or not. */
export function openDocument(path: string): TextDocument | undefined {
  return workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.toString() === fileUri(path).toString(),
  );
}

/** The notebook editor's document of a file. Its text cannot be had; what matters is whether it has unsaved changes. */
export function openNotebook(path: string): NotebookDocument | undefined {
  return workspace.notebookDocuments.find(
    (notebook) => !notebook.isClosed && notebook.uri.toString() === fileUri(path).toString(),
  );
}

/** True for a file that goes past the text editor: one that is open as a notebook, or would be if it were opened. */
export function isNotebook(path: string): boolean {
  return openNotebook(path) !== undefined || (/\.ipynb$/i.test(path) && !openDocument(path));
}

/** Documents and notebooks with unsaved work of the person at or below a path. */
export function unsavedBelow(path: string): readonly { readonly uri: Uri }[] {
  return [...workspace.textDocuments, ...workspace.notebookDocuments].filter(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && `${uri.path}/`.startsWith(`${fileUri(path).path}/`),
  );
}

/** What a document would write. Characters that its encoding lacks are kept as UTF-8 rather than lost. */
export async function bytesOf(document: TextDocument): Promise<Uint8Array> {
  const bytes = await encodeExactly(document.getText(), document.encoding);
  return bytes ?? new TextEncoder().encode(document.getText());
}

/** A file as the person has it: the bytes that an unsaved document would write, else what is on disk. */
export async function stateOf(path: string, disk: Disk): Promise<DiskState> {
  const document = openDocument(path);
  const state = await disk.readState(path);
  return document?.isDirty ? { ...state, before: await bytesOf(document) } : state;
}

export function name(uri: Uri): string {
  return workspace.asRelativePath(uri, false);
}
