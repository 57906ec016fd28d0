import type { Verdict } from '../../protocol/risk.ts';
import type { PathVerdict } from '../paths/judgePath.ts';
import { checks } from '../shell/checks/index.ts';

const decisions = {
  allow: 'runs without asking',
  ask: 'asks a person first',
  deny: 'is refused',
  inside: 'is inside the workspace and ordinary',
  outside: 'is outside the workspace',
  protected: 'is protected',
} as const;

/** A verdict on a command for people: what is decided and why, its parts, and each check that fired with what it stops. */
export function explainCommand(command: string, verdict: Verdict): string {
  const { decision, risk, layer, rule, reason, sandbox, parts = [], checks: found = [] } = verdict;
  const where = sandbox === undefined ? '' : sandbox ? ', in the sandbox' : ', without a sandbox';
  const lines = [
    shown(command),
    `  ${decision}, ${risk}: it ${decisions[decision]}${decision === 'deny' ? '' : where}.`,
    `  ${reason}`,
    `  Decided by: ${layer}, ${rule}.`,
  ];
  if (parts.length > 0) {
    lines.push('  Parts:');
    for (const part of parts) {
      const numbers = part.checks.length > 0 ? ` (checks ${part.checks.join(', ')})` : '';
      const saved = part.rule === undefined ? '' : ` (rule ${part.rule})`;
      lines.push(`    ${shown(part.text)}`, `      ${part.decision}, ${part.risk}${numbers}${saved}: ${part.reason}`);
    }
  }
  if (found.length > 0) {
    lines.push('  Checks that found something:');
    for (const { number, why } of found) {
      const check = checks.find((one) => one.number === number);
      lines.push(`    ${number} ${check?.name ?? ''}: ${why}`, ...(check ? [`      It stops: ${check.stops}`] : []));
    }
  }
  return lines.join('\n');
}

export function explainPath(path: string, verdict: PathVerdict): string {
  const { place } = verdict;
  const what = place === 'deny' ? 'no tool may touch it' : `it ${decisions[place]}`;
  const lines = [shown(path), `  ${place}: ${what}.`];
  if (verdict.place !== 'inside') lines.push(`  ${verdict.reason}`);
  if (verdict.place !== 'deny') lines.push(`  It leads to ${shown(verdict.real)}`);
  return lines.join('\n');
}

/** The text of an answer for people: its explanation, or what was wrong with the line. */
export function explanationOf(answer: object): string {
  if ('explanation' in answer) return String(answer.explanation);
  return 'error' in answer ? `A line was not judged: ${String(answer.error)}` : JSON.stringify(answer);
}

/** On one line, with what could not be seen, or would move the cursor, written out. */
function shown(text: string): string {
  return text.replace(/[^\P{C}\u{F0000}-\u{FFFFD}]|[\u2028\u2029]/gu, (one) => {
    if (one === '\n') return '\\n';
    return `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
