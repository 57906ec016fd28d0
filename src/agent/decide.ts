import { summarise } from '../edits/summary.ts';
import type { ToolUseBlock } from '../protocol/content.ts';
import type { ApprovalRequest } from '../protocol/events.ts';
import type { Verdict } from '../protocol/risk.ts';
import { approvalKey } from './judging.ts';
import type { Answer } from './ports.ts';
import { type ReviewedProposal, reviewProposal } from './proposal.ts';
import type { Proposal, Targets, Tool } from './tool.ts';
import type { Emit, Turn } from './turn.ts';

/** A call that the gate did not refuse, with what a person needs in order to decide on it. */
export interface JudgedCall {
  readonly call: ToolUseBlock;
  readonly tool: Tool;
  readonly title: string;
  readonly targets: Targets;
  readonly exact: string;
  readonly verdict: Verdict;
  readonly proposal: Proposal | undefined;
}

type Decided =
  | { readonly approved: true; readonly review: ReviewedProposal | undefined }
  | { readonly approved: false; readonly status: 'rejected' | 'stopped'; readonly text: string };

/** Lets a call through where the gate allows it, asks the person where it says so. Anything but a clear yes is a no. */
export async function decide(turn: Turn, judged: JudgedCall, emit: Emit): Promise<Decided> {
  const { call, tool, verdict, proposal } = judged;
  if (proposal) {
    const changes = [...proposal.changes];
    const repairs = proposal.repairs?.length ? { repairs: [...proposal.repairs] } : {};
    const refused = proposal.refused?.length ? { refused: [...proposal.refused] } : {};
    await emit({ type: 'proposal', callId: call.id, changes, summary: changes.map(summarise), ...repairs, ...refused });
  }
  if (verdict.decision === 'allow') return { approved: true, review: undefined };

  const request = await approvalRequest(turn, judged);
  await emit({ type: 'asked', request });
  await turn.deps.transcript.sync();
  const answer = await askPerson(turn, request, proposal);
  if (answer.decision === 'approved') {
    if (answer.scope === 'session' && request.sessionApproval)
      turn.approvedExactly.add(approvalKey(tool, judged.exact, verdict.sandbox === true));
    const review = proposal && answer.changes ? reviewProposal(proposal.changes, answer) : undefined;
    await emit({
      type: 'answered',
      callId: call.id,
      decision: 'approved',
      scope: answer.scope,
      by: 'person',
      edited: (review?.edits.length ?? 0) > 0,
      ...(review && review.rejected.length > 0 ? { rejected: [...review.rejected] } : {}),
      ...(review && review.kept < review.of ? { kept: { changes: review.kept, of: review.of } } : {}),
    });
    return { approved: true, review };
  }
  const { by, reason } = answer;
  await emit({
    type: 'answered',
    callId: call.id,
    decision: 'rejected',
    scope: 'once',
    by,
    ...(reason ? { reason } : {}),
  });
  return { approved: false, status: by === 'stop' ? 'stopped' : 'rejected', text: rejection(answer, verdict) };
}

async function askPerson(turn: Turn, request: ApprovalRequest, proposal: Proposal | undefined): Promise<Answer> {
  try {
    const answer = await turn.deps.approver.approve(request, proposal?.changes, turn.signal);
    return turn.signal.aborted ? { decision: 'rejected', by: 'stop' } : answer;
  } catch (error) {
    if (turn.signal.aborted) return { decision: 'rejected', by: 'stop' };
    turn.deps.log.error(`asking for ${request.tool} failed`, error);
    return { decision: 'rejected', by: 'error' };
  }
}

async function approvalRequest(
  turn: Turn,
  { call, tool, title, targets, exact, verdict, proposal }: JudgedCall,
): Promise<ApprovalRequest> {
  const { resolve, sanitise } = turn.deps;
  const paths = proposal
    ? proposal.changes.flatMap((change) => (change.kind === 'move' ? [change.path, change.to] : [change.path]))
    : (targets.paths ?? []).map((target) => resolve(target.path));
  const touches = await Promise.all(paths.map((path) => whereItLeads(turn, path)));
  return {
    callId: call.id,
    tool: tool.name,
    kind: tool.kind,
    title: sanitise(title),
    risk: verdict.risk,
    reason: verdict.reason,
    exact,
    touches: [...new Set([...touches, ...(targets.hosts ?? [])])],
    undo: undoText(tool, targets, proposal),
    sessionApproval: tool.kind !== 'edit',
    ...(verdict.sandbox === undefined ? {} : { sandbox: verdict.sandbox }),
  };
}

/** A path as a person must see it: with the file that a link leads to, since that is what will be touched. */
async function whereItLeads(turn: Turn, path: string): Promise<string> {
  const real = await turn.deps.files.realPath(path);
  return real === path ? path : `${path} → ${real}`;
}

function undoText(tool: Tool, targets: Targets, proposal: Proposal | undefined): string {
  if (proposal) return 'Can be undone: Belay keeps the content from before.';
  if (targets.background) return 'Cannot be undone by Belay: what it does in the background stays done.';
  if (tool.kind === 'execute') {
    return 'Its changes to project files can be taken back (not to ignored or very large ones); the rest stays done.';
  }
  if (tool.kind === 'network') return 'Cannot be undone: what is sent is sent.';
  return 'Changes nothing.';
}

function rejection(answer: Extract<Answer, { decision: 'rejected' }>, verdict: Verdict): string {
  switch (answer.by) {
    case 'person':
      return answer.reason
        ? `The person rejected this and said: ${answer.reason}`
        : 'The person rejected this. Do not repeat it; ask or try something else.';
    case 'stop':
      return 'The turn was stopped before the person decided.';
    case 'nobody':
      return `Refused: this needs a person's approval and nobody is there to ask. ${verdict.reason}`;
    case 'error':
      return 'Refused: the question could not be put to the person. Nothing was done.';
  }
}
