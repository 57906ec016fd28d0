import * as z from 'zod';
import { ChangeSummary, FileChange } from './changes.ts';
import { AssistantBlock, ImageBlock, Usage } from './content.ts';
import { PromptChoice, Thumb } from './promptChoice.ts';
import { CommandPart, Mode, Risk, ToolKind, Verdict } from './risk.ts';

/** Every event has an id unique within its session and the time in milliseconds since 1970. */
const stamp = { id: z.string(), time: z.number() };

/** First line of every session file. `version` is that of the format. */
const SessionEvent = z.object({
  ...stamp,
  type: z.literal('session'),
  version: z.literal(1),
  sessionId: z.string(),
  root: z.string(),
  /** Where the first events come from, when this session was forked off another: they are copies. */
  forkedFrom: z.object({ sessionId: z.string(), event: z.string() }).optional(),
});

/** A file, selection or other text that the person attached to a message. Lines are 1-based and inclusive. */
export const Attachment = z.object({
  path: z.string(),
  firstLine: z.number().optional(),
  lastLine: z.number().optional(),
  text: z.string().optional(),
});

/** A message of the person. The first of a turn names the turn by its id; `steering` ones join the running turn. */
const UserEvent = z.object({
  ...stamp,
  type: z.literal('user'),
  turn: z.string(),
  text: z.string(),
  steering: z.boolean(),
  attachments: z.array(Attachment),
  images: z.array(ImageBlock),
});

/** One finished (or, with `partial`, stopped or cut) answer of the model. `step` counts from 1 within the turn. */
const AssistantEvent = z.object({
  ...stamp,
  type: z.literal('assistant'),
  turn: z.string(),
  step: z.number(),
  model: z.string(),
  content: z.array(AssistantBlock),
  stopReason: z.string(),
  usage: Usage,
  partial: z.boolean(),
});

/** A tool call after its input was read. `input` is the checked input, or what the model wrote where it did not fit. */
const CallEvent = z.object({
  ...stamp,
  type: z.literal('call'),
  turn: z.string(),
  callId: z.string(),
  tool: z.string(),
  kind: ToolKind,
  title: z.string(),
  input: z.unknown(),
});

const VerdictEvent = z.object({ ...stamp, type: z.literal('verdict'), callId: z.string(), verdict: Verdict });

/** The edit that a call would make, kept whole so that it can be reviewed, and applied later, after a reload. */
const ProposalEvent = z.object({
  ...stamp,
  type: z.literal('proposal'),
  callId: z.string(),
  changes: z.array(FileChange),
  summary: z.array(ChangeSummary),
  /** What had to be repaired in the model's text before it fitted the file, in words; absent where nothing had. */
  repairs: z.array(z.string()).optional(),
  /** Parts of the call that are not in it because they did not fit their files, in words; absent where all fitted. */
  refused: z.array(z.string()).optional(),
});

/**
 * A rule that "Always allow" would save: in words (`npm test …`), and calls that it would let through besides this one.
 */
export const RuleProposal = z.object({ id: z.string(), text: z.string(), alsoCovers: z.array(z.string()) });

/** What a person sees before deciding. `exact` is the text that "Approve for this session" covers, to the letter. */
export const ApprovalRequest = z.object({
  callId: z.string(),
  tool: z.string(),
  kind: ToolKind,
  title: z.string(),
  risk: Risk,
  reason: z.string(),
  exact: z.string(),
  touches: z.array(z.string()),
  undo: z.string(),
  sessionApproval: z.boolean(),
  /** For a command: whether it will run in the sandbox, why there is none, and what its parts are judged to be. */
  sandbox: z.boolean().optional(),
  unsandboxed: z.string().optional(),
  parts: z.array(CommandPart).optional(),
  checks: z.array(z.object({ number: z.number(), why: z.string() })).optional(),
  /** The call is a second try, outside the sandbox, of one that was refused something in it. */
  outside: z.boolean().optional(),
  /** Rules that the person may save with the answer; the host keeps what each of them is. */
  rules: z.array(RuleProposal).optional(),
  /** What a command would write into files, where its text tells. */
  writes: z.array(ChangeSummary).optional(),
});

const AskedEvent = z.object({ ...stamp, type: z.literal('asked'), request: ApprovalRequest });

