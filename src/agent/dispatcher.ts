import type { AssistantBlock, ToolUseBlock } from '../protocol/content.ts';
import { type CallDeltas, callDeltas } from './dispatchedDeltas.ts';
import { loadedTools } from './loadedTools.ts';
import type { Message, ModelOutput, ModelRequest, ToolSchema } from './ports.ts';

/** The tool by which models call a deferred tool where their provider knows no deferred loading. */
export const dispatcher = 'call_tool';

const dispatcherSchema: ToolSchema = {
  name: dispatcher,
  description: 'Calls a tool that tool_search found. Not for the tools that you have already: call those directly.',
  inputSchema: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'As found.' },
      input: { type: 'object', description: 'As its schema says.' },
    },
    required: ['name', 'input'],
  },
};

/**
 * A request with deferred tools for a provider that does not know such: they are left out, calls of them go through one
 * that is always there, and what a search found is the text of its result. Pure, and only ever growing at the end.
 */
export function withDispatcher(request: ModelRequest): ModelRequest {
  const deferred = new Set(request.tools.flatMap(({ name, deferred: waits }) => (waits ? [name] : [])));
  if (deferred.size === 0) return request;
  const tools = [...loadedTools(request.tools), dispatcherSchema];
  return { ...request, tools, messages: request.messages.map((message) => wrappedCalls(message, deferred)) };
}

function wrappedCalls(message: Message, deferred: ReadonlySet<string>): Message {
  if (message.role === 'user' || !message.content.some((block) => isCallOf(block, deferred))) return message;
  return {
    ...message,
    content: message.content.map((block) => {
      if (!isCallOf(block, deferred)) return block;
      return { type: 'toolUse', id: block.id, name: dispatcher, input: { name: block.name, input: block.input } };
    }),
  };
}

function isCallOf(block: AssistantBlock, names: ReadonlySet<string>): block is ToolUseBlock {
  return block.type === 'toolUse' && block.malformed === undefined && names.has(block.name);
}

/**
 * What a model yields, with each call through the dispatcher as a call of the tool itself: nothing behind this knows of
 * the dispatcher, so a call is judged, shown and recorded as if it had been made directly. What cannot be read stays as
 * it is, and is refused, since no tool has that name; so is a dispatcher within a dispatcher.
 */
export async function* unwrapped(outputs: AsyncIterable<ModelOutput>): AsyncGenerator<ModelOutput, void> {
  const following = new Map<string, CallDeltas>();
  for await (const output of outputs) {
    if (output.type === 'message') {
      yield { ...output, content: output.content.map(unwrappedBlock) };
      continue;
    }
    if (output.type !== 'delta') {
      yield output;
      continue;
    }
    const { delta } = output;
    if (delta.type === 'restart') following.clear();
    if (delta.type !== 'toolInput' || delta.tool !== dispatcher) {
      yield output;
      continue;
    }
    const call = following.get(delta.callId) ?? callDeltas();
    following.set(delta.callId, call);
    const inner = call.push(delta.text);
    if (inner && inner.tool !== dispatcher) yield { type: 'delta', delta: { ...delta, ...inner } };
  }
}

function unwrappedBlock(block: AssistantBlock): AssistantBlock {
  if (block.type !== 'toolUse' || block.name !== dispatcher || block.malformed !== undefined) return block;
  const { input: outer } = block;
  if (typeof outer !== 'object' || outer === null || Object.keys(outer).some((key) => !expected.has(key))) return block;
  const { name, input = {} } = outer as { readonly name?: unknown; readonly input?: unknown };
  if (typeof name !== 'string' || name === '' || name === dispatcher) return block;
  const call = { type: 'toolUse' as const, id: block.id, name };
  // Some models write the input of a tool within a tool as a text.
  return typeof input === 'string' ? { ...call, ...readInput(input) } : { ...call, input };
}

const expected: ReadonlySet<string> = new Set(['name', 'input']);

function readInput(text: string): Pick<ToolUseBlock, 'input' | 'malformed'> {
  try {
    return { input: JSON.parse(text) };
  } catch {
    return { input: {}, malformed: text };
  }
}

/** What the model is told of a call that names no tool. */
export function unknownTool({ name, malformed }: ToolUseBlock, tools: readonly { readonly name: string }[]): string {
  if (name === dispatcher) {
    const what = malformed === undefined ? 'fits no tool' : 'is not valid JSON';
    return `The input of ${dispatcher} ${what}, so nothing was run. It takes exactly {"name": <another tool>, "input": {…}}.`;
  }
  const names = tools.map((tool) => tool.name).join(', ');
  return `There is no tool named ${name}. The tools are: ${names}.`;
}
