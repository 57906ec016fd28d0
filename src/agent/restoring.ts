import type { Event, EventOf, NewEvent } from '../protocol/events.ts';
import { standing } from '../protocol/rewind.ts';
import type { Restored } from './editPorts.ts';
import { ToolError } from './tool.ts';
import type { SessionDeps } from './turn.ts';
import { undoable, undoableSince } from './turns.ts';

/** How a person goes back: a turn's edits, everything since a message, and the way forward again. */
export interface Restoring {
  /** Takes back what the edits of a turn changed. */
  undoTurn(turn: string): Promise<EventOf<'undone'>>;
  /** What `undoTurn` would do to files, without doing it. */
  previewUndo(turn: string): ReturnType<SessionDeps['edits']['previewRestore']>;
  /** What `restore` would do to files: newest state against that before the message. Changes nothing. */
  previewRestore(to: string): ReturnType<SessionDeps['edits']['previewRestore']>;
  /** Goes back to just before a message of the person: its files, the conversation, or both. */
  restore(to: string, what: { readonly files: boolean; readonly conversation: boolean }): Promise<EventOf<'restored'>>;
  /** Takes a restore or an undo back. `of` is the id of its event. */
  redo(of: string): Promise<EventOf<'redone'>>;
}

export interface RestoringParts {
  readonly deps: SessionDeps;
  readonly events: readonly Event[];
  readonly busy: () => boolean;
  /** Stores an event and gives it back with its id and time. */
  append(event: NewEvent): Promise<Event>;
}

/** How long going back waits for another window's edit to finish. */
const lockPatienceMs = 10_000;

/** Runs `work` as the project's one writer, or throws `ToolError` when the lock is held for too long. */
export async function alone<T>(deps: SessionDeps, work: () => Promise<T>): Promise<T> {
  const release = await deps.lock.acquire(AbortSignal.timeout(lockPatienceMs));
  try {
    return await work();
  } finally {
    await release();
  }
}

export function createRestoring({ deps, events, busy, append }: RestoringParts): Restoring {
  const requireIdle = (): void => {
    if (busy()) throw new ToolError('Stop the running turn first; then its edits can be taken back.');
  };
  const back = (checkpoints: readonly string[]): Promise<Restored> =>
    alone(deps, () => deps.edits.restore(checkpoints));
  const message = (id: string): void => {
    if (!standing(events).some((event) => event.id === id && event.type === 'user')) {
      throw new ToolError('This message is not part of the conversation any more.');
    }
  };

  return {
    async undoTurn(turn) {
      requireIdle();
      const checkpoints = undoable(events, turn);
      if (checkpoints.length === 0) throw new ToolError('This turn has no edits left to take back.');
      return (await append({ type: 'undone', turn, ...eventPart(await back(checkpoints)) })) as EventOf<'undone'>;
    },
    previewUndo: (turn) => deps.edits.previewRestore(undoable(events, turn)),
    async previewRestore(to) {
      message(to);
      return await deps.edits.previewRestore(undoableSince(events, to));
    },
    async restore(to, what) {
      requireIdle();
      message(to);
      if (!what.files && !what.conversation)
        throw new ToolError('Choose what to restore: files, conversation, or both.');
      const checkpoints = what.files ? undoableSince(events, to) : [];
      const outcome = checkpoints.length > 0 ? await back(checkpoints) : nothing;
      return (await append({ type: 'restored', to, ...what, ...eventPart(outcome) })) as EventOf<'restored'>;
    },
    async redo(of) {
      requireIdle();
      const event = events.find(({ id }) => id === of);
      if (event?.type !== 'restored' && event?.type !== 'undone')
        throw new ToolError('There is nothing to bring back.');
      if (events.some((one) => one.type === 'redone' && one.of === of))
        throw new ToolError('This was brought back already.');
      const outcome = event.checkpoint === undefined ? nothing : await back([event.checkpoint]);
      return (await append({ type: 'redone', of, ...eventPart(outcome) })) as EventOf<'redone'>;
    },
  };
}

const nothing: Restored = { restored: [], merged: [], kept: [] };

function eventPart({ restored, merged, kept, checkpoint }: Restored) {
  return {
    restored: [...restored],
    merged: [...merged],
    kept: [...kept],
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
}