/**
 * A part of a proposal that the person did not want: what it would have changed, as a small diff, and why. `lines` are
 * the first lines of its hunks in the file as it was (1-based).
 */
export const RejectedPart = z.object({
  path: z.string(),
  diff: z.string(),
  reason: z.string().optional(),
  lines: z.array(z.number()).optional(),
});

/** A decision on an asked call. `rejected` are the parts of an approved proposal that the person took out. `by` says whether a person, a flag, or the absence of anybody decided. */
const AnsweredEvent = z.object({
  ...stamp,
  type: z.literal('answered'),
  callId: z.string(),
  decision: z.enum(['approved', 'rejected']),
  scope: z.enum(['once', 'session', 'always']),
  /** The rule that was saved with it, in words. */
  rule: z.string().optional(),
  by: z.enum(['person', 'stop', 'nobody', 'error']),
  reason: z.string().optional(),
  edited: z.boolean().optional(),
  rejected: z.array(RejectedPart).optional(),
  /** How many of the proposed changes are kept, as proposed or changed by the person; absent where all are. */
  kept: z.object({ changes: z.number(), of: z.number() }).optional(),
});

/** A question of the model to the person, and what was answered (`undefined` while open). */
export const Question = z.object({
  question: z.string(),
  options: z.array(z.object({ label: z.string(), description: z.string().optional() })),
  multiple: z.boolean(),
});
const QuestionEvent = z.object({ ...stamp, type: z.literal('question'), callId: z.string(), question: Question });

export const Todo = z.object({ text: z.string(), status: z.enum(['pending', 'active', 'done']) });

/** The person's half of a result. `text` of the result is the model's half. */
export const ResultView = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({
    type: z.literal('command'),
    exitCode: z.number().nullable(),
    spill: z.string().optional(),
    /** It ran in the sandbox, and this is what it tried there and was refused, in words. */
    sandboxed: z.boolean().optional(),
    refused: z.array(z.string()).optional(),
  }),
  z.object({ type: z.literal('changes'), summary: z.array(ChangeSummary), unsaved: z.array(z.string()) }),
  z.object({ type: z.literal('todos'), todos: z.array(Todo) }),
  z.object({ type: z.literal('answer'), answer: z.string() }),
]);

/** A file's content as the agent knows it: after a read, or after an edit of its own. */
export const Seen = z.object({ path: z.string(), hash: z.string() });

const ResultEvent = z.object({
  ...stamp,
  type: z.literal('result'),
  turn: z.string(),
  callId: z.string(),
  status: z.enum(['ok', 'error', 'denied', 'rejected', 'stopped']),
  text: z.string(),
  images: z.array(ImageBlock),
  view: ResultView,
  seen: z.array(Seen),
  durationMs: z.number(),
  /** Where the text comes from, when nobody in this project wrote it; it is in an envelope then. */
  untrusted: z.string().optional(),
});

/**
 * An edit is about to be written, and the files as they were are safe under `checkpoint`. Without an `applied` after it,
 * Belay was interrupted or failed while writing.
 */
const ApplyingEvent = z.object({
  ...stamp,
  type: z.literal('applying'),
  turn: z.string(),
  callId: z.string(),
  checkpoint: z.string(),
  summary: z.array(ChangeSummary),
});

/**
 * What an edit put on disk or into the editor, or what a command was seen to have changed. `checkpoint` names the stored
 * state of the files before and after it.
 */
const AppliedEvent = z.object({
  ...stamp,
  type: z.literal('applied'),
  turn: z.string(),
  callId: z.string(),
  checkpoint: z.string(),
  summary: z.array(ChangeSummary),
});

const Kept = z.array(z.object({ path: z.string(), reason: z.string() }));

/**
 * What taking edits back did to files. `merged` are those among `restored` where the person's later changes were kept by
 * a three-way merge, `kept` files left alone, with the reason. `checkpoint` brings the state from before back (redo).
 */
const restoration = {
  restored: z.array(z.string()),
  kept: Kept,
  merged: z.array(z.string()).optional(),
  checkpoint: z.string().optional(),
};

/** The person took a turn's edits back. */
const UndoneEvent = z.object({ ...stamp, type: z.literal('undone'), turn: z.string(), ...restoration });

