import type { ImageBlock } from '../protocol/content.ts';
import type { Attachment, Event, EventOf, Seen } from '../protocol/events.ts';
import { standing } from '../protocol/rewind.ts';
import { withOwnRecords } from './requestRecords.ts';

// What a list of events tells about its turns.

export type UserEvent = Omit<EventOf<'user'>, 'id' | 'time'>;

/** A message as it is sent, with what goes with it. `seen` are files that are attached whole. */
export interface Said {
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  readonly images?: readonly ImageBlock[];
  readonly seen?: readonly Seen[];
}

export function userEvent(turn: string, said: Said, steering: boolean): UserEvent {
  const { text, attachments = [], images = [], seen = [] } = said;
  return {
    type: 'user',
    turn,
    text,
    steering,
    attachments: [...attachments],
    images: [...images],
    ...(seen.length > 0 ? { seen: seen.map(({ path, hash }) => ({ path, hash })) } : {}),
  };
}

/** The turn of the last message, running or not. */
export function lastTurn(events: readonly Event[]): string | undefined {
  const last = events.findLast((event) => event.type === 'user');
  return last?.type === 'user' ? last.turn : undefined;
}

/** The turn that has begun and not ended. */
export function openTurn(events: readonly Event[]): string | undefined {
  const last = events.findLast(
    ({ type }) => type === 'ended' || type === 'user' || type === 'assistant' || type === 'restored',
  );
  return last && last.type !== 'ended' && last.type !== 'restored' ? lastTurn(events) : undefined;
}

/** An edit, or what a command changed, that has not been taken back. `at` is its place in the list of events. */
interface StandingEdit {
  readonly at: number;
  readonly turn: string;
  readonly checkpoint: string;
  /** Where its files are since. */
  readonly paths: readonly string[];
}

/**
 * All edits that stand, oldest first: those of cut-off messages too, as long as their files were not restored. What a
 * restore left alone in all of its files stands as before; otherwise the next restore would take it for the person's.
 */
function standingEdits(events: readonly Event[]): StandingEdit[] {
  let edits: StandingEdit[] = [];
  const taken = new Map<string, readonly StandingEdit[]>();
  const cut = cutWrites(events);
  for (const [at, event] of events.entries()) {
    if (event.type === 'applied' || (event.type === 'applying' && cut.has(event))) {
      const paths = event.summary.map(({ path, to }) => to ?? path);
      edits.push({ at, turn: event.turn, checkpoint: event.checkpoint, paths });
    }
    const back = takenBack(event, edits, events);
    if (back.length > 0) {
      taken.set(event.id, back);
      edits = edits.filter((edit) => !back.includes(edit));
    }
    if (event.type === 'redone') {
      edits = [...edits, ...(taken.get(event.of) ?? [])].sort((one, other) => one.at - other.at);
      taken.delete(event.of);
    }
  }
  return edits;
}

/** Edits that were begun and never came to their end: interrupted, or failed in the middle. */
function cutWrites(events: readonly Event[]): ReadonlySet<Event> {
  const applied = new Set(events.flatMap((event) => (event.type === 'applied' ? [event.checkpoint] : [])));
  return new Set(events.filter((event) => event.type === 'applying' && !applied.has(event.checkpoint)));
}

function takenBack(event: Event, edits: readonly StandingEdit[], events: readonly Event[]): StandingEdit[] {
  if (event.type !== 'undone' && (event.type !== 'restored' || !event.files)) return [];
  const from = event.type === 'restored' ? events.findIndex(({ id }) => id === event.to) : -1;
  const meant = edits.filter(({ at, turn }) => (event.type === 'undone' ? turn === event.turn : at > from));
  const left = new Set(event.kept.map(({ path }) => path));
  return meant.filter(({ paths }) => paths.length === 0 || paths.some((path) => !left.has(path)));
}

/** Checkpoints of a turn that have not been taken back, newest first. */
export function undoable(events: readonly Event[], turn: string): string[] {
  return newestFirst(standingEdits(events).filter((edit) => edit.turn === turn));
}

/** Checkpoints of everything since an event that has not been taken back, newest first. */
export function undoableSince(events: readonly Event[], id: string): string[] {
  const from = events.findIndex((event) => event.id === id);
  return from === -1 ? [] : newestFirst(standingEdits(events).filter(({ at }) => at > from));
}

/** The last turn with edits that stand, and that the person has not tried to undo since they were made. */
export function lastUndoable(events: readonly Event[]): string | undefined {
  const redone = new Set(events.flatMap((event) => (event.type === 'redone' ? [event.of] : [])));
  const tried = ({ at, turn }: StandingEdit): boolean =>
    events.some(
      (event, place) => place > at && event.type === 'undone' && event.turn === turn && !redone.has(event.id),
    );
  return standingEdits(events).findLast((edit) => !tried(edit))?.turn;
}

function newestFirst(edits: readonly StandingEdit[]): string[] {
  return edits.map(({ checkpoint }) => checkpoint).reverse();
}

/**
 * The first events of a session forked off another: what stands before a message of the person (to say it differently),
 * or up to the end of a turn (to go on another way). Throws for an event that is not there.
 */
export function forkEvents(events: readonly Event[], at: string, sessionId: string, root: string): Event[] {
  const whole = standing(events);
  const place = whole.findIndex(({ id }) => id === at);
  const [first] = whole;
  if (place === -1 || first?.type !== 'session')
    throw new Error('the message to fork from is not in this conversation');
  const end = whole[place]?.type === 'user' ? place : place + 1;
  const rest = whole.slice(1, end);
  // A restore may have cut prompt and tools off; what is still there of the conversation was said under them.
  const cutOff = rest.some(({ type }) => type === 'assistant')
    ? events.filter((event) => (event.type === 'prompt' || event.type === 'tools') && !rest.includes(event))
    : [];
  const start: Event = { ...first, sessionId, root, forkedFrom: { sessionId: first.sessionId, event: at } };
  // An answer that was cut off takes along what later ones leave out of their records because it was in its own.
  return [start, ...cutOff, ...withOwnRecords(rest, events)];
}
