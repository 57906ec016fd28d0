import { l10n, Uri, window } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { Attachment } from '../../protocol/mentions.ts';
import { pathOf } from '../folderPaths.ts';
import type { MentionPorts } from './mentions.ts';

const cap = 60_000;

/** What is selected in the editor that was last used, with its lines. */
export async function selectionText(from: MentionPorts): Promise<Attachment> {
  const editor = window.activeTextEditor ?? window.visibleTextEditors.find(({ selection }) => !selection.isEmpty);
  if (!editor || editor.selection.isEmpty) {
    throw new ToolError(l10n.t('Nothing is selected in the editor. Select some text, then send the message.'));
  }
  const { document, selection } = editor;
  const inFile = document.uri.scheme === 'file';
  const real = pathOf(inFile ? document.uri : Uri.file(document.uri.path));
  // An earlier version of a file, say from git, is shown under its path: what may not be read of the file may not of it.
  const ofFile = inFile || from.display(real) !== real;
  const path = ofFile ? from.display(real) : document.uri.path;
  if (ofFile) await from.refuse(path);
  const reachesInto = selection.end.character > 0 || selection.end.line === selection.start.line;
  const text = document.getText(selection);
  return {
    kind: 'selection',
    path,
    firstLine: selection.start.line + 1,
    lastLine: selection.end.line + (reachesInto ? 1 : 0),
    text: text.length <= cap ? text : `${text.slice(0, cap)}\n[cut: ${text.length - cap} more characters]`,
  };
}
