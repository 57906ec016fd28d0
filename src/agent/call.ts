import { prettifyError } from 'zod';
import type { ToolUseBlock } from '../protocol/content.ts';
import type { EventOf, ResultView } from '../protocol/events.ts';
import type { ToolKind, Verdict } from '../protocol/risk.ts';
import { audited } from './auditing.ts';
import { timeLimit } from './budget/timeLimit.ts';
import { decide } from './decide.ts';
import { unknownTool } from './dispatcher.ts';
import { judgeCall } from './judging.ts';
import { fitResult } from './largeResults.ts';
import { keepMaskedValues } from './maskedValues.ts';
import { perhapsOutside } from './outside.ts';
import { applyProposal } from './proposal.ts';
import { type Proposal, type Targets, type Tool, ToolError, type ToolOutput } from './tool.ts';
import { type CallContext, toolContext } from './toolContext.ts';
import type { Emit, Turn } from './turn.ts';
import { watched } from './watching.ts';

type Result = ToolOutput & Pick<EventOf<'result'>, 'status'>;

/**
 * One call from the model's words to its result: find the tool, read the input, let the gate judge, ask where it says
 * so, run or apply, clean the output. Whatever happens, exactly one `result` event comes out, unless the tool itself
 * has a bug: that throws.
 */
export async function runCall(turn: Turn, call: ToolUseBlock, emit: Emit): Promise<void> {
  let began: number | undefined;
  const finish = async (result: Result): Promise<void> => {
    for (const { hash, text } of result.seen ?? []) if (text !== undefined) turn.keepText(hash, text);
    const text = await fitResult(turn, turn.deps.sanitise(result.text) || '(no output)');
    await emit({
      type: 'result',
      turn: turn.id,
      callId: call.id,
      status: result.status,
      text: result.untrusted === undefined ? text : turn.deps.envelope(text, result.untrusted),
      images: [...(result.images ?? [])],
      view: result.view ?? plainText,
      seen: (result.seen ?? []).map(({ path, hash }) => ({ path, hash })),
      durationMs: began === undefined ? 0 : Math.round((performance.now() - began) * 10) / 10,
      ...(result.untrusted === undefined ? {} : { untrusted: result.untrusted }),
      ...(result.found === undefined ? {} : { found: [...result.found] }),
    });
  };
  const announce = (kind: ToolKind, title: string, input: unknown): Promise<void> =>
    emit({ type: 'call', turn: turn.id, callId: call.id, tool: call.name, kind, title, input });

  if (turn.signal.aborted) return await finish(stoppedResult);
  const prepared = prepare(turn, call);
  if ('complaint' in prepared) {
    await announce(prepared.kind, call.name, call.malformed ?? call.input);
    turn.deps.log.warn(`format warning: ${call.name}: ${prepared.complaint}`);
    await emit({ type: 'notice', level: 'info', code: 'formatWarning', text: `${call.name}: ${prepared.complaint}` });
    return await finish({ status: 'error', text: prepared.complaint });
  }
  const { tool, input } = prepared;
  await announce(tool.kind, turn.deps.sanitise(tool.title(input)), input);
  const limit = timeLimit(turn);

  try {
    const targets = tool.targets(input);
    const exact = exactText(tool, input, targets);
    const refuse = async (verdict: Verdict): Promise<void> => {
      const answer = { decision: 'rejected', by: 'gate' } as const;
      await audited(turn, { callId: call.id, tool: tool.name, exact, verdict, answer }, emit);
      await finish(denied(verdict));
    };
    const planning = turn.plan();
    const verdict = await judgeCall(turn, tool, targets, exact);
    await emit({ type: 'verdict', callId: call.id, verdict });
    if (verdict.decision === 'deny') return await refuse(verdict);
    const { context, endOutput } = toolContext(turn, call.id, verdict, emit, limit.signal);
    const proposal =
      tool.kind === 'edit' ? await located(turn, keepMaskedValues(await tool.propose(input, context))) : undefined;
    const strictest = proposal ? await judgeChanges(turn, tool, targets, exact, proposal, verdict) : verdict;
    if (strictest !== verdict) await emit({ type: 'verdict', callId: call.id, verdict: strictest });
    if (strictest.decision === 'deny') return await refuse(strictest);
    const title = tool.title(input);
    const judged = { call, tool, title, targets, exact, verdict: strictest, proposal };
    const decision = await decide(turn, judged, emit);
    // Plan mode may have come on while the call waited for the person.
    const planned = planning || !turn.plan() ? strictest : await judgeCall(turn, tool, targets, exact);
    if (planned !== strictest && planned.decision === 'deny') {
      await emit({ type: 'verdict', callId: call.id, verdict: planned });
      return await refuse(planned);
    }
    const decided = { callId: call.id, tool: tool.name, exact, verdict: strictest, answer: decision.answer };
    const written = await audited(turn, decided, emit);
    if (!decision.approved) return await finish({ status: decision.status, text: decision.text });
    if (!written) return await finish(unwritten);
    began = performance.now();
    if (proposal) return await finish(await applyProposal(turn, call.id, proposal, decision.review, emit));
    if (tool.kind === 'edit') throw new Error(`${tool.name} made no proposal`);
    let runs = 0;
    const running = async (held: Verdict, using: CallContext): Promise<ToolOutput> => {
      const once = async (): Promise<ToolOutput> => {
        runs += 1;
        if (runs === 1) began = performance.now();
        try {
          const run = () => tool.run(input, using.context);
          return await (tool.kind === 'ask' ? run() : limit.during(run));
        } finally {
          using.endOutput();
        }
      };
      const harmless = held.risk === 'LOW' || targets.background === true;
      const watching = () => (harmless ? once() : watched(turn, call.id, once, emit));
      return tool.kind === 'execute' ? await exclusively(turn, watching) : await once();
    };
    const first = await running(strictest, { context, endOutput });
    const again = (held: Verdict) => running(held, toolContext(turn, call.id, held, emit, limit.signal));
    const output = await perhapsOutside(turn, judged, first, again, emit);
    await finish({ status: 'ok', ...output });
  } catch (error) {
    if (turn.signal.aborted) return await finish(stoppedResult);
    if (limit.usedUp) return await finish(noMinutesLeft);
    if (!(error instanceof ToolError)) throw error;
    await finish({ status: 'error', text: error.message });
  }
}

