import { piecesOf, type ScriptedBlock, type ScriptedMove } from '../../src/models/scripted/player.ts';
import type { Usage } from '../../src/protocol/content.ts';

/** A server-sent event of the Messages API. */
export interface AnswerEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The words of the provider for a stop reason of the `Model` port. */
function wireReason(reason: string): string {
  return reason.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function wireUsage(usage: Usage): Record<string, unknown> {
  const long = usage.cacheWrite1h ?? 0;
  return {
    input_tokens: usage.input,
    output_tokens: usage.output,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite - long, ephemeral_1h_input_tokens: long },
  };
}

/** A whole answer as events, in pieces of a few characters, as the provider streams it. */
export function answerEvents(move: ScriptedMove, id: string, model: string, usage: Usage): AnswerEvent[] {
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
  return [
    { type: 'message_start', message: { ...message, usage: wireUsage({ ...usage, output: 1 }) } },
    { type: 'ping' },
    ...move.blocks.flatMap((block, index) => [
      { type: 'content_block_start', index, content_block: emptyBlock(block) },
      ...deltas(block).map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: wireReason(move.stopReason), stop_sequence: null },
      usage: { output_tokens: usage.output },
    },
    { type: 'message_stop' },
  ];
}

/** A whole answer as one JSON body. Input that is not JSON cannot be told this way, and is left empty. */
export function answerBody(move: ScriptedMove, id: string, model: string, usage: Usage): Record<string, unknown> {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: move.blocks.map(wholeBlock),
    stop_reason: wireReason(move.stopReason),
    stop_sequence: null,
    usage: wireUsage(usage),
  };
}

function emptyBlock(block: ScriptedBlock): Record<string, unknown> {
  switch (block.type) {
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'redactedThinking':
      return { type: 'redacted_thinking', data: block.data };
    case 'text':
      return { type: 'text', text: '' };
    case 'toolUse':
      return { type: 'tool_use', id: block.id, name: block.name, input: {} };
  }
}

function deltas(block: ScriptedBlock): Record<string, unknown>[] {
  switch (block.type) {
    case 'thinking':
      return [
        ...piecesOf(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'redactedThinking':
      return [];
    case 'text':
      return piecesOf(block.text).map((text) => ({ type: 'text_delta', text }));
    case 'toolUse':
      return ['', ...piecesOf(block.raw)].map((partial_json) => ({ type: 'input_json_delta', partial_json }));
  }
}

function wholeBlock(block: ScriptedBlock): Record<string, unknown> {
  switch (block.type) {
    case 'thinking':
      return { type: 'thinking', thinking: block.thinking, signature: block.signature };
    case 'redactedThinking':
      return { type: 'redacted_thinking', data: block.data };
    case 'text':
      return { type: 'text', text: block.text };
    case 'toolUse':
      return { type: 'tool_use', id: block.id, name: block.name, input: parsedOrEmpty(block.raw) };
  }
}

function parsedOrEmpty(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
