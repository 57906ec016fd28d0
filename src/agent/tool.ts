import type { ZodType } from 'zod';
import type { Place } from '../edits/closestPlace.ts';
import type { ChangeSummary, FileChange } from '../protocol/changes.ts';
import type { ImageBlock } from '../protocol/content.ts';
import type { Question, ResultView, Seen } from '../protocol/events.ts';
import type { ToolKind } from '../protocol/risk.ts';
import type { ForgottenPart } from './compaction/forgotten.ts';
import type { Files, Git, Search, ToolProcesses, ToolSchema } from './ports.ts';

/**
 * A failure that the model can act on. The message says what to do instead; `closest` are the lines of a file that come
 * closest to a text which it does not have.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly closest: Place | undefined;
  constructor(message: string, options?: ErrorOptions & { readonly closest?: Place | undefined }) {
    super(message, options);
    this.closest = options?.closest;
  }
}

/** What a call will touch, so that the gate can judge it without knowing the tool. Paths as the model wrote them. */
export interface Targets {
  readonly paths?: readonly { readonly path: string; readonly access: 'read' | 'write' | 'delete' }[];
  readonly command?: string;
  /** The command goes on after the call has ended. */
  readonly background?: boolean;
  readonly hosts?: readonly string[];
}

/** A file as the model knows it now. `text` is its content, kept in memory so that a later change of it can be told. */
export interface SeenFile extends Seen {
  readonly text?: string;
}

/**
 * `text` is the model's half of a result, `view` the person's. `seen` are the contents that the model now knows.
 * `untrusted` says in words where the text comes from when nobody in this project wrote it (`web page https://…`): the
 * model then gets it in an envelope.
 */
export interface ToolOutput {
  readonly text: string;
  readonly view?: ResultView;
  readonly images?: readonly ImageBlock[];
  readonly seen?: readonly SeenFile[];
  readonly untrusted?: string;
  /** Names of tools that the model may call from here on, for a search of tools. */
  readonly found?: readonly string[];
}

/**
 * An edit computed but not applied. `note` is told to the model with the outcome (a repair, a replaced count); `repairs`
 * are the causes, in words, for which the model's text did not fit the file to the letter; `refused` are the parts of the
 * call that are not in `changes` because they did not fit, each with the reason. The model is told both.
 */
export interface Proposal {
  readonly changes: readonly FileChange[];
  readonly note?: string;
  readonly repairs?: readonly string[];
  readonly refused?: readonly string[];
}

/** What a tool may use. It has no way to the gate, the screen, the log or the settings. */
export interface ToolContext {
  readonly callId: string;
  /** Absolute path of the folder that relative paths start from. */
  readonly root: string;
  readonly signal: AbortSignal;
  readonly files: Files;
  readonly search: Search;
  readonly processes: ToolProcesses;
  readonly git: Git;
  /** Absolute, normalised path for one that the model wrote. */
  resolve(path: string): string;
  /** Path relative to the root where it is inside, for messages. */
  display(path: string): string;
  /** Hash of the content that the model last saw of this file, `undefined` when it never did. */
  seen(path: string): string | undefined;
  /** That content itself, where it is still kept. */
  seenText(path: string): Promise<string | undefined>;
  /** What compaction left out of the conversation. */
  forgotten(): readonly ForgottenPart[];
  /** The tools of this conversation, with what a search goes by. */
  knownTools(): readonly KnownTool[];
  /** Streams output to the person while the call runs. */
  output(text: string): void;
  /** Asks the person; resolves with the answer, throws `ToolError` when nobody is there. */
  ask(question: Question): Promise<string>;
}

/** A tool as a search of tools sees it. */
export interface KnownTool extends ToolSchema {
  readonly keywords: string;
}

interface ToolBase<Input> {
  readonly name: string;
  /** Most tasks need it: the model is told of it from the start. Others may wait until they are searched for. */
  readonly core?: true;
  /** Words by which a search finds it, besides those of its name, description and parameters. */
  readonly keywords?: string;
  /** For the model: what it does, when to use it, when not, and its limits. */
  readonly description: string;
  /** The schema's own descriptions are the only documentation of the parameters. */
  readonly input: ZodType<Input>;
  /** One short line for the person: what this call does. Plain text. */
  title(input: Input): string;
  targets(input: Input): Targets;
}

/** A tool that does its work when run. */
export interface RunTool<Input> extends ToolBase<Input> {
  readonly kind: Exclude<ToolKind, 'edit'>;
  run(input: Input, context: ToolContext): Promise<ToolOutput>;
}

/** A tool that changes files computes the change and leaves applying it to the loop, after the gate and the person. */
export interface EditTool<Input> extends ToolBase<Input> {
  readonly kind: 'edit';
  /** For a tool that only models which make edits in this form are offered; without it, all are. */
  readonly form?: 'replace' | 'patch';
  /** Its proposals may change files that `targets` does not name, so it is never put to the person with other edits. */
  readonly reachesFurther?: boolean;
  propose(input: Input, context: ToolContext): Promise<Proposal>;
  /**
   * For showing an edit while the model writes it: reads what is needed of one file once, and gives back what turns an
   * unfinished input (whatever fields and parts of texts have come) into the change of this file so far.
   */
  draft?(path: string, context: ToolContext): Promise<(input: unknown) => FileChange | undefined>;
  /**
   * The files that an unfinished input names, each with all paths that must be judged before it is shown, its own first.
   * Only whole paths count. Without it, there is one file: a `path` that comes first.
   */
  draftPaths?(input: unknown): readonly (readonly string[])[];
}

/** Any tool; the loop always parses the input with the tool's own schema before it calls a method. */
export type Tool = RunTool<unknown> | EditTool<unknown>;

/**
 * Declares a tool. Methods are bivariant, so a typed tool is a `Tool`; the loop never passes an input that the tool's
 * schema has not produced.
 */
export function defineTool<Input>(tool: RunTool<Input> | EditTool<Input>): Tool {
  return tool;
}

/** Outcome of applying a proposal. `notes` are sentences for the model: what a formatter changed, new diagnostics. */
export interface AppliedEdit {
  readonly checkpoint: string;
  readonly summary: readonly ChangeSummary[];
  readonly seen: readonly SeenFile[];
  /** Files left unsaved because the person had unsaved work in them. */
  readonly unsaved: readonly string[];
  readonly notes: readonly string[];
}
