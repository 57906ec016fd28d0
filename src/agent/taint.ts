import type { Event } from '../protocol/events.ts';
import { standing } from '../protocol/rewind.ts';
import { foreignOrigin } from './cleanAttachment.ts';

/**
 * Where untrusted content in a conversation came from (a web page, an issue, a server's answer, a file outside the
 * workspace), the last of it; nothing where there is none.
 *
 * It lasts as long as that content stands in what the model reads, not only for the turn that brought it in: an
 * instruction hidden in a page works as well two messages later. So it ends with a new conversation, and when the
 * person goes back to before it. That is strict, and cheap: what it costs is a question before network and protected
 * writes.
 */
export function taintOf(events: readonly Event[]): string | undefined {
  if (!events.some(isUntrusted)) return undefined;
  const last = standing(events).findLast(isUntrusted);
  return last && originOf(last);
}

function isUntrusted(event: Event): boolean {
  return originOf(event) !== undefined;
}

function originOf(event: Event): string | undefined {
  if (event.type === 'result') return event.untrusted;
  if (event.type !== 'user') return undefined;
  return event.attachments.map(foreignOrigin).findLast((origin) => origin !== undefined);
}
