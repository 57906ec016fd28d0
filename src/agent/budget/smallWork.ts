import type { SpentBy } from '../../protocol/costEvents.ts';
import type { NewEvent } from '../../protocol/events.ts';
import { type Model, ModelError, type SmallAsk, type SmallModel, type Spent } from '../ports.ts';
import type { Budget } from './budget.ts';
import { estimateQuestion } from './estimate.ts';
import { timeLimit } from './timeLimit.ts';

/** Cheap work of a session: what it used becomes an event, and where the budget is used up it is refused. */
export type SmallWork = (
  by: SpentBy,
  text: string,
  signal?: AbortSignal,
  options?: Pick<SmallAsk, 'whole'>,
) => Promise<string>;

interface Parts {
  readonly budget: Budget;
  /** The small model of now, absent where there is none. */
  small(): SmallModel | undefined;
  readonly price: Model['cost'];
  append(event: NewEvent): Promise<unknown>;
  turn(): string | undefined;
}

const usedUp = 'The budget of this session is used up, so the small model is not asked.';
const noMinutes = 'The minutes of this session’s budget are used up, so the small model was not waited for.';
const unknownUsage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/**
 * Rejects with a `ModelError`, also where there is no small model or no budget left, and when the minutes are used up
 * while it answers; nobody is asked to raise it.
 */
export function createSmallWork({ budget, small, price, append, turn }: Parts): SmallWork {
  return async (by, text, signal, options = {}) => {
    const model = small();
    if (!model) throw new ModelError('settings', 'There is no small model.');
    const next = estimateQuestion(text);
    if (budget.excess(next, model.model).length > 0) {
      throw new ModelError('settings', usedUp);
    }
    const time = timeLimit({ budget, signal: signal ?? new AbortController().signal });
    const release = budget.reserve(next, model.model);
    const written: Promise<unknown>[] = [];
    const of = turn();
    let began = performance.now();
    const spent = ({ model: name, usage }: Spent): void => {
      const ms = Math.round(performance.now() - began);
      began = performance.now();
      const used = usage ? { usage, cost: price(usage, name) ?? null } : {};
      written.push(append({ type: 'spent', ...(of === undefined ? {} : { turn: of }), by, model: name, ms, ...used }));
    };
    try {
      return await time.during(() => model.ask(text, time.signal, { ...options, spent }));
    } catch (error) {
      if (!time.usedUp || signal?.aborted) throw error;
      // It counts, whether or not its adapter told of it.
      if (written.length === 0) spent({ model: model.model, usage: unknownUsage });
      throw new ModelError('settings', noMinutes, { cause: error });
    } finally {
      await Promise.all(written);
      release();
    }
  };
}
