import type { Place } from '../edits/closestPlace.ts';
import type { NewEvent } from '../protocol/events.ts';
import { createBudget } from './budget/budget.ts';
import { runCall } from './call.ts';
import { createSizes } from './compaction/sizes.ts';
import type { Gate } from './gatePorts.ts';
import type { Model, SessionLog } from './ports.ts';
import { type Tool, ToolError } from './tool.ts';
import type { SessionDeps, Turn } from './turn.ts';

/** What an edit needs of a session's ports; nobody is asked, no model answers, nothing is written down. */
export type EditDeps = Omit<
  SessionDeps,
  'model' | 'mode' | 'maxSteps' | 'sessionId' | 'transcript' | 'approver' | 'onEvent' | 'onDelta' | 'onState'
>;

export interface EditOutcome {
  readonly outcome: 'applied' | 'repaired' | 'refused';
  /** What was done, or why it was not and what to do instead. */
  readonly reason: string;
  /** The lines of the file that come closest to a text which it does not have. */
  readonly closest?: Place;
}

/**
 * Makes one edit as a session in the mode Allow Edits would: the same tool, gate, lock and checkpoint. What would ask a
 * person is refused before the file is looked at, but for a deletion inside the folder: whoever asks for this edit has
 * decided on it, and the checkpoint brings the file back. `seen` gives the hash of a file that counts as read. Throws only where
 * Belay itself fails.
 */
export async function editOutsideSession(
  ports: EditDeps,
  call: { readonly id: string; readonly tool: string; readonly input: unknown },
  seen: (path: string) => string | undefined,
  signal: AbortSignal,
): Promise<EditOutcome> {
  const deps = { ...ports, gate: deletingAsWriting(ports.gate) };
  const tool = deps.tools.find(({ name, kind }) => name === call.tool && kind === 'edit');
  if (tool?.kind !== 'edit') return { outcome: 'refused', reason: `There is no tool ${call.tool}.` };
  const parsed = tool.input.safeParse(call.input);
  const verdict = parsed.success ? await deps.gate.judge(gateCall(tool, parsed.data)) : undefined;
  if (verdict !== undefined && verdict.decision !== 'allow') {
    const why = verdict.decision === 'ask' ? ' It needs a person’s approval, and nobody is there to ask.' : '';
    return { outcome: 'refused', reason: deps.sanitise(`${verdict.reason}${why}`) };
  }

  let closest: Place | undefined;
  const observed: Tool = {
    ...tool,
    async propose(input, context) {
      try {
        return await tool.propose(input, context);
      } catch (error) {
        if (error instanceof ToolError) closest = error.closest;
        throw error;
      }
    },
  };
  const events: NewEvent[] = [];
  const turn = singleTurn({ ...deps, tools: [observed] }, call.id, seen, signal);
  await runCall(turn, { type: 'toolUse', id: call.id, name: tool.name, input: call.input }, async (event) => {
    events.push(event);
  });
  const result = events.find((event): event is Extract<NewEvent, { type: 'result' }> => event.type === 'result');
  const proposal = events.find((event): event is Extract<NewEvent, { type: 'proposal' }> => event.type === 'proposal');
  if (result === undefined) throw new Error(`${tool.name} came to no result`);
  if (result.status !== 'ok')
    return {
      outcome: 'refused',
      reason: result.text,
      ...(closest ? { closest: { ...closest, text: deps.sanitise(closest.text) } } : {}),
    };
  return { outcome: proposal?.repairs?.length ? 'repaired' : 'applied', reason: result.text };
}

/** A deletion is judged as a change of that file would be, so that what is outside or protected stays so. */
function deletingAsWriting(gate: Gate): Gate {
  return {
    judge(call) {
      const paths = call.targets.paths?.map((one) =>
        one.access === 'delete' ? { ...one, access: 'write' as const } : one,
      );
      return gate.judge(paths ? { ...call, targets: { ...call.targets, paths } } : call);
    },
  };
}

function gateCall(tool: Tool, input: unknown): Parameters<SessionDeps['gate']['judge']>[0] {
  return { tool: tool.name, kind: tool.kind, targets: tool.targets(input), mode: 'allowEdits', approvedExactly: false };
}

function singleTurn(deps: EditDeps, id: string, seen: (path: string) => string | undefined, signal: AbortSignal): Turn {
  const nothing = async (): Promise<void> => {};
  const transcript: SessionLog = { append: nothing, sync: nothing, close: nothing };
  return {
    id,
    deps: {
      ...deps,
      sessionId: id,
      model: noModel,
      mode: 'allowEdits',
      maxSteps: 1,
      transcript,
      approver: {
        approve: async () => ({ decision: 'rejected', by: 'nobody' }),
        ask: async () => undefined,
      },
      onEvent() {},
      onDelta() {},
      onState() {},
    },
    signal,
    system: { fixed: '', dynamic: '' },
    events: [],
    sizes: createSizes(undefined),
    mode: () => 'allowEdits',
    model: () => noModel,
    history: () => [],
    seen,
    seenText: async () => undefined,
    budget: createBudget(
      () => ({}),
      () => undefined,
    ),
    // No model is asked, and nothing would be paid.
    askBudget: async () => undefined,
    keepText() {},
    hasQueue: () => false,
    plan: () => false,
    cacheWatch: undefined,
    toolsAt: () => ({ tools: [], kept: undefined }),
    takeQueue: () => [],
    takeCompactWish: () => false,
    approvedExactly: new Set(),
  };
}

const noModel: Model = {
  info: { id: 'none', label: 'none', contextWindow: 0, images: false, editTools: 'replace' },
  stream() {
    throw new Error('an edit outside a session asks no model');
  },
  cost: () => undefined,
};
