import { env, l10n, Position, Range, Selection, Uri, window, workspace } from 'vscode';
import type { Event } from '../protocol/events.ts';
import { fileUri } from './folderPaths.ts';
import { warn } from './notify.ts';

/** A path that the chat named, where it may be opened: inside the workspace, or a file that a result spilled to. */
export function knownFile(path: string, events: readonly Event[]): Uri | undefined {
  const folders = workspace.workspaceFolders ?? [];
  const [first] = folders;
  const isAbsolute = /^([\\/]|[a-zA-Z]:[\\/])/.test(path);
  const uri = isAbsolute || !first ? fileUri(path) : Uri.joinPath(first.uri, path);
  if (folders.some((folder) => `${normal(uri)}/`.startsWith(`${normal(folder.uri)}/`))) return uri;
  const spilled = events.some(
    (event) => event.type === 'result' && event.view.type === 'command' && event.view.spill === path,
  );
  return spilled ? uri : undefined;
}

/** Opens a file, at a line counted from 1 where one is given. */
export async function openFile(uri: Uri, line: number | undefined): Promise<void> {
  const at = line === undefined ? undefined : new Position(Math.max(0, Math.trunc(line) - 1), 0);
  await window.showTextDocument(uri, { preview: true, ...(at ? { selection: new Range(at, at) } : {}) });
}

/** Opens a web or mail address outside; every other kind of link is refused. Returns false for those. */
export async function openLink(href: string): Promise<boolean> {
  if (!URL.canParse(href) || !['https:', 'http:', 'mailto:'].includes(new URL(href).protocol)) return false;
  return await env.openExternal(Uri.parse(href, true));
}

/** Puts text where the person's cursor is, or into a new document where no editor is open. */
export async function insertAtCursor(text: string): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor) {
    await window.showTextDocument(await workspace.openTextDocument({ content: text }));
    return;
  }
  const inserted = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!inserted) {
    warn(l10n.t('The text could not be inserted: this editor is read-only.'));
    return;
  }
  const end = editor.selection.end;
  editor.selection = new Selection(end, end);
  await window.showTextDocument(editor.document, editor.viewColumn);
}

function normal(uri: Uri): string {
  return Uri.joinPath(uri, '.').path.replace(/\/$/, '');
}
