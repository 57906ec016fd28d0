import { type Disposable, TextEditorSelectionChangeKind, ViewColumn, window } from 'vscode';

/** After so many milliseconds without a key or click in a file, the person is not at work in it. */
const lingers = 10_000;
let last = Number.NEGATIVE_INFINITY;

/** Notes when the person types or clicks in a file of their own. */
export function watchTyping(): Disposable {
  return window.onDidChangeTextEditorSelection(({ kind, textEditor }) => {
    const { scheme } = textEditor.document.uri;
    if (scheme !== 'file' && scheme !== 'untitled') return;
    if (kind !== undefined && kind !== TextEditorSelectionChangeKind.Command) last = Date.now();
  });
}

/** Where a diff that nobody asked for opens: beside the file in which the person is at work, so as not to cover it. */
export function quietColumn(): ViewColumn {
  return Date.now() - last < lingers ? ViewColumn.Beside : ViewColumn.Active;
}
