import {
  CodeLens,
  type CodeLensProvider,
  type Command,
  Disposable,
  EventEmitter,
  l10n,
  languages,
  Range,
  type TextDocument,
  type Uri,
} from 'vscode';
import type { Hunk } from '../../edits/hunks.ts';
import { lensTitle } from '../lensTitle.ts';
import type { Decisions } from './decisions.ts';
import { editorLines } from './editorLines.ts';
import { type FileReview, undecided } from './fileReview.ts';
import { type Proposal, type ProposalFile, type Proposals, proposalScheme } from './proposals.ts';
import { reviewOf } from './proposedText.ts';
import { pathAfter } from './reviewTargets.ts';

/** A decision offered above a change. Its words are found only when it comes on screen. */
class HunkLens extends CodeLens {
  constructor(
    range: Range,
    readonly words: () => Command,
  ) {
    super(range);
  }
}

export interface Lenses extends Disposable {
  /** Lets the editor ask for all of them again, wherever they are drawn by now. */
  askAgain(): void;
  /** True once the editor has asked for those of this file since it was told to. */
  wereAsked(right: Uri): boolean;
}

/**
 * Approve and Reject above each change of a proposed file, and for the whole above its first line. Arguments are the
 * call's id, the file's path and the change's id: a command looks again whether that change is still there.
 */
export function registerProposalLenses(proposals: Proposals, decisions: Decisions, others: () => Others): Lenses {
  const changed = new EventEmitter<void>();
  const asked = new Set<string>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const found = proposals.at(document.uri);
      asked.add(document.uri.toString());
      return found ? lensesOf(found.proposal, found.file, document, others()) : [];
    },
    resolveCodeLens(lens) {
      if (lens instanceof HunkLens) lens.command = lens.words();
      return lens;
    },
  };
  const refresh = (): void => changed.fire();
  const parts = Disposable.from(
    languages.registerCodeLensProvider({ scheme: proposalScheme }, provider),
    proposals.onDidChange(refresh),
    decisions.onDidChange(refresh),
    changed,
  );
  return {
    askAgain() {
      asked.clear();
      refresh();
    },
    wereAsked: (right) => asked.has(right.toString()),
    dispose: () => parts.dispose(),
  };
}

/** How many files wait in all, and whether one editor shows them together. */
interface Others {
  readonly waiting: number;
  readonly together: boolean;
}

function lensesOf(proposal: Proposal, file: ProposalFile, document: TextDocument, others: Others): CodeLens[] {
  if (proposal.state === 'drafting') return [writingLens(file.change)];
  const review = reviewOf(file);
  const top = fileCommands(proposal, file, review, others).map(
    (command) => new CodeLens(new Range(0, 0, 0, 0), command),
  );
  // A new file is one change from its first line on: the file's own buttons decide on it.
  const settled = proposal.state === 'settled' || verdictOf(proposal, review) !== 'undecided';
  if (settled || file.change.kind === 'create') return top;
  const lines = editorLines(review.text);
  return [
    ...top,
    ...review.hunks.flatMap((hunk) => {
      const line = Math.min(lines.of(hunk.newStart), document.lineCount - 1);
      const range = new Range(line, 0, line, 0);
      return hunkWords(proposal, file, hunk, review.approved.has(hunk.id)).map((words) => new HunkLens(range, words));
    }),
  ];
}

/** Stands where the edit begins; it says what is going on and does nothing. */
function writingLens(change: ProposalFile['change']): CodeLens {
  let line = 0;
  if (change.kind === 'edit') {
    const { before, after } = change;
    let same = 0;
    while (same < after.length && before[same] === after[same]) same += 1;
    for (let at = after.indexOf('\n'); at !== -1 && at < same; at = after.indexOf('\n', at + 1)) line += 1;
  }
  return new CodeLens(new Range(line, 0, line, 0), { command: '', title: l10n.t('Belay is writing this edit…') });
}

function fileCommands(proposal: Proposal, file: ProposalFile, review: FileReview, others: Others): Command[] {
  const where = [proposal.callId, pathAfter(file.change)];
  const { length: out } = review.rejected;
  const { waiting, together } = others;
  const restore = {
    command: 'belay.restoreRejected',
    title: l10n.t('{0} rejected · Restore', out),
    tooltip: l10n.t('Put what you rejected back, to be decided again'),
    arguments: where,
  };
  if (proposal.state === 'open') {
    const title =
      out > 0
        ? l10n.t('Apply {0} of {1} changes', review.hunks.length, review.hunks.length + out)
        : l10n.t('Apply this edit');
    const apply = { command: 'belay.applyProposal', title: lensTitle('check', title), arguments: where };
    return [apply, ...(out > 0 ? [restore] : [])];
  }
  const verdict = verdictOf(proposal, review);
  if (proposal.state === 'settled' && verdict === 'undecided') return [];
  if (verdict === 'approved') return [{ command: '', title: lensTitle('pass-filled', l10n.t('File approved')) }];
  if (verdict === 'rejected') return [{ command: '', title: lensTitle('circle-slash', l10n.t('File rejected')) }];
  const [approve, reject] = fileTitles(proposal, review, waiting);
  return [
    { command: 'belay.approveProposal', title: lensTitle('check', approve), arguments: where },
    { command: 'belay.rejectProposal', title: lensTitle('close', reject), arguments: where },
    ...(out > 0 ? [restore] : []),
    ...(waiting > 1
      ? [
          { command: 'belay.approveAllEdits', title: lensTitle('check-all', l10n.t('Approve all {0} files', waiting)) },
          ...(together
            ? []
            : [{ command: 'belay.reviewProposal', title: lensTitle('diff-multiple', l10n.t('Show all files')) }]),
        ]
      : []),
  ];
}

/** That of the file, else that of the whole call. */
function verdictOf(proposal: Proposal, review: FileReview): FileReview['verdict'] {
  return review.verdict === 'undecided' ? (proposal.decision ?? 'undecided') : review.verdict;
}

function fileTitles(
  proposal: Proposal,
  review: FileReview,
  waiting: number,
): readonly [approve: string, reject: string] {
  const rest = undecided(review).length;
  if (review.approved.size + review.rejected.length > 0) {
    return [l10n.t('Approve rest ({0})', rest), l10n.t('Reject rest ({0})…', rest)];
  }
  return waiting > 1 || proposal.files.length > 1
    ? [l10n.t('Approve file'), l10n.t('Reject file…')]
    : [l10n.t('Approve edit'), l10n.t('Reject edit…')];
}

/** Functions that make the commands: a thousand changes have three thousand of them, and few are on screen. */
function hunkWords(proposal: Proposal, file: ProposalFile, hunk: Hunk, approved: boolean): (() => Command)[] {
  const args = [proposal.callId, pathAfter(file.change), hunk.id];
  const one = (command: string, title: string) => (): Command => ({ command, title, arguments: args });
  if (proposal.state === 'open') return [one('belay.rejectHunk', lensTitle('close', l10n.t('Leave out')))];
  if (approved) {
    return [
      one('', lensTitle('pass-filled', l10n.t('Approved'))),
      one('belay.undoHunkApproval', lensTitle('discard', l10n.t('Undo'))),
    ];
  }
  return [
    one('belay.approveHunk', lensTitle('check', l10n.t('Approve'))),
    one('belay.rejectHunk', lensTitle('close', l10n.t('Reject'))),
    one('belay.rejectHunkWithReason', l10n.t('Reject with reason…')),
  ];
}
