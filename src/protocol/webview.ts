import * as z from 'zod';
import { CompactionPreview } from './compactionPreview.ts';
import { ImageBlock } from './content.ts';
import { Measure } from './costEvents.ts';
import { Attachment, Delta, Event } from './events.ts';
import { MentionItem, MentionKind, MentionSize } from './mentions.ts';
import { ModelChoices } from './modelList.ts';
import { Thumb } from './promptChoice.ts';
import { Mode } from './risk.ts';

/** Everything the view may say to the host. The host parses each message and drops what does not fit. */
export const ToHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** The view has drawn everything up to and including this batch of deltas. */
  z.object({ type: z.literal('ack'), seq: z.number() }),
  /**
   * The keyboard is, or is no longer, in the view; the keys that belong to the chat depend on it. `typing`: a message is
   * being written, so nothing may take the keyboard away.
   */
  z.object({ type: z.literal('focused'), focused: z.boolean(), typing: z.boolean() }),
  z.object({
    type: z.literal('prompt'),
    text: z.string().max(1_000_000),
    attachments: z.array(Attachment).max(50),
    images: z.array(ImageBlock).max(10),
  }),
  /** Takes a queued message back into the composer. */
  z.object({ type: z.literal('unqueue'), id: z.string() }),
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('retry') }),
  z.object({ type: z.literal('newSession') }),
  /** A decision on a pending call. It carries no input: the host runs what it kept. */
  z.object({
    type: z.literal('decide'),
    callId: z.string(),
    decision: z.enum(['approved', 'rejected']),
    scope: z.enum(['once', 'session', 'always']),
    /** With `always`: the id of one of the rules that the request offered. */
    rule: z.string().max(100).optional(),
    reason: z.string().max(10_000).optional(),
  }),
  /** The word on the question about the budget: what to add to its limits, or to stop. */
  z.object({
    type: z.literal('budget'),
    decision: z.enum(['raised', 'stopped']),
    raise: z.partialRecord(Measure, z.number().positive().max(1e9)),
  }),
  z.object({ type: z.literal('answer'), callId: z.string(), answer: z.string().max(100_000) }),
  /**
   * A decision on what is undecided in one file of a pending edit, by its path after the edit, or in all of them where
   * there is no path.
   */
  z.object({
    type: z.literal('decideFile'),
    callId: z.string(),
    path: z.string().optional(),
    decision: z.enum(['approved', 'rejected']),
    reason: z.string().max(10_000).optional(),
  }),
  /** Opens the diff of a proposal, pending or past, or of what an edit changed; of one file where there is a path. */
  z.object({ type: z.literal('openDiff'), callId: z.string(), path: z.string().optional() }),
  /** Opens the diffs of everything that waits. */
  z.object({ type: z.literal('openWaiting') }),
  /** Applies a proposal that was left undecided when its turn ended. */
  z.object({ type: z.literal('applyLater'), callId: z.string() }),
  z.object({ type: z.literal('openFile'), path: z.string(), line: z.number().optional() }),
  z.object({ type: z.literal('saveFile'), path: z.string() }),
  z.object({ type: z.literal('openLink'), href: z.string().max(10_000) }),
  z.object({ type: z.literal('insertAtCursor'), text: z.string().max(1_000_000) }),
  z.object({ type: z.literal('undoTurn'), turn: z.string() }),
  /** Shows the applied changes of a turn that wait for a review. */
  z.object({ type: z.literal('reviewTurn'), turn: z.string() }),
  /** Asks what going back to a message (the id of its event) would do to files. */
  z.object({ type: z.literal('previewRestore'), to: z.string() }),
  z.object({ type: z.literal('restore'), to: z.string(), files: z.boolean(), conversation: z.boolean() }),
  /** Shows what a restore would do to one file of the last preview. */
  z.object({ type: z.literal('openRestoreDiff'), to: z.string(), path: z.string() }),
  /** Takes an undo or a restore back. */
  z.object({ type: z.literal('redo'), of: z.string() }),
  /** Asks what compacting the conversation would do. */
  z.object({ type: z.literal('previewCompaction') }),
  /** Compacts it; with `outline` without asking a model, and then the turn that could not go on does. */
  z.object({ type: z.literal('compact'), outline: z.boolean() }),
  /** Begins a new session with an outline of this one in its composer. */
  z.object({ type: z.literal('newSessionWithOutline') }),
  /** Opens a new session with the conversation up to here. */
  z.object({ type: z.literal('fork'), at: z.string() }),
  /** What the person thinks of a turn. */
  z.object({ type: z.literal('rate'), turn: z.string(), thumb: Thumb }),
  /** Opens the explanation of a call's verdict. */
  z.object({ type: z.literal('whyAsked'), callId: z.string() }),
  z.object({ type: z.literal('listSessions'), query: z.string().max(1000) }),
  z.object({ type: z.literal('openSession'), sessionId: z.string() }),
  z.object({ type: z.literal('deleteSession'), sessionId: z.string() }),
  /** What fits what was typed after `@`; of one kind where one was chosen. */
  z.object({ type: z.literal('findMentions'), query: z.string().max(1000), kind: MentionKind.optional() }),
  /** Asks how much these would add to a message. */
  z.object({ type: z.literal('measure'), attachments: z.array(Attachment).max(50) }),
  /** Asks for the models that there are; they come group by group. */
  z.object({ type: z.literal('listModels') }),
  /** Makes a model the one of this session and of new ones. */
  z.object({ type: z.literal('useModel'), id: z.string().max(300) }),
  /** Does what the hint of a group of models says, by the group's title. */
  z.object({ type: z.literal('modelHint'), title: z.string().max(300) }),
  /** Opens what would be sent of one, to the letter. */
  z.object({ type: z.literal('openAttachment'), attachment: Attachment }),
  /** Runs one of the few commands that the view may start. */
  z.object({
    type: z.literal('command'),
    command: z.enum([
      'setApiKey',
      'chooseModel',
      'chooseMode',
      'togglePlan',
      'showLog',
      'openTranscript',
      'manageTrust',
      'openFolder',
      'openSettings',
      'openProxySettings',
      'testSandbox',
      'showCost',
      'leaveYolo',
      'showForgotten',
    ]),
  }),
]);

