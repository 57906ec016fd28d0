import type { Event, EventOf } from './events.ts';

/**
 * The events that still count: what a restore of the conversation cut off is left out, unless the person took that
 * restore back before saying anything new. The file keeps every event; the screen and the model read these.
 */
export function standing(events: readonly Event[]): readonly Event[] {
  if (!events.some(cuts)) return events;
  let kept: Event[] = [];
  const cut = new Map<string, Event[]>();
  for (const event of events) {
    if (cuts(event)) {
      const at = kept.findIndex(({ id }) => id === event.to);
      if (at !== -1) {
        cut.set(event.id, kept.slice(at));
        kept = kept.slice(0, at);
      }
    }
    const back = event.type === 'redone' && canBringBack(kept, event.of) ? cut.get(event.of) : undefined;
    if (back) kept = [...kept.filter(({ id }) => id !== (event as EventOf<'redone'>).of), ...back];
    kept.push(event);
  }
  return kept;
}

/** True while nothing was said since a restore, so that its redo can bring the conversation back. */
export function canBringBack(events: readonly Event[], restore: string): boolean {
  const at = events.findLastIndex(({ id }) => id === restore);
  return at !== -1 && !events.slice(at + 1).some(({ type }) => type === 'user' || type === 'assistant');
}

function cuts(event: Event): event is EventOf<'restored'> {
  return event.type === 'restored' && event.conversation;
}
