import * as z from 'zod';
import type { AssistantBlock, Usage } from '../protocol/content.ts';
import type { Delta } from '../protocol/events.ts';
import { type Accumulator, BrokenStreamError, type FinishedMessage, StreamErrorEvent } from './accumulate.ts';
import { openAiCalls } from './openAiCalls.ts';
import { splitThinking } from './splitThinking.ts';

const text = z.string().nullish();

/** A piece of a call. Servers leave out index or id, send arguments as an object, or repeat what they have said. */
const WireCall = z.object({
  index: z.number().nullish(),
  id: text,
  function: z.object({ name: text, arguments: z.unknown().optional() }).nullish(),
});
export type WireCall = z.infer<typeof WireCall>;

const WireDelta = z.object({
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string(), text }))]).nullish(),
  reasoning_content: text,
  reasoning: text,
  refusal: text,
  tool_calls: z.array(WireCall).nullish(),
});

const count = z.number().nullish();
const WireUsage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count }).nullish(),
  prompt_cache_hit_tokens: count,
});

const WireChunk = z.object({
  choices: z
    .array(z.object({ delta: WireDelta.nullish(), message: WireDelta.nullish(), finish_reason: text }))
    .nullish(),
  usage: WireUsage.nullish(),
  error: z.unknown().optional(),
});

/**
 * Builds an answer of the Chat Completions API, from whichever server. `id` is the model's id; `taken` are ids of calls
 * that the conversation has already, so that those of servers which count from nought each time stay unique.
 */
export function createOpenAiAccumulator(id: string, taken: ReadonlySet<string>, newId: () => string): Accumulator {
  const calls = openAiCalls(taken, newId);
  const split = splitThinking();
  let thinking = '';
  let said = '';
  let refusal = '';
  let reason: string | undefined;
  let usage: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  let complete = false;

  function show(pieces: readonly { readonly type: 'text' | 'thinking'; readonly text: string }[]): Delta[] {
    return pieces.map((piece) => {
      if (piece.type === 'text') said += piece.text;
      else thinking += piece.text;
      return piece;
    });
  }

  function push(data: string): Delta[] {
    if (data === '') return [];
    if (data.trim() === '[DONE]') {
      complete = true;
      return show(split.end());
    }
    const chunk = parseChunk(data);
    if (chunk.error) throw streamError(chunk.error);
    if (chunk.usage) usage = readUsage(chunk.usage);
    const [choice] = chunk.choices ?? [];
    if (!choice) return [];
    reason = choice.finish_reason ?? reason;
    const delta = choice.delta ?? choice.message;
    if (!delta) return [];
    const thought = delta.reasoning_content || delta.reasoning || '';
    const deltas = show(thought === '' ? [] : [{ type: 'thinking', text: thought }]);
    deltas.push(...show(split.push(contentText(delta.content))));
    if (delta.refusal) {
      refusal += delta.refusal;
      deltas.push({ type: 'text', text: delta.refusal });
    }
    const pieces = delta.tool_calls ?? [];
    if (pieces.length > 0) deltas.push(...show(split.end()), ...pieces.flatMap(calls.push));
    return deltas;
  }

  function finish(ended: boolean): FinishedMessage | undefined {
    // Some servers close the connection after the reason, and leave out the line that says so.
    if (!complete && !(ended && reason !== undefined)) return undefined;
    show(split.end());
    const stopReason = refusal !== '' ? 'refusal' : stopReasonOf(reason, calls.any());
    const content: AssistantBlock[] = [
      ...(thinking.trim() === '' ? [] : [{ type: 'thinking' as const, thinking, signature: '' }]),
      ...[said, refusal].filter((one) => one !== '').map((one) => ({ type: 'text' as const, text: one })),
      ...calls.finish(stopReason !== 'maxTokens' && stopReason !== 'refusal'),
    ];
    return { type: 'message', model: id, content, stopReason, usage };
  }

  return { push, finish, usage: () => usage };
}

function parseChunk(data: string): z.infer<typeof WireChunk> {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch (error) {
    throw new BrokenStreamError('The answer was cut in the middle of an event.', { cause: error });
  }
  const parsed = WireChunk.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new BrokenStreamError('The answer held an event of the wrong shape.', { cause: parsed.error });
}

/** An error within the stream: an object with type, code or status, or only words. */
function streamError(error: unknown): StreamErrorEvent {
  const Shape = z.object({
    message: z.string().optional(),
    type: z.string().nullish(),
    code: z.union([z.string(), z.number()]).nullish(),
  });
  const parsed = Shape.safeParse(error);
  if (!parsed.success) return new StreamErrorEvent('error', typeof error === 'string' ? error : JSON.stringify(error));
  const { message = 'No reason was given.', type, code } = parsed.data;
  return new StreamErrorEvent(String(typeof code === 'number' ? code : (type ?? code ?? 'error')), message);
}

function contentText(content: z.infer<typeof WireDelta>['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}

/** `prompt_tokens` counts cached ones too; `input` does not. */
function readUsage(wire: z.infer<typeof WireUsage>): Usage {
  const prompt = wire.prompt_tokens ?? 0;
  const cacheRead = wire.prompt_tokens_details?.cached_tokens ?? wire.prompt_cache_hit_tokens ?? 0;
  const cacheWrite = wire.prompt_tokens_details?.cache_write_tokens ?? 0;
  return {
    input: Math.max(0, prompt - cacheRead - cacheWrite),
    output: wire.completion_tokens ?? 0,
    cacheRead,
    cacheWrite,
  };
}

function stopReasonOf(reason: string | undefined, hasCalls: boolean): string {
  switch (reason) {
    case 'length':
      return 'maxTokens';
    case 'content_filter':
      return 'refusal';
    default:
      // Some servers say "stop" after a call.
      return hasCalls ? 'toolUse' : 'endTurn';
  }
}
