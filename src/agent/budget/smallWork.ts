import type { SpentBy } from '../../protocol/costEvents.ts';
import type { NewEvent } from '../../protocol/events.ts';
import { type Model, ModelError, type SmallAsk, type SmallModel } from '../ports.ts';
import type { Budget } from './budget.ts';
import { estimateQuestion } from './estimate.ts';

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

/** Rejects with a `ModelError`, also where there is no small model or no budget left; nobody is asked to raise it. */
export function createSmallWork({ budget, small, price, append, turn }: Parts): SmallWork {
  return async (by, text, signal, options = {}) => {
    const model = small();
    if (!model) throw new ModelError('settings', 'There is no small model.');
    const next = estimateQuestion(text);
    if (budget.excess(next, model.model).length > 0) {
      throw new ModelError('settings', 'The budget of this session is used up, so the small model is not asked.');
    }
    const release = budget.reserve(next, model.model);
    const written: Promise<unknown>[] = [];
    const of = turn();
    let began = performance.now();
    try {
      return await model.ask(text, signal, {
        ...options,
        spent({ model: name, usage }) {
          const ms = Math.round(performance.now() - began);
          began = performance.now();
          const used = usage ? { usage, cost: price(usage, name) ?? null } : {};
          written.push(
            append({ type: 'spent', ...(of === undefined ? {} : { turn: of }), by, model: name, ms, ...used }),
          );
        },
      });
    } finally {
      await Promise.all(written);
      release();
    }
  };
}
