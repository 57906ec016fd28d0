import type { CommandPart, Decision } from '../protocol/risk.ts';
import type { Allowing } from './rules/allowing.ts';
import { allowsCommand } from './rules/allowsCommand.ts';
import { knownFamilies } from './rules/families.ts';
import type { Restriction } from './rules/restricting.ts';
import { ruleText } from './rules/rule.ts';
import type { Part, SimpleCall } from './shell/analysis.ts';
import { allowedParts, openFindings } from './shell/coverage.ts';
import type { Judgement } from './shell/judgeCommand.ts';

/** Longest text of a part, and the most parts, that a verdict carries: it is kept with the conversation. */
const maxText = 2000;
const maxParts = 100;

/**
 * The simple commands of a compound one as a person reads them. `otherwise` is what becomes of a part that neither only
 * looks nor has a rule: what was decided for the whole.
 */
export function commandParts(
  judged: Judgement,
  restricted: readonly Restriction[],
  allows: Allowing,
  otherwise: Decision,
): CommandPart[] {
  return judged.parts.slice(0, maxParts).map((part): CommandPart => {
    const { text, findings, at } = part;
    const checks = [...new Set(findings.map(({ check }) => check.number))];
    const base = { text: text.length > maxText ? `${text.slice(0, maxText)} …` : text, checks };
    const touching = restricted.filter((one) => one.at.some((span) => overlap(span, at)));
    const worst = touching.find(({ rule }) => rule.decision === 'deny') ?? touching[0];
    if (worst) {
      const { rule } = worst;
      const reason = rule.reason ?? (rule.decision === 'deny' ? 'A rule forbids it.' : 'A rule asks about it.');
      const decision = rule.decision === 'deny' ? 'deny' : otherwise;
      return { ...base, decision, risk: 'HIGH', rule: ruleText(rule), reason };
    }
    if (findings.length === 0) return { ...base, decision: 'allow', risk: 'LOW', reason: 'It only looks.' };
    const risk = isKnown(part) ? 'MEDIUM' : 'HIGH';
    const open = openFindings(findings, judged.parts, judged.allowed);
    const rule = open.length === 0 ? ruleOf(part, allows) : undefined;
    if (rule !== undefined)
      return { ...base, decision: 'allow', risk, rule, reason: 'A rule of yours lets it through.' };
    return { ...base, decision: otherwise, risk, reason: (open[0] ?? findings[0])?.why ?? '' };
  });
}

/** Whether a command is made of parts that only look and of what projects run to test and build themselves. */
export function isKnownFamily(command: string, { findings, parts, allowed, decision }: Judgement): boolean {
  if (decision !== 'ask') return false;
  const known = allowedParts(command, parts, (call) => isKnownCall(call));
  return openFindings(findings, parts, new Set([...known, ...allowed])).length === 0;
}

function isKnown({ calls }: Part): boolean {
  return calls.length > 0 && calls.every(isKnownCall);
}

function isKnownCall(call: SimpleCall): boolean {
  return knownFamilies().some((family) => allowsCommand(family, call));
}

function ruleOf({ calls }: Part, allows: Allowing): string | undefined {
  const rules = calls.flatMap((call) => allows.command(call, true) ?? []).map((rule) => ruleText(rule));
  return rules.length > 0 ? [...new Set(rules)].join(', ') : undefined;
}

function overlap([start, end]: readonly [number, number], [from, to]: readonly [number, number]): boolean {
  return start < to && from < end;
}
