import type Anthropic from '@anthropic-ai/sdk';
import { convertHistory, type HistoryRules } from '../agent/convertHistory.ts';
import { withDispatcher } from '../agent/dispatcher.ts';
import type { ModelRequest, ToolResultBlock } from '../agent/ports.ts';
import type { AssistantBlock, ImageBlock, TextBlock } from '../protocol/content.ts';
import { type Capabilities, type Effort, knownModel } from './catalog.ts';
import { isClaude } from './modelId.ts';

export interface RequestSettings {
  /** The id as settings and transcripts have it, the platform's prefix included. */
  readonly model: string;
  /** The name to send, where it is not the id. */
  readonly name?: string | undefined;
  readonly maxTokens?: number | undefined;
  readonly effort?: Effort | undefined;
  /** Tokens for thinking, for models that take a budget; at least 1024. */
  readonly thinkingBudget?: number | undefined;
  /** Messages before this one lose their thinking blocks, since the provider no longer accepts them. */
  readonly thinkingFrom?: number;
  /** The provider takes deferred tools, and references to them in results. */
  readonly toolReferences?: boolean;
}

/** Tokens for thinking that an effort stands for, with models that take a budget. */
const budgets: Readonly<Record<Effort, number>> = {
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_768,
};

type Params = Anthropic.MessageCreateParamsStreaming;
type ContentParam = Anthropic.ContentBlockParam;
type Marker = Anthropic.CacheControlEphemeral;

const unknownModelMaxTokens = 32_000;
const largestMaxTokens = 64_000;

/**
 * The body of a streaming request. Pure: the same history gives the same bytes, so that only what is new misses the
 * prompt cache.
 *
 * Breakpoints, four at most: the last tool that is part of the prompt (the provider refuses them on deferred ones), the end of the fixed system part, and two that move along. The provider
 * looks for what it has kept only within twenty blocks before a breakpoint, and a step may bring more than that, so one
 * of the two lies exactly where the request before had its last: at the end of the message before the last answer, since
 * an answer is all that stands between two requests. The other lies at the end, for the request after.
 */
export function buildAnthropicRequest(whole: ModelRequest, settings: RequestSettings): Params {
  const request = settings.toolReferences ? whole : withDispatcher(whole);
  const known = knownModel(settings.model);
  const ownMost = settings.maxTokens ?? (known ? Math.min(known.maxOutput, largestMaxTokens) : unknownModelMaxTokens);
  const thinking = thinkingOf(known?.reasoning, settings, ownMost);
  // Tokens for thinking are part of what the cache holds by, so they stay, and the limit must be above them.
  const least = thinking?.type === 'enabled' ? thinking.budget_tokens + 1 : 1;
  const maxTokens = Math.min(ownMost, Math.max(least, request.maxOutput ?? ownMost));
  const effort = known?.reasoning === 'budget' ? undefined : settings.effort;
  const marker: Marker = { type: 'ephemeral', ...(request.cacheLifetime === '1h' ? { ttl: '1h' } : {}) };
  return {
    model: settings.name ?? settings.model,
    max_tokens: maxTokens,
    stream: true,
    ...(thinking ? { thinking } : {}),
    ...(effort === undefined ? {} : { output_config: { effort } }),
    ...(request.tools.length > 0 ? { tools: toolsOf(request, marker) } : {}),
    ...systemOf(request, marker),
    messages: messagesOf(request, settings, marker),
  };
}

/**
 * Newer models decide for themselves how much to think and would keep it hidden unless asked for a summary, progress
 * notes between calls included. Older ones think only with a budget, and a model not in the list is sent what was set.
 */
function thinkingOf(
  form: Capabilities['reasoning'] | undefined,
  settings: RequestSettings,
  maxTokens: number,
): Anthropic.ThinkingConfigParam | undefined {
  if (form === 'adaptive') return { type: 'adaptive', display: 'summarized' };
  const ofEffort = form === 'budget' && settings.effort !== undefined ? budgets[settings.effort] : undefined;
  const budget = settings.thinkingBudget ?? ofEffort;
  if (budget === undefined) return undefined;
  return { type: 'enabled', budget_tokens: Math.max(1024, Math.min(budget, maxTokens - 1)) };
}

