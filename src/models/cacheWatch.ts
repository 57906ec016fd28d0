import type { Answered, CacheWatch, Looked } from '../agent/cachePorts.ts';
import { isRecorded } from '../agent/cacheState.ts';
import { shortRecord, wholeRecord } from '../agent/requestRecords.ts';
import type { Event } from '../protocol/events.ts';
import { type Kept, keep, lostTokens, withoutLoss } from './cacheWatch/promise.ts';
import { marksOf, type Sent } from './cacheWatch/record.ts';
import { vectors } from './cacheWatch/vectors.ts';

/**
 * Watches the prompt cache of one conversation for its user. Each answered request is kept in hashes, in the event of
 * its answer; where the provider reads less from its cache than the request before had promised, the first of `vectors`
 * that happened is named, with what changed, the tokens that were read anew and what that cost more. A transcript brings
 * it all back. Nobody is alarmed for what is explained: a first request, a prefix that is too short to be kept, a
 * provider that tells of no cache.
 */
export function openCacheWatch(events: readonly Event[]): CacheWatch {
  let before: Kept | undefined;
  for (const event of events) {
    if (!isRecorded(event)) continue;
    before = keep(before, { ...wholeRecord(event.sent, before?.sent), request: undefined }, event.usage);
  }

  return {
    look(answered) {
      const { time, mode, plan, request, answer } = answered;
      const facts = answer.sent;
      if (!facts) return undefined;
      const last = before?.sent;
      const now: Sent = { time, mode, plan, facts, ...marksOf(request, last), request };
      const lost = before ? lossOf(before, now, answered) : undefined;
      const sent = shortRecord(now, last);
      before = keep(before, now, answer.usage);
      return { sent, lost };
    },
  };
}

function lossOf(before: Kept, now: Sent, { answer, cost }: Answered): Looked['lost'] {
  const { usage, model } = answer;
  const tokens = lostTokens(before, now, usage);
  if (tokens === 0) return undefined;
  for (const { id, find } of vectors) {
    const changed = find(before.sent, now);
    if (changed === undefined) continue;
    const [paid, due] = [cost(usage, model), cost(withoutLoss(usage, tokens), model)];
    const dollars = paid === undefined || due === undefined ? null : Math.max(0, paid - due);
    return { vector: id, changed, tokens, dollars };
  }
  return undefined;
}
