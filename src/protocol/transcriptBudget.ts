import type { Event, EventOf } from './events.ts';

/** A question about the budget that waits for the person, also when its turn was interrupted and the window reloaded. */
export type BudgetPending = Pick<EventOf<'budgetAsked'>, 'turn' | 'excess'>;

/** The question that waits after an event. Closing a session is no answer; stopping the turn, and a new message, are. */
export function budgetAfter(pending: BudgetPending | undefined, event: Event): BudgetPending | undefined {
  switch (event.type) {
    case 'budgetAsked':
      return { turn: event.turn, excess: event.excess };
    case 'budgetAnswered':
      return undefined;
    case 'ended':
      return event.reason === 'interrupted' ? pending : undefined;
    case 'user':
      return event.steering ? pending : undefined;
    case 'assistant':
    case 'restored':
      return undefined;
    default:
      return pending;
  }
}

export function pendingBudget(events: readonly Event[]): BudgetPending | undefined {
  return events.reduce(budgetAfter, undefined as BudgetPending | undefined);
}
