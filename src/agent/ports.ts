import type { CacheLifetime, SentFacts } from '../protocol/cacheEvents.ts';
import type { FileChange } from '../protocol/changes.ts';
import type { AssistantBlock, ImageBlock, TextBlock, Usage } from '../protocol/content.ts';
import type { ApprovalRequest, Delta, Event, Question, RejectedPart } from '../protocol/events.ts';
import type { PromptChoice } from '../protocol/promptChoice.ts';
import type { Mode } from '../protocol/risk.ts';
import type { SessionSummary } from '../protocol/webview.ts';

// The edges of the loop. Each is an interface that a root fills in; none of them may be skipped or defaulted here.

/** One message of a model request. Tool results travel in user messages, as providers want them. */
export type Message =
  | { readonly role: 'user'; readonly content: readonly (TextBlock | ImageBlock | ToolResultBlock)[] }
  | {
      readonly role: 'assistant';
      readonly content: readonly AssistantBlock[];
      /** Who wrote it, as the transcript says; thinking goes back only to those who can read it. */
      readonly model?: string;
    };

export interface ToolResultBlock {
  readonly type: 'toolResult';
  readonly callId: string;
  readonly text: string;
  readonly images: readonly ImageBlock[];
  readonly isError: boolean;
  /** Names of the tools that a search found: from here on the model may call them. `text` describes them whole. */
  readonly found?: readonly string[];
}

/** A tool as the model is told of it. `inputSchema` is JSON Schema (an object schema). */
export interface ToolSchema {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** No part of the prompt: the model learns of it once a search has found it. */
  readonly deferred?: true | undefined;
}

/** The prompt on both sides of the cache boundary: `fixed` is the same bytes for everyone, `dynamic` is not. */
export interface SystemPrompt {
  readonly fixed: string;
  readonly dynamic: string;
  /** What it was made of, in order. */
  readonly parts?: readonly PromptPart[];
  /** What the person should know of its making, in sentences: a file that was skipped, a text that was cut. */
  readonly problems?: readonly string[];
}

/** One section of the prompt as it was assembled. `from` says who wrote it. */
export interface PromptPart {
  readonly id: string;
  readonly variant: string;
  readonly boundary: 'static' | 'dynamic';
  readonly from: 'belay' | 'person' | 'project';
  readonly text: string;
}

/** What a choice of flags and variants may depend on. The session's id divides sessions among the arms of an experiment. */
export interface PromptAudience {
  readonly sessionId: string;
  readonly model: string;
  readonly mode: Mode;
}

/** How the prompt is made in a session, and what went wrong while that was chosen, in sentences for the person. */
export interface ChosenPrompt {
  readonly choice: PromptChoice;
  readonly problems: readonly string[];
}

/** Tokens of a text as a model would count them; an estimate where its own vocabulary is not known. */
export interface TokenCounter {
  countTokens(text: string, model: string): Promise<number>;
  /** Tokens by a vocabulary that is the same for every model. */
  countLocally(text: string): Promise<number>;
  /** A model's tokens for one that is counted locally. */
  ratio(model: string): Promise<number>;
  /** Learns from a prompt of `counted` local tokens for which the provider has reported `reported`. */
  observe(model: string, counted: number, reported: number): Promise<void>;
}

export interface ModelRequest {
  readonly system: SystemPrompt;
  readonly tools: readonly ToolSchema[];
  readonly messages: readonly Message[];
  /** Most tokens of the answer, thinking included, where the budget has no room for more; a model's own limit stays. */
  readonly maxOutput?: number;
  /** How long the provider is to keep what it writes to its cache, where it lets one choose; absent: its shortest. */
  readonly cacheLifetime?: CacheLifetime;
  /** The same for all requests of one conversation, for providers that look for its prefix by such a key. */
  readonly cacheKey?: string;
}

/**
 * What a model yields: deltas while it writes, then exactly one `message`. Half a tool call is never in a message. Each
 * attempt that came to nothing is told as `spent` before the next, or before the failure is thrown.
 */
export type ModelOutput =
  | { readonly type: 'delta'; readonly delta: Delta }
  | ({ readonly type: 'spent' } & Spent)
  | {
      readonly type: 'message';
      readonly model: string;
      readonly content: readonly AssistantBlock[];
      /** `endTurn`, `toolUse`, `maxTokens`, `refusal`, or what else the provider said. */
      readonly stopReason: string;
      readonly usage: Usage;
      /** How it was asked, where that decides whether the provider's cache holds. */
      readonly sent?: SentFacts;
    };

/** A request that gave no answer. Counts of zero: what was used is not known; no `usage`: refused before it began. */
export interface Spent {
  readonly model: string;
  readonly usage?: Usage;
}

