import type { Usage } from '../../protocol/content.ts';
import type { Amounts, Excess, Measure, UsedOfLimit } from '../../protocol/costEvents.ts';
import type { Event } from '../../protocol/events.ts';
import { type Price, tokensOf } from '../cost/requests.ts';
import { budgetLines, countUsed, type Used } from './used.ts';

/**
 * Limits of a session with all of its agents, unless the person sets others: US dollars, tokens in and out, requests,
 * minutes of work, agents. Calls repeated to no avail have no setting: a person raises their number when asked.
 */
export const defaultLimits: Readonly<Record<Measure, number>> = {
  cost: 5,
  tokens: 20_000_000,
  steps: 250,
  minutes: 60,
  agents: 20,
  repeats: 10,
};

/** No model writes a longer answer, so that no limit need be set: in tokens. */
const longestAnswer = 256_000;

/** An answer of fewer tokens is of no use, so that the budget may be exceeded by as many. */
const shortestAnswer = 1_000;

/** What a person said when the budget was used up. */
export interface BudgetAnswer {
  readonly decision: 'raised' | 'stopped';
  readonly by: 'person' | 'nobody';
  readonly raise: Amounts;
}

/** One budget for all that asks a model in a session; it knows what was used from the session's events alone. */
export interface Budget {
  readonly used: Used;
  take(event: Event): void;
  /** How much of each limit is used by now. */
  standing(): readonly UsedOfLimit[];
  /** What a request would exceed, with all that is under way; empty: it may be sent. */
  excess(next: Usage, model: string): readonly Excess[];
  /** Tokens that the answer to a request may have; `undefined` where the budget leaves room for any. */
  outputRoom(next: Usage, model: string): number | undefined;
  /** Holds what a request may use until it is told what it used. Call the result then. */
  reserve(next: Usage, model: string): () => void;
}

/** `limits` is asked each time, so that a changed setting counts at once; an absent measure has no limit. */
export function createBudget(limits: () => Amounts, price: Price): Budget {
  const counting = countUsed(price);
  const underWay = new Set<Readonly<Partial<Record<Measure, number>>>>();

  function amountsOf(next: Usage, model: string) {
    const { cacheWrite1h = 0 } = next;
    const tokens = tokensOf({ ...next, cacheWrite1h, requests: 1, cost: 0, unpriced: 0 });
    // A price that is not known limits nothing; tokens, requests and minutes do.
    return { cost: price(next, model) ?? 0, tokens, steps: 1 };
  }

  function standing(): UsedOfLimit[] {
    return budgetLines(counting.used, limits()).flatMap(({ limit, ...line }) =>
      limit === undefined ? [] : [{ ...line, limit }],
    );
  }

  /** The same, with all that is under way. */
  function standingWithHeld(): UsedOfLimit[] {
    const heldOf = (measure: Measure): number => [...underWay].reduce((sum, one) => sum + (one[measure] ?? 0), 0);
    return standing().map((line) => ({ ...line, used: line.used + heldOf(line.measure) }));
  }

  return {
    get used() {
      return counting.used;
    },
    take: counting.take,
    standing,
    excess(next, model) {
      const asked: Amounts = amountsOf(next, model);
      return standingWithHeld().flatMap((line): Excess[] => {
        const { measure, used, limit } = line;
        const more = asked[measure] ?? 0;
        // Of what a request does not itself add to, all may be used up, but agents.
        const over = measure === 'minutes' || measure === 'repeats' ? used >= limit : used + more > limit;
        return over ? [{ ...line, next: more }] : [];
      });
    },
    outputRoom(next, model) {
      const unanswered = amountsOf({ ...next, output: 0 }, model);
      const answered = amountsOf({ ...next, output: longestAnswer }, model);
      const lines = standingWithHeld();
      const rooms = (['cost', 'tokens'] as const).map((measure) => {
        const line = lines.find((one) => one.measure === measure);
        const ofAnswer = answered[measure] - unanswered[measure];
        if (!line || ofAnswer === 0) return longestAnswer;
        return (longestAnswer * (line.limit - line.used - unanswered[measure])) / ofAnswer;
      });
      const room = Math.floor(Math.min(...rooms));
      return room < longestAnswer ? Math.max(shortestAnswer, room) : undefined;
    },
    reserve(next, model) {
      const held = amountsOf(next, model);
      underWay.add(held);
      return () => void underWay.delete(held);
    },
  };
}

/** What a person is offered to add to each limit that is in the way: enough for the request, and a good piece more. */
export function suggestedRaise(excess: readonly Excess[], limits: Amounts): Amounts {
  return Object.fromEntries(
    excess.map(({ measure, used, next, limit }) => {
      const piece = limits[measure] ?? defaultLimits[measure];
      const lacking = Math.max(0, used + next - limit);
      return [measure, Math.max(piece, Math.ceil(lacking) + piece)];
    }),
  );
}
