import { describe, expect, it } from 'vitest';
import { dispatcher, unwrapped, withDispatcher } from '../../../../src/agent/dispatcher.ts';
import type { ModelOutput, ModelRequest, ToolSchema } from '../../../../src/agent/ports.ts';
import type { AssistantBlock, ToolUseBlock } from '../../../../src/protocol/content.ts';

const use = (name: string, input: unknown, malformed?: string): ToolUseBlock => ({
  type: 'toolUse',
  id: 'c1',
  name,
  input,
  ...(malformed === undefined ? {} : { malformed }),
});

async function* stream(outputs: readonly ModelOutput[]): AsyncGenerator<ModelOutput> {
  yield* outputs;
}

async function unwrap(...content: AssistantBlock[]): Promise<readonly AssistantBlock[]> {
  const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const message: ModelOutput = { type: 'message', model: 'm', content, stopReason: 'toolUse', usage };
  for await (const output of unwrapped(stream([message]))) if (output.type === 'message') return output.content;
  throw new Error('nothing came');
}

describe('a call through the dispatcher', () => {
  it.each<[string, unknown, ToolUseBlock]>([
    ['with an input', { name: 'git_log', input: { count: 3 } }, use('git_log', { count: 3 })],
    ['without one', { name: 'git_status' }, use('git_status', {})],
    ['with one written as a text', { name: 'git_log', input: '{"count":3}' }, use('git_log', { count: 3 })],
    ['with a text that is no JSON', { name: 'git_log', input: '{"count"' }, use('git_log', {}, '{"count"')],
    ['with an input of another kind', { name: 'git_log', input: [3] }, use('git_log', [3])],
    ['of a tool that is not there', { name: 'no_such', input: {} }, use('no_such', {})],
  ])('%s becomes one of the tool itself', async (_, input, expected) => {
    expect(await unwrap(use(dispatcher, input))).toEqual([expected]);
  });

  it.each<[string, unknown]>([
    ['a dispatcher within', { name: dispatcher, input: { name: 'run_command', input: { command: 'id' } } }],
    ['no name', { input: {} }],
    ['an empty name', { name: '', input: {} }],
    ['a name that is no text', { name: 7, input: {} }],
    ['more than name and input', { name: 'git_log', input: {}, count: 3 }],
    ['a list', ['git_log']],
    ['a text', 'git_log'],
    ['nothing', null],
  ])('stays what it is with %s, and so is refused', async (_, input) => {
    const call = use(dispatcher, input);
    expect(await unwrap(call)).toEqual([call]);
  });

  it('leaves direct calls, text and thinking as they are', async () => {
    const blocks: AssistantBlock[] = [
      { type: 'thinking', thinking: 'hm', signature: 's' },
      { type: 'text', text: 'I look.' },
      use('grep', { name: 'x', input: 1 }),
      use(dispatcher, {}, '{"name":'),
    ];
    expect(await unwrap(...blocks)).toEqual(blocks);
  });
});

describe('the deltas of a call through the dispatcher', () => {
  const inner = JSON.stringify({ path: 'a"}.ts', source: '{"x": [1, "\\\\"]}', cell: 3 });
  async function deltas(text: string, size: number): Promise<[string, string][]> {
    const pieces: ModelOutput[] = [];
    for (let at = 0; at < text.length; at += size) {
      const delta = { type: 'toolInput' as const, callId: 'c1', tool: dispatcher, text: text.slice(at, at + size) };
      pieces.push({ type: 'delta', delta });
    }
    const came = new Map<string, string>();
    for await (const output of unwrapped(stream(pieces))) {
      if (output.type !== 'delta' || output.delta.type !== 'toolInput') continue;
      came.set(output.delta.tool, (came.get(output.delta.tool) ?? '') + output.delta.text);
    }
    return [...came];
  }

  it.each([1, 2, 3, 7, 1000])('are those of the tool itself, in pieces of %i', async (size) => {
    expect(await deltas(`{ "name": "notebook_edit", "input": ${inner} }`, size)).toEqual([['notebook_edit', inner]]);
  });

  it.each([
    ['the input first', `{"input": ${inner}, "name": "notebook_edit"}`],
    ['a text for input', `{"name": "notebook_edit", "input": ${JSON.stringify(inner)}}`],
    ['a dispatcher within', `{"name": "${dispatcher}", "input": ${inner}}`],
  ])('are not shown with %s', async (_, text) => {
    expect(await deltas(text, 5)).toEqual([]);
  });
});

describe('a request for a provider without deferred loading', () => {
  const schema = (name: string, more: Partial<ToolSchema> = {}): ToolSchema => ({
    name,
    description: `Does ${name}.`,
    inputSchema: { type: 'object' },
    ...more,
  });
  const request: ModelRequest = {
    system: { fixed: '', dynamic: '' },
    tools: [schema('read_file'), schema('tool_search'), schema('git_log', { deferred: true })],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Go.' }] },
      { role: 'assistant', content: [use('read_file', { path: 'a' }), use('git_log', { count: 1 })] },
    ],
  };

  it('has the dispatcher for what is deferred, and calls of it go through it', () => {
    const made = withDispatcher(request);
    expect(made.tools.map(({ name }) => name)).toEqual(['read_file', 'tool_search', dispatcher]);
    expect(made.messages[1]?.content).toEqual([
      use('read_file', { path: 'a' }),
      use(dispatcher, { name: 'git_log', input: { count: 1 } }),
    ]);
  });

  it('goes back to what it was when it is unwrapped', async () => {
    const wrapped = withDispatcher(request).messages[1];
    if (wrapped?.role !== 'assistant') throw new Error('no answer');
    expect(await unwrap(...wrapped.content)).toEqual(request.messages[1]?.content);
  });

  it('is untouched where nothing is deferred', () => {
    const plain = { ...request, tools: request.tools.slice(0, 2) };
    expect(withDispatcher(plain)).toBe(plain);
  });
});