export interface ModelInfo {
  readonly id: string;
  readonly label: string;
  readonly contextWindow: number;
  readonly images: boolean;
  /** The form of edits that it makes best: exact replacements, patches, or either. */
  readonly editTools: EditTools;
  /** Its requests name the places up to which the provider is to cache; what others cache, they decide by themselves. */
  readonly marksCache?: true;
}

export const editForms = ['replace', 'patch', 'both'] as const;
export type EditTools = (typeof editForms)[number];

/**
 * A language model. `stream` retries what is worth retrying by itself and throws `ModelError` otherwise; after an abort
 * it throws the signal's reason.
 */
export interface Model {
  readonly info: ModelInfo;
  /** Id of the model that may answer in its place. */
  readonly fallback?: string;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelOutput>;
  /**
   * How many tokens the provider says that a request has; `undefined` where it does not offer that, or not in time.
   * Never throws but for the signal's reason.
   */
  countTokens?(request: ModelRequest, signal: AbortSignal): Promise<number | undefined>;
  /** US dollars for one request, `undefined` where the price, or what was used (all counts zero), is not known. */
  cost(usage: Usage, model: string): number | undefined;
}

/**
 * The small model for cheap work: titles, second opinions, summaries. `ask` resolves with the whole answer, or rejects
 * with a `ModelError`; after three failures in a row it rejects at once for a while, so callers need no breaker.
 */
export interface SmallModel {
  readonly model: string;
  ask(text: string, signal?: AbortSignal, options?: SmallAsk): Promise<string>;
}

export interface SmallAsk {
  /** Rejects an answer that was cut. */
  readonly whole?: boolean;
  /** Told of each request, also of those that failed. */
  spent?(spent: Spent): void;
}

/** Why a model could not answer. `message` says what the person can do; `transient` is true when trying again may help. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly reason:
    | 'key'
    | 'credit'
    | 'unknownModel'
    | 'rejected'
    | 'contextFull'
    | 'rateLimit'
    | 'overloaded'
    | 'network'
    | 'proxy'
    | 'certificate'
    | 'settings';
  constructor(reason: ModelError['reason'], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
  get transient(): boolean {
    return this.reason === 'rateLimit' || this.reason === 'overloaded' || this.reason === 'network';
  }
}

export type Answer =
  | {
      readonly decision: 'approved';
      readonly scope: 'once' | 'session' | 'always';
      /** With `always`: the id of one of the rules that the request offered. */
      readonly rule?: string;
      /** The proposal as the person left it, where they changed it: rejected parts are not in it any more. */
      readonly changes?: readonly FileChange[];
      /** The parts that they took out, and why. */
      readonly rejected?: readonly RejectedPart[];
    }
  | {
      readonly decision: 'rejected';
      readonly by: 'person' | 'stop' | 'nobody' | 'error';
      readonly reason?: string;
    };

/** Puts a call, or a question of the model, before a person. Silence, a stop and a failure are all a no. */
export interface Approver {
  /** Nobody is there, and will not be: what is only an offer is not put to anybody. */
  readonly absent?: boolean;
  approve(request: ApprovalRequest, changes: readonly FileChange[] | undefined, signal: AbortSignal): Promise<Answer>;
  /** Resolves with the answer, or `undefined` when nobody is there. */
  ask(callId: string, question: Question, signal: AbortSignal): Promise<string | undefined>;
}

/** Content of a text file: no byte order mark, line endings as they are. `hash` identifies exactly this content. */
export interface TextFile {
  readonly text: string;
  readonly hash: string;
  /** True when the text comes from an editor with unsaved changes. */
  readonly unsaved: boolean;
  /** An editor that gives no text (of a notebook) has unsaved changes, which are not in this text. */
  readonly unsavedElsewhere?: true;
}

export interface FileStat {
  readonly type: 'file' | 'directory' | 'other';
  readonly size: number;
  readonly mtimeMs: number;
}

/** Reading of the workspace. In a window, an open editor's text counts as the content. All paths absolute. */
export interface Files {
  stat(path: string): Promise<FileStat | undefined>;
  /** Throws `ToolError` when missing, a directory, binary, too large (`maxBytes`), or not decodable. */
  readText(path: string): Promise<TextFile>;
  readBytes(path: string, maxBytes: number): Promise<Uint8Array>;
  list(
    path: string,
  ): Promise<readonly { readonly name: string; readonly type: FileStat['type']; readonly link: boolean }[]>;
  /** With every symbolic link followed; for a path that does not exist, that of its nearest existing parent plus the rest. */
  realPath(path: string): Promise<string>;
}

