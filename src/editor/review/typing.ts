import { type Disposable, TextEditorSelectionChangeKind, ViewColumn, window } from 'vscode';
import { proposalScheme } from './proposals.ts';

/** After so many milliseconds without a key or click in a file, the person is not at work in it. */
const lingers = 10_000;
let last = Number.NEGATIVE_INFINITY;
/** After so many milliseconds without a decision, key or click in a proposal, the person has turned to something else. */
const reviewLingers = 60_000;
let lastReview = Number.NEGATIVE_INFINITY;

/** Notes when the person types or clicks in a file of their own. */
export function watchTyping(): Disposable {
  return window.onDidChangeTextEditorSelection(({ kind, textEditor }) => {
    const { scheme } = textEditor.document.uri;
    if (scheme === proposalScheme && kind !== undefined) noteReviewing();
    if (scheme !== 'file' && scheme !== 'untitled') return;
    if (kind !== undefined && kind !== TextEditorSelectionChangeKind.Command) last = Date.now();
  });
}

/** Where a diff that nobody asked for opens: beside the file in which the person is at work, so as not to cover it. */
export function quietColumn(): ViewColumn {
  return Date.now() - last < lingers ? ViewColumn.Beside : ViewColumn.Active;
}

/** The person decides on proposals at this moment. */
export function noteReviewing(): void {
  lastReview = Date.now();
}

/** True where the person is at work in the diff of a proposal, so that what comes next may take its place. */
export function isReviewing(): boolean {
  return window.activeTextEditor?.document.uri.scheme === proposalScheme && Date.now() - lastReview < reviewLingers;
}