export const SessionSummary = z.object({
  sessionId: z.string(),
  title: z.string(),
  /** Milliseconds since 1970 of the last event. */
  updated: z.number(),
  turns: z.number(),
  /** Where a search matched: a short piece of text. */
  excerpt: z.string().optional(),
});

/**
 * How far the review of a pending edit is, where the person has decided on a part of it or typed in it (`edited`).
 * `changes` are the hunks that are in the file now, `approved` those of them that are decided; `rejected` were taken out.
 */
export const ReviewProgress = z.object({
  callId: z.string(),
  edited: z.boolean(),
  files: z.array(
    z.object({
      path: z.string(),
      verdict: z.enum(['undecided', 'approved', 'rejected']),
      changes: z.number(),
      approved: z.number(),
      rejected: z.number(),
    }),
  ),
});

/** What going back would do to one file; `added` and `removed` count lines from how it is now. */
export const RestorePreview = z.object({
  path: z.string(),
  outcome: z.enum(['restored', 'merged', 'conflict', 'kept']),
  reason: z.string().optional(),
  added: z.number(),
  removed: z.number(),
  /** There is text to compare. */
  diff: z.boolean(),
});

/** What the host knows and the event list does not tell. */
export const HostState = z.object({
  model: z.string(),
  modelLabel: z.string(),
  mode: Mode,
  plan: z.boolean().optional(),
  /** Tokens of the last request and of the model's whole window. */
  contextTokens: z.number(),
  contextWindow: z.number(),
  /** US dollars of the session so far, of known prices; `unpriced` requests come on top. */
  cost: z.number(),
  unpriced: z.number(),
  /** The same of the last turn. */
  turnCost: z.number(),
  turnUnpriced: z.number(),
  busy: z.boolean(),
  queue: z.array(z.object({ id: z.string(), text: z.string() })),
  trusted: z.boolean(),
  /** Whether commands can run in the sandbox, `reason` why not and what to do; absent while that is not known. */
  sandbox: z.object({ available: z.boolean(), reason: z.string() }).optional(),
  /** No key for the chosen model; the view then shows how to set one. */
  needsKey: z.boolean(),
  hasFolder: z.boolean(),
  /** Whether the model can see images; absent where that is not known. */
  images: z.boolean().optional(),
  reviews: z.array(ReviewProgress),
  /** Turns with applied changes that wait for a review, and how many. */
  toReview: z.array(z.object({ turn: z.string(), changes: z.number() })),
  /** What the empty chat offers to say with this model, where that is not the usual. */
  suggestions: z.array(z.string()).optional(),
  locale: z.string(),
});

/** Everything the host says to the view. */
export const ToView = z.discriminatedUnion('type', [
  /** The whole conversation; replaces what the view had. */
  z.object({ type: z.literal('transcript'), sessionId: z.string(), events: z.array(Event) }),
  z.object({ type: z.literal('event'), event: Event }),
  /** At most one every 30 ms, the next only after `ack` of this one. */
  z.object({ type: z.literal('deltas'), seq: z.number(), deltas: z.array(Delta) }),
  z.object({ type: z.literal('state'), state: HostState }),
  z.object({ type: z.literal('sessions'), query: z.string(), sessions: z.array(SessionSummary) }),
  z.object({
    type: z.literal('mentions'),
    query: z.string(),
    kind: MentionKind.optional(),
    items: z.array(MentionItem),
  }),
  /** The models that are known so far; `done` when no more will come. */
  z.object({ type: z.literal('models'), current: z.string(), groups: z.array(ModelChoices), done: z.boolean() }),
  z.object({ type: z.literal('measured'), sizes: z.array(MentionSize) }),
  /** Put text (and files) into the composer and focus it. */
  z.object({
    type: z.literal('draft'),
    text: z.string(),
    attachments: z.array(Attachment),
    images: z.array(ImageBlock).optional(),
    send: z.boolean(),
  }),
  z.object({ type: z.literal('showSessions') }),
  z.object({ type: z.literal('compactionPreview'), preview: CompactionPreview }),
  z.object({ type: z.literal('restorePreview'), to: z.string(), files: z.array(RestorePreview) }),
  z.object({ type: z.literal('focus'), target: z.enum(['composer', 'approval']) }),
]);

export type ToHost = z.infer<typeof ToHost>;
export type ToView = z.infer<typeof ToView>;
export type ReviewProgress = z.infer<typeof ReviewProgress>;
export type HostState = z.infer<typeof HostState>;
export type RestorePreview = z.infer<typeof RestorePreview>;
export type SessionSummary = z.infer<typeof SessionSummary>;
