import type { Verdict } from '../protocol/risk.ts';
import { audited } from './auditing.ts';
import { connecting } from './confined.ts';
import { decide, type JudgedCall } from './decide.ts';
import { judgeCall } from './judging.ts';
import type { ToolOutput } from './tool.ts';
import type { Emit, Turn } from './turn.ts';

/**
 * A command that was refused something in the sandbox may run again outside of it, when a person says so: each time
 * anew, as HIGH. Never where nobody is there, and never by the model's wish. A command that worked in spite of what was
 * refused is not worth a question, unless it was a connection: these are often refused without an error. `run` runs it
 * as a verdict says.
 */
export async function perhapsOutside(
  turn: Turn,
  judged: JudgedCall,
  first: ToolOutput,
  run: (verdict: Verdict) => Promise<ToolOutput>,
  emit: Emit,
): Promise<ToolOutput> {
  const refused = refusedIn(first);
  const { call, tool, targets, exact } = judged;
  if (refused.length === 0 || turn.signal.aborted || declined(turn, exact)) return first;
  const verdict = await judgeCall(turn, tool, targets, exact, true);
  // Nothing runs twice without a person's word.
  if (verdict.decision !== 'ask' || turn.deps.approver.absent) return first;
  const what = `In the sandbox it was refused: ${refused.join('; ')}.`;
  await emit({ type: 'verdict', callId: call.id, verdict });
  const again: JudgedCall = {
    ...judged,
    verdict: { ...verdict, risk: 'HIGH', reason: `${what} Run it again outside the sandbox? ${verdict.reason}` },
    outside: true,
  };
  const { approved, answer } = await decide(turn, again, emit);
  const written = await audited(
    turn,
    { callId: call.id, tool: tool.name, exact, verdict, answer, outside: true },
    emit,
  );
  if (!approved) return withNote(first, answer.by === 'person' ? saidNo : undecided);
  if (!written) return first;
  const second = await run({ ...again.verdict, sandbox: false, readOnly: false });
  return withNote(
    second,
    `${what} The person let it run again outside the sandbox; this is what came of that second run.`,
  );
}

const saidNo =
  'The person was asked whether to run it again outside the sandbox, and said no. Do not ask for it; find another way.';
const undecided = 'It was not run again outside the sandbox, because nobody decided on that.';

function refusedIn({ view }: ToolOutput): readonly string[] {
  if (view?.type !== 'command' || !view.sandboxed) return [];
  const { refused = [], exitCode } = view;
  return exitCode !== 0 || refused.some((one) => one.startsWith(connecting)) ? refused : [];
}

/** The person has said no to this very text in this turn. */
function declined({ id, events }: Turn, exact: string): boolean {
  const calls = new Set(events.flatMap((event) => (event.type === 'call' && event.turn === id ? [event.callId] : [])));
  const open = new Set<string>();
  for (const event of events) {
    if (
      event.type === 'asked' &&
      event.request.outside &&
      event.request.exact === exact &&
      calls.has(event.request.callId)
    )
      open.add(event.request.callId);
    else if (event.type === 'answered' && open.delete(event.callId) && event.decision === 'rejected') return true;
  }
  return false;
}

function withNote(output: ToolOutput, note: string): ToolOutput {
  return { ...output, text: `${output.text}\n[${note}]` };
}
