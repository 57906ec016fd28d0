import { Range, Selection, type TextEditor, TextEditorRevealType, window, workspace } from 'vscode';
import type { Hunk } from '../../edits/hunks.ts';
import { editorLines } from './editorLines.ts';
import { type FileReview, undecided } from './fileReview.ts';
import type { Proposal, ProposalFile } from './proposals.ts';
import { reviewOf } from './proposedText.ts';

/** A file of a proposal that waits for the person. */
export interface WaitingFile {
  readonly proposal: Proposal;
  readonly file: ProposalFile;
}

/**
 * Puts the cursor on an undecided change: the next one after the cursor (or before it), around the end of the file. With
 * `other`, files that wait as well come in between, and `open` shows one. False where nothing is undecided any more.
 */
export async function goToUndecided(
  { file }: WaitingFile,
  direction: 'next' | 'previous',
  others: readonly WaitingFile[],
  open: (other: WaitingFile) => Promise<void>,
): Promise<boolean> {
  const editor = editorOf(file);
  const review = reviewOf(file);
  const lines = editorLines(review.text);
  const line = editor ? lines.back(editor.selection.active.line) : 0;
  const here = undecided(review);
  const found =
    direction === 'next'
      ? here.find(({ newStart }) => newStart > line)
      : here.findLast(({ newStart }) => newStart < line);
  if (found && editor) {
    await putCursor(editor, review, found);
    return true;
  }
  const next = others.find((other) => undecided(reviewOf(other.file)).length > 0);
  if (next) {
    await open(next);
    const shown = await shownEditor(next.file);
    const first = direction === 'next' ? undecided(reviewOf(next.file))[0] : undecided(reviewOf(next.file)).at(-1);
    if (shown && first) await putCursor(shown, reviewOf(next.file), first);
    return true;
  }
  const around = direction === 'next' ? here[0] : here.at(-1);
  if (around && editor) await putCursor(editor, review, around);
  return around !== undefined;
}

/** After a decision on a change: the cursor goes to the next undecided one at or after the place of that one. */
export async function goOn(file: ProposalFile, from: number): Promise<boolean> {
  const editor = editorOf(file);
  const review = reviewOf(file);
  const here = undecided(review);
  const next = here.find(({ oldStart }) => oldStart >= from) ?? here[0];
  if (!next) return false;
  if (editor) await putCursor(editor, review, next);
  return true;
}

export async function putCursor(editor: TextEditor, review: FileReview, hunk: Hunk): Promise<void> {
  await whenShowing(editor, review.text);
  const { of } = editorLines(review.text);
  const line = Math.min(of(hunk.newStart), editor.document.lineCount - 1);
  const end = Math.min(of(hunk.newStart + Math.max(1, hunk.added.length) - 1), editor.document.lineCount - 1);
  editor.selection = new Selection(line, 0, line, 0);
  editor.revealRange(new Range(line, 0, end, 0), TextEditorRevealType.InCenterIfOutsideViewport);
}

function editorOf(file: ProposalFile): TextEditor | undefined {
  const key = file.right.toString();
  const active = window.activeTextEditor;
  if (active?.document.uri.toString() === key) return active;
  return window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
}

const patienceMs = 1500;

async function shownEditor(file: ProposalFile): Promise<TextEditor | undefined> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const editor = editorOf(file);
    if (editor || Date.now() > until) return editor;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** A document reads a decided text again only after a moment; a cursor put there before would land on the wrong line. */
async function whenShowing({ document }: TextEditor, text: string): Promise<void> {
  const lines = (text.match(/\r\n|\n|\r/g)?.length ?? 0) + 1;
  if (document.lineCount === lines) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(finish, patienceMs);
    const listener = workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && document.lineCount === lines) finish();
    });
    function finish(): void {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    }
  });
}
