import type { Budget } from './budget.ts';

/** What ends a call or a request before it has finished: a stop, or that no minutes are left in the session's budget. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  readonly usedUp: boolean;
  /** Milliseconds that the budget has left, as far as events tell. */
  readonly leftMs: number;
  /** Lets work run as long as there are minutes left; throws where there are none. What waits for a person is no work. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** The same for work that is no single promise: from here on the time counts, until the result is called. */
  begin(): () => void;
}

/** Clocks round, and what was ended here must count as used up, or the next request would be sent. */
const slackMs = 50;
const longestTimerMs = 2 ** 31 - 1;

interface Limited {
  readonly budget: Pick<Budget, 'standing'>;
  readonly signal: AbortSignal;
}

/** The request after what was ended asks the person for more minutes, or ends the turn. */
export function timeLimit({ budget, signal }: Limited): TimeLimit {
  const ending = new AbortController();
  const end = (): void => ending.abort(new DOMException('the minutes of the budget are used up', 'AbortError'));
  const left = (): number => {
    const minutes = budget.standing().find(({ measure }) => measure === 'minutes');
    return minutes ? (minutes.limit - minutes.used) * 60_000 : Number.POSITIVE_INFINITY;
  };
  const begin = (): (() => void) => {
    const leftMs = left();
    if (leftMs === Number.POSITIVE_INFINITY) return () => {};
    if (leftMs <= 0) end();
    ending.signal.throwIfAborted();
    const timer = setTimeout(end, Math.min(leftMs + slackMs, longestTimerMs));
    return () => clearTimeout(timer);
  };
  return {
    signal: AbortSignal.any([signal, ending.signal]),
    get usedUp() {
      return ending.signal.aborted;
    },
    get leftMs() {
      return left();
    },
    begin,
    async during(work) {
      const done = begin();
      try {
        return await work();
      } finally {
        done();
      }
    },
  };
}
