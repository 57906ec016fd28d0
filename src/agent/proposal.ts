import { summarise } from '../edits/summary.ts';
import type { ChangeSummary, FileChange } from '../protocol/changes.ts';
import type { EventOf } from '../protocol/events.ts';
import type { Proposal } from './tool.ts';
import type { Emit, Turn } from './turn.ts';

type Applied = Pick<EventOf<'result'>, 'status' | 'text' | 'view' | 'seen'>;

/**
 * Applies an approved proposal under the write lock. `edited` is the proposal as the person left it; the model is told
 * what they changed, and whatever the editor reported (formatting, diagnostics, unsaved files).
 */
export async function applyProposal(
  turn: Turn,
  callId: string,
  proposal: Proposal,
  edited: readonly FileChange[] | undefined,
  emit: Emit,
): Promise<Applied> {
  const changes = edited ?? proposal.changes;
  await turn.deps.transcript.sync();
  const release = await turn.deps.lock.acquire(turn.signal);
  try {
    const applied = await turn.deps.edits.apply(changes, { turn: turn.id, callId });
    const summary = [...applied.summary];
    await emit({ type: 'applied', turn: turn.id, callId, checkpoint: applied.checkpoint, summary });
    const lines = [
      ...summary.map((one) => describe(turn, one)),
      ...(proposal.note ? [proposal.note] : []),
      ...(edited ? personsChanges(turn, proposal.changes, edited) : []),
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
      seen: [...applied.seen],
    };
  } finally {
    await release();
  }
}

function describe(turn: Turn, one: ChangeSummary): string {
  const path = turn.deps.display(one.path);
  switch (one.kind) {
    case 'create':
      return `Created ${path} (${one.added} lines).`;
    case 'edit':
      return `Edited ${path} (+${one.added} −${one.removed}).`;
    case 'delete':
      return `Deleted ${path}.`;
    case 'move':
      return `Moved ${path} to ${turn.deps.display(one.to ?? '')}.`;
  }
}

/** The person's own changes to a proposal, as a small diff from what was proposed to what was applied. */
function personsChanges(turn: Turn, proposed: readonly FileChange[], edited: readonly FileChange[]): string[] {
  const lines: string[] = [];
  for (const change of edited) {
    const before = proposed.find((candidate) => candidate.path === change.path);
    if (!before || !('after' in before) || !('after' in change) || before.after === change.after) continue;
    const { diff } = summarise({
      kind: 'edit',
      path: change.path,
      hash: '',
      before: before.after,
      after: change.after,
    });
    lines.push(`The person changed your proposal for ${turn.deps.display(change.path)} before approving it:\n${diff}`);
  }
  return lines;
}
