import type { NewEvent } from '../protocol/events.ts';

/** How often the same call may have the same result before the turn ends. */
export const repetitionLimit = 3;

/**
 * Watches a turn for a model that goes in circles. The returned function takes each event and answers with the tool
 * that has now been called with the same input and the same result `repetitionLimit` times since something last changed
 * (an edit, a message of the person); `undefined` while all is well.
 */
export function watchRepetition(): (event: NewEvent) => string | undefined {
  const calls = new Map<string, { tool: string; key: string }>();
  const counts = new Map<string, number>();
  return (event) => {
    if (event.type === 'user' || event.type === 'applied') counts.clear();
    if (event.type === 'call') {
      calls.set(event.callId, { tool: event.tool, key: JSON.stringify([event.tool, event.input]) });
    }
    if (event.type !== 'result') return undefined;
    const call = calls.get(event.callId);
    if (!call) return undefined;
    const key = `${call.key}\n${event.status}\n${event.text}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count >= repetitionLimit ? call.tool : undefined;
  };
}
