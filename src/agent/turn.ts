import type { Event, EventOf, NewEvent } from '../protocol/events.ts';
import type { Mode } from '../protocol/risk.ts';
import type { Message, Model, SystemPrompt } from './ports.ts';
import type { SessionDeps } from './session.ts';

/** Hands an event to the reader of the loop and resolves once it was stored. */
export type Emit = (event: NewEvent) => Promise<void>;

/** One turn as the loop sees it: the session's ports, and what the session alone knows. */
export interface Turn {
  readonly id: string;
  readonly deps: SessionDeps;
  readonly signal: AbortSignal;
  /** Assembled once, so that the prefix stays the same for the whole session. */
  readonly system: SystemPrompt;
  /** The conversation so far; grows as the reader stores what the loop yields. */
  readonly events: readonly Event[];
  mode(): Mode;
  model(): Model;
  history(): readonly Message[];
  /** Hash of the content that the model last saw of a file. */
  seen(path: string): string | undefined;
  hasQueue(): boolean;
  /** Messages typed since the last step; empties the queue. */
  takeQueue(): Omit<EventOf<'user'>, 'id' | 'time'>[];
  /** Texts that the person approved for the whole session; never restored from a transcript. */
  readonly approvedExactly: Set<string>;
}
