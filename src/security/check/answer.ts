import * as z from 'zod';
import type { Gate } from '../../agent/gatePorts.ts';
import type { Mode, Verdict } from '../../protocol/risk.ts';
import { judgePath, type PathVerdict, type PathWorld } from '../paths/judgePath.ts';
import { explainCommand, explainPath } from './explain.ts';

const Id = z.union([z.string(), z.number()]);
const Named = z.object({ id: Id });
const CommandRequest = z.object({ id: Id, command: z.string() });
const PathRequest = z.object({
  id: Id,
  path: z.string(),
  access: z.enum(['read', 'write', 'delete']).default('write'),
});

type Id = z.infer<typeof Id>;
interface Problem {
  readonly id: Id | null;
  readonly error: string;
}

interface CommandAnswer {
  readonly id: Id;
  readonly decision: Verdict['decision'];
  readonly risk: Verdict['risk'];
  /** Numbers of the checks that found something, ascending. */
  readonly checks: readonly number[];
  readonly reason: string;
  readonly explanation?: string;
}

interface PathAnswer {
  readonly id: Id;
  readonly decision: PathVerdict['place'];
  readonly reason: string;
  /** Where the path really leads; not for one that is denied. */
  readonly real?: string;
  readonly explanation?: string;
}

/**
 * Answers lines of `belay check command`: `{"id","command"}`. Anything else, and a gate that fails, gets an error instead
 * of a decision. With `explain` an answer has an `explanation` for people as well.
 */
export function commandAnswers(deps: {
  readonly gate: Gate;
  readonly mode: Mode;
  readonly explain: boolean;
}): (value: unknown) => Promise<CommandAnswer | Problem> {
  const { gate, mode, explain } = deps;
  return async (value) => {
    const request = CommandRequest.safeParse(value);
    if (!request.success) return problem(value, 'command (text)');
    const { id, command } = request.data;
    try {
      const call = {
        tool: 'run_command',
        kind: 'execute',
        targets: { command },
        mode,
        approvedExactly: false,
      } as const;
      const verdict = await gate.judge(call);
      const { decision, risk, checks = [], reason } = verdict;
      const numbers = [...new Set(checks.map(({ number }) => number))].sort((a, b) => a - b);
      const explained = explain ? { explanation: explainCommand(command, verdict) } : {};
      return { id, decision, risk, checks: numbers, reason, ...explained };
    } catch (error) {
      return { id, error: `Belay could not judge this, so it would be refused: ${messageOf(error)}` };
    }
  };
}

/** Answers lines of `belay check path`: `{"id","path","access"?}`; access is read, write (as without one) or delete. */
export function pathAnswers(deps: {
  readonly world: PathWorld;
  readonly explain: boolean;
}): (value: unknown) => Promise<PathAnswer | Problem> {
  return async (value) => {
    const request = PathRequest.safeParse(value);
    if (!request.success) return problem(value, 'path (text) and access (read, write or delete; write without one)');
    const { id, path, access } = request.data;
    const verdict = await judgePath(path, access, deps.world);
    const explained = deps.explain ? { explanation: explainPath(path, verdict) } : {};
    const reason = verdict.place === 'inside' ? 'It lies inside the workspace.' : verdict.reason;
    const real = verdict.place === 'deny' ? {} : { real: verdict.real };
    return { id, decision: verdict.place, reason, ...real, ...explained };
  };
}

function problem(value: unknown, wanted: string): Problem {
  const named = Named.safeParse(value);
  return {
    id: named.success ? named.data.id : null,
    error: `A line must be an object with an id (text or number), ${wanted}.`,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
