import type { Amounts, Measure } from '../../protocol/costEvents.ts';
import type { BudgetLine } from '../../protocol/costReport.ts';
import type { Event } from '../../protocol/events.ts';
import { mainAgent, type Price, requestOf, tokensOf } from '../cost/requests.ts';
import { callsAnew, repetitionLimit } from '../repetition.ts';

/** What a session, with all of its agents, has used so far, and by how much the person raised its limits. */
export interface Used {
  readonly amounts: Readonly<Record<Measure, number>>;
  /** Requests of unknown price: the money used is at least what is in `amounts`. */
  readonly unpriced: number;
  readonly raised: Amounts;
}

export const measures: readonly Measure[] = ['cost', 'tokens', 'steps', 'minutes', 'agents', 'repeats'];

/**
 * Counts what events say was used, one after the other, so that a session that is opened again goes on where it was. What
 * a person went back from, and what a fork copied, was used all the same. `steps` are requests, failed attempts included;
 * `minutes` the time that requests and calls took, what ran at once counted once, without what waited for the person;
 * `repeats` calls that had the same input and the same result twice before, since something last changed (`callsAnew`; a
 * word of the person changes nothing).
 */
export function countUsed(price: Price): { take(event: Event): void; readonly used: Used } {
  const amounts: Record<Measure, number> = { cost: 0, tokens: 0, steps: 0, minutes: 0, agents: 0, repeats: 0 };
  const raised: Partial<Record<Measure, number>> = {};
  const agents = new Set<string>([mainAgent]);
  const calls = new Map<string, { readonly key: string; readonly asks: boolean }>();
  const seen = new Map<string, number>();
  const clock = wallTime();
  let unpriced = 0;
  return {
    get used() {
      return { amounts: { ...amounts, agents: agents.size }, unpriced, raised: { ...raised } };
    },
    take(event) {
      const request = requestOf(event, price);
      if (request) {
        amounts.cost += request.amount.cost;
        amounts.tokens += tokensOf(request.amount);
        amounts.steps += 1;
        amounts.minutes += clock.take(event.time, request.ms) / 60_000;
        unpriced += request.amount.unpriced;
        agents.add(request.agent);
      }
      if (event.type === 'call') {
        const { callId, tool, kind, input } = event;
        calls.set(callId, { key: JSON.stringify([tool, input]), asks: kind === 'ask' });
      }
      if (callsAnew.has(event.type)) seen.clear();
      if (event.type === 'result') {
        const call = calls.get(event.callId);
        calls.delete(event.callId);
        if (!call?.asks) amounts.minutes += clock.take(event.time, event.durationMs) / 60_000;
        const key = call && `${call.key}\n${event.status}\n${event.text}`;
        const times = key === undefined ? 0 : (seen.get(key) ?? 0) + 1;
        if (key !== undefined) seen.set(key, times);
        if (times >= repetitionLimit) amounts.repeats += 1;
      }
      if (event.type === 'budgetAnswered') {
        for (const measure of measures) {
          const by = event.raise[measure];
          if (by !== undefined) raised[measure] = (raised[measure] ?? 0) + by;
        }
      }
    },
  };
}

/** Tells how many milliseconds each piece of work adds to what was worked before; what ran at once counts once. */
function wallTime(): { take(end: number, ms: number): number } {
  // Pieces that do not touch, in the order of time.
  const pieces: { readonly from: number; readonly to: number }[] = [];
  return {
    take(end, ms) {
      let [from, to, known] = [end - ms, end, 0];
      for (let last = pieces.at(-1); last && last.to > from && last.from < to; last = pieces.at(-1)) {
        pieces.pop();
        known += last.to - last.from;
        [from, to] = [Math.min(from, last.from), Math.max(to, last.to)];
      }
      pieces.push({ from, to });
      return to - from - known;
    },
  };
}

export function usedBy(events: readonly Event[], price: Price): Used {
  const counting = countUsed(price);
  for (const event of events) counting.take(event);
  return counting.used;
}

/** The limits that the session was last given, without what the person added; older sessions do not tell. */
export function limitsIn(events: readonly Event[]): Amounts | undefined {
  const last = events.findLast((event) => event.type === 'setting' && event.limits !== undefined);
  return last?.type === 'setting' ? last.limits : undefined;
}

export function sameLimits(one: Amounts | undefined, other: Amounts): boolean {
  return one !== undefined && measures.every((measure) => one[measure] === other[measure]);
}

/** What is used of each limit, with what the person added to it. */
export function budgetLines({ amounts, unpriced, raised }: Used, limits: Amounts): BudgetLine[] {
  return measures.map((measure) => {
    const limit = limits[measure];
    const whole = limit === undefined ? undefined : limit + (raised[measure] ?? 0);
    return {
      measure,
      used: amounts[measure],
      ...(measure === 'cost' && unpriced > 0 ? { unpriced } : {}),
      limit: whole,
    };
  });
}
