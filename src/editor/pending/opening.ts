import { commands, l10n, Range, Selection, TextEditorRevealType, type Uri, window } from 'vscode';
import type { PendingFile } from '../../edits/pendingFiles.ts';
import { fileUri } from '../folderPaths.ts';
import { byPath } from './byPath.ts';
import { isNotebookName, originalUri } from './originals.ts';

/**
 * Opens what is pending in a file as a diff: without it on the left, as it is now on the right. A new file is shown by
 * itself: beside no file the editor would draw an empty line as removed.
 */
export async function openChange(file: PendingFile): Promise<void> {
  if (file.kind === 'create' && !isNotebookName(file.path)) return await goTo(file.path, 0);
  const uri = fileUri(file.path);
  const [left, right] = sidesOf(file);
  if (!left && !right) return void (await commands.executeCommand('vscode.open', uri));
  const empty = originalUri(file.path, 'empty');
  await commands.executeCommand('vscode.diff', left ?? empty, right ?? empty, titleOf(file), { preview: true });
}

/** Opens all of them in the multi-file diff, in the order of the view Belay Changes. */
export async function openChanges(files: readonly PendingFile[]): Promise<void> {
  const sorted = [...files].sort(byPath);
  const resources = sorted.flatMap((file) => {
    const sides = sidesOf(file);
    return sides.some((side) => side) ? [[fileUri(file.path), ...sides]] : [];
  });
  const [first] = sorted;
  if (resources.length === 0 && first) await openChange(first);
  else await commands.executeCommand('vscode.changes', l10n.t('Changes of Belay'), resources);
}

/** For a change that cannot be undone by itself: the file before Belay's changes beside the file as it is. */
export async function openComparison(file: PendingFile): Promise<void> {
  const title = l10n.t('{0}: before Belay’s changes, and now', nameOf(file));
  const left = originalUri(file.path, 'before');
  await commands.executeCommand('vscode.diff', left, rightOf(file), title, { preview: false });
}

/** Puts the cursor onto a line of a file, counted from 0. */
export async function goTo(path: string, line: number): Promise<void> {
  const editor = await window.showTextDocument(fileUri(path), { preview: true });
  const place = editor.document.validateRange(new Range(line, 0, line, 0));
  editor.selection = new Selection(place.start, place.start);
  editor.revealRange(place, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** `undefined` where there is no file on that side; both for a move that changed no text. */
function sidesOf(file: PendingFile): readonly [Uri | undefined, Uri | undefined] {
  const uri = rightOf(file);
  switch (file.kind) {
    case 'create':
      return [undefined, uri];
    case 'delete':
      return [originalUri(file.path, 'deleted'), undefined];
    case 'move':
      return file.text ? [originalUri(file.path, 'original'), uri] : [undefined, undefined];
    case 'edit':
      return [originalUri(file.path, 'original'), uri];
  }
}

function rightOf({ path }: PendingFile): Uri {
  return isNotebookName(path) ? originalUri(path, 'now') : fileUri(path);
}

function titleOf(file: PendingFile): string {
  const name = nameOf(file);
  switch (file.kind) {
    case 'create':
      return l10n.t('{0} (new file)', name);
    case 'delete':
      return l10n.t('{0} (deleted)', name);
    default:
      return l10n.t('{0} (changes to review)', name);
  }
}

function nameOf(file: PendingFile): string {
  const { path } = fileUri(file.path);
  return path.slice(path.lastIndexOf('/') + 1);
}
