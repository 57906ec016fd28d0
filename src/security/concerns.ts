import type { GateCall, SandboxState } from '../agent/gatePorts.ts';
import type { Verdict } from '../protocol/risk.ts';
import type { PathAccess, PathVerdict } from './paths/judgePath.ts';
import type { Allowing } from './rules/allowing.ts';
import { mayReachNetwork } from './rules/network.ts';
import type { TouchedPath } from './rules/restricting.ts';
import { ruleText } from './rules/rule.ts';
import type { Judgement } from './shell/judgeCommand.ts';
import type { Cell, Effect } from './table.ts';

/** One thing that a call does, as it is looked up in the table of risk and mode. */
export interface Concern {
  readonly effect: Effect;
  readonly layer: string;
  /** Sentences for the person before and after the table's own. */
  readonly before?: string;
  readonly after?: string;
  /** The saved rule that lets it through, as people know it. */
  readonly rule?: string;
  /** It can send something away, or change what other programs trust: not after untrusted content came in. */
  readonly taintable?: boolean;
  readonly details?: Pick<Verdict, 'checks' | 'readOnly'>;
}

/** A verdict on the way: `cell` is what the table says, which the classifier may still have to answer. */
export interface Ruling {
  readonly cell: Cell;
  readonly verdict: Verdict;
  /** It can carry something out of this session, and untrusted content is in it. */
  readonly tainted: boolean;
}

/** What a call is found to do: refused whatever the mode, or what the table is to be asked about. */
export type Found = { readonly deny: Verdict } | { readonly concern: Concern };

export function deny(layer: string, rule: string, reason: string): Verdict {
  return { decision: 'deny', risk: 'HIGH', layer, rule, reason };
}

/** One path that a tool names, or that a command's redirect writes, and what it was judged to be. */
export function aboutPath({ access, lexical, real }: TouchedPath, judged: PathVerdict, allows: Allowing): Found {
  if (judged.place === 'deny') return { deny: deny('paths', judged.rule, judged.reason) };
  const { place } = judged;
  const exactly = place === 'protected';
  const rule = allows.path(access, lexical, real, exactly) ?? (place === 'inside' ? allows.tool() : undefined);
  const effect = effectOf(place, access);
  const taintable = effect === 'writeTrusted';
  return { concern: { effect, layer: 'paths', taintable, ...(rule ? { rule: ruleText(rule) } : {}) } };
}

function effectOf(place: 'inside' | 'outside' | 'protected', access: PathAccess): Effect {
  if (access === 'read')
    return { inside: 'readInside', outside: 'readOutside', protected: 'readSecret' }[place] as Effect;
  if (place === 'protected') return 'writeTrusted';
  if (place === 'outside') return 'writeOutside';
  return access === 'delete' ? 'delete' : 'editInside';
}

/** A command: refused where it is disguised, otherwise what it does and which rules let it. `known` is MEDIUM. */
export function aboutCommand(
  judged: Judgement | undefined,
  sandbox: SandboxState,
  { outside, known }: { readonly outside: boolean; readonly known: boolean },
  allows: Allowing,
): Found[] {
  const run: Concern = sandbox.available
    ? { effect: known ? 'commandKnown' : 'commandSandboxed', layer: 'command' }
    : { effect: 'command', layer: 'command', after: sandbox.reason };
  if (!judged) return [{ concern: { ...run, taintable: true } }];
  const { decision, findings, open, effects } = judged;
  if (decision === 'allow' && !outside)
    return [{ concern: { effect: 'readOnlyCommand', layer: 'command', details: { readOnly: true } } }];
  const checks = distinct(findings.map(({ check, why }) => ({ number: check.number, why })));
  const whys = (which: Judgement['findings']): string =>
    [...new Set(which.map(({ why }) => why))].slice(0, 3).join(' ');
  if (decision === 'deny') {
    const refusing = findings.filter(({ check }) => check.verdict === 'deny');
    return [{ deny: { ...deny('command', 'disguised', whys(refusing)), checks } }];
  }
  const rules = open.length === 0 && findings.length > 0 && !outside ? rulesOf(judged, allows) : [];
  const taintable = outside || !sandbox.available || mayReachNetwork(judged.parts);
  const rule = rules.length > 0 ? { rule: rules.join(', ') } : {};
  const main = { ...run, before: whys(open.length > 0 ? open : findings), taintable, ...rule, details: { checks } };
  return [
    { concern: main },
    ...effects.map((effect): Found => ({ concern: { effect, layer: 'command', details: { checks } } })),
  ];
}

/** What a tool sends over the network, by the hosts it names. */
export function aboutHosts(call: GateCall, allows: Allowing): Found[] {
  const { hosts = [] } = call.targets;
  if (call.kind !== 'network' && hosts.length === 0) return [];
  const rules = hosts.map((host) => allows.host(host));
  const every = hosts.length > 0 && rules.every((rule) => rule !== undefined) ? rules : [allows.tool()];
  const texts = every.flatMap((rule) => (rule ? [ruleText(rule)] : []));
  const rule = texts.length > 0 ? { rule: [...new Set(texts)].join(', ') } : {};
  return [{ concern: { effect: 'network', layer: 'network', taintable: true, ...rule } }];
}

/** For a call that names no target: what its kind says, and never less than an edit for what edits. */
export function aboutKind({ kind }: GateCall, allows: Allowing): Found {
  const effects = {
    ask: 'talk',
    plan: 'talk',
    read: 'readInside',
    edit: 'editInside',
    execute: 'command',
    network: 'network',
  } as const;
  const rule = kind === 'edit' ? allows.tool() : undefined;
  return { concern: { effect: effects[kind], layer: 'kind', ...(rule ? { rule: ruleText(rule) } : {}) } };
}

function rulesOf({ allowed }: Judgement, allows: Allowing): string[] {
  const rules = [...allowed].flatMap(({ calls }) =>
    calls.flatMap((call) => allows.command(call, true) ?? []).map((rule) => ruleText(rule)),
  );
  return [...new Set(rules)];
}

function distinct(checks: readonly { number: number; why: string }[]): { number: number; why: string }[] {
  return checks.filter(
    ({ number, why }, at) => checks.findIndex((one) => one.number === number && one.why === why) === at,
  );
}
