import { commands, Range, Selection, type TextEditor, TextEditorRevealType, window, workspace } from 'vscode';
import type { Hunk } from '../../edits/hunks.ts';
import { editorLines } from './editorLines.ts';
import { undecided } from './fileReview.ts';
import type { FileOfProposal, ProposalFile, Proposals } from './proposals.ts';
import type { ProposalTabs } from './proposalTabs.ts';
import { reviewOf } from './proposedText.ts';

/** Moves the cursor between the changes that wait for a decision. */
export interface Navigation {
  /** To the next or previous one, over all files that wait, round the end. False where nothing waits. */
  go(direction: 'next' | 'previous'): Promise<boolean>;
  /**
   * After a decision: to the next one in this file, from `oldStart` on, else to the next file that waits. False where
   * nothing waits any more.
   */
  goOn(file: ProposalFile, oldStart: number): Promise<boolean>;
}

export function createNavigation(
  proposals: Proposals,
  waiting: () => readonly FileOfProposal[],
  tabs: ProposalTabs,
): Navigation {
  /** Shows a file, where it stands in the multi-file diff in there, and puts the cursor on one of its changes. */
  async function show(file: ProposalFile, which: 'first' | 'last'): Promise<void> {
    if (tabs.isInFront(file)) await moveTo(file, waiting().length);
    if (!tabs.isInFront(file) || !isActive(file)) await tabs.openFile(file);
    const editor = await shownEditor(file);
    const hunks = undecided(reviewOf(file));
    if (editor) await putCursor(editor, file, which === 'first' ? hunks[0] : hunks.at(-1));
  }

  return {
    async go(direction) {
      const order = direction === 'next' ? waiting() : waiting().toReversed();
      if (order.length === 0) return false;
      const uri = window.activeTextEditor?.document.uri;
      const active = uri && proposals.at(uri)?.file;
      const at = order.findIndex(({ file }) => file === active);
      const which = direction === 'next' ? 'first' : 'last';
      const here = order[at]?.file;
      const editor = here && editorOf(here);
      if (here && editor) {
        const found = beyond(here, editor, direction);
        if (found) {
          await putCursor(editor, here, found);
          return true;
        }
      }
      const next = order[(at + 1) % order.length]?.file;
      if (next) await show(next, which);
      return true;
    },
    async goOn(file, oldStart) {
      const here = undecided(reviewOf(file));
      const next = here.find((hunk) => hunk.oldStart >= oldStart) ?? here[0];
      if (next) {
        const editor = editorOf(file);
        if (editor) await putCursor(editor, file, next);
        return true;
      }
      const other = waiting().find((one) => one.file !== file);
      if (other) await show(other.file, 'first');
      return other !== undefined;
    },
  };
}

/** The next undecided change of a file after the cursor, or the one before it. */
function beyond(file: ProposalFile, editor: TextEditor, direction: 'next' | 'previous'): Hunk | undefined {
  const review = reviewOf(file);
  const own = editor.document.uri.toString() === file.right.toString();
  const line = own ? editorLines(review.text).back(editor.selection.active.line) : 0;
  const hunks = undecided(review);
  return direction === 'next'
    ? hunks.find(({ newStart }) => newStart > line)
    : hunks.findLast(({ newStart }) => newStart < line);
}

/**
 * Goes from file to file in the multi-file diff in front until it is this one's turn: from the last line, the editor's
 * own "next change" is in the next file.
 */
async function moveTo(file: ProposalFile, most: number): Promise<void> {
  for (let moves = 0; moves <= most && !isActive(file); moves++) {
    const editor = window.activeTextEditor;
    if (editor) {
      const end = editor.document.lineCount - 1;
      editor.selection = new Selection(end, 0, end, 0);
    }
    await commands.executeCommand('multiDiffEditor.goToNextChange');
    const before = editor?.document;
    for (let waits = 0; waits < 25 && window.activeTextEditor?.document === before; waits++) await pause(20);
  }
}

async function putCursor(editor: TextEditor, file: ProposalFile, hunk: Hunk | undefined): Promise<void> {
  const { text } = reviewOf(file);
  await whenShowing(editor, text);
  const { of } = editorLines(text);
  const last = editor.document.lineCount - 1;
  const line = hunk ? Math.min(of(hunk.newStart), last) : 0;
  const end = hunk ? Math.min(of(hunk.newStart + Math.max(1, hunk.added.length) - 1), last) : 0;
  editor.selection = new Selection(line, 0, line, 0);
  editor.revealRange(new Range(line, 0, end, 0), TextEditorRevealType.InCenterIfOutsideViewport);
}

function isActive(file: ProposalFile): boolean {
  return window.activeTextEditor?.document.uri.toString() === file.right.toString();
}

function editorOf(file: ProposalFile): TextEditor | undefined {
  if (isActive(file)) return window.activeTextEditor;
  const key = file.right.toString();
  return window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
}

const patienceMs = 1500;

async function shownEditor(file: ProposalFile): Promise<TextEditor | undefined> {
  for (const until = Date.now() + patienceMs; ; await pause(30)) {
    const editor = editorOf(file);
    if (editor || Date.now() > until) return editor;
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

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
