import type { Event, EventOf } from '../../protocol/events.ts';

/** What the model no longer reads of a conversation. */
export interface Forgetting {
  /** The last compaction; `undefined` where there was none. */
  readonly last: EventOf<'compacted'> | undefined;
  /** Where `last` stands in the list; -1 where there was none. */
  readonly at: number;
  /** The compaction with the summary that stands in place of what is before `from`. */
  readonly summarised: EventOf<'compacted'> | undefined;
  /** Place of the first event that is read as it was. */
  readonly from: number;
  /** Ids of `result` events that the model reads as a stub. */
  readonly dropped: ReadonlySet<string>;
}

/** A fold over the events that still count (`standing`). A summary whose first kept event is not there does not count. */
export function forgettingOf(events: readonly Event[]): Forgetting {
  const dropped = new Set<string>();
  let last: Forgetting['last'];
  let summarised: Forgetting['summarised'];
  let at = -1;
  let from = 0;
  for (const [index, event] of events.entries()) {
    if (event.type !== 'compacted') continue;
    last = event;
    at = index;
    for (const id of event.dropped) dropped.add(id);
    if (event.summary === undefined || event.keepFrom === undefined) continue;
    const place = events.findIndex(({ id }) => id === event.keepFrom);
    if (place === -1) continue;
    summarised = event;
    from = place;
  }
  return { last, at, summarised, from, dropped };
}

/**
 * The events from which the model's knowledge of files follows. What a result told is forgotten with it; an edit tells
 * only a part of its file, so it counts where the model knew that file before it, or made it.
 */
export function rememberedEvents(events: readonly Event[]): readonly Event[] {
  const { last, from, dropped } = forgettingOf(events);
  if (!last) return events;
  const edits = new Set<string>();
  const made = new Set<string>();
  const known = new Set<string>();
  return events.flatMap((event, index): Event[] => {
    if (event.type === 'call' && event.kind === 'edit') edits.add(event.callId);
    if (event.type === 'applied') {
      for (const { kind, path, to } of event.summary) {
        if (kind === 'create' && index >= from) made.add(path);
        if (kind === 'move' && to !== undefined && known.has(path)) known.add(to);
      }
    }
    if (event.type === 'user') {
      const seen = index < from ? [] : (event.seen ?? []);
      for (const { path } of seen) known.add(path);
      return [{ ...event, seen }];
    }
    if (event.type !== 'result') return [event];
    if (index < from || dropped.has(event.id)) return [{ ...event, seen: [] }];
    const seen = edits.has(event.callId)
      ? event.seen.filter(({ path }) => known.has(path) || made.has(path))
      : event.seen;
    for (const { path } of seen) known.add(path);
    return [{ ...event, seen }];
  });
}
