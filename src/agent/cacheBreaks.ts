import type { CacheVector } from '../protocol/cacheEvents.ts';
import type { Event } from '../protocol/events.ts';

/** What one vector has cost so far. `dollars` is `undefined` once a price was unknown. */
export interface CacheBreakSum {
  readonly vector: CacheVector;
  readonly count: number;
  readonly tokens: number;
  readonly dollars: number | undefined;
}

/** The breaks of a conversation's prompt cache by vector, the dearest in tokens first. Cut-off messages count: they were paid. */
export function cacheBreaks(events: readonly Event[]): CacheBreakSum[] {
  const sums = new Map<CacheVector, CacheBreakSum>();
  for (const event of events) {
    if (event.type !== 'cacheBreak') continue;
    const { vector, tokens, dollars } = event;
    const sum = sums.get(vector) ?? { vector, count: 0, tokens: 0, dollars: 0 };
    sums.set(vector, {
      vector,
      count: sum.count + 1,
      tokens: sum.tokens + tokens,
      dollars: sum.dollars === undefined || dollars === null ? undefined : sum.dollars + dollars,
    });
  }
  return [...sums.values()].sort((one, other) => other.tokens - one.tokens);
}