function toolsOf(request: ModelRequest, marker: Marker): Anthropic.Tool[] {
  const last = request.tools.findLastIndex(({ deferred }) => !deferred);
  return request.tools.map((tool, index) => ({
    name: tool.name,
    description: tool.description,
    input_schema: { ...tool.inputSchema, type: 'object' },
    ...(index === last ? { cache_control: marker } : {}),
    ...(tool.deferred ? { defer_loading: true } : {}),
  }));
}

function systemOf(request: ModelRequest, marker: Marker): Pick<Params, 'system'> {
  const { fixed, dynamic } = request.system;
  const system: Anthropic.TextBlockParam[] = [];
  if (fixed.trim() !== '') system.push({ type: 'text', text: fixed, cache_control: marker });
  if (dynamic.trim() !== '') system.push({ type: 'text', text: dynamic });
  return system.length > 0 ? { system } : {};
}

/** Ids, names and images as the Messages API takes them (platform.claude.com/docs/en/api/messages, read 2026-11-21). */
function rulesOf(settings: RequestSettings): HistoryRules {
  const { model, thinkingFrom = 0 } = settings;
  return {
    callId: /^[\w-]{1,128}$/,
    newCallId: (n) => `toolu_${n}`,
    thinking: ({ model: by }, index) =>
      index >= thinkingFrom && (by === undefined || by === model || (isClaude(by) && isClaude(model))),
    image: (mediaType) => imageTypes.some((type) => type === mediaType),
    nameLength: 128,
  };
}

function messagesOf(
  { messages, tools }: ModelRequest,
  settings: RequestSettings,
  marker: Marker,
): Anthropic.MessageParam[] {
  const deferred = new Set(tools.flatMap(({ name, deferred: waits }) => (waits ? [name] : [])));
  const wire = convertHistory(messages, rulesOf(settings)).map(({ role, content }) => ({
    role,
    content:
      role === 'user' ? content.flatMap((block) => userParams(block, deferred)) : content.flatMap(assistantParams),
  }));
  const lastAnswer = wire.findLastIndex(({ role }) => role === 'assistant');
  for (const message of new Set([wire[lastAnswer - 1], wire.at(-1)])) {
    const end = message?.content.at(-1);
    if (message && end) message.content[message.content.length - 1] = marked(end, marker);
  }
  return wire;
}

function marked(block: ContentParam, marker: Marker): ContentParam {
  if (block.type === 'text' || block.type === 'image' || block.type === 'tool_result') {
    return { ...block, cache_control: marker };
  }
  return block;
}

function userParams(block: TextBlock | ImageBlock | ToolResultBlock, deferred: ReadonlySet<string>): ContentParam[] {
  switch (block.type) {
    case 'text':
      return textParams(block.text);
    case 'image':
      return [imageParam(block)];
    case 'toolResult': {
      const content = foundParams(block, deferred) ?? [...textParams(block.text), ...block.images.map(imageParam)];
      return [
        {
          type: 'tool_result',
          tool_use_id: block.callId,
          ...(content.length > 0 ? { content } : {}),
          ...(block.isError ? { is_error: true } : {}),
        },
      ];
    }
  }
}

function assistantParams(block: AssistantBlock): ContentParam[] {
  switch (block.type) {
    case 'text':
      return textParams(block.text);
    case 'thinking':
      return [{ type: 'thinking', thinking: block.thinking, signature: block.signature }];
    case 'redactedThinking':
      return [{ type: 'redacted_thinking', data: block.data }];
    case 'toolUse':
      return [{ type: 'tool_use', id: block.id, name: block.name, input: { ...objectOf(block.input) } }];
  }
}

/** What a search found, described by the provider; where it does not know one of them, the text describes them. */
function foundParams(
  { found = [] }: ToolResultBlock,
  deferred: ReadonlySet<string>,
): Anthropic.ToolReferenceBlockParam[] | undefined {
  if (found.length === 0 || !found.every((name) => deferred.has(name))) return undefined;
  return found.map((name) => ({ type: 'tool_reference', tool_name: name }));
}

/** The provider refuses blocks of blank text. */
function textParams(text: string): Anthropic.TextBlockParam[] {
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

/** A converted history has objects for input and nothing else. */
function objectOf(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}

const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

function imageParam(image: ImageBlock): Anthropic.ImageBlockParam | Anthropic.TextBlockParam {
  const mediaType = imageTypes.find((type) => type === image.mediaType);
  if (!mediaType) return { type: 'text', text: `[An image of type ${image.mediaType}, which this model cannot see]` };
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data: image.data } };
}
