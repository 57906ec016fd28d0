import type { CacheLifetime } from '../protocol/cacheEvents.ts';
import type { Event } from '../protocol/events.ts';
import { cacheIsLost, isRecorded } from './cacheState.ts';

/** What the setting `belay.cacheLifetime` may be. */
export const lifetimeSettings = ['auto', '5m', '1h'] as const satisfies readonly (CacheLifetime | 'auto')[];
export type LifetimeSetting = (typeof lifetimeSettings)[number];

const minute = 60_000;
const hour = 60 * minute;

/**
 * Prices in uncached tokens (platform.claude.com/docs/en/build-with-claude/prompt-caching, read 2026-11-28): reading costs
 * the same whichever the lifetime, writing an entry of an hour more.
 */
const read = 0.1;
const write: Readonly<Record<CacheLifetime, number>> = { '5m': 1.25, '1h': 2 };
const lifetimes: Readonly<Record<CacheLifetime, number>> = { '5m': 5 * minute, '1h': hour };

/**
 * How long the provider is to keep what the next request writes. It changes only where nothing is kept any more, since
 * what was written under the other lifetime would be written anew; so a setting takes hold then too.
 */
export function cacheLifetime(events: readonly Event[], setting: LifetimeSetting, now: number): CacheLifetime {
  if (!cacheIsLost(events, now)) {
    const last = events.findLast(isRecorded);
    return last?.sent.facts.lifetimeMs === hour ? '1h' : '5m';
  }
  return setting === 'auto' ? longPays(events, now) : setting;
}

/**
 * The lifetime that would have cost the session less so far, the pause that has just ended included: the rhythm is taken
 * to go on. Of a request with `p` tokens, `n` of them new, after a pause that its lifetime outlasts, `p - n` are read and
 * `n` are written; after a longer pause all `p` are written. So one pause of six minutes to an hour pays for the long one
 * (it saves 1.15 for each token of the prompt, and 0.75 more was paid to write it), a session without any never does,
 * and pauses of more than an hour cost 0.75 more for each token.
 */
function longPays(events: readonly Event[], now: number): CacheLifetime {
  const requests = events.filter(isRecorded).map(({ sent: { time }, usage }) => ({
    time,
    tokens: usage.input + usage.cacheRead + usage.cacheWrite,
  }));
  const last = requests.at(-1);
  if (!last) return '5m';
  const all = [...requests, { time: now, tokens: last.tokens }];
  const cost = (lifetime: CacheLifetime): number =>
    all.reduce((sum, { time, tokens }, at) => {
      const before = all[at - 1];
      const kept = before !== undefined && time - before.time <= lifetimes[lifetime];
      const old = kept ? Math.min(before.tokens, tokens) : 0;
      return sum + old * read + (tokens - old) * write[lifetime];
    }, 0);
  return cost('1h') < cost('5m') ? '1h' : '5m';
}
