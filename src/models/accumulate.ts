import * as z from 'zod';
import type { ModelOutput } from '../agent/ports.ts';
import type { AssistantBlock, Usage } from '../protocol/content.ts';
import type { Delta } from '../protocol/events.ts';

export type FinishedMessage = Extract<ModelOutput, { type: 'message' }>;

/** Builds an answer from what a provider streams. */
export interface Accumulator {
  /** Takes one event's data and returns what to show at once. Throws `BrokenStreamError` and `StreamErrorEvent`. */
  push(data: string): readonly Delta[];
  /**
   * The whole answer, once the provider has said that it is complete. `ended` is true once the stream is over, for
   * providers that may end without a word.
   */
  finish(ended: boolean): FinishedMessage | undefined;
  /** What the provider has said so far; all zero before it said anything of it. */
  usage(): Usage;
}

/** An error of the provider within a stream that had begun with status 200. */
export class StreamErrorEvent extends Error {
  override readonly name = 'StreamErrorEvent';
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const WireUsage = z.object({
  input_tokens: z.number().nullish(),
  output_tokens: z.number().nullish(),
  cache_read_input_tokens: z.number().nullish(),
  cache_creation_input_tokens: z.number().nullish(),
  cache_creation: z.object({ ephemeral_1h_input_tokens: z.number().nullish() }).nullish(),
});

const WireBlock = z.object({
  type: z.string(),
  text: z.string().optional(),
  thinking: z.string().optional(),
  signature: z.string().optional(),
  data: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
});

const WireDelta = z.object({
  type: z.string(),
  text: z.string().optional(),
  thinking: z.string().optional(),
  signature: z.string().optional(),
  partial_json: z.string().optional(),
});

/** The server-sent events of Anthropic's Messages API that carry an answer, each with the fields that are used. */
const WireEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: z.object({ model: z.string(), usage: WireUsage }) }),
  z.object({ type: z.literal('content_block_start'), index: z.number(), content_block: WireBlock }),
  z.object({ type: z.literal('content_block_delta'), index: z.number(), delta: WireDelta }),
  z.object({ type: z.literal('content_block_stop'), index: z.number() }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: z.string().nullish() }),
    usage: WireUsage.optional(),
  }),
  z.object({ type: z.literal('message_stop') }),
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('error'), error: z.object({ type: z.string(), message: z.string() }) }),
]);
type WireEvent = z.infer<typeof WireEvent>;

const knownTypes = new Set<string>(WireEvent.options.map((option) => option.shape.type.value));

/** What the stream said cannot be read; the answer is to be asked for again. */
export class BrokenStreamError extends Error {
  override readonly name = 'BrokenStreamError';
}

/** One event from its data line; `undefined` for a kind that this version does not know. Throws `BrokenStreamError`. */
function parseWireEvent(data: string): WireEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch (error) {
    throw new BrokenStreamError('The answer was cut in the middle of an event.', { cause: error });
  }
  const parsed = WireEvent.safeParse(json);
  if (parsed.success) return parsed.data;
  const type = z.object({ type: z.string() }).safeParse(json);
  if (type.success && !knownTypes.has(type.data.type)) return undefined;
  throw new BrokenStreamError('The answer held an event of the wrong shape.', { cause: parsed.error });
}

interface OpenBlock {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  text: string;
  signature: string;
  json: string;
  closed: boolean;
}

