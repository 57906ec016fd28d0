import type { Verdict } from '../protocol/risk.ts';
import type { AuditEntry } from './gatePorts.ts';
import type { Emit, Turn } from './turn.ts';

/** Longest text of a call that a line of the audit holds, in characters. */
const maxExact = 2000;

/** One call as it was decided, for the audit. */
export interface DecidedCall {
  readonly callId: string;
  readonly tool: string;
  readonly exact: string;
  readonly verdict: Verdict;
  readonly answer: AuditEntry['answer'];
  readonly outside?: boolean;
}

/**
 * Writes a call into the audit: each that was more than looking or was not let through, and every one in YOLO. False
 * where the call must not run: in YOLO, where the line is all that is left of a decision, no line means no.
 */
export async function audited(turn: Turn, decided: DecidedCall, emit: Emit): Promise<boolean> {
  const { deps } = turn;
  const mode = turn.mode();
  const { verdict, answer, callId, tool, exact, outside } = decided;
  const { decision, risk, layer, rule, sandbox, checks = [] } = verdict;
  if (mode !== 'yolo' && risk === 'LOW' && decision === 'allow') return true;
  const numbers = [...new Set(checks.map(({ number }) => number))];
  try {
    if (!deps.audit) {
      if (mode === 'yolo') throw new Error('there is no audit');
      return true;
    }
    await deps.audit.write({
      time: Date.now(),
      session: deps.sessionId,
      call: callId,
      tool,
      mode,
      exact: cut(deps.sanitise(exact)),
      ...(outside ? { outside } : {}),
      verdict: { decision, risk, layer, rule, checks: numbers, ...(sandbox === undefined ? {} : { sandbox }) },
      answer,
    });
    return true;
  } catch (error) {
    deps.log.error(`the audit could not be written for ${tool}`, error);
    const why = error instanceof Error ? error.message : String(error);
    const text = `The audit could not be written: ${why}.`;
    const said = turn.events.some((event) => event.type === 'notice' && event.text === text);
    if (!said) await emit({ type: 'notice', level: 'warning', code: 'audit', text });
    return mode !== 'yolo';
  }
}

function cut(text: string): string {
  return text.length > maxExact ? `${text.slice(0, maxExact)} … (${text.length} characters)` : text;
}
