import { piecesOf, type ScriptedBlock, type ScriptedMove } from '../../src/models/scripted/player.ts';

/** How a server speaks Chat Completions: OpenAI, Ollama, llama.cpp, vLLM, and one that does the least that works. */
export type ChatDialect = 'openai' | 'ollama' | 'llamacpp' | 'vllm' | 'bare';

type Delta = Readonly<Record<string, unknown>>;

const reasons: Readonly<Record<string, string>> = {
  endTurn: 'stop',
  toolUse: 'tool_calls',
  maxTokens: 'length',
  refusal: 'content_filter',
};

/** A whole answer as lines of an event stream, in the manner of one server. */
export function chatChunks(move: ScriptedMove, dialect: ChatDialect, withUsage: boolean): string[] {
  const calls = move.blocks.filter((block) => block.type === 'toolUse');
  const chunk = (fields: Delta): string =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'served', ...fields })}\n\n`;
  const deltas = move.blocks.flatMap((block) =>
    block.type === 'toolUse' ? callDeltas(block, calls.indexOf(block), dialect) : textDeltas(block, dialect),
  );
  // Ollama says "stop" after calls too.
  const said = reasons[move.stopReason] ?? move.stopReason;
  const reason = dialect === 'ollama' && said === 'tool_calls' ? 'stop' : said;
  const role =
    dialect === 'bare'
      ? []
      : [chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] })];
  return [
    ...(dialect === 'llamacpp' ? [': keep-alive\n\n'] : []),
    ...role,
    ...deltas.map((delta) =>
      chunk({ choices: [{ index: 0, delta, finish_reason: null }], ...(dialect === 'openai' ? { usage: null } : {}) }),
    ),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: reason }] }),
    ...(withUsage && dialect !== 'bare' ? [chunk({ choices: [], usage: usageOf(move) })] : []),
    ...(dialect === 'bare' ? [] : ['data: [DONE]\n\n']),
  ];
}

function usageOf({ usage }: ScriptedMove): Delta {
  const { input = 10, output = 5, cacheRead = 0, cacheWrite = 0 } = usage;
  return {
    prompt_tokens: input + cacheRead + cacheWrite,
    completion_tokens: output,
    total_tokens: input + cacheRead + cacheWrite + output,
    prompt_tokens_details: { cached_tokens: cacheRead, ...(cacheWrite > 0 ? { cache_write_tokens: cacheWrite } : {}) },
  };
}

function textDeltas(block: Exclude<ScriptedBlock, { type: 'toolUse' }>, dialect: ChatDialect): Delta[] {
  switch (block.type) {
    case 'text':
      return piecesOf(block.text).map((content) => ({ content }));
    case 'redactedThinking':
      return [];
    case 'thinking':
      // llama.cpp and vLLM have a field for it under one name, Ollama under another; others leave it in the text.
      if (dialect === 'bare') return piecesOf(`<think>\n${block.thinking}</think>\n\n`).map((content) => ({ content }));
      return piecesOf(block.thinking).map((text) =>
        dialect === 'ollama' ? { reasoning: text, content: '' } : { reasoning_content: text },
      );
  }
}

function callDeltas(block: Extract<ScriptedBlock, { type: 'toolUse' }>, index: number, dialect: ChatDialect): Delta[] {
  const { id, name, raw } = block;
  const pieces = piecesOf(raw);
  switch (dialect) {
    case 'ollama':
      // Whole calls, all with index 0 as older versions had it.
      return [{ tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: raw } }] }];
    case 'bare': {
      // No ids, and arguments as they were parsed where they could be.
      return [{ tool_calls: [{ function: { name, arguments: asObject(raw) } }] }];
    }
    case 'vllm':
      // The id in every piece.
      return ['', ...pieces].map((text, at) => ({
        tool_calls: [{ index, id, type: 'function', function: { ...(at === 0 ? { name } : {}), arguments: text } }],
      }));
    default:
      return [
        { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] },
        ...pieces.map((text) => ({ tool_calls: [{ index, function: { arguments: text } }] })),
      ];
  }
}

function asObject(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch (error) {
    if (error instanceof SyntaxError) return raw;
    throw error;
  }
}
