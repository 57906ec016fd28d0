import type { ImageBlock } from '../protocol/content.ts';
import type { Attachment, Event, EventOf } from '../protocol/events.ts';

// What a list of events tells about its turns.

export type UserEvent = Omit<EventOf<'user'>, 'id' | 'time'>;

export function userEvent(
  turn: string,
  text: string,
  attachments: Attachment[],
  images: ImageBlock[],
  steering: boolean,
): UserEvent {
  return { type: 'user', turn, text, steering, attachments, images };
}

/** The turn of the last message, running or not. */
export function lastTurn(events: readonly Event[]): string | undefined {
  const last = events.findLast((event) => event.type === 'user');
  return last?.type === 'user' ? last.turn : undefined;
}

/** The turn that has begun and not ended. */
export function openTurn(events: readonly Event[]): string | undefined {
  const last = events.findLast(
    (event) => event.type === 'ended' || event.type === 'user' || event.type === 'assistant',
  );
  return last && last.type !== 'ended' ? lastTurn(events) : undefined;
}

/** Checkpoints of a turn that have not been taken back, newest first. */
export function undoable(events: readonly Event[], turn: string): string[] {
  const since = events.findLastIndex((event) => event.type === 'undone' && event.turn === turn);
  return events
    .slice(since + 1)
    .flatMap((event) => (event.type === 'applied' && event.turn === turn ? [event.checkpoint] : []))
    .reverse();
}
