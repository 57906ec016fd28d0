import type { Usage } from '../../protocol/content.ts';
import type { Event } from '../../protocol/events.ts';
import { chosenIn } from '../systemPrompt.ts';
import {
  type Count,
  fewestValues,
  type Interval,
  mean,
  meanDifference,
  meanInterval,
  shareDifference,
  shareInterval,
} from './intervals.ts';
import { type Contribution, contributionsOf, type Outcome, sumOf } from './sessionOutcome.ts';

/** What is measured of a way of working. Means are per session; shares are of what was counted, from 0 to 1. */
export type Measure =
  | {
      readonly id: string;
      readonly kind: 'mean';
      readonly unit: 'count' | 'dollars';
      value(of: Outcome): number | undefined;
    }
  | { readonly id: string; readonly kind: 'share'; readonly unit: 'share'; value(of: Outcome): Count };

export const measures: readonly Measure[] = [
  { id: 'steps', kind: 'mean', unit: 'count', value: ({ steps }) => steps },
  { id: 'tokens', kind: 'mean', unit: 'count', value: ({ tokens }) => tokens },
  { id: 'cost', kind: 'mean', unit: 'dollars', value: ({ cost, unpriced }) => (unpriced > 0 ? undefined : cost) },
  { id: 'approvalsAsked', kind: 'mean', unit: 'count', value: ({ asked }) => asked },
  share('approvalsRefused', ({ refused, decided }) => [refused, decided]),
  share('hunksRejected', ({ hunksKept, hunksRejected }) => [hunksRejected, Math.max(0, hunksKept) + hunksRejected]),
  share('callsFailed', ({ failedCalls, calls }) => [failedCalls, calls]),
  share('turnsFailed', ({ failedTurns, turns }) => [failedTurns, turns]),
  share('thumbsUp', ({ thumbsUp, thumbsDown }) => [thumbsUp, thumbsUp + thumbsDown]),
];

/** Sums may be odd where a fork goes on from events that count elsewhere: never less than none, nor more than all. */
function share(id: string, count: (of: Outcome) => readonly [hits: number, of: number]): Measure {
  const value = (outcome: Outcome): Count => {
    const [hits, of] = count(outcome);
    return { hits: Math.min(Math.max(0, hits), Math.max(0, of)), of: Math.max(0, of) };
  };
  return { id, kind: 'share', unit: 'share', value };
}

/** `interval` is missing where too little is known; `n` are the sessions that say something about it. */
export interface Estimate {
  readonly measure: string;
  readonly unit: Measure['unit'];
  readonly n: number;
  readonly value: number | undefined;
  readonly interval: Interval | undefined;
  /** Against the first arm; missing for that itself and where either has fewer than five sessions. */
  readonly difference: Interval | undefined;
}

export interface Arm {
  readonly name: string;
  readonly sessions: number;
  readonly total: Outcome;
  readonly estimates: readonly Estimate[];
}

/** The ways in which one thing was done; without any that differ, one with all sessions and the name `all`. */
export interface Comparison {
  readonly name: string;
  readonly arms: readonly Arm[];
}

interface Counted {
  readonly arms: ReadonlyMap<string, string>;
  readonly forked: boolean;
  readonly contributions: readonly Contribution[];
}

/** Collects the sessions of a project and compares what came of the variants and flags they were made with. Pure. */
export function compareVariants(costOf: (usage: Usage, model: string) => number | undefined): {
  add(events: readonly Event[]): void;
  list(): Comparison[];
} {
  const counted: Counted[] = [];
  return {
    add(events) {
      const [first] = events;
      const forked = first?.type === 'session' && first.forkedFrom !== undefined;
      counted.push({ arms: armsOf(events), forked, contributions: contributionsOf(events, costOf) });
    },
    list() {
      const sessions = withoutCopies(counted);
      const names = [...new Set(sessions.flatMap(({ arms }) => [...arms.keys()]))].sort();
      const differing = names.filter((name) => new Set(sessions.map((one) => armOf(one, name))).size > 1);
      if (differing.length > 0) {
        return differing.map((name) => compare(name, sessions, (one) => armOf(one, name)));
      }
      return sessions.length === 0 ? [] : [compare('all', sessions, () => 'all')];
    },
  };
}

interface Session {
  readonly arms: ReadonlyMap<string, string>;
  readonly outcome: Outcome;
}

/** What a fork has copied counts with its original; a session in which no model answered says nothing. */
function withoutCopies(counted: readonly Counted[]): Session[] {
  const known = new Set<string>();
  const originalsFirst = [...counted].sort((a, b) => Number(a.forked) - Number(b.forked));
  return originalsFirst.flatMap(({ arms, contributions }) => {
    const own = contributions.filter(({ event }) => !known.has(event));
    for (const { event } of own) known.add(event);
    const outcome = sumOf(own.map(({ adds }) => adds));
    return outcome.steps > 0 ? [{ arms, outcome }] : [];
  });
}

function armsOf(events: readonly Event[]): ReadonlyMap<string, string> {
  const { flags = {}, variants = {} } = chosenIn(events) ?? {};
  return new Map([
    ...Object.entries(flags).map(([name, on]) => [name, on ? 'on' : 'off'] as const),
    ...Object.entries(variants).map(([section, variant]) => [`section.${section}`, variant] as const),
  ]);
}

function armOf({ arms }: Session, name: string): string {
  return arms.get(name) ?? usual(name);
}

function usual(name: string): string {
  return name.startsWith('section.') ? 'default' : 'off';
}

function compare(name: string, sessions: readonly Session[], armName: (one: Session) => string): Comparison {
  const groups = new Map<string, Session[]>();
  for (const one of sessions) groups.set(armName(one), [...(groups.get(armName(one)) ?? []), one]);
  // The usual way is what the others are compared with; where nobody worked so, the most common one is.
  const order = [...groups].sort(
    ([a, ofA], [b, ofB]) =>
      Number(b === usual(name)) - Number(a === usual(name)) || ofB.length - ofA.length || (a < b ? -1 : 1),
  );
  const base = order[0]?.[1] ?? [];
  return {
    name,
    arms: order.map(([arm, own]) => ({
      name: arm,
      sessions: own.length,
      total: sumOf(own.map(({ outcome }) => outcome)),
      estimates: measures.map((measure) => estimate(measure, own, own === base ? undefined : base)),
    })),
  };
}

function estimate(measure: Measure, own: readonly Session[], base: readonly Session[] | undefined): Estimate {
  const { id, unit } = measure;
  if (measure.kind === 'mean') {
    const values = (of: readonly Session[]): number[] => of.flatMap(({ outcome }) => measure.value(outcome) ?? []);
    const all = values(own);
    return {
      measure: id,
      unit,
      n: all.length,
      value: all.length > 0 ? mean(all) : undefined,
      interval: meanInterval(all),
      difference: base && meanDifference(all, values(base)),
    };
  }
  const counts = (of: readonly Session[]): Count[] =>
    of.map(({ outcome }) => measure.value(outcome)).filter((count) => count.of > 0);
  const all = counts(own);
  const interval = shareInterval(all);
  const enough = base && all.length >= fewestValues && counts(base).length >= fewestValues;
  return {
    measure: id,
    unit,
    n: all.length,
    value: interval?.value,
    interval,
    difference: enough ? shareDifference(all, counts(base)) : undefined,
  };
}
