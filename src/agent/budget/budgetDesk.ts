import type { BudgetAnswer } from './budget.ts';

/** Where a loop waits until the person has raised the budget or said no. */
export interface BudgetDesk {
  /** `undefined` when the turn was stopped first. Nobody there is a no. */
  ask(signal: AbortSignal): Promise<BudgetAnswer | undefined>;
  /** False when nothing waits. */
  answer(answer: BudgetAnswer): boolean;
}

export function createBudgetDesk(absent: boolean): BudgetDesk {
  const waiting = new Set<(answer: BudgetAnswer | undefined) => void>();
  return {
    ask(signal) {
      if (absent) return Promise.resolve({ decision: 'stopped', by: 'nobody', raise: {} });
      if (signal.aborted) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const settle = (answer: BudgetAnswer | undefined): void => {
          waiting.delete(settle);
          signal.removeEventListener('abort', stop);
          resolve(answer);
        };
        const stop = (): void => settle(undefined);
        waiting.add(settle);
        signal.addEventListener('abort', stop);
      });
    },
    answer(answer) {
      const all = [...waiting];
      for (const settle of all) settle(answer);
      return all.length > 0;
    },
  };
}
