import type OpenAI from 'openai';
import { convertHistory, type HistoryRules } from '../agent/convertHistory.ts';
import { withDispatcher } from '../agent/dispatcher.ts';
import type { Message, ModelRequest, ToolResultBlock } from '../agent/ports.ts';
import type { ImageBlock, TextBlock } from '../protocol/content.ts';
import type { Effort } from './catalog.ts';

type Params = OpenAI.ChatCompletionCreateParamsStreaming;
type WireMessage = OpenAI.ChatCompletionMessageParam;
type Part = OpenAI.ChatCompletionContentPartText | OpenAI.ChatCompletionContentPartImage;

/** What a server of the Chat Completions API understands; learnt from its refusals where it differs from the guess. */
export interface Dialect {
  readonly system: 'system' | 'developer';
  readonly maxTokens: 'max_tokens' | 'max_completion_tokens';
  /** It reports usage at the end of a stream when asked to. */
  readonly usage: boolean;
  readonly effort: boolean;
  readonly images: boolean;
  readonly parallelCalls: boolean;
  /** Mistral: ids of nine letters and digits, and no message of the person right after results. */
  readonly mistral: boolean;
}

export interface OpenAiSettings {
  /** The name to send. */
  readonly model: string;
  readonly maxTokens?: number | undefined;
  readonly effort?: Effort | undefined;
  readonly dialect: Dialect;
  /** The server takes a key that keeps the requests of one conversation near each other's cache. */
  readonly cacheKey?: boolean;
}

/**
 * The body of a streaming request to a Chat Completions server. Pure: the same history gives the same bytes, so that the
 * server's own prefix cache holds.
 */
export function buildOpenAiRequest(whole: ModelRequest, settings: OpenAiSettings): Params {
  const request = withDispatcher(whole);
  const { model, maxTokens, effort, dialect, cacheKey = false } = settings;
  return {
    model,
    messages: [...systemOf(request, dialect), ...messagesOf(request.messages, dialect)],
    stream: true,
    ...(dialect.usage ? { stream_options: { include_usage: true } } : {}),
    ...(request.tools.length > 0 ? { tools: toolsOf(request) } : {}),
    ...(request.tools.length > 0 && !dialect.parallelCalls ? { parallel_tool_calls: false } : {}),
    ...(maxTokens === undefined ? {} : { [dialect.maxTokens]: maxTokens }),
    ...(effort !== undefined && dialect.effort ? { reasoning_effort: effort } : {}),
    ...(cacheKey && request.cacheKey !== undefined ? { prompt_cache_key: request.cacheKey } : {}),
  };
}

function systemOf({ system: { fixed, dynamic } }: ModelRequest, { system: role }: Dialect): WireMessage[] {
  const content = [fixed, dynamic].filter((part) => part.trim() !== '').join('\n\n');
  return content === '' ? [] : [{ role, content }];
}

function toolsOf({ tools }: ModelRequest): OpenAI.ChatCompletionFunctionTool[] {
  return tools.map(({ name, description, inputSchema }) => ({
    type: 'function',
    function: { name, description, parameters: { ...inputSchema } },
  }));
}

const imageTypes = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

function rulesOf(dialect: Dialect): HistoryRules {
  return {
    // OpenAI refuses ids of more than 40 characters; Mistral wants exactly nine letters and digits.
    callId: dialect.mistral ? /^[a-zA-Z0-9]{9}$/ : /^[a-zA-Z0-9_-]{1,40}$/,
    newCallId: (n) => (dialect.mistral ? `c${n.toString(36).padStart(8, '0')}` : `call_${n}`),
    // Reasoning has no signature here, and servers differ in whether they take it back: it is left out.
    thinking: () => false,
    image: (mediaType) => dialect.images && imageTypes.has(mediaType),
    nameLength: 64,
  };
}

function messagesOf(messages: readonly Message[], dialect: Dialect): WireMessage[] {
  const wire: WireMessage[] = [];
  for (const message of convertHistory(messages, rulesOf(dialect))) {
    if (message.role === 'assistant') {
      wire.push(assistantMessage(message));
      continue;
    }
    const results = message.content.filter((block) => block.type === 'toolResult');
    wire.push(...results.map(resultMessage));
    const parts = [...results.flatMap(imagesOf), ...message.content.flatMap(personParts)];
    if (parts.length === 0) continue;
    if (dialect.mistral && results.length > 0) wire.push({ role: 'assistant', content: 'I have the results.' });
    wire.push({ role: 'user', content: textOnly(parts) ?? parts });
  }
  return wire;
}

function assistantMessage({ content }: Extract<Message, { role: 'assistant' }>): WireMessage {
  const text = content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n\n');
  const calls = content.flatMap((block): OpenAI.ChatCompletionMessageFunctionToolCall[] =>
    block.type === 'toolUse'
      ? [{ id: block.id, type: 'function', function: { name: block.name, arguments: JSON.stringify(block.input) } }]
      : [],
  );
  return {
    role: 'assistant',
    content: text === '' ? null : text,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}

/** A result is text only, and the form has no place for whether it is an error: the text says so. */
function resultMessage({ callId, text, images, isError }: ToolResultBlock): WireMessage {
  const said = text !== '' ? text : images.length > 0 ? 'The image follows.' : '(empty)';
  return { role: 'tool', tool_call_id: callId, content: isError ? `Error: ${said}` : said };
}

function imagesOf({ images }: ToolResultBlock): Part[] {
  if (images.length === 0) return [];
  return [{ type: 'text', text: '[Images of the results above]' }, ...images.map(imagePart)];
}

function personParts(block: TextBlock | ImageBlock | ToolResultBlock): Part[] {
  if (block.type === 'text') return [{ type: 'text', text: block.text }];
  return block.type === 'image' ? [imagePart(block)] : [];
}

function imagePart({ mediaType, data }: ImageBlock): Part {
  return { type: 'image_url', image_url: { url: `data:${mediaType};base64,${data}` } };
}

/** Plain text where there is nothing else: many local servers and their templates know no lists of parts. */
function textOnly(parts: readonly Part[]): string | undefined {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return texts.length === parts.length ? texts.join('\n\n') : undefined;
}
