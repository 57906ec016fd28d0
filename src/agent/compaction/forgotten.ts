import type { Event } from '../../protocol/events.ts';
import { forgettingOf } from './forgetting.ts';

/** One part of a conversation that the model no longer reads as it was. `id` is that of its event. */
export interface ForgottenPart {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly kind: 'message' | 'answer' | 'result';
  readonly title: string;
  readonly text: string;
  /** Where the text comes from, when nobody in this project wrote it. */
  readonly untrusted?: string;
}

/** What compaction left out, in the order in which it happened. `events` are those that still count. */
export function forgottenParts(events: readonly Event[]): ForgottenPart[] {
  const { last, from, dropped } = forgettingOf(events);
  if (!last) return [];
  const titles = new Map<string, string>();
  return events.flatMap((event, index): ForgottenPart[] => {
    const { id, time } = event;
    if (event.type === 'call') titles.set(event.callId, event.title);
    if (event.type === 'result') {
      if (index >= from && !dropped.has(id)) return [];
      const { text, untrusted, callId } = event;
      const title = titles.get(callId) ?? callId;
      return [{ id, time, kind: 'result', title, text, ...(untrusted === undefined ? {} : { untrusted }) }];
    }
    if (index >= from) return [];
    if (event.type === 'user') {
      const parts = [event.text, ...event.attachments.map(({ path, text }) => `[${path}]\n${text ?? ''}`)];
      return [{ id, time, kind: 'message', title: 'The person', text: parts.join('\n\n') }];
    }
    if (event.type !== 'assistant') return [];
    const text = event.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
    return text.trim() === '' ? [] : [{ id, time, kind: 'answer', title: 'Your answer', text }];
  });
}
