import type { RequestRecord } from '../protocol/cacheEvents.ts';
import type { Event, EventOf } from '../protocol/events.ts';

/** An answer whose request is known. */
export type RecordedAnswer = EventOf<'assistant'> & { readonly sent: RequestRecord };

export function isRecorded(event: Event): event is RecordedAnswer {
  return event.type === 'assistant' && event.sent !== undefined && !event.partial;
}

/**
 * Whether the next request, at `now` (milliseconds since 1970), finds nothing of this conversation in the provider's
 * cache, as far as anybody can know: then what changes the prompt costs nothing. So before the first answer, after the
 * model was changed, and after a pause that outlasts what was written.
 */
export function cacheIsLost(events: readonly Event[], now: number): boolean {
  const last = events.findLastIndex(isRecorded);
  const answer = events[last];
  if (!answer || !isRecorded(answer)) return true;
  if (events.slice(last + 1).some((event) => event.type === 'setting' && event.model !== undefined)) return true;
  const { time, facts } = answer.sent;
  return facts.lifetimeMs !== undefined && now - time > facts.lifetimeMs;
}
