import { summarise } from '../edits/summary.ts';
import type { ToolUseBlock } from '../protocol/content.ts';
import type { ApprovalRequest } from '../protocol/events.ts';
import type { Verdict } from '../protocol/risk.ts';
import type { AuditEntry, OfferedRule } from './gatePorts.ts';
import { approvalKey, gateCall } from './judging.ts';
import type { Answer } from './ports.ts';
import { type ReviewedProposal, reviewProposal } from './proposal.ts';
import type { Proposal, Targets, Tool } from './tool.ts';
import type { Emit, Turn } from './turn.ts';
import { writesOfCommand } from './writesOfCommand.ts';

/** A call that the gate did not refuse, with what a person needs in order to decide on it. */
export interface JudgedCall {
  readonly call: ToolUseBlock;
  readonly tool: Tool;
  readonly title: string;
  readonly targets: Targets;
  readonly exact: string;
  readonly verdict: Verdict;
  readonly proposal: Proposal | undefined;
  /** It ran in the sandbox and would run again outside of it. */
  readonly outside?: boolean;
}

/** `answer` is who decided, for the audit. */
type Decided = { readonly answer: AuditEntry['answer'] } & (
  | { readonly approved: true; readonly review: ReviewedProposal | undefined }
  | { readonly approved: false; readonly status: 'rejected' | 'stopped'; readonly text: string }
);

/** Lets a call through where the gate allows it, asks the person where it says so. Anything but a clear yes is a no. */
export async function decide(turn: Turn, judged: JudgedCall, emit: Emit): Promise<Decided> {
  const { call, tool, verdict, proposal } = judged;
  if (proposal) {
    const changes = [...proposal.changes];
    const repairs = proposal.repairs?.length ? { repairs: [...proposal.repairs] } : {};
    const refused = proposal.refused?.length ? { refused: [...proposal.refused] } : {};
    await emit({ type: 'proposal', callId: call.id, changes, summary: changes.map(summarise), ...repairs, ...refused });
  }
  if (verdict.decision === 'allow')
    return { approved: true, review: undefined, answer: { decision: 'approved', by: 'gate' } };

  const offered = await explained(turn, judged);
  const request = await approvalRequest(turn, judged, offered);
  await emit({ type: 'asked', request });
  await turn.deps.transcript.sync();
  const answer = await askPerson(turn, request, proposal);
  if (answer.decision === 'approved') {
    if (answer.scope === 'session' && request.sessionApproval)
      turn.approvedExactly.add(approvalKey(tool, judged.exact, verdict.sandbox === true));
    const review = proposal && answer.changes ? reviewProposal(proposal.changes, answer) : undefined;
    const saved = answer.scope === 'always' ? await saveRule(turn, answer.rule, offered.rules, emit) : undefined;
    const scope = answer.scope === 'always' && saved === undefined ? 'once' : answer.scope;
    await emit({
      type: 'answered',
      callId: call.id,
      decision: 'approved',
      scope,
      by: 'person',
      ...(saved === undefined ? {} : { rule: saved }),
      edited: (review?.edits.length ?? 0) > 0,
      ...(review && review.rejected.length > 0 ? { rejected: [...review.rejected] } : {}),
      ...(review && review.kept < review.of ? { kept: { changes: review.kept, of: review.of } } : {}),
    });
    return { approved: true, review, answer: { decision: 'approved', by: 'person', scope } };
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
  const status = by === 'stop' ? 'stopped' : 'rejected';
  return { approved: false, status, text: rejection(answer, verdict), answer: { decision: 'rejected', by } };
}

interface Explained {
  readonly rules: readonly OfferedRule[];
  readonly writes: Pick<ApprovalRequest, 'writes'>;
}

/** What the person may want to see and save besides; a failure of it never stands in the way of the question. */
async function explained(turn: Turn, { tool, targets, exact, outside }: JudgedCall): Promise<Explained> {
  const { gate, approver, log } = turn.deps;
  if (!gate.explain || approver.absent) return { rules: [], writes: {} };
  try {
    const { rules, writes } = await gate.explain(gateCall(turn, tool, targets, exact, outside));
    const summaries = await writesOfCommand(turn, writes);
    return { rules: turn.deps.rules ? rules : [], writes: summaries.length > 0 ? { writes: summaries } : {} };
  } catch (error) {
    log.error(`what ${tool.name} would do could not be explained`, error);
    return { rules: [], writes: {} };
  }
}

/** Saves the rule that the person chose, and returns it in words. Without one the answer counts for this call only. */
async function saveRule(
  turn: Turn,
  id: string | undefined,
  offered: readonly OfferedRule[],
  emit: Emit,
): Promise<string | undefined> {
  const rule = offered.find((one) => one.id === id);
  if (!rule || !turn.deps.rules) return undefined;
  try {
    await turn.deps.rules.save(rule.rules);
    return rule.text;
  } catch (error) {
    turn.deps.log.error('a rule could not be saved', error);
    const why = error instanceof Error ? error.message : String(error);
    const text = `The rule ${rule.text} could not be saved, so this call is approved once. ${why}`;
    await emit({ type: 'notice', level: 'warning', code: 'rules', text });
    return undefined;
  }
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
  { call, tool, title, targets, exact, verdict, proposal, outside }: JudgedCall,
  { rules, writes }: Explained,
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
    sessionApproval: tool.kind !== 'edit' && !outside && verdict.tainted === undefined,
    ...(verdict.sandbox === undefined ? {} : { sandbox: verdict.sandbox }),
    ...(verdict.unsandboxed === undefined ? {} : { unsandboxed: verdict.unsandboxed }),
    ...(verdict.parts ? { parts: verdict.parts } : {}),
    ...(verdict.checks?.length ? { checks: verdict.checks } : {}),
    ...(outside ? { outside } : {}),
    ...(rules.length > 0 ? { rules: rules.map(({ id, text, alsoCovers }) => ({ id, text, alsoCovers })) } : {}),
    ...writes,
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
