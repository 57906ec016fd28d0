import { l10n, Uri, window } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { FileChange } from '../../protocol/changes.ts';
import { editorLines } from './editorLines.ts';
import { hunkAt } from './fileReview.ts';
import { baseScheme, type Proposal, type ProposalFile, type Proposals, proposalScheme } from './proposals.ts';
import { activeProposal } from './proposalTabs.ts';
import { reviewOf } from './proposedText.ts';

/** The file of a proposal that a command means, and the line of the cursor (0-based) where there is one. */
export interface Target {
  readonly proposal: Proposal;
  readonly file: ProposalFile;
  readonly uri: Uri;
  readonly line: number;
}

/**
 * What a command was called with: call id and path after the edit (a lens, the chat), a file (a title button), `{ uri, lineNumber }`
 * (the menu of a line number); with nothing, the active editor and its cursor. Throws `ToolError` where that is nothing.
 */
export function targetOf(proposals: Proposals, first: unknown, second: unknown): Target {
  const none = new ToolError(l10n.t('No proposed edit of this session is open here.'));
  if (typeof first === 'string') {
    const proposal = proposals.get(first);
    const file = proposal?.files.find(({ change }) => second === undefined || pathAfter(change) === second);
    if (!proposal || !file) throw none;
    return { proposal, file, uri: file.right, line: 0 };
  }
  const place = first instanceof Uri ? { uri: first, lineNumber: 1 } : lineOf(first);
  if (place) {
    const found = proposals.at(place.uri);
    if (!found) throw none;
    return { ...found, uri: place.uri, line: place.lineNumber - 1 };
  }
  const editor = window.activeTextEditor;
  const uri = editor?.document.uri;
  if (editor && uri && (uri.scheme === proposalScheme || uri.scheme === baseScheme)) {
    const found = proposals.at(uri);
    if (found) return { ...found, uri, line: editor.selection.active.line };
  }
  const proposal = activeProposal(proposals);
  const file = proposal?.files[0];
  if (!proposal || !file) throw none;
  return { proposal, file, uri: file.right, line: 0 };
}

/** A file's path once the edit is made: no two files of a proposal share it. */
export function pathAfter(change: FileChange): string {
  return change.kind === 'move' ? change.to : change.path;
}

/** The id of the change that a command means: given, or at the line. Throws `ToolError` where no change is there. */
export function hunkOf({ file, uri, line }: Target, given: unknown): string {
  if (typeof given === 'string') return given;
  const review = reviewOf(file);
  const side = uri.scheme === baseScheme ? 'before' : 'text';
  const hunk = hunkAt(review, editorLines(side === 'text' ? review.text : review.before).back(line), side);
  if (!hunk) throw new ToolError(l10n.t('There is no change at this line. F8 goes to the next one.'));
  return hunk.id;
}

function lineOf(value: unknown): { readonly uri: Uri; readonly lineNumber: number } | undefined {
  if (typeof value !== 'object' || value === null || !('uri' in value) || !('lineNumber' in value)) return undefined;
  const { uri, lineNumber } = value;
  return uri instanceof Uri && typeof lineNumber === 'number' ? { uri, lineNumber } : undefined;
}
