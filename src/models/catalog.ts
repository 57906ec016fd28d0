import type { EditTools, ModelInfo } from '../agent/ports.ts';
import { type ModelId, modelIdOf, parseModelId, tableName } from './modelId.ts';
import { tourInfo } from './scripted/scriptedModel.ts';

/** How hard a model is to think, in the words of the settings; providers use the same. */
export const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof efforts)[number];

/**
 * What a request to a model must observe. Sizes count tokens. `reasoning` is the form in which it is told how much to
 * think: by itself and by effort (`adaptive`), by a budget of tokens, by effort alone, or not at all.
 */
export interface Capabilities {
  readonly label: string;
  /** One line on what it is good for. */
  readonly detail: string;
  readonly contextWindow: number;
  readonly maxOutput: number;
  readonly reasoning: 'adaptive' | 'budget' | 'effort' | 'none';
  readonly images: boolean;
  readonly tools: boolean;
  /** It may ask for several tools in one answer. */
  readonly parallelCalls: boolean;
  /** Its provider loads tools when a search has found them, without touching the prompt before. */
  readonly toolReferences?: true | undefined;
  /** False for a model that still answers but is no longer worth offering. */
  readonly offered: boolean;
  /** Where this was read, and when. */
  readonly source: string;
}

const million = 1_000_000;
const claude = {
  images: true,
  tools: true,
  parallelCalls: true,
  source: 'platform.claude.com/docs/en/about-claude/models, 2026-11-21',
} as const;
/** platform.claude.com/docs/en/agents-and-tools/tool-use/tool-search-tool names Opus and Sonnet; nothing says Haiku. */
const searching = { toolReferences: true } as const;
const adaptive = { ...claude, contextWindow: million, maxOutput: 128_000, reasoning: 'adaptive' } as const;
const budget = { ...claude, contextWindow: 200_000, maxOutput: 64_000, reasoning: 'budget' } as const;
const gpt = {
  images: true,
  tools: true,
  parallelCalls: true,
  reasoning: 'effort',
  contextWindow: 1_050_000,
  maxOutput: 128_000,
  source: 'developers.openai.com/api/docs/models, 2026-11-28',
} as const;

const models: Readonly<Record<string, Capabilities>> = {
  'claude-sonnet-5-5': {
    ...adaptive,
    ...searching,
    label: 'Claude Sonnet 5.5',
    detail: 'Fast and able: the default',
    offered: true,
  },
  'claude-opus-5-5': {
    ...adaptive,
    ...searching,
    label: 'Claude Opus 5.5',
    detail: 'For long and difficult work',
    offered: true,
  },
  'claude-haiku-5-5': { ...adaptive, label: 'Claude Haiku 5.5', detail: 'Cheapest, for small tasks', offered: true },
  'claude-fable-5-2': {
    ...adaptive,
    ...searching,
    label: 'Claude Fable 5.2',
    detail: 'Strongest and dearest',
    offered: true,
  },
  'claude-fable-5-1': { ...adaptive, ...searching, label: 'Claude Fable 5.1', detail: 'Earlier Fable', offered: false },
  'claude-opus-5': { ...adaptive, ...searching, label: 'Claude Opus 5', detail: 'Earlier Opus', offered: true },
  'claude-sonnet-5': { ...adaptive, ...searching, label: 'Claude Sonnet 5', detail: 'Earlier Sonnet', offered: true },
  'claude-fable-5': { ...adaptive, ...searching, label: 'Claude Fable 5', detail: 'Earlier Fable', offered: false },
  'claude-opus-4-8': { ...adaptive, ...searching, label: 'Claude Opus 4.8', detail: 'Earlier Opus', offered: false },
  'claude-opus-4-7': { ...adaptive, ...searching, label: 'Claude Opus 4.7', detail: 'Earlier Opus', offered: false },
  'claude-opus-4-6': { ...adaptive, ...searching, label: 'Claude Opus 4.6', detail: 'Earlier Opus', offered: false },
  'claude-sonnet-4-6': {
    ...adaptive,
    ...searching,
    maxOutput: 64_000,
    label: 'Claude Sonnet 4.6',
    detail: 'Earlier Sonnet',
    offered: false,
  },
  'claude-opus-4-5': { ...budget, ...searching, label: 'Claude Opus 4.5', detail: 'Earlier Opus', offered: false },
  'claude-sonnet-4-5': {
    ...budget,
    ...searching,
    label: 'Claude Sonnet 4.5',
    detail: 'Earlier Sonnet',
    offered: false,
  },
  'claude-haiku-4-5': { ...budget, label: 'Claude Haiku 4.5', detail: 'Earlier Haiku', offered: true },
  'gpt-6.2-sol': { ...gpt, label: 'GPT-6.2 Sol', detail: 'Everyday work', offered: true },
  'gpt-6.2-astra': { ...gpt, label: 'GPT-6.2 Astra', detail: 'Strongest and dearest', offered: true },
  'gpt-6.1-terra': { ...gpt, label: 'GPT-6.1 Terra', detail: 'Fast and efficient', offered: true },
  'gpt-6-luna': { ...gpt, label: 'GPT-6 Luna', detail: 'Cheapest, for small tasks', offered: true },
  // It takes no function tools over Chat Completions (docs.apiyi.com/en/api-capabilities/gpt-6-astra, 2026-11-28).
  'gpt-6-astra': { ...gpt, tools: false, label: 'GPT-6 Astra', detail: 'Earlier Astra', offered: false },
};

