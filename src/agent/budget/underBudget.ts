import type { Usage } from '../../protocol/content.ts';
import type { Excess, Measure, UsedOfLimit } from '../../protocol/costEvents.ts';
import type { EventOf, NewEvent } from '../../protocol/events.ts';
import type { ModelRequest } from '../ports.ts';
import type { Turn } from '../turn.ts';
import type { Budget } from './budget.ts';
import { dearestAnswer } from './estimate.ts';
import { unknownPrices } from './unknownPrice.ts';

type Ended = Pick<EventOf<'ended'>, 'reason' | 'text' | 'action'>;

/** A request may be sent as it is here, and `release` is called when what it used is known; or the turn ends. */
type Allowed = { readonly request: ModelRequest; readonly release: () => void } | { readonly ended: Ended };

/**
 * Asked before each request of a turn. Where the estimate does not fit into the budget, a person is asked to raise it,
 * and nothing is sent before they have; with nobody there, the turn ends. An answer can be longer than the estimate says,
 * so the request carries a limit.
 */
export async function* underBudget(turn: Turn, request: ModelRequest): AsyncGenerator<NewEvent, Allowed> {
  const { budget } = turn;
  for (;;) {
    const model = turn.model();
    const { next, by } = dearestAnswer(request, turn.events, model, Date.now());
    yield* unknownPrices(turn, next);
    const excess = budget.excess(next, by);
    if (excess.length === 0) {
      return { request: limitedTo(budget, request, next, by), release: budget.reserve(next, by) };
    }
    yield { type: 'budgetAsked', turn: turn.id, excess: [...excess] };
    await turn.deps.transcript.sync();
    const answer = await turn.askBudget();
    if (!answer) return { ended: { reason: 'stopped', text: 'Stopped.', action: 'continue' } };
    yield { type: 'budgetAnswered', turn: turn.id, ...answer };
    if (answer.decision === 'stopped') return { ended: { reason: 'budget', text: usedUp(excess), action: 'continue' } };
  }
}

/** The request with a limit to its answer, where the budget does not leave room for any. */
export function limitedTo(
  budget: Pick<Budget, 'outputRoom'>,
  request: ModelRequest,
  next: Usage,
  by: string,
): ModelRequest {
  const maxOutput = budget.outputRoom(next, by);
  return maxOutput === undefined ? request : { ...request, maxOutput };
}

/** What is used up, in a sentence. */
export function usedUp(excess: readonly Excess[]): string {
  return `The next request would exceed the budget of this session (used so far: ${excess.map(usedInWords).join('; ')}), so nothing more was sent. Raise the budget to go on.`;
}

/** What is used of a limit, as a model reads it, and never more certain than it is. */
export function usedInWords({ measure, used, unpriced = 0, limit }: UsedOfLimit): string {
  const least = unpriced > 0 ? 'at least ' : '';
  const amount = unpriced > 0 && used === 0 ? 'an unknown amount' : `${least}${inWords(measure, used)}`;
  return `${amount} of ${inWords(measure, limit)}`;
}

/** An amount of a measure, as a model reads it. */
export function inWords(measure: Measure, value: number): string {
  switch (measure) {
    case 'cost':
      return `$${value.toFixed(value > 0 && value < 0.1 ? 4 : 2)}`;
    case 'minutes':
      return value > 0 && value < 1 ? `${tenths(value * 60)} seconds` : `${tenths(value)} minutes`;
    case 'steps':
      return `${value} requests`;
    case 'repeats':
      return `${value} repeated calls`;
    default:
      return `${Math.round(value).toLocaleString('en')} ${measure}`;
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