/**
 * The person went back to just before a message: `to` is the id of that `user` event. With `conversation`, it and all
 * after it no longer count (they stay in the file); with `files`, what the agent changed since was taken back.
 */
const RestoredEvent = z.object({
  ...stamp,
  type: z.literal('restored'),
  to: z.string(),
  files: z.boolean(),
  conversation: z.boolean(),
  ...restoration,
});

/** The person took a restore (or an undo) back: `of` is the id of that event. */
const RedoneEvent = z.object({ ...stamp, type: z.literal('redone'), of: z.string(), ...restoration });

/**
 * The person looked through edits that had been applied, and took parts of them back, or brought parts taken back into
 * the files again by the editor's own undo. The model is told.
 */
const ReviewedEvent = z.object({
  ...stamp,
  type: z.literal('reviewed'),
  undone: z.array(RejectedPart),
  broughtBack: z.array(RejectedPart).optional(),
});

const NoticeEvent = z.object({
  ...stamp,
  type: z.literal('notice'),
  level: z.enum(['info', 'warning', 'error']),
  code: z.string(),
  text: z.string(),
});

export const EndReason = z.enum([
  'done',
  'stopped',
  'interrupted',
  'stepLimit',
  'loop',
  'modelFailed',
  'outputLimit',
  'refusal',
  'error',
]);

/** The turn is over. `text` is a sentence that says what the person can do, empty after `done`. */
const EndedEvent = z.object({
  ...stamp,
  type: z.literal('ended'),
  turn: z.string(),
  reason: EndReason,
  text: z.string(),
  action: z.enum(['none', 'setKey', 'chooseModel', 'retry', 'continue', 'showLog', 'openSettings']),
});

/** The session's model, mode or title from here on. */
const SettingEvent = z.object({
  ...stamp,
  type: z.literal('setting'),
  model: z.string().optional(),
  mode: Mode.optional(),
  title: z.string().optional(),
});

/** How the prompt is made in this session, from its first message on: once chosen, it stays. Older sessions have none. */
const ChosenEvent = z.object({ ...stamp, type: z.literal('chosen'), choice: PromptChoice });

/** What the person thinks of a turn; of several, the last counts. */
const RatedEvent = z.object({ ...stamp, type: z.literal('rated'), turn: z.string(), thumb: Thumb });

/** All that is stored of a conversation. Anything on screen or in a prompt is computed from a list of these. */
export const Event = z.discriminatedUnion('type', [
  SessionEvent,
  UserEvent,
  AssistantEvent,
  CallEvent,
  VerdictEvent,
  ProposalEvent,
  AskedEvent,
  AnsweredEvent,
  QuestionEvent,
  ResultEvent,
  ApplyingEvent,
  AppliedEvent,
  UndoneEvent,
  RestoredEvent,
  RedoneEvent,
  ReviewedEvent,
  NoticeEvent,
  EndedEvent,
  SettingEvent,
  ChosenEvent,
  RatedEvent,
]);

/** What streams by between events. Never stored; the event that follows carries the whole. */
export const Delta = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), text: z.string() }),
  z.object({ type: z.literal('toolInput'), callId: z.string(), tool: z.string(), text: z.string() }),
  z.object({ type: z.literal('output'), callId: z.string(), text: z.string() }),
  /** The stream broke and is asked again: drop what has streamed since the last event. */
  z.object({ type: z.literal('restart') }),
  /** A retry is due after `delayMs`; `text` says why. */
  z.object({ type: z.literal('waiting'), delayMs: z.number(), text: z.string() }),
]);

export type Event = z.infer<typeof Event>;
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>;
/** An event before the session gives it an id and a time. */
export type NewEvent = Event extends infer E
  ? E extends Event
    ? Omit<E, 'id' | 'time'> & { id?: string }
    : never
  : never;
export type Delta = z.infer<typeof Delta>;
export type Attachment = z.infer<typeof Attachment>;
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;
export type RuleProposal = z.infer<typeof RuleProposal>;
export type RejectedPart = z.infer<typeof RejectedPart>;
export type Question = z.infer<typeof Question>;
export type Todo = z.infer<typeof Todo>;
export type ResultView = z.infer<typeof ResultView>;
export type Seen = z.infer<typeof Seen>;
export type EndReason = z.infer<typeof EndReason>;