/** Builds an answer of the Messages API. `named` replaces the name that the provider gives the model. */
export function createAccumulator(named?: string): Accumulator {
  const blocks = new Map<number, OpenBlock>();
  const usage: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  let model = '';
  let stopReason = 'end_turn';
  let complete = false;

  function take(event: WireEvent): Delta | undefined {
    switch (event.type) {
      case 'message_start':
        model = event.message.model;
        addUsage(usage, event.message.usage);
        return undefined;
      case 'content_block_start': {
        const { type, id = '', name = '', text, thinking, data, signature = '' } = event.content_block;
        const start = text ?? thinking ?? data ?? '';
        blocks.set(event.index, { type, id, name, text: start, signature, json: '', closed: false });
        if (type === 'tool_use') return { type: 'toolInput', callId: id, tool: name, text: '' };
        return start === '' ? undefined : shown(type, start);
      }
      case 'content_block_delta': {
        const block = blocks.get(event.index);
        if (!block) throw new BrokenStreamError('The answer went on with a block that had not begun.');
        return extend(block, event.delta);
      }
      case 'content_block_stop': {
        const block = blocks.get(event.index);
        if (block) block.closed = true;
        return undefined;
      }
      case 'message_delta':
        stopReason = event.delta.stop_reason ?? stopReason;
        if (event.usage) addUsage(usage, event.usage);
        return undefined;
      case 'message_stop':
        complete = true;
        return undefined;
      case 'error':
        throw new StreamErrorEvent(event.error.type, event.error.message);
      case 'ping':
        return undefined;
    }
  }

  function push(data: string): Delta[] {
    const event = parseWireEvent(data);
    const delta = event && take(event);
    return delta ? [delta] : [];
  }

  function finish(): FinishedMessage | undefined {
    if (!complete) return undefined;
    const ordered = [...blocks.entries()].sort(([a], [b]) => a - b).map(([, block]) => block);
    const content = ordered.flatMap((block) => finished(block, stopReason));
    return { type: 'message', model: named ?? model, content, stopReason: camelCase(stopReason), usage };
  }

  return { push, finish, usage: () => usage };
}

function extend(block: OpenBlock, delta: z.infer<typeof WireDelta>): Delta | undefined {
  switch (delta.type) {
    case 'text_delta':
      block.text += delta.text ?? '';
      return { type: 'text', text: delta.text ?? '' };
    case 'thinking_delta':
      block.text += delta.thinking ?? '';
      return { type: 'thinking', text: delta.thinking ?? '' };
    case 'signature_delta':
      block.signature += delta.signature ?? '';
      return undefined;
    case 'input_json_delta':
      block.json += delta.partial_json ?? '';
      return { type: 'toolInput', callId: block.id, tool: block.name, text: delta.partial_json ?? '' };
    default:
      return undefined;
  }
}

function shown(type: string, text: string): Delta | undefined {
  if (type === 'text') return { type: 'text', text };
  if (type === 'thinking') return { type: 'thinking', text };
  return undefined;
}

function finished(block: OpenBlock, stopReason: string): AssistantBlock[] {
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : [{ type: 'text', text: block.text }];
    case 'thinking':
      return [{ type: 'thinking', thinking: block.text, signature: block.signature }];
    case 'redacted_thinking':
      return [{ type: 'redactedThinking', data: block.text }];
    case 'tool_use':
      return toolUse(block, stopReason === 'tool_use' || stopReason === 'end_turn');
    default:
      return [];
  }
}

/** A call. Where the model was stopped while writing (`whole` is false), input that does not parse is half a call. */
function toolUse(block: OpenBlock, whole: boolean): AssistantBlock[] {
  const { id, name, json } = block;
  if (!block.closed || (json.trim() === '' && !whole)) return [];
  try {
    const input: unknown = json.trim() === '' ? {} : JSON.parse(json);
    return [{ type: 'toolUse', id, name, input }];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return whole ? [{ type: 'toolUse', id, name, input: {}, malformed: json }] : [];
  }
}

/** Counts in events are totals so far, not differences. */
function addUsage(usage: Usage, wire: z.infer<typeof WireUsage>): void {
  usage.input = wire.input_tokens ?? usage.input;
  usage.output = wire.output_tokens ?? usage.output;
  usage.cacheRead = wire.cache_read_input_tokens ?? usage.cacheRead;
  usage.cacheWrite = wire.cache_creation_input_tokens ?? usage.cacheWrite;
  const long = wire.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  if (long > 0) usage.cacheWrite1h = long;
}

function camelCase(reason: string): string {
  return reason.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
