import { Uri } from 'vscode';

// The agent works with real paths. A folder that was opened through a symbolic link has other paths in the editor, and
// documents are known by those; this is the one place that translates.

let folder: { readonly real: Uri; readonly shown: Uri } | undefined;

/** Says what the folder of this window is called in the editor, and where it really is. */
export function nameFolder(real: string, shown: Uri): void {
  folder = { real: Uri.file(real), shown };
}

/** The editor's URI of a real path. */
export function fileUri(path: string): Uri {
  const uri = Uri.file(path);
  return folder ? moved(uri, folder.real, folder.shown) : uri;
}

/** The real path of a file as the editor names it. */
export function pathOf(uri: Uri): string {
  return (folder ? moved(uri, folder.shown, folder.real) : uri).fsPath;
}

function moved(uri: Uri, from: Uri, to: Uri): Uri {
  if (uri.scheme !== from.scheme || from.path === to.path) return uri;
  if (uri.path === from.path) return to;
  const below = `${from.path.replace(/\/$/, '')}/`;
  return uri.path.startsWith(below) ? Uri.joinPath(to, uri.path.slice(below.length)) : uri;
}
