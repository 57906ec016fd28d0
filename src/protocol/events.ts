import * as z from 'zod';
import { AnsweredEvent, AskedEvent, QuestionEvent } from './askEvents.ts';
import { CacheBreakEvent, RequestRecord } from './cacheEvents.ts';
import { ChangeSummary } from './changes.ts';
import { CompactedEvent, CompactionFailedEvent } from './compactionEvents.ts';
import { AssistantBlock, ImageBlock, Usage } from './content.ts';
import { ContextEvent, PromptEvent, ToolsEvent } from './contextEvents.ts';
import { Amounts, BudgetAnsweredEvent, BudgetAskedEvent, Dollars, SpentEvent } from './costEvents.ts';
import {
  AppliedEvent,
  ApplyingEvent,
  ProposalEvent,
  RedoneEvent,
  RestoredEvent,
  ReviewedEvent,
  UndoneEvent,
} from './editEvents.ts';
import { Attachment } from './mentions.ts';
import { PromptChoice, Thumb } from './promptChoice.ts';
import { Mode, ToolKind, Verdict } from './risk.ts';
import { stamp } from './stamp.ts';

export { ApprovalRequest, Question, RuleProposal } from './askEvents.ts';
export { RejectedPart } from './editEvents.ts';
export { Attachment } from './mentions.ts';

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

/** A file's content as the agent knows it: after a read, or after an edit of its own. */
export const Seen = z.object({ path: z.string(), hash: z.string() });

/** A message of the person. The first of a turn names the turn by its id; `steering` ones join the running turn. */
const UserEvent = z.object({
  ...stamp,
  type: z.literal('user'),
  turn: z.string(),
  text: z.string(),
  steering: z.boolean(),
  attachments: z.array(Attachment),
  images: z.array(ImageBlock),
  /** Files that went with it whole: the model knows their content. */
  seen: z.array(Seen).optional(),
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
  /** What was asked, for telling later why the provider's cache held or did not. Older transcripts have none. */
  sent: RequestRecord.optional(),
  cost: Dollars.optional(),
  /** Milliseconds from the request to the end of the answer. */
  ms: z.number().optional(),
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
  /** Names of tools that a search found. */
  found: z.array(z.string()).optional(),
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
  'budget',
  'stepLimit',
  'loop',
  'modelFailed',
  'contextFull',
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
  /** Where there is more than one thing to do: all of them, the best first. */
  choices: z
    .array(z.enum(['retry', 'compactWithOutline', 'newSessionWithOutline', 'chooseModel', 'openProxySettings']))
    .optional(),
});

/** The session's model, mode, plan mode or title from here on. */
const SettingEvent = z.object({
  ...stamp,
  type: z.literal('setting'),
  model: z.string().optional(),
  mode: Mode.optional(),
  plan: z.boolean().optional(),
  title: z.string().optional(),
  /** Limits of the budget from here on, without what the person adds when asked. Older sessions do not tell. */
  limits: Amounts.optional(),
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
  PromptEvent,
  ToolsEvent,
  ContextEvent,
  CacheBreakEvent,
  SpentEvent,
  BudgetAskedEvent,
  BudgetAnsweredEvent,
  CompactedEvent,
  CompactionFailedEvent,
]);

/** What streams by between events. Never stored; the event that follows carries the whole. */
export const Delta = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), text: z.string() }),
  z.object({ type: z.literal('toolInput'), callId: z.string(), tool: z.string(), text: z.string() }),
  z.object({ type: z.literal('output'), callId: z.string(), text: z.string() }),
  /** The call waits for an answer that the person gives outside of the chat, or no longer. */
  z.object({ type: z.literal('held'), callId: z.string(), held: z.boolean() }),
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
export type Todo = z.infer<typeof Todo>;
export type ResultView = z.infer<typeof ResultView>;
export type Seen = z.infer<typeof Seen>;
export type EndReason = z.infer<typeof EndReason>;
