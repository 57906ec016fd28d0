import type { Verdict } from '../protocol/risk.ts';
import type { Targets, Tool } from './tool.ts';
import type { Turn } from './turn.ts';

/** Asks the gate about a call. `exact` is the text that an approval for the session would cover. A failing gate denies. */
export async function judgeCall(turn: Turn, tool: Tool, targets: Targets, exact: string): Promise<Verdict> {
  try {
    return await turn.deps.gate.judge({
      tool: tool.name,
      kind: tool.kind,
      targets,
      mode: turn.mode(),
      approvedExactly: turn.approvedExactly.has(approvalKey(tool, exact, false)),
      approvedInSandbox: turn.approvedExactly.has(approvalKey(tool, exact, true)),
    });
  } catch (error) {
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

/** What an approval for the session covers: this tool and text, and with `sandbox` only as long as there is one. */
export function approvalKey(tool: Tool, exact: string, sandbox: boolean): string {
  return `${sandbox ? 'sandbox' : 'anywhere'}\n${tool.name}\n${exact}`;
}
