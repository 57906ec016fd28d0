import { l10n } from 'vscode';
import type { CommandPart, Decision, Risk, Verdict } from '../../protocol/risk.ts';
import { fenced } from '../fenced.ts';
import { modeLabel } from '../modes.ts';
import { exactText, type JudgedCall } from './judgedCalls.ts';

/** What is known of a numbered check besides what it found: its name and the attack that it stops. */
export interface CheckFacts {
  readonly name: string;
  readonly stops: string;
}

/** The whole of one verdict as Markdown. Text from the model is fenced or escaped, whatever is in it. */
export function explanation(call: JudgedCall, checks: ReadonlyMap<number, CheckFacts>): string {
  const { verdict, verdicts } = call;
  const earlier = verdicts.slice(0, -1);
  const sections = [
    `# ${plain(call.title)}`,
    `**${outcome(call)}**`,
    l10n.t('Why: {0}', plain(verdict.reason)),
    fenced(exactText(call), ''),
    `## ${l10n.t('How it was decided')}`,
    facts(call),
    ...partsSection(verdict.parts ?? []),
    ...checksSection(verdict.checks ?? [], checks),
    ...(earlier.length === 0
      ? []
      : [`## ${l10n.t('Judged before')}`, list(earlier.map((one) => `${clock(one.time)}: ${inOneLine(one.verdict)}`))]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** In a few words what became of a call. */
export function outcome({ verdict, answered }: Pick<JudgedCall, 'verdict' | 'answered'>): string {
  if (verdict.decision === 'deny') return l10n.t('Refused');
  if (!answered) return verdict.decision === 'ask' ? l10n.t('Asked, not answered yet') : l10n.t('Ran without asking');
  if (answered.decision === 'approved') return l10n.t('Asked, and approved');
  return answered.by === 'person' ? l10n.t('Asked, and rejected') : l10n.t('Asked, and not approved');
}

function facts(call: JudgedCall): string {
  const { verdict, answered, request, result } = call;
  const view = result?.view.type === 'command' ? result.view : undefined;
  const lines: (readonly [string, string | undefined])[] = [
    [l10n.t('Judged'), `${clock(call.time)}, ${decisionText(verdict.decision)}, ${riskText(verdict.risk)}`],
    [l10n.t('Mode'), call.mode && modeLabel(call.mode)],
    [l10n.t('Decided by'), `${layerText(verdict.layer)} (${code(`${verdict.layer}: ${verdict.rule}`)})`],
    [l10n.t('Only looks'), verdict.readOnly ? l10n.t('yes') : undefined],
    [l10n.t('Untrusted content in this turn'), verdict.tainted && plain(verdict.tainted)],
    [l10n.t('Auto’s classifier'), verdict.classifier === undefined ? undefined : chance(verdict.classifier)],
    [l10n.t('Sandbox'), sandboxText(verdict, request?.unsandboxed, request?.outside)],
    [l10n.t('Refused by the sandbox'), view?.refused?.length ? view.refused.map(plain).join('; ') : undefined],
    [l10n.t('Touches'), request?.touches.length ? request.touches.map(code).join(', ') : undefined],
    [l10n.t('Answer'), answered && answerText(answered)],
  ];
  return list(lines.flatMap(([name, text]) => (text ? [`${name}: ${text}`] : [])));
}

function partsSection(parts: readonly CommandPart[]): string[] {
  if (parts.length < 2) return [];
  return [`## ${l10n.t('Its commands, one by one')}`, ...parts.map(partText)];
}

function partText(part: CommandPart): string {
  const { text, decision, risk, rule, checks, reason } = part;
  const facts = [
    decisionText(decision),
    riskText(risk),
    ...(rule === undefined ? [] : [l10n.t('rule {0}', code(rule))]),
    ...(checks.length === 0 ? [] : [l10n.t('checks {0}', checks.join(', '))]),
  ];
  return `${fenced(text, '')}\n\n${facts.join(', ')}. ${plain(reason)}`.trimEnd();
}

function checksSection(found: NonNullable<Verdict['checks']>, known: ReadonlyMap<number, CheckFacts>): string[] {
  if (found.length === 0) return [];
  const lines = found.map(({ number, why }) => {
    const facts = known.get(number);
    const name = facts ? ` (${plain(facts.name)})` : '';
    const stops = facts ? ` ${l10n.t('It is there to stop: {0}', plain(facts.stops))}` : '';
    return l10n.t('Check {0}{1}: {2}', number, name, plain(why)) + stops;
  });
  return [`## ${l10n.t('Checks that found something')}`, list(lines)];
}

/** The layers that decide, in words; one that is not known here is named as it is. */
function layerText(layer: string): string {
  switch (layer) {
    case 'command':
      return l10n.t('the checks of the command and what commands may do in this mode');
    case 'paths':
      return l10n.t('the files it touches');
    case 'network':
      return l10n.t('its use of the network');
    case 'trust':
      return l10n.t('the trust in this workspace');
    case 'mode':
    case 'kind':
      return l10n.t('the permission mode');
    case 'plan':
      return l10n.t('plan mode');
    case 'rules':
      return l10n.t('a saved rule');
    case 'approval':
      return l10n.t('your approval for this session');
    case 'classifier':
      return l10n.t('Auto’s classifier');
    case 'taint':
      return l10n.t('the untrusted content of this turn');
    case 'malformed':
      return l10n.t('its form: it could not be read');
    default:
      return code(layer);
  }
}

function sandboxText(verdict: Verdict, why: string | undefined, outside: boolean | undefined): string | undefined {
  if (outside) return l10n.t('outside of it, on a second try');
  if (verdict.sandbox === undefined) return undefined;
  if (verdict.sandbox && verdict.decision === 'deny') return l10n.t('there is one');
  if (verdict.sandbox) return l10n.t('it runs in the sandbox');
  return why ? l10n.t('none. {0}', plain(why)) : l10n.t('none');
}

function answerText({ decision, scope, rule, by, reason, time }: NonNullable<JudgedCall['answered']>): string {
  const who = {
    person: l10n.t('you'),
    stop: l10n.t('the stop of the turn'),
    nobody: l10n.t('nobody, since no one was there to ask'),
    error: l10n.t('nobody, since the question could not be put'),
  }[by];
  const what = decision === 'approved' ? l10n.t('approved') : l10n.t('rejected');
  const reach = {
    once: '',
    session: `, ${l10n.t('for the rest of the session')}`,
    always: `, ${rule === undefined ? l10n.t('with a rule for later') : l10n.t('with the rule {0}', code(rule))}`,
  }[scope];
  return `${what}, ${who}, ${clock(time)}${reach}${reason ? `: ${plain(reason)}` : ''}`;
}

function inOneLine({ decision, risk, reason }: Verdict): string {
  return `${decisionText(decision)}, ${riskText(risk)}. ${plain(reason)}`;
}

function decisionText(decision: Decision): string {
  return { allow: l10n.t('allowed'), ask: l10n.t('asks'), deny: l10n.t('refused') }[decision];
}

function riskText(risk: Risk): string {
  return { LOW: l10n.t('low risk'), MEDIUM: l10n.t('medium risk'), HIGH: l10n.t('high risk') }[risk];
}

function chance(share: number): string {
  return l10n.t('{0} % risk', (share * 100).toFixed(share < 0.1 ? 1 : 0));
}

function clock(time: number): string {
  return new Date(time).toLocaleString();
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const tick = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${tick}${pad}${text.replace(/\s+/g, ' ')}${pad}${tick}`;
}

/** Text that is not ours inside Markdown: one line, which no preview takes for a link, an image or HTML. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\[|<(?=[A-Za-z/!?])/g, '\\$&');
}
