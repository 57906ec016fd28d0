import { FileSystemError, FileType, type TextDocument, Uri, workspace } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import { encodeExactly } from './exactText.ts';

/** The open document of a file, whether it is on screen or not. */
export function openDocument(path: string): TextDocument | undefined {
  return workspace.textDocuments.find(
    (document) => !document.isClosed && document.uri.scheme === 'file' && samePath(document.uri.fsPath, path),
  );
}

/** Documents with unsaved work of the person at or below a path. */
export function unsavedBelow(path: string): readonly TextDocument[] {
  return workspace.textDocuments.filter(
    ({ uri, isDirty }) => isDirty && uri.scheme === 'file' && (samePath(uri.fsPath, path) || isBelow(uri.fsPath, path)),
  );
}

/** Bytes on disk, `undefined` where there is no such file. */
export async function bytesOnDisk(uri: Uri): Promise<Uint8Array | undefined> {
  try {
    return await workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

/** A file as the person has it: the bytes that an unsaved document would write, else those on disk. */
export async function stateOf(path: string): Promise<Uint8Array | undefined> {
  const document = openDocument(path);
  if (!document?.isDirty) return await bytesOnDisk(Uri.file(path));
  const bytes = await encodeExactly(document.getText(), document.encoding);
  return bytes ?? new TextEncoder().encode(document.getText());
}

export async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

const mostFiles = 2000;
const mostBytes = 100_000_000;

/** Every file at or below a path with its bytes; links are not followed. Throws `ToolError` beyond a sane size. */
export async function filesBelow(uri: Uri): Promise<{ readonly path: string; readonly before: Uint8Array }[]> {
  const found: { readonly path: string; readonly before: Uint8Array }[] = [];
  let size = 0;
  const visit = async (at: Uri, type: FileType): Promise<void> => {
    if (type & FileType.SymbolicLink) return;
    if (type & FileType.Directory) {
      for (const [name, kind] of await workspace.fs.readDirectory(at)) await visit(Uri.joinPath(at, name), kind);
      return;
    }
    const before = await workspace.fs.readFile(at);
    size += before.length;
    found.push({ path: at.fsPath, before });
    if (found.length > mostFiles || size > mostBytes) {
      throw new ToolError(
        `${uri.fsPath} holds too much to be kept for undo (over ${mostFiles} files or ${mostBytes / 1e6} MB). Take smaller folders, or ask the person to do it.`,
      );
    }
  };
  await visit(uri, (await workspace.fs.stat(uri)).type & ~FileType.SymbolicLink);
  return found;
}

function samePath(one: string, other: string): boolean {
  return Uri.file(one).toString() === Uri.file(other).toString();
}

function isBelow(path: string, folder: string): boolean {
  const parent = Uri.file(folder).path.replace(/\/$/, '');
  return Uri.file(path).path.startsWith(`${parent}/`);
}
