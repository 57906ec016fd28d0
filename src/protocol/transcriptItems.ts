import type { ChangeSummary } from './changes.ts';
import type { CompactionSummary } from './compactionEvents.ts';
import type { ImageBlock, Usage } from './content.ts';
import type { ApprovalRequest, Attachment, EventOf, Question, ResultView, Todo } from './events.ts';
import type { Thumb } from './promptChoice.ts';
import type { Mode, ToolKind, Verdict } from './risk.ts';
import type { BudgetPending } from './transcriptBudget.ts';

/** What the transcript draws, one row each, in the order of the conversation. */
export type Item =
  | UserItem
  | TextItem
  | ThinkingItem
  | CallItem
  | NoticeItem
  | EndedItem
  | UndoneItem
  | CacheBreakItem
  | CompactedItem;

export interface UserItem {
  readonly type: 'user';
  /** Of its event: the place to go back to. */
  readonly id: string;
  readonly turn: string;
  readonly text: string;
  readonly steering: boolean;
  readonly attachments: readonly Attachment[];
  readonly images: readonly ImageBlock[];
  readonly time: number;
}

/** The model's words, as Markdown. `streaming` while more may come, `partial` where it was cut and no more will come. */
export interface TextItem {
  readonly type: 'text';
  readonly text: string;
  readonly streaming: boolean;
  readonly partial: boolean;
}

/** `startedAt` and `durationMs` are known only where the thinking was seen live. */
export interface ThinkingItem {
  readonly type: 'thinking';
  readonly text: string;
  readonly streaming: boolean;
  readonly startedAt?: number;
  readonly durationMs?: number;
}

/**
 * `writing`: the model still writes the input; `waiting`: for its turn, the gate or the person; `running`; then how it
 * came out. `stopped` by the person, `interrupted` because the turn ended without a result.
 */
export type CallState =
  | 'writing'
  | 'waiting'
  | 'running'
  | 'done'
  | 'failed'
  | 'denied'
  | 'rejected'
  | 'stopped'
  | 'interrupted';

export interface CallResult {
  readonly text: string;
  readonly view: ResultView;
  readonly images: readonly ImageBlock[];
}

/** One tool call from the model's first letters to its result. `kind` and `title` are unknown while it is written. */
export interface CallItem {
  readonly type: 'call';
  readonly callId: string;
  readonly turn: string;
  readonly tool: string;
  readonly kind?: ToolKind;
  readonly title: string;
  readonly input: unknown;
  /** Raw input as it streams, capped; only while `writing`. */
  readonly writing?: string;
  readonly state: CallState;
  /** It waits for an answer that the person gives outside of the chat. */
  readonly held?: boolean;
  readonly verdict?: Verdict;
  readonly request?: ApprovalRequest;
  readonly answered?: Pick<
    EventOf<'answered'>,
    'decision' | 'scope' | 'rule' | 'by' | 'reason' | 'edited' | 'rejected' | 'kept'
  >;
  readonly question?: Question;
  readonly proposal?: readonly ChangeSummary[];
  /** What in the model's text had to be repaired before it fitted the file, in words. */
  readonly repairs?: readonly string[];
  /** Parts of the call that did not fit their files and are not in the proposal, in words. */
  readonly refused?: readonly string[];
  /** What it has begun to write; whether it came to its end is told by `applied`. */
  readonly applying?: readonly ChangeSummary[];
  readonly applied?: readonly ChangeSummary[];
  readonly undone: boolean;
  /** The last part of what the running call has printed. */
  readonly output: string;
  readonly result?: CallResult;
  readonly durationMs?: number;
  /** Time of the call event, for showing how long it has been running. */
  readonly startedAt?: number;
}

export interface NoticeItem {
  readonly type: 'notice';
  readonly level: EventOf<'notice'>['level'];
  readonly code: string;
  readonly text: string;
}

/** The provider read less from its cache than it could have; `dollars` is `null` where the price is unknown. */
export type CacheBreakItem = Pick<EventOf<'cacheBreak'>, 'type' | 'vector' | 'changed' | 'tokens' | 'dollars'>;

/** `undoable` while edits of the turn stand that its Undo would take back; `files` are those that it changed. */
export interface EndedItem {
  readonly type: 'ended';
  readonly id: string;
  readonly turn: string;
  readonly reason: EventOf<'ended'>['reason'];
  readonly text: string;
  readonly action: EventOf<'ended'>['action'];
  readonly choices?: EventOf<'ended'>['choices'];
  readonly undoable: boolean;
  readonly files: readonly string[];
  /** What the person thinks of the turn. */
  readonly thumb?: Thumb;
}

/**
 * Edits were taken back (`undone` a turn's, `restored` all since a message) or brought back (`redone`). `id` is of the
 * event; `redoable` until that was done.
 */
export interface UndoneItem {
  readonly type: 'undone';
  readonly id: string;
  readonly what: 'undone' | 'restored' | 'redone';
  /** Of a restore: the conversation went back too. */
  readonly conversation: boolean;
  readonly restored: readonly string[];
  readonly merged: readonly string[];
  readonly kept: EventOf<'undone'>['kept'];
  readonly redoable: boolean;
  /** What it changed in the transcript, for the way back. */
  readonly calls: readonly string[];
  readonly edited: Transcript['edited'];
}

/** From here on the model reads less of what stands above. `dropped` counts results; sizes are tokens of a request. */
export interface CompactedItem {
  readonly type: 'compacted';
  readonly id: string;
  readonly trigger: EventOf<'compacted'>['trigger'];
  readonly summary?: CompactionSummary;
  /** The model that wrote the summary; absent where it is an outline made without one. */
  readonly by?: string;
  readonly dropped: number;
  readonly before: number;
  readonly after: number;
}

/** A call that waits for the person: for a decision, or for an answer. */
export interface Pending {
  readonly type: 'approval' | 'question';
  readonly callId: string;
}

/** A conversation as drawn, computed from its events. Items that did not change keep their identity. */
export interface Transcript {
  readonly sessionId?: string;
  readonly root?: string;
  readonly title?: string;
  readonly model?: string;
  readonly mode?: Mode;
  readonly plan?: boolean;
  readonly items: readonly Item[];
  /** How many items at the end are made of deltas only, until the next `assistant` event replaces them. */
  readonly provisional: number;
  readonly pending: readonly Pending[];
  /** The question about the budget that waits for the person. */
  readonly budget?: BudgetPending;
  readonly todos: readonly Todo[];
  readonly usage: Usage;
  /** The turn that runs. */
  readonly running?: string;
  /** Why nothing comes at the moment, e.g. a retry that is due. */
  readonly waiting?: string;
  /** Files that each turn changed and that still stand; the last is what "Undo Last Turn" takes back. */
  readonly edited: readonly { readonly turn: string; readonly files: readonly string[] }[];
}
