import { workspace } from 'vscode';
import * as z from 'zod';
import { defaultLimits } from '../agent/budget/budget.ts';
import type { ToolSearch } from '../agent/deferral.ts';
import type { EditTools } from '../agent/ports.ts';
import type { Amounts } from '../protocol/costEvents.ts';
import { type Mode, startModes } from '../protocol/risk.ts';

const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/**
 * The settings of Belay, one getter each, always as they are now. What could loosen safety, redirect a key or spend
 * money comes from the person's own settings only, never from a workspace. A value that does not fit counts as unset.
 */
export const settings = {
  /** Id of the model for new sessions, '' where nothing was chosen. */
  get model(): string {
    return ofPerson('model', z.string().trim(), '');
  },
  /** Address of the Anthropic API, '' where nothing was set. */
  get anthropicBaseUrl(): string {
    return ofPerson('anthropic.baseUrl', z.string().trim(), '');
  },
  /** Model that goes on where the chosen one is overloaded, '' for none. */
  get fallbackModel(): string {
    return ofPerson('fallbackModel', z.string().trim(), '');
  },
  /** Model for cheap work, '' for the one that goes with the chosen model. */
  get smallModel(): string {
    return ofPerson('smallModel', z.string().trim(), '');
  },
  get reasoningEffort(): (typeof efforts)[number] | undefined {
    return ofPerson('reasoningEffort', z.enum(efforts).optional().catch(undefined), undefined);
  },
  /** How long a provider is asked to keep what it caches of a conversation. */
  get cacheLifetime(): 'auto' | '5m' | '1h' {
    return ofPerson('cacheLifetime', z.enum(['auto', '5m', '1h']), 'auto');
  },
  /** Address of the OpenAI-compatible endpoint, '' where nothing was set. */
  get openAiBaseUrl(): string {
    return ofPerson('openai.baseUrl', z.string().trim(), '');
  },
  /** Tokens that a model there can read, 0 where nothing was set. */
  get openAiContextWindow(): number {
    return ofPerson('openai.contextWindow', z.int().min(0).max(100_000_000), 0);
  },
  get bedrockRegion(): string {
    return ofPerson('bedrock.region', z.string().trim(), '');
  },
  get vertexRegion(): string {
    return ofPerson('vertex.region', z.string().trim(), '');
  },
  get vertexProject(): string {
    return ofPerson('vertex.project', z.string().trim(), '');
  },
  /** The mode of new sessions; never YOLO, which is confirmed for each session. */
  get permissionMode(): Exclude<Mode, 'yolo'> {
    return ofPerson('permissionMode', z.enum(startModes), 'default');
  },
  get maxSteps(): number {
    return ofPerson('maxSteps', z.int().min(1).max(1000), 100);
  },
  /** Limits of the budget of each session; those of 0 are none. A workspace has no say in them. */
  get limits(): Amounts {
    const { cost, tokens, steps, minutes, agents, repeats } = defaultLimits;
    const given = {
      cost: ofPerson('budget.maxCost', limit, cost),
      tokens: ofPerson('budget.maxTokens', limit, tokens),
      steps: ofPerson('budget.maxRequests', limit, steps),
      minutes: ofPerson('budget.maxMinutes', limit, minutes),
      agents: ofPerson('budget.maxAgents', limit, agents),
    };
    return { repeats, ...Object.fromEntries(Object.entries(given).filter(([, most]) => most > 0)) };
  },
  /** Share of the model's window from which a conversation is compacted by itself; 0: never. */
  get compactionThreshold(): number {
    return ofPerson('compaction.threshold', z.number().min(0).max(0.95), 0.8);
  },
  /** Tokens of a tool's result that the model reads at most. */
  get largestResult(): number {
    return ofPerson('tools.maxResultTokens', z.int().min(1000).max(1_000_000), 20_000);
  },
  get editTools(): EditTools | 'auto' {
    return ofPerson('editTools', z.enum(['auto', 'replace', 'patch', 'both']), 'auto');
  },
  get toolSearch(): ToolSearch {
    return ofPerson('toolSearch', z.enum(['auto', 'on', 'off']), 'auto');
  },
  /** Hosts that commands in the sandbox may reach. */
  get allowedDomains(): readonly string[] {
    return ofPerson('sandbox.allowedDomains', z.array(z.string()), []);
  },
  /** Where flags and variants of the prompt come from besides the person's own file; '' for nowhere. */
  get featuresUrl(): string {
    return ofPerson('features.url', z.string().trim(), '');
  },
  /** In Auto, a cheap model judges what the classifier is not sure of. */
  get autoSecondOpinion(): boolean {
    return ofPerson('auto.secondOpinion', z.boolean(), false);
  },
  /** The small model gives a session its title after the first turn. */
  get titles(): boolean {
    return ofPerson('titles', z.boolean(), true);
  },
  get showOnStart(): boolean {
    return ofPerson('showOnStart', z.boolean(), false);
  },
  /** How much is kept of what files were before edits and commands, and for how long. */
  get checkpoints(): { readonly maxBytes: number; readonly maxAgeMs: number } {
    return {
      maxBytes: ofPerson('checkpoints.maxSizeMB', z.int().min(64).max(1_048_576), 1024) * 1024 ** 2,
      maxAgeMs: ofPerson('checkpoints.maxAgeDays', z.int().min(1).max(3650), 30) * 24 * 60 * 60 * 1000,
    };
  },
  get openDiff(): boolean {
    return parsed(z.boolean(), workspace.getConfiguration('belay').get('review.openDiff'), true);
  },
};

const limit = z.number().min(0);

/** Values since the last change: to inspect one takes VS Code a third of a millisecond, and some are read per event. */
const values = new Map<string, unknown>();
let watching = false;

function ofPerson<T>(key: string, schema: z.ZodType<T>, fallback: T): T {
  if (!watching) workspace.onDidChangeConfiguration(() => values.clear());
  watching = true;
  if (values.has(key)) return values.get(key) as T;
  const value = parsed(schema, workspace.getConfiguration('belay').inspect(key)?.globalValue, fallback);
  values.set(key, value);
  return value;
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, fallback: T): T {
  const result = schema.safeParse(value);
  return result.success ? result.data : fallback;
}
