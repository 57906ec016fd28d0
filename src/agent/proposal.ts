import { hunks } from '../edits/hunks.ts';
import { reviewed } from '../edits/reviewed.ts';
import { summarise } from '../edits/summary.ts';
import type { ChangeSummary, FileChange } from '../protocol/changes.ts';
import type { EventOf, RejectedPart } from '../protocol/events.ts';
import type { Answer } from './ports.ts';
import type { Proposal, SeenFile } from './tool.ts';
import type { Emit, Turn } from './turn.ts';

type Applied = Pick<EventOf<'result'>, 'status' | 'text' | 'view'> & { readonly seen: readonly SeenFile[] };

/** What a person made of a proposal that they approved. */
export interface ReviewedProposal {
  /** What is to be applied. */
  readonly changes: readonly FileChange[];
  /** How many of the proposed changes (hunks; a file created empty, deleted or moved counts as one) are in it. */
  readonly kept: number;
  readonly of: number;
  readonly rejected: readonly RejectedPart[];
  /** What they wrote themselves, as diffs from what was proposed, less what was rejected, to what is applied. */
  readonly edits: readonly { readonly path: string; readonly diff: string }[];
}

/** Compares a proposal with what the person left of it. */
export function reviewProposal(
  proposed: readonly FileChange[],
  answer: Pick<Extract<Answer, { decision: 'approved' }>, 'changes' | 'rejected'>,
): ReviewedProposal {
  const { changes = proposed, rejected = [] } = answer;
  const edits: { path: string; diff: string }[] = [];
  let [kept, of] = [0, 0];
  for (const change of proposed) {
    const left = changes.find(({ path, kind }) => path === change.path && kind === change.kind);
    if (left === change || !('after' in change)) {
      const count = 'after' in change ? countHunks(change) : 1;
      of += count;
      if (left) kept += count;
      continue;
    }
    const lines = rejected.flatMap((part) => (part.path === change.path ? (part.lines ?? []) : []));
    const found = reviewed(beforeOf(change), change.after, new Set(lines));
    of += Math.max(1, found.of);
    if (!left || !('after' in left)) continue;
    kept += found.of === 0 ? 1 : found.kept;
    if (left.after === found.expected) continue;
    const edit = { kind: 'edit', path: change.path, hash: '', before: found.expected, after: left.after } as const;
    edits.push({ path: change.path, diff: summarise(edit).diff });
  }
  return { changes, kept, of, rejected, edits };
}

function countHunks(change: Extract<FileChange, { after: string }>): number {
  return Math.max(1, hunks(beforeOf(change), change.after).length);
}

function beforeOf(change: Extract<FileChange, { after: string }>): string {
  return change.kind === 'edit' ? change.before : '';
}

/**
 * Applies an approved proposal, as the person left it, under the write lock. The model is told what was kept, what they
 * rejected and changed, and whatever the editor reported (formatting, diagnostics, unsaved files).
 */
export async function applyProposal(
  turn: Turn,
  callId: string,
  proposal: Proposal,
  review: ReviewedProposal | undefined,
  emit: Emit,
): Promise<Applied> {
  const changes = review?.changes ?? proposal.changes;
  const written = { turn: turn.id, callId };
  const begun = async (checkpoint: string, summary: readonly ChangeSummary[]): Promise<void> => {
    await emit({ type: 'applying', ...written, checkpoint, summary: [...summary] });
    await turn.deps.transcript.sync();
  };
  const release = await turn.deps.lock.acquire(turn.signal);
  try {
    const applied = await turn.deps.edits.apply(changes, { ...written, begun });
    const summary = [...applied.summary];
    await emit({ type: 'applied', ...written, checkpoint: applied.checkpoint, summary });
    const lines = [
      ...summary.map((one) => describe(turn, one)),
      ...(proposal.note ? [proposal.note] : []),
      ...(review ? personsReview(turn, review) : []),
      ...applied.unsaved.map(
        (path) =>
          `${turn.deps.display(path)} has unsaved work of the person and was not saved: commands still see the old bytes on disk.`,
      ),
      ...applied.notes,
    ];
    return {
      status: 'ok',
      text: lines.join('\n'),
      view: { type: 'changes', summary, unsaved: [...applied.unsaved] },
      seen: applied.seen,
    };
  } finally {
    await release();
  }
}

function describe(turn: Turn, one: ChangeSummary): string {
  const path = turn.deps.display(one.path);
  switch (one.kind) {
    case 'create':
      return `Created ${path} (${one.added} ${one.added === 1 ? 'line' : 'lines'}).`;
    case 'edit':
      return `Edited ${path} (+${one.added} −${one.removed}).`;
    case 'delete':
      return `Deleted ${path}.`;
    case 'move':
      return `Moved ${path} to ${turn.deps.display(one.to ?? '')}.`;
  }
}

/** What the person rejected of a proposal and changed in it, for the model. */
function personsReview({ deps }: Turn, { kept, of, rejected, edits }: ReviewedProposal): string[] {
  const lines: string[] = [];
  if (kept < of) {
    lines.push(
      `The person kept ${kept} of your ${of} changes. The rest was not applied; do not propose it again as it is.`,
    );
  }
  for (const { path, diff, reason } of rejected) {
    lines.push(
      `Rejected in ${deps.display(path)}${reason ? `, because: ${reason}` : ' (no reason given)'}\n${diff}`.trimEnd(),
    );
  }
  for (const { path, diff } of edits) {
    lines.push(`The person changed your proposal for ${deps.display(path)} before approving it:\n${diff}`);
  }
  return lines;
}