/**
 * What a model that no table knows is taken for: a small window and no pictures. Tools are tried, since Belay works
 * through them, and a refusal is told in words; what else a server refuses is left out from then on.
 */
export const unknownModel = { contextWindow: 32_768, images: false } as const satisfies Partial<Capabilities>;

/** The Claude model that is chosen when there is a key and nothing else was said. */
export const defaultAnthropicModel = 'claude-sonnet-5-5';

/** What is known of a model by its id, `undefined` for one that this version does not know. */
export function knownModel(id: string): Capabilities | undefined {
  const name = tableName(id);
  const { provider } = parseModelId(id);
  if (provider === 'tour' || provider === 'vscode' || !Object.hasOwn(models, name)) return undefined;
  return models[name];
}

/**
 * The form of edits that families of models were trained on, by their ids; the first that fits counts. Other families
 * are reached through gateways that speak Anthropic's protocol, or OpenAI's.
 */
const editForms: readonly (readonly [family: RegExp, tools: EditTools])[] = [
  [/(?:^|[/.])claude-/, 'replace'],
  [/(?:^|\/)(?:gpt-|chatgpt-|codex|o\d)/, 'patch'],
];

/** The edit tools that a model is offered: exact replacements where nothing is known of its family. */
export function editToolsFor(model: string): EditTools {
  return editForms.find(([family]) => family.test(model))?.[1] ?? 'replace';
}

/** An entry of "Choose Model". */
export interface CatalogEntry extends ModelInfo {
  readonly detail: string;
}

/** The models of a provider that this version knows and offers, best first; ids are those of the settings. */
export function offeredBy(provider: ModelId['provider']): readonly CatalogEntry[] {
  if (provider === 'tour') {
    return [{ ...tourInfo, detail: 'A scripted model that shows how Belay works; needs no key' }];
  }
  return Object.entries(models)
    .filter(([name, { offered }]) => offered && servedBy(provider, name))
    .map(([name, { label, detail, contextWindow, images }]) => {
      const id = modelIdOf({ provider, name: platformName(provider, name) });
      return { id, label, detail, contextWindow, images, editTools: editToolsFor(id) };
    });
}

function servedBy(provider: ModelId['provider'], name: string): boolean {
  if (provider === 'openai') return name.startsWith('gpt-');
  return provider !== 'vscode' && name.startsWith('claude-');
}

/** Bedrock's Messages API names models `anthropic.<name>`; Vertex as Anthropic does, older ones with a version. */
function platformName(provider: ModelId['provider'], name: string): string {
  if (provider === 'bedrock') return `anthropic.${name}`;
  return provider === 'vertex' && name === 'claude-haiku-4-5' ? 'claude-haiku-4-5@20251001' : name;
}

/**
 * The model for cheap work that goes with another one: the cheapest of the same provider where one is known, otherwise
 * the model itself. A server of the person's own usually has one model loaded, and changing it costs more than it saves.
 */
export function smallModelFor(id: string, openAiItself: boolean): string {
  const { provider } = parseModelId(id);
  switch (provider) {
    case 'anthropic':
      return /^claude-/.test(tableName(id)) ? 'claude-haiku-5-5' : id;
    case 'bedrock':
      return 'bedrock/anthropic.claude-haiku-5-5';
    case 'vertex':
      return 'vertex/claude-haiku-5-5';
    case 'openai':
      return openAiItself ? 'openai/gpt-6-luna' : id;
    default:
      return id;
  }
}