function denied({ reason }: Verdict): Result {
  return {
    status: 'denied',
    text: `Not allowed: ${reason} Do not try to get around this; find another way, or ask the person.`,
  };
}

const unwritten: Result = {
  status: 'denied',
  text: 'Not done: in this mode each call is written into the audit first, and that failed. Tell the person; do not repeat it.',
};
const plainText: ResultView = { type: 'text' };
const stoppedResult: Result = { status: 'stopped', text: 'The person stopped this turn before the call finished.' };
const noMinutesLeft: Result = {
  status: 'stopped',
  text: 'The minutes of this session’s budget are used up, so the call was ended before it had finished.',
};

function prepare(
  turn: Turn,
  call: ToolUseBlock,
): { readonly tool: Tool; readonly input: unknown } | { readonly kind: ToolKind; readonly complaint: string } {
  const tool = turn.deps.tools.find((candidate) => candidate.name === call.name);
  if (!tool) return { kind: 'read', complaint: unknownTool(call, turn.deps.tools) };
  if (call.malformed !== undefined) {
    return {
      kind: tool.kind,
      complaint: `The input of ${call.name} was not valid JSON, so nothing was run. Send the call again with complete, valid JSON; if it was cut off, make it smaller.`,
    };
  }
  const parsed = tool.input.safeParse(call.input);
  if (parsed.success) return { tool, input: parsed.data };
  return {
    kind: tool.kind,
    complaint: `The input of ${call.name} does not fit its schema, so nothing was run. Correct it and call again:\n${prettifyError(parsed.error)}`,
  };
}

/** What "Approve for this session" would cover: the command or the whole input, to the letter. */
function exactText(tool: Tool, input: unknown, targets: Targets): string {
  return targets.command ?? `${tool.name} ${JSON.stringify(input)}`;
}

/**
 * A proposal may reach files that the call did not name (a rename follows a symbol), and a link may have been exchanged
 * since the call was judged: what was not judged yet is judged before anything is shown. Returns the verdict as it was
 * where there is none.
 */
async function judgeChanges(
  turn: Turn,
  tool: Tool,
  targets: Targets,
  exact: string,
  proposal: Proposal,
  verdict: Verdict,
): Promise<Verdict> {
  const { resolve } = turn.deps;
  const named = new Set(
    (targets.paths ?? []).filter(({ access }) => access !== 'read').map(({ path }) => resolve(path)),
  );
  const paths = proposal.changes
    .flatMap((change) => {
      const access = change.kind === 'delete' ? ('delete' as const) : ('write' as const);
      const places = change.kind === 'move' ? [change.path, change.to, change.realTo] : [change.path];
      return [...places, change.real].flatMap((path) => (path === undefined ? [] : [{ path, access }]));
    })
    .filter(({ path }) => !named.has(path));
  return paths.length === 0
    ? verdict
    : await judgeCall(turn, tool, { ...targets, paths: [...(targets.paths ?? []), ...paths] }, exact);
}

/** Notes where each path of a proposal leads now, so that an edit which would land elsewhere later is refused. */
async function located(turn: Turn, proposal: Proposal): Promise<Proposal> {
  const { files } = turn.deps;
  const changes = await Promise.all(
    proposal.changes.map(async (change) => {
      const real = await files.realPath(change.path);
      return change.kind === 'move'
        ? { ...change, real, realTo: await files.realPath(change.to) }
        : { ...change, real };
    }),
  );
  return { ...proposal, changes };
}

/** Runs what may change files under the project's one write lock. */
async function exclusively(turn: Turn, run: () => Promise<ToolOutput>): Promise<ToolOutput> {
  await turn.deps.transcript.sync();
  const release = await turn.deps.lock.acquire(turn.signal);
  try {
    return await run();
  } finally {
    await release();
  }
}
