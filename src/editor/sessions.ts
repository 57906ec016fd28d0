import { type Event as Announced, EventEmitter, type Memento } from 'vscode';
import type { Log, SessionStore } from '../agent/ports.ts';
import type { Session } from '../agent/session.ts';
import type { FileChange } from '../protocol/changes.ts';
import type { Delta, Event } from '../protocol/events.ts';

/** Where a session tells what happens in it. */
export interface SessionSinks {
  onEvent(event: Event): void;
  onDelta(delta: Delta): void;
  onDraft(callId: string, change: FileChange | undefined): void;
  onState(): void;
}

/** How sessions come to be; a root fills it in and loads what is heavy on first use. */
export interface SessionSource {
  readonly store: SessionStore;
  create(sinks: SessionSinks): Promise<Session>;
  /** Throws `ToolError` for an unknown session. */
  open(sessionId: string, sinks: SessionSinks): Promise<Session>;
  /** A new session that begins with the events of another up to `at`. */
  fork(events: readonly Event[], at: string, sinks: SessionSinks): Promise<Session>;
}

/** The one session that this window shows, and the others of the project. */
export interface Sessions {
  readonly current: Session | undefined;
  /** Brings back the window's last session, once; resolves when it is there or there is none. */
  restored(): Promise<void>;
  /** The current session, or a new one. */
  ensure(): Promise<Session>;
  /** Closes the current session; the next message begins a new one. */
  startNew(): Promise<void>;
  open(sessionId: string): Promise<void>;
  /** Goes on in a copy of the current conversation up to an event; the original stays as it is. */
  fork(at: string): Promise<void>;
  delete(sessionId: string): Promise<void>;
  store(): Promise<SessionStore>;
  /** Another session, or none, is current. */
  readonly onDidSwitch: Announced<void>;
  readonly onDidEvent: Announced<Event>;
  readonly onDidDelta: Announced<Delta>;
  /** An edit that is still being written; no change: it came to nothing. */
  readonly onDidDraft: Announced<{ readonly callId: string; readonly change: FileChange | undefined }>;
  readonly onDidState: Announced<void>;
  dispose(): Promise<void>;
}

const slot = 'belay.session';

/** `load` gives the source of sessions, or throws where there is no folder. `memory` is the window's own. */
export function createSessions(load: () => Promise<SessionSource>, memory: Memento, log: Log): Sessions {
  const switched = new EventEmitter<void>();
  const happened = new EventEmitter<Event>();
  const streamed = new EventEmitter<Delta>();
  const drafted = new EventEmitter<{ callId: string; change: FileChange | undefined }>();
  const changed = new EventEmitter<void>();
  let current: Session | undefined;
  let restoring: Promise<void> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** Switching happens one at a time: a prompt and a click in the same moment never open two sessions. */
  function queued<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  async function become(open: ((sinks: SessionSinks) => Promise<Session>) | undefined): Promise<Session | undefined> {
    const before = current;
    let own: Session | undefined;
    const ifCurrent = (tell: () => void): void => {
      if (own !== undefined && own === current) tell();
    };
    own = await open?.({
      onEvent: (event) => ifCurrent(() => happened.fire(event)),
      onDelta: (delta) => ifCurrent(() => streamed.fire(delta)),
      onDraft: (callId, change) => ifCurrent(() => drafted.fire({ callId, change })),
      onState: () => ifCurrent(() => changed.fire()),
    });
    current = own;
    await memory.update(slot, own?.id);
    switched.fire();
    await before?.dispose();
    return own;
  }

  async function openKnown(sessionId: string): Promise<void> {
    if (current?.id === sessionId) return;
    const source = await load();
    await become((sinks) => source.open(sessionId, sinks));
  }

  async function restoreLast(): Promise<void> {
    const sessionId = memory.get<unknown>(slot);
    if (typeof sessionId !== 'string' || current) return;
    try {
      await openKnown(sessionId);
    } catch (error) {
      log.warn(`the last session of this window could not be opened: ${String(error)}`);
      await memory.update(slot, undefined);
    }
  }

  return {
    get current() {
      return current;
    },
    restored() {
      restoring ??= queued(restoreLast);
      return restoring;
    },
    async ensure() {
      await this.restored();
      return await queued(async () => {
        const session = current ?? (await become((await load()).create));
        if (!session) throw new Error('no session could be made');
        return session;
      });
    },
    async startNew() {
      await queued(() => become(undefined));
    },
    async open(sessionId) {
      await queued(() => openKnown(sessionId));
    },
    async fork(at) {
      await queued(async () => {
        const { events = [] } = current ?? {};
        const source = await load();
        await become((sinks) => source.fork(events, at, sinks));
      });
    },
    async delete(sessionId) {
      await queued(async () => {
        if (current?.id === sessionId) await become(undefined);
        await (await load()).store.delete(sessionId);
      });
    },
    store: async () => (await load()).store,
    onDidSwitch: switched.event,
    onDidEvent: happened.event,
    onDidDelta: streamed.event,
    onDidDraft: drafted.event,
    onDidState: changed.event,
    async dispose() {
      const open = current;
      current = undefined;
      for (const emitter of [switched, happened, streamed, drafted, changed]) emitter.dispose();
      await open?.dispose();
    },
  };
}