export interface ProcessResult {
  /** `null` when ended by a signal or the time limit. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** Both streams as they came, head and tail kept, with a line in between that says what was cut. */
  readonly output: string;
  /** Path of the file with the whole output, where it was cut. */
  readonly spill: string | undefined;
  readonly sandboxed: boolean;
  /** What the command tried and the sandbox refused, in words. */
  readonly refused: readonly string[];
  /** The limit that ended it, in words; not the time limit. */
  readonly limit: string | undefined;
}

export interface RunOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  output(text: string): void;
}

/** How a command is held, as the gate's verdict says. */
export interface Confinement {
  /** It runs in the sandbox, or not at all: a `ToolError` says why. */
  readonly sandbox: boolean;
  /** It runs unasked because it only looks: git is kept from starting programs and from writing. */
  readonly readOnly?: boolean;
}

/** How a command that is about to run comes to the person. */
export interface Held {
  /** It waits for an answer that the person gives outside of the chat, or no longer. */
  held?(waits: boolean): void;
}

/** Commands, each in a process group of its own that is ended as a whole. */
export interface Processes {
  run(command: string, options: RunOptions & Confinement & Held): Promise<ProcessResult>;
  /** Starts a command in the background; the id is short and stable for the session. */
  start(command: string, options: { readonly cwd: string } & Confinement & Held): Promise<string>;
  /** Output since the last read. Throws `ToolError` for an unknown id. */
  read(id: string): Promise<{ readonly output: string; readonly running: boolean; readonly exitCode: number | null }>;
  kill(id: string): Promise<{ readonly output: string; readonly exitCode: number | null }>;
  running(): readonly { readonly id: string; readonly command: string }[];
}

/** The same as a tool sees it: where a command runs is for the gate to say, never for a tool or the model. */
export interface ToolProcesses extends Omit<Processes, 'run' | 'start'> {
  run(command: string, options: RunOptions): Promise<ProcessResult>;
  start(command: string, options: { readonly cwd: string }): Promise<string>;
}

export interface GrepOptions {
  readonly pattern: string;
  readonly path: string;
  readonly glob?: string;
  readonly ignoreCase?: boolean;
  readonly literal?: boolean;
  readonly multiline?: boolean;
  readonly contextLines?: number;
  readonly mode: 'content' | 'files' | 'count';
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Ripgrep. Ignored files are left out; paths absolute; sorted so that equal questions get equal answers. */
export interface Search {
  glob(options: {
    readonly pattern: string;
    readonly path: string;
    readonly limit: number;
    readonly signal: AbortSignal;
  }): Promise<{ readonly paths: readonly string[]; readonly truncated: boolean }>;
  grep(options: GrepOptions): Promise<{ readonly lines: readonly string[]; readonly truncated: boolean }>;
}

/** git, neutralised: no hooks, pager, file system monitor, external diff or text conversion runs. */
export interface Git {
  run(
    args: readonly string[],
    options: { readonly cwd: string; readonly signal: AbortSignal },
  ): Promise<{
    readonly exitCode: number;
    readonly stdout: string;
    readonly stderr: string;
  }>;
}

/** Where events are kept. `append` resolves once the line is handed to the system, `sync` once it is on the disk. */
export interface SessionLog {
  append(event: Event): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The sessions of one project. */
export interface SessionStore {
  create(sessionId: string): Promise<SessionLog>;
  /** Events of a session, and a notice in words when something had to be dropped. Throws `ToolError` when unknown. */
  open(
    sessionId: string,
  ): Promise<{ readonly log: SessionLog; readonly events: readonly Event[]; readonly dropped: string | undefined }>;
  read(sessionId: string): Promise<readonly Event[]>;
  /** Newest first; with a query, those whose text contains it. */
  list(query: string): Promise<readonly SessionSummary[]>;
  delete(sessionId: string): Promise<void>;
}

/** Makes what tools produce fit for the model and the screen. */
export interface Cleaning {
  /** Removes what must not reach them from a text. */
  sanitise(text: string): string;
  /** The same for text that comes in pieces; however it is cut, the pieces together are the same. */
  sanitiseStream(): { push(piece: string): string; end(): string };
  /** Wraps a clean text of somebody else, with a boundary that it cannot know, so that the model sees where it ends. */
  envelope(text: string, origin: string): string;
}

/** Texts of files by their hash, which outlive the process; some may be missing, and `keep` never fails. */
export interface SeenTexts {
  keep(hash: string, text: string): void;
  get(hash: string): Promise<string | undefined>;
}

/** One writer for the whole project, across windows and processes. Resolves with the release. */
export interface WriteLock {
  acquire(signal: AbortSignal): Promise<() => Promise<void>>;
}

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
}
