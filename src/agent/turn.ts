import type { FileChange } from '../protocol/changes.ts';
import type { Amounts } from '../protocol/costEvents.ts';
import type { Delta, Event, EventOf, NewEvent } from '../protocol/events.ts';
import type { PromptChoice } from '../protocol/promptChoice.ts';
import type { Mode } from '../protocol/risk.ts';
import type { Budget, BudgetAnswer } from './budget/budget.ts';
import type { LifetimeSetting } from './cacheLifetime.ts';
import type { CacheWatch, OpenCacheWatch } from './cachePorts.ts';
import type { Sizes } from './compaction/sizes.ts';
import type { ToolSearch } from './deferral.ts';
import type { CommandWatch, Edits } from './editPorts.ts';
import type { Audit, Gate } from './gatePorts.ts';
import type { LargeResults } from './largeResults.ts';
import type {
  Approver,
  ChosenPrompt,
  Cleaning,
  EditTools,
  Files,
  Git,
  Log,
  Message,
  Model,
  Processes,
  PromptAudience,
  Search,
  SeenTexts,
  SessionLog,
  SmallModel,
  SystemPrompt,
  TokenCounter,
  WriteLock,
} from './ports.ts';
import type { RuleFiles } from './ruleFiles.ts';
import type { Tool } from './tool.ts';
import type { LatchedTools } from './toolLatch.ts';
import type { YoloFacts } from './yolo.ts';

/** Everything a session needs from the outside. A root fills it in; a sub-agent gets the same with a shorter list. */
export interface SessionDeps extends Cleaning {
  readonly sessionId: string;
  readonly root: string;
  readonly model: Model;
  readonly mode: Mode;
  /** A new session begins in plan mode; one that is opened again is as it was left. */
  readonly plan?: boolean;
  readonly tools: readonly Tool[];
  /** The person's choice of edit tools, asked at each request; absent or `auto`: those that suit the model. */
  readonly editTools?: () => EditTools | 'auto';
  /** Whether tools beyond the core wait until they are searched for, asked with the tools; absent: `auto`. */
  readonly toolSearch?: () => ToolSearch;
  readonly gate: Gate;
  /** Where "Always allow" saves its rules; absent where nobody is there to say it. */
  readonly rules?: Pick<RuleFiles, 'save'>;
  /** Without it nothing runs in YOLO. */
  readonly audit?: Audit;
  /** Where the session runs, asked when YOLO is chosen; absent counts as the worst. */
  readonly yoloFacts?: () => Promise<YoloFacts>;
  readonly approver: Approver;
  readonly files: Files;
  readonly edits: Edits;
  readonly watch: CommandWatch;
  /** Where texts of files that the model saw outlive the process. */
  readonly seenTexts?: SeenTexts;
  readonly search: Search;
  readonly processes: Processes;
  readonly git: Git;
  readonly lock: WriteLock;
  readonly log: Log;
  /** Without it, tokens are reckoned from characters. */
  readonly tokens?: TokenCounter;
  /** Where long results go; without it what does not fit is left out. */
  readonly largeResults?: LargeResults;
  /** When a conversation is compacted; absent: at the usual share of the window, by the session's own model only. */
  readonly compaction?: CompactionPorts;
  readonly transcript: SessionLog;
  /** Asked once in the life of a session, however often it is opened again. Absent: every section as it stands. */
  readonly choosePrompt?: (audience: PromptAudience) => Promise<ChosenPrompt>;
  /**
   * Asked at each turn, but only the first answer is sent: of later ones the model is told what changed. `tools` are the
   * names of those that it is told of. Throws where a section is at fault.
   */
  prompt(choice: PromptChoice, tools: readonly string[]): Promise<SystemPrompt>;
  /** Absolute, normalised path for one that a model wrote; `display` is the way back, relative where it is inside. */
  resolve(path: string): string;
  display(path: string): string;
  newId(): string;
  readonly maxSteps: number;
  /** Tells where the provider's prompt cache did not hold, and why; absent where nobody wants to know. */
  readonly cacheWatch?: OpenCacheWatch;
  /** How long the provider is to keep what it caches, asked at each request; absent: as the session's rhythm suggests. */
  readonly cacheLifetime?: () => LifetimeSetting;
  /** Limits of the session's budget, asked before each request; absent: the defaults. */
  readonly limits?: () => Amounts;
  /** The small model that goes with another; absent where cheap work is not done. */
  readonly small?: (id: string) => SmallModel;
  /** Whether the small model gives a session its title; absent: it does not. */
  readonly titles?: () => boolean;
  /** Called after the event is stored. */
  onEvent(event: Event): void;
  onDelta(delta: Delta): void;
  /**
   * What an edit call that the model is still writing would change so far; no change where it comes to nothing. Absent
   * where nobody looks.
   */
  readonly onDraft?: (callId: string, change: FileChange | undefined) => void;
  /** Busy, queue, mode or model changed. */
  onState(): void;
}

export interface CompactionPorts {
  /** Share of the model's window from which on a conversation is compacted by itself; 0: never. Asked at each step. */
  threshold(): number;
  /** The small model that the person set: it writes the summary where that is cheaper. None where they set none. */
  small?(): Promise<Model | undefined>;
  /** The model that writes the summary where those cannot; `own` is the id of the session's model. */
  fallback?(own: string): Promise<Model | undefined>;
}

/** Hands an event to the reader of the loop and resolves once it was stored. */
export type Emit = (event: NewEvent) => Promise<void>;

/** One turn as the loop sees it: the session's ports, and what the session alone knows. */
export interface Turn {
  readonly id: string;
  readonly deps: SessionDeps;
  readonly signal: AbortSignal;
  /** Kept in the transcript, so that the prefix stays the same for the whole session. */
  readonly system: SystemPrompt;
  /** The conversation so far; grows as the reader stores what the loop yields. */
  readonly events: readonly Event[];
  readonly sizes: Sizes;
  mode(): Mode;
  plan(): boolean;
  model(): Model;
  readonly cacheWatch: CacheWatch | undefined;
  /** What the next request tells the model of, at a time in milliseconds since 1970. */
  toolsAt(now: number): LatchedTools;
  history(): readonly Message[];
  /** Hash of the content that the model last saw of a file. */
  seen(path: string): string | undefined;
  /** That content itself, where it is still kept; `keepText` keeps it. */
  seenText(path: string): Promise<string | undefined>;
  keepText(hash: string, text: string): void;
  readonly budget: Budget;
  /** Waits until the person has raised the budget or said no; `undefined` when the turn was stopped first. */
  askBudget(): Promise<BudgetAnswer | undefined>;
  hasQueue(): boolean;
  /** Messages typed since the last step; empties the queue. */
  takeQueue(): Omit<EventOf<'user'>, 'id' | 'time'>[];
  /** True once after the person asked to compact while the turn runs. */
  takeCompactWish(): boolean;
  /** Texts that the person approved for the whole session; never restored from a transcript. */
  readonly approvedExactly: Set<string>;
}
