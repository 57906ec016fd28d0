import type Anthropic from '@anthropic-ai/sdk';
import type { Message, ModelRequest, ToolResultBlock } from '../agent/ports.ts';
import type { AssistantBlock, ImageBlock, TextBlock } from '../protocol/content.ts';
import { anthropicTraits } from './catalog.ts';

/** How hard the model is to think, in the provider's words. */
export type Effort = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export interface RequestSettings {
  readonly model: string;
  readonly maxTokens?: number | undefined;
  readonly effort?: Effort | undefined;
  /** Tokens for thinking, for models that take a budget; at least 1024. */
  readonly thinkingBudget?: number | undefined;
  /** Messages before this one lose their thinking blocks, since the provider no longer accepts them. */
  readonly thinkingFrom?: number;
}

type Params = Anthropic.MessageCreateParamsStreaming;
type ContentParam = Anthropic.ContentBlockParam;

const marker = { type: 'ephemeral' } as const;
const unknownModelMaxTokens = 32_000;
const largestMaxTokens = 64_000;

/**
 * The body of a streaming request. Pure: the same history gives the same bytes, so that only what is new misses the
 * prompt cache. Breakpoints, four at most: the last tool, the end of the fixed system part, the last two user messages.
 */
export function buildAnthropicRequest(request: ModelRequest, settings: RequestSettings): Params {
  const traits = anthropicTraits(settings.model);
  const maxTokens =
    settings.maxTokens ?? (traits ? Math.min(traits.maxOutput, largestMaxTokens) : unknownModelMaxTokens);
  const thinking = thinkingOf(traits?.thinking, settings, maxTokens);
  return {
    model: settings.model,
    max_tokens: maxTokens,
    stream: true,
    ...(thinking ? { thinking } : {}),
    ...(settings.effort === undefined ? {} : { output_config: { effort: settings.effort } }),
    ...(request.tools.length > 0 ? { tools: toolsOf(request) } : {}),
    ...systemOf(request),
    messages: messagesOf(request.messages, settings.thinkingFrom ?? 0),
  };
}

/**
 * Newer models decide for themselves how much to think and would keep it hidden unless asked for a summary, progress
 * notes between calls included. Older ones think only with a budget, and a model not in the list is sent what was set.
 */
function thinkingOf(
  form: 'adaptive' | 'budget' | undefined,
  settings: RequestSettings,
  maxTokens: number,
): Anthropic.ThinkingConfigParam | undefined {
  if (form === 'adaptive') return { type: 'adaptive', display: 'summarized' };
  if (settings.thinkingBudget === undefined) return undefined;
  return { type: 'enabled', budget_tokens: Math.max(1024, Math.min(settings.thinkingBudget, maxTokens - 1)) };
}

function toolsOf(request: ModelRequest): Anthropic.Tool[] {
  return request.tools.map((tool, index) => ({
    name: tool.name,
    description: tool.description,
    input_schema: { ...tool.inputSchema, type: 'object' },
    ...(index === request.tools.length - 1 ? { cache_control: marker } : {}),
  }));
}

function systemOf(request: ModelRequest): Pick<Params, 'system'> {
  const { fixed, dynamic } = request.system;
  const system: Anthropic.TextBlockParam[] = [];
  if (fixed.trim() !== '') system.push({ type: 'text', text: fixed, cache_control: marker });
  if (dynamic.trim() !== '') system.push({ type: 'text', text: dynamic });
  return system.length > 0 ? { system } : {};
}

function messagesOf(messages: readonly Message[], thinkingFrom: number): Anthropic.MessageParam[] {
  const wire: { role: 'user' | 'assistant'; content: ContentParam[] }[] = [];
  for (const [index, message] of messages.entries()) {
    const content =
      message.role === 'user' ? userContent(message.content) : assistantContent(message, index >= thinkingFrom);
    if (content.length === 0) continue;
    const last = wire.at(-1);
    if (last?.role === message.role) last.content.push(...content);
    else wire.push({ role: message.role, content });
  }
  // The newer models do not go on from a half-written answer, so an interrupted one is followed by a request to.
  if (wire.at(-1)?.role === 'assistant') wire.push({ role: 'user', content: [{ type: 'text', text: 'Continue.' }] });
  const users = wire.filter(({ role }) => role === 'user');
  for (const { content } of users.slice(-2)) {
    const end = content.at(-1);
    if (end !== undefined) content[content.length - 1] = marked(end);
  }
  return wire;
}

function marked(block: ContentParam): ContentParam {
  if (block.type === 'text' || block.type === 'image' || block.type === 'tool_result') {
    return { ...block, cache_control: marker };
  }
  return block;
}

function userContent(blocks: readonly (TextBlock | ImageBlock | ToolResultBlock)[]): ContentParam[] {
  return blocks.flatMap(userParams);
}

function userParams(block: TextBlock | ImageBlock | ToolResultBlock): ContentParam[] {
  switch (block.type) {
    case 'text':
      return textParams(block.text);
    case 'image':
      return [imageParam(block)];
    case 'toolResult': {
      const content = [...textParams(block.text), ...block.images.map(imageParam)];
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

function assistantContent(message: Extract<Message, { role: 'assistant' }>, withThinking: boolean): ContentParam[] {
  return message.content.flatMap((block) => {
    const isThinking = block.type === 'thinking' || block.type === 'redactedThinking';
    return isThinking && !withThinking ? [] : assistantParams(block);
  });
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
      return [{ type: 'tool_use', id: block.id, name: block.name, input: inputParam(block.input, block.malformed) }];
  }
}

/** The provider refuses blocks of blank text, and input that is not an object. */
function textParams(text: string): Anthropic.TextBlockParam[] {
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function inputParam(input: unknown, malformed: string | undefined): object {
  if (malformed !== undefined || typeof input !== 'object' || input === null || Array.isArray(input)) return {};
  return input;
}

const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

function imageParam(image: ImageBlock): Anthropic.ImageBlockParam | Anthropic.TextBlockParam {
  const mediaType = imageTypes.find((type) => type === image.mediaType);
  if (!mediaType) return { type: 'text', text: `[An image of type ${image.mediaType}, which this model cannot see]` };
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data: image.data } };
}
