import { type Model, ModelError, type ModelOutput, type ModelRequest } from '../../src/agent/ports.ts';
import type { AssistantBlock } from '../../src/protocol/content.ts';

/** Tokens of a request as this model counts: four characters each. */
export function tokensOf(request: ModelRequest): number {
  return Math.ceil(JSON.stringify([request.system, request.tools, request.messages]).length / 4);
}

export const isSummaryRequest = ({ messages }: ModelRequest): boolean =>
  textAtEnd(messages).includes('[Belay: the conversation is about');

export function textAtEnd(messages: ModelRequest['messages']): string {
  const last = messages.at(-1)?.content.at(-1);
  return last?.type === 'text' ? last.text : '';
}

export const summaryJson = (task: string): string =>
  JSON.stringify({
    task,
    decisions: ['a decision'],
    files: [{ path: 'src/a.ts', state: 'read' }],
    errors: [],
    next: ['go on'],
  });

/**
 * A model with a window that it holds to: a request that is longer is refused as providers do. It checks that roles take
 * turns and that every call has its result, and keeps every request, the refused ones included.
 */
export function windowedModel(
  answer: (request: ModelRequest, step: number) => readonly AssistantBlock[] | Error,
  options: {
    readonly window: number;
    readonly real?: number;
    readonly summary?: (request: ModelRequest) => string | Error;
  },
): Model & { readonly requests: ModelRequest[]; readonly summaries: ModelRequest[]; refused: number } {
  const { window, real = window, summary = () => summaryJson('the task') } = options;
  let steps = 0;
  const model = {
    info: { id: 'windowed', label: 'Windowed', contextWindow: window, images: true, editTools: 'both' as const },
    requests: [] as ModelRequest[],
    summaries: [] as ModelRequest[],
    refused: 0,
    cost: () => 0.01,
    async *stream(request: ModelRequest, _signal: AbortSignal): AsyncGenerator<ModelOutput> {
      const complaint = complaintAbout(request);
      if (complaint !== undefined) throw new Error(complaint);
      const input = tokensOf(request);
      model.requests.push(structuredClone(request));
      if (input > real) {
        model.refused++;
        throw new ModelError('contextFull', `The prompt is too long: ${input} tokens, ${real} fit.`);
      }
      let content: readonly AssistantBlock[] | Error;
      if (isSummaryRequest(request) || textAtEnd(request.messages).startsWith('[Belay: that was no summary')) {
        model.summaries.push(structuredClone(request));
        const text = summary(request);
        content = text instanceof Error ? text : [{ type: 'text', text }];
      } else content = answer(request, ++steps);
      if (content instanceof Error) throw content;
      yield {
        type: 'message' as const,
        model: 'windowed',
        content,
        stopReason: content.some(({ type }) => type === 'toolUse') ? 'toolUse' : 'endTurn',
        usage: { input, output: Math.ceil(JSON.stringify(content).length / 4), cacheRead: 0, cacheWrite: 0 },
      };
    },
  };
  return model;
}

/** What a provider would refuse in a list of messages. */
export function complaintAbout({ messages }: ModelRequest): string | undefined {
  if (messages[0]?.role !== 'user') return 'the first message is not the person’s';
  if (messages.at(-1)?.role !== 'user') return 'the last message is not the person’s';
  for (const [index, message] of messages.entries()) {
    const next = messages[index + 1];
    if (next && next.role === message.role) return `two messages of the ${message.role} follow each other`;
    if (message.role === 'assistant') {
      const calls = message.content.flatMap((block) => (block.type === 'toolUse' ? [block.id] : []));
      const results = (next?.content ?? []).flatMap((block) => (block.type === 'toolResult' ? [block.callId] : []));
      if (JSON.stringify(calls) !== JSON.stringify(results)) return `calls ${calls} have results ${results}`;
    } else if (index === 0 && message.content.some(({ type }) => type === 'toolResult'))
      return 'a result without a call';
  }
  return undefined;
}

export const calling = (name: string, input: unknown, id: string): AssistantBlock => ({
  type: 'toolUse',
  id,
  name,
  input,
});
