import type { NewEvent } from '../protocol/events.ts';

// How turns end that neither the model nor the person ended.

export const interruptedText =
  'This turn was interrupted before it had finished, because its window or session was closed. What was done until then is above. Continue to let the agent go on.';

/** Closing a session stops its turn, but nobody pressed Stop. */
export function asInterrupted(event: NewEvent): NewEvent {
  if (event.type !== 'ended' || event.reason !== 'stopped') return event;
  return { ...event, reason: 'interrupted', text: interruptedText };
}

export function bugText(error: unknown): string {
  const detail = error instanceof Error ? error.message : String(error);
  return `Something went wrong inside Belay (${detail}). The conversation is saved; the log has the details.`;
}
