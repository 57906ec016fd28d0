import {
  type Comment,
  CommentMode,
  type CommentThread,
  CommentThreadCollapsibleState,
  commands,
  comments,
  Disposable,
  l10n,
  MarkdownString,
  Position,
  Range,
  Selection,
  type TextEditor,
  window,
  workspace,
} from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { Hunk } from '../../edits/hunks.ts';
import type { Decisions } from './decisions.ts';
import { editorLines } from './editorLines.ts';
import { undecided } from './fileReview.ts';
import type { FileOfProposal, Proposals } from './proposals.ts';
import { reviewOf } from './proposedText.ts';
import { pathAfter } from './reviewTargets.ts';

/** What a thread stands for: the arguments of the commands that decide on a change. */
export interface ThreadTarget {
  readonly callId: string;
  readonly path: string;
  readonly hunk: string;
}

export interface ReviewComments {
  /** Puts a thread on each undecided change. Returns where the first is, the line from 0; `undefined` where none waits. */
  show(): { readonly file: FileOfProposal; readonly line: number } | undefined;
  /** The change of a thread as a menu passes it, with what was typed in its reply box. Throws `ToolError` when it is gone. */
  target(given: unknown): ThreadTarget & { readonly text: string };
  dispose(): void;
}

/** How long after a change the threads are put in place again, in ms. */
const settleMs = 150;
/** The way to a thread that the editor does not know yet is tried again after so long, in ms, and so often. */
const tryAgainMs = 250;
const mostTries = 40;
/** Lines of a side that a comment quotes; a screen reader reads all of them. */
const quoted = 12;

/**
 * The review by comment threads, for people who use a screen reader: one collapsed thread on each undecided change, which
 * `editor.action.nextCommentThreadAction` goes through. They are made on demand, and by themselves where the editor is
 * set to support a screen reader: a first thread opens the Comments panel.
 */
export function createReviewComments(
  proposals: Proposals,
  decisions: Decisions,
  waiting: () => readonly FileOfProposal[],
): ReviewComments {
  const controller = comments.createCommentController('belayReview', l10n.t('Belay: proposed changes'));
  controller.options = {
    prompt: l10n.t('Why not? Sending this rejects the change.'),
    placeHolder: l10n.t('Reason for rejecting this change'),
  };
  const threads = new Map<string, { readonly thread: CommentThread; readonly target: ThreadTarget }>();
  let wanted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function place() {
    const open = new Set<string>();
    const all = wanted ? waiting().flatMap(changesOf) : [];
    for (const [index, { file, target, hunk, line }] of all.entries()) {
      const key = JSON.stringify(target);
      open.add(key);
      const range = new Range(line, 0, Math.max(line, line + hunk.added.length - 1), 0);
      const known = threads.get(key)?.thread;
      const thread = known ?? controller.createCommentThread(file.file.right, range, [commentOf(hunk)]);
      if (known && !known.range?.isEqual(range)) known.range = range;
      thread.label = l10n.t('Change {0} of {1}', index + 1, all.length);
      if (known) continue;
      thread.contextValue = 'undecided';
      thread.canReply = true;
      const { Collapsed, Expanded } = CommentThreadCollapsibleState;
      // No way leads to the one thread of an empty text.
      thread.collapsibleState = index === 0 && line === 0 ? Expanded : Collapsed;
      threads.set(key, { thread, target });
    }
    for (const [key, { thread }] of threads) {
      if (open.has(key)) continue;
      threads.delete(key);
      thread.dispose();
    }
    if (threads.size === 0 && waiting().length === 0) wanted = false;
    return all[0];
  }

  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      wanted ||= workspace.getConfiguration('editor').get('accessibilitySupport') === 'on';
      if (wanted || threads.size > 0) place();
    }, settleMs);
  }

  const listeners = Disposable.from(controller, proposals.onDidChange(soon), decisions.onDidChange(soon));
  return {
    show() {
      wanted = true;
      return place();
    },
    target(given) {
      const { thread, text } = threadOf(given);
      for (const one of threads.values()) if (one.thread === thread) return { ...one.target, text };
      throw new ToolError(l10n.t('This change was decided already, or is not there any more.'));
    },
    dispose() {
      clearTimeout(timer);
      listeners.dispose();
    },
  };
}

/** The undecided changes of a file with text, and the editor's line where each begins. */
function changesOf(file: FileOfProposal) {
  if (!('after' in file.file.change)) return [];
  const review = reviewOf(file.file);
  const lines = editorLines(review.text);
  const place = { callId: file.proposal.callId, path: pathAfter(file.file.change) };
  return undecided(review).map((hunk) => ({
    file,
    hunk,
    target: { ...place, hunk: hunk.id },
    line: lines.of(hunk.newStart),
  }));
}

/**
 * Opens the editor's first thread, which is on `line`, and gives it the keyboard. An editor learns of its threads a moment
 * after it has opened, and until then the ways to them lead nowhere and do not say so: the cursor tells.
 */
export async function goToFirstThread(editor: TextEditor, line: number): Promise<void> {
  // The ways pass over a thread on the line of the cursor.
  const { end } = editor.document.lineAt(0).range;
  const beside = line > 0 ? new Position(0, 0) : editor.document.lineCount > 1 ? new Position(1, 0) : end;
  const way = line > 0 ? 'editor.action.nextCommentThreadAction' : 'editor.action.previousCommentThreadAction';
  if (beside.line === line && beside.character === 0) return;
  for (let tried = 0; tried < mostTries && window.activeTextEditor === editor; tried++) {
    editor.selection = new Selection(beside, beside);
    await commands.executeCommand(way);
    await new Promise((resolve) => setTimeout(resolve, tryAgainMs));
    if (!editor.selection.start.isEqual(beside)) return;
  }
}

function commentOf(hunk: Hunk): Comment {
  const body = new MarkdownString();
  for (const [title, lines] of [
    [
      hunk.removed.length === 1 ? l10n.t('Removes 1 line:') : l10n.t('Removes {0} lines:', hunk.removed.length),
      hunk.removed,
    ],
    [hunk.added.length === 1 ? l10n.t('Adds 1 line:') : l10n.t('Adds {0} lines:', hunk.added.length), hunk.added],
  ] as const) {
    if (lines.length === 0) continue;
    body.appendText(title);
    body.appendCodeblock(lines.slice(0, quoted).join('').trimEnd());
    if (lines.length > quoted) body.appendText(l10n.t('and {0} more', lines.length - quoted));
  }
  return { author: { name: 'Belay' }, mode: CommentMode.Preview, body };
}

/** A title button passes the thread, the button under the reply box `{ thread, text }`. */
function threadOf(given: unknown): { readonly thread: unknown; readonly text: string } {
  if (typeof given !== 'object' || given === null) return { thread: undefined, text: '' };
  const { thread, text } = given as { thread?: unknown; text?: unknown };
  return thread === undefined
    ? { thread: given, text: '' }
    : { thread, text: typeof text === 'string' ? text.trim() : '' };
}
