import { type TextDocument, WorkspaceEdit, workspace } from 'vscode';
import { minimalEdits } from '../applying/minimalEdits.ts';
import { type FileReview, startReview, withText } from './fileReview.ts';
import type { Proposal, ProposalFile } from './proposals.ts';

// The right side of a proposal's diff. Belay's own copy of the text counts, and what the person has typed since.

/** The text on the right, as proposed or as last written. */
export function proposedText({ saved, change }: ProposalFile): string {
  return saved ?? ('after' in change ? change.after : '');
}

/**
 * Only a text with one kind of line ending can be edited in the diff; the editor would silently unify the others. Such
 * a file is decided by its hunks all the same, out of Belay's own copy. What was typed in a file before it was decided
 * may still be saved, so that its tab closes without a question.
 */
export function isEditable(proposal: Proposal, file: ProposalFile): boolean {
  if (proposal.locked || proposal.state === 'drafting' || !isPlain(file)) return false;
  return (file.review?.verdict ?? 'undecided') === 'undecided' || typedIn(file) !== undefined;
}

/** The review of a file with what the person has typed until now. Its hunks are found out at the first look. */
export function reviewOf(file: ProposalFile): FileReview {
  const { change } = file;
  const before = change.kind === 'edit' ? change.before : '';
  const review = file.review ?? startReview(before, 'after' in change ? change.after : '');
  const dirty = typedIn(file);
  file.review = withText(review, dirty ? textOf(dirty) : proposedText(file));
  return file.review;
}

/** The same, but `undefined` where nobody has looked at the file, decided on it or typed in it. */
export function touchedReview(file: ProposalFile): FileReview | undefined {
  return file.review || file.saved !== undefined || typedIn(file) ? reviewOf(file) : undefined;
}

/**
 * Makes a text that of the right side. A document with unsaved typing takes it as an edit (undo brings it back), any
 * other reads it again, for which `reread` must tell the editor. False where the document refused.
 */
export async function writeText(file: ProposalFile, text: string, reread: () => void): Promise<boolean> {
  const document = typedIn(file);
  if (document) {
    const edit = new WorkspaceEdit();
    edit.set(document.uri, minimalEdits(document, text));
    return (await workspace.applyEdit(edit)) && document.getText() === text;
  }
  file.saved = 'after' in file.change && text === file.change.after ? undefined : text;
  file.mtime = Math.max(Date.now(), file.mtime + 1);
  reread();
  return true;
}

/** Takes back what was typed into the right side since it was last saved. */
export async function discardTyping(file: ProposalFile): Promise<void> {
  const document = typedIn(file);
  if (document && (await writeText(file, proposedText(file), () => undefined))) await document.save();
}

/** The open document of the right side, where the person has typed in it and not saved. */
function typedIn(file: ProposalFile): TextDocument | undefined {
  if (!isPlain(file)) return undefined;
  const key = file.right.toString();
  return workspace.textDocuments.find((open) => open.isDirty && !open.isClosed && open.uri.toString() === key);
}

const texts = new WeakMap<TextDocument, { version: number; text: string }>();

/** The text of a document; joining its lines anew for each question would be slow in a big one. */
function textOf(document: TextDocument): string {
  const known = texts.get(document);
  if (known?.version === document.version) return known.text;
  const text = document.getText();
  texts.set(document, { version: document.version, text });
  return text;
}

const plain = new WeakMap<ProposalFile['change'], boolean>();

function isPlain({ change }: ProposalFile): boolean {
  if (!('after' in change)) return false;
  let known = plain.get(change);
  if (known === undefined) {
    known = !hasMixedLineEndings(change.after, change.kind === 'edit' ? change.before : '');
    plain.set(change, known);
  }
  return known;
}

/** True where the texts together have more than one kind of line ending: taking a hunk out would mix them. */
function hasMixedLineEndings(...texts: readonly string[]): boolean {
  const some = (kind: RegExp): boolean => texts.some((text) => kind.test(text));
  return some(/\r(?!\n)/) || (some(/\r\n/) && some(/(?:^|[^\r])\n/));
}
