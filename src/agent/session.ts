import type { FileChange } from '../protocol/changes.ts';
import type { ImageBlock } from '../protocol/content.ts';
import type { Attachment, Delta, Event } from '../protocol/events.ts';
import type { Mode } from '../protocol/risk.ts';
import type {
  Approver,
  Edits,
  Files,
  Gate,
  Git,
  Log,
  Model,
  Processes,
  Search,
  SessionLog,
  SystemPrompt,
  WriteLock,
} from './ports.ts';
import type { Tool } from './tool.ts';

/** Everything a session needs from the outside. A root fills it in; a sub-agent gets the same with a shorter list. */
export interface SessionDeps {
  readonly root: string;
  readonly model: Model;
  readonly mode: Mode;
  readonly tools: readonly Tool[];
  readonly gate: Gate;
  readonly approver: Approver;
  readonly files: Files;
  readonly edits: Edits;
  readonly search: Search;
  readonly processes: Processes;
  readonly git: Git;
  readonly lock: WriteLock;
  readonly log: Log;
  readonly transcript: SessionLog;
  /** Assembled once per turn. */
  prompt(): Promise<SystemPrompt>;
  /** Removes what must not reach the model or the screen from a tool's text. */
  sanitise(text: string): string;
  /** Absolute, normalised path for one that a model wrote; `display` is the way back, relative where it is inside. */
  resolve(path: string): string;
  display(path: string): string;
  newId(): string;
  readonly maxSteps: number;
  /** Called after the event is stored. */
  onEvent(event: Event): void;
  onDelta(delta: Delta): void;
  /** Busy, queue, mode or model changed. */
  onState(): void;
}

export interface Session {
  readonly id: string;
  readonly events: readonly Event[];
  readonly busy: boolean;
  readonly mode: Mode;
  readonly model: Model;
  /** Messages typed while a turn runs; each joins it at the next step. */
  readonly queue: readonly { readonly id: string; readonly text: string }[];
  /** US dollars so far, `undefined` once a request had no known price. */
  readonly cost: number | undefined;
  /** Tokens of the last request, 0 before the first. */
  readonly contextTokens: number;
  /** Starts a turn and resolves when it has ended; in a running turn, queues and resolves at once. */
  prompt(
    text: string,
    extras?: { readonly attachments?: readonly Attachment[]; readonly images?: readonly ImageBlock[] },
  ): Promise<void>;
  /** Takes a queued message back and returns its text. */
  unqueue(id: string): string | undefined;
  /** Ends the running turn: the model's stream, commands, and pending questions. Resolves when it has ended. */
  stop(): Promise<void>;
  /** Goes on with a turn that failed or was interrupted, without a new message. */
  retry(): Promise<void>;
  setMode(mode: Mode): Promise<void>;
  setModel(model: Model): Promise<void>;
  /** Takes back what the edits of a turn changed. */
  undoTurn(turn: string): Promise<void>;
  /** Applies a proposal that was left undecided when its turn ended. `changes` as the person left them. */
  applyLater(callId: string, changes?: readonly FileChange[]): Promise<void>;
  /** Stops what runs and closes the transcript. */
  dispose(): Promise<void>;
}
