import type { NewEvent } from '../protocol/events.ts';

/** The same call with the same result is a repetition from this time on: to read a file twice is honest work. */
export const repetitionLimit = 3;

/** After these the same call may well be made again: files are others, or the model no longer has what it saw of them. */
export const callsAnew: ReadonlySet<NewEvent['type']> = new Set([
  'applied',
  'undone',
  'restored',
  'redone',
  'compacted',
]);

/**
 * Watches a turn for a model that goes in circles. The returned function takes each event and answers with the tool
 * that has now been called with the same input and the same result `repetitionLimit` times since something last changed
 * (`callsAnew`, a message of the person); `undefined` while all is well.
 */
export function watchRepetition(): (event: NewEvent) => string | undefined {
  const calls = new Map<string, { tool: string; key: string }>();
  const counts = new Map<string, number>();
  return (event) => {
    if (event.type === 'user' || callsAnew.has(event.type)) counts.clear();
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
