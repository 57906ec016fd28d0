import type { RequestRecord } from '../protocol/cacheEvents.ts';
import type { Event } from '../protocol/events.ts';
import { isRecorded } from './cacheState.ts';

/** A record of a request with nothing left out. */
export interface WholeRecord extends Omit<RequestRecord, 'from' | 'tools' | 'sections'> {
  readonly tools: readonly (readonly [name: string, hash: string])[];
  /** `static` is everything before the boundary; the others are by their own ids. */
  readonly sections: readonly (readonly [id: string, hash: string])[];
}

/** The record for the transcript: without what is as it was in the request before. */
export function shortRecord(now: WholeRecord, before: WholeRecord | undefined): RequestRecord {
  const { time, mode, plan, facts, tools, sections, messages } = now;
  const from = sharedMessages(before, now);
  return {
    time,
    mode,
    plan,
    facts,
    ...(before && isEqual(before.tools, tools) ? {} : { tools: tools.map(([name, mark]) => [name, mark]) }),
    ...(before && isEqual(before.sections, sections) ? {} : { sections: sections.map(([id, mark]) => [id, mark]) }),
    from,
    messages: messages.slice(from),
  };
}

/** The way back: a record with what it left out. */
export function wholeRecord({ from, ...record }: RequestRecord, before: WholeRecord | undefined): WholeRecord {
  return {
    ...record,
    tools: record.tools ?? before?.tools ?? [],
    sections: record.sections ?? before?.sections ?? [],
    messages: [...(before?.messages.slice(0, from) ?? []), ...record.messages],
  };
}

/** How many messages at the beginning are the same in both. */
export function sharedMessages(before: WholeRecord | undefined, now: WholeRecord): number {
  const earlier = before?.messages ?? [];
  const differs = earlier.findIndex(([mark], at) => now.messages[at]?.[0] !== mark);
  return differs === -1 ? earlier.length : differs;
}

/**
 * `kept` are some of `events`, in their order. Each record there that refers to an answer which is not among them is
 * written anew, so that it says the same without it.
 */
export function withOwnRecords(kept: readonly Event[], events: readonly Event[]): Event[] {
  const wholes = new Map<string, WholeRecord>();
  let last: WholeRecord | undefined;
  for (const event of events) {
    if (!isRecorded(event)) continue;
    last = wholeRecord(event.sent, last);
    wholes.set(event.id, last);
  }
  let before: WholeRecord | undefined;
  return kept.map((event) => {
    const whole = isRecorded(event) ? wholes.get(event.id) : undefined;
    if (!whole) return event;
    const sent = shortRecord(whole, before);
    before = whole;
    return { ...event, sent } as Event;
  });
}

function isEqual(one: WholeRecord['tools'], other: WholeRecord['tools']): boolean {
  return one.length === other.length && one.every(([id, mark], at) => other[at]?.[0] === id && other[at]?.[1] === mark);
}
