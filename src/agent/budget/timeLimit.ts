import type { Turn } from '../turn.ts';

/** What ends a call before it has finished: a stop, or that no minutes are left in the session's budget. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  readonly usedUp: boolean;
  /** Lets work run as long as there are minutes left; throws where there are none. What waits for a person is no work. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** Clocks round, and what was ended here must count as used up, or the next request would be sent. */
const slackMs = 50;
const longestTimerMs = 2 ** 31 - 1;

/** The request after a call that was ended asks the person for more minutes, or ends the turn. */
export function timeLimit({ budget, signal }: Pick<Turn, 'budget' | 'signal'>): TimeLimit {
  const ending = new AbortController();
  const end = (): void => ending.abort(new DOMException('the minutes of the budget are used up', 'AbortError'));
  return {
    signal: AbortSignal.any([signal, ending.signal]),
    get usedUp() {
      return ending.signal.aborted;
    },
    async during(work) {
      const minutes = budget.standing().find(({ measure }) => measure === 'minutes');
      if (!minutes) return await work();
      const leftMs = (minutes.limit - minutes.used) * 60_000;
      if (leftMs <= 0) end();
      ending.signal.throwIfAborted();
      const timer = setTimeout(end, Math.min(leftMs + slackMs, longestTimerMs));
      try {
        return await work();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
