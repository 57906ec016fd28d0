import type { EditTools, ModelInfo } from '../agent/ports.ts';
import { tourInfo } from './scripted/scriptedModel.ts';

/** An entry of "Choose Model". */
export interface CatalogEntry extends ModelInfo {
  readonly vendor: 'anthropic' | 'tour';
  /** One line on what it is good for. */
  readonly detail: string;
}

/** What a request to an Anthropic model must observe. Token counts; `thinking` is the form that the model accepts. */
export interface AnthropicTraits {
  readonly label: string;
  readonly detail: string;
  readonly contextWindow: number;
  readonly maxOutput: number;
  readonly thinking: 'adaptive' | 'budget';
  /** False for a model that still answers but is no longer worth offering. */
  readonly offered: boolean;
}

const million = 1_000_000;
const adaptive = { contextWindow: million, maxOutput: 128_000, thinking: 'adaptive' } as const;
const budget = { contextWindow: 200_000, maxOutput: 64_000, thinking: 'budget' } as const;

/** From the model pages at platform.claude.com/docs/en/about-claude/models, read 2026-11-21. */
const anthropicModels: Readonly<Record<string, AnthropicTraits>> = {
  'claude-sonnet-5-5': { ...adaptive, label: 'Claude Sonnet 5.5', detail: 'Fast and able: the default', offered: true },
  'claude-opus-5-5': { ...adaptive, label: 'Claude Opus 5.5', detail: 'For long and difficult work', offered: true },
  'claude-haiku-5-5': { ...adaptive, label: 'Claude Haiku 5.5', detail: 'Cheapest, for small tasks', offered: true },
  'claude-fable-5-2': { ...adaptive, label: 'Claude Fable 5.2', detail: 'Strongest and dearest', offered: true },
  'claude-fable-5-1': { ...adaptive, label: 'Claude Fable 5.1', detail: 'Earlier Fable', offered: false },
  'claude-opus-5': { ...adaptive, label: 'Claude Opus 5', detail: 'Earlier Opus', offered: true },
  'claude-sonnet-5': { ...adaptive, label: 'Claude Sonnet 5', detail: 'Earlier Sonnet', offered: true },
  'claude-fable-5': { ...adaptive, label: 'Claude Fable 5', detail: 'Earlier Fable', offered: false },
  'claude-opus-4-8': { ...adaptive, label: 'Claude Opus 4.8', detail: 'Earlier Opus', offered: false },
  'claude-opus-4-7': { ...adaptive, label: 'Claude Opus 4.7', detail: 'Earlier Opus', offered: false },
  'claude-opus-4-6': { ...adaptive, label: 'Claude Opus 4.6', detail: 'Earlier Opus', offered: false },
  'claude-sonnet-4-6': {
    ...adaptive,
    maxOutput: 64_000,
    label: 'Claude Sonnet 4.6',
    detail: 'Earlier Sonnet',
    offered: false,
  },
  'claude-opus-4-5': { ...budget, label: 'Claude Opus 4.5', detail: 'Earlier Opus', offered: false },
  'claude-sonnet-4-5': { ...budget, label: 'Claude Sonnet 4.5', detail: 'Earlier Sonnet', offered: false },
  'claude-haiku-4-5': { ...budget, label: 'Claude Haiku 4.5', detail: 'Earlier Haiku', offered: true },
};

/** The model that is chosen when there is a key and nothing else was said. */
export const defaultAnthropicModel = 'claude-sonnet-5-5';

/** The cheapest one, for small questions. */
export const smallAnthropicModel = 'claude-haiku-5-5';

/** The id without the date that names one snapshot (`claude-haiku-4-5-20251001` is `claude-haiku-4-5`). */
export function modelFamily(model: string): string {
  return model.replace(/-\d{8}$/, '');
}

/** What is known of an Anthropic model, `undefined` for one that this version does not know. */
export function anthropicTraits(model: string): AnthropicTraits | undefined {
  const family = modelFamily(model);
  return Object.hasOwn(anthropicModels, family) ? anthropicModels[family] : undefined;
}

/**
 * The form of edits that families of models were trained on, by their ids; the first that fits counts. Other families
 * are reached through gateways that speak Anthropic's protocol.
 */
const editForms: readonly (readonly [family: RegExp, tools: EditTools])[] = [
  [/(?:^|[/.])claude-/, 'replace'],
  [/(?:^|\/)(?:gpt-|chatgpt-|codex|o\d)/, 'patch'],
];

/** The edit tools that a model is offered: exact replacements where nothing is known of its family. */
export function editToolsFor(model: string): EditTools {
  return editForms.find(([family]) => family.test(model))?.[1] ?? 'replace';
}

/** The list for "Choose Model", best first, the tour last. */
export const modelCatalog: readonly CatalogEntry[] = [
  ...Object.entries(anthropicModels)
    .filter(([, traits]) => traits.offered)
    .map(([id, { label, detail, contextWindow }]) => ({
      id,
      label,
      detail,
      contextWindow,
      images: true,
      editTools: editToolsFor(id),
      vendor: 'anthropic' as const,
    })),
  { ...tourInfo, detail: 'A scripted model that shows how Belay works; needs no key', vendor: 'tour' },
];
