import type { NewEvent } from '../protocol/events.ts';
import type { Verdict } from '../protocol/risk.ts';
import type { GateCall } from './gatePorts.ts';
import { taintOf } from './taint.ts';
import type { Targets, Tool } from './tool.ts';
import type { Turn } from './turn.ts';

/** A gate that has not answered by then denies. It holds a second model's ten seconds, and a first start of the sandbox. */
export const gateLimitMs = 30_000;

/** How many of the last steps' titles a second opinion may see. */
const stepsShown = 8;

/**
 * Asks the gate about a call. `exact` is the text that an approval for the session would cover. A failing gate, and one
 * that does not answer, denies; a stop throws.
 */
export async function judgeCall(
  turn: Turn,
  tool: Tool,
  targets: Targets,
  exact: string,
  outside = false,
): Promise<Verdict> {
  try {
    return await soonEnough(turn.deps.gate.judge(gateCall(turn, tool, targets, exact, outside)), turn.signal);
  } catch (error) {
    // A stop is no failure, and what was stopped does not run.
    if (turn.signal.aborted) throw error;
    turn.deps.log.error(`the gate failed on ${tool.name}`, error);
    return {
      decision: 'deny',
      risk: 'HIGH',
      layer: 'gate',
      rule: 'failed',
      reason: 'The safety check itself failed (see the log).',
    };
  }
}

/** A call as the gate is asked about it. */
export function gateCall(turn: Turn, tool: Tool, targets: Targets, exact: string, outside = false): GateCall {
  const mode = turn.mode();
  const tainted = taintOf(turn.events);
  return {
    tool: tool.name,
    kind: tool.kind,
    targets,
    mode,
    ...(turn.plan() ? { plan: true } : {}),
    approvedExactly: turn.approvedExactly.has(approvalKey(tool, exact, false)),
    approvedInSandbox: turn.approvedExactly.has(approvalKey(tool, exact, true)),
    ...(tainted === undefined ? {} : { tainted }),
    ...(outside ? { outside } : {}),
    ...(mode === 'auto' ? { context: contextOf(turn) } : {}),
  };
}

/** What is wrong with the files of rules, each said once in a session. A failure of it shows again when a call is judged. */
export async function ruleProblems({ deps, events }: Turn): Promise<NewEvent[]> {
  const problems = await soonEnough(Promise.resolve(deps.gate.problems?.() ?? [])).catch((error: unknown) => {
    deps.log.error('the rules could not be read', error);
    return [];
  });
  return problems
    .filter((text) => !events.some((event) => event.type === 'notice' && event.text === text))
    .map((text): NewEvent => ({ type: 'notice', level: 'warning', code: 'rules', text }));
}

function contextOf({ id, events }: Turn): NonNullable<GateCall['context']> {
  const request = events
    .flatMap((event) => (event.type === 'user' && event.turn === id ? [event.text] : []))
    .join('\n\n');
  const steps = events.flatMap((event) => (event.type === 'call' && event.turn === id ? [event.title] : []));
  return { request, steps: steps.slice(-stepsShown) };
}

async function soonEnough<T>(answer: Promise<T>, signal?: AbortSignal): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const give = (): void => reject(new Error(`no answer within ${gateLimitMs / 1000} s`));
    const stop = (): void => reject(signal?.reason);
    const timer = setTimeout(give, gateLimitMs);
    signal?.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    });
  });
}

/** What an approval for the session covers: this tool and text, and with `sandbox` only as long as there is one. */
export function approvalKey(tool: Tool, exact: string, sandbox: boolean): string {
  return `${sandbox ? 'sandbox' : 'anywhere'}\n${tool.name}\n${exact}`;
}
