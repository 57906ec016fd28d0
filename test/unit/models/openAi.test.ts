import { describe, expect, onTestFinished, test } from 'vitest';
import { createOpenAiModel, type OpenAiOptions } from '../../../src/models/openAi.ts';
import { createOpenAiAccumulator } from '../../../src/models/openAiAccumulate.ts';
import { readEndpoint } from '../../../src/models/openAiEndpoint.ts';
import { askOllama, listOpenAiModels } from '../../../src/models/openAiModels.ts';
import type { Delta } from '../../../src/protocol/events.ts';
import { type ChatServerOptions, startChatServer } from '../../support/chatServer.ts';
import { always, asking, hear, recordingLog, says } from './asking.ts';

const hello = always({ reply: [{ type: 'text', text: 'Hello.' }] });

async function connect(options: Partial<OpenAiOptions> = {}, serverOptions: ChatServerOptions = {}, played = hello) {
  const server = await startChatServer(played, serverOptions);
  onTestFinished(() => server.close());
  const { log } = recordingLog();
  const model = createOpenAiModel({
    model: 'm',
    apiKey: undefined,
    baseUrl: server.url,
    log,
    retry: { baseMs: 5 },
    ...options,
  });
  return { model, server };
}

/** What an answer becomes that came in these deltas. */
function heard(deltas: readonly Record<string, unknown>[], reason = 'tool_calls', taken: readonly string[] = []) {
  let count = 0;
  const accumulator = createOpenAiAccumulator('openai/m', new Set(taken), () => `new_${++count}`);
  const shown: Delta[] = [];
  for (const delta of deltas) shown.push(...accumulator.push(JSON.stringify({ choices: [{ delta }] })));
  shown.push(...accumulator.push(JSON.stringify({ choices: [{ delta: {}, finish_reason: reason }] })));
  return { message: accumulator.finish(true), shown };
}

const piece = (call: Record<string, unknown>): Record<string, unknown> => ({ tool_calls: [call] });
const named = (name: string, args: unknown, more: Record<string, unknown> = {}): Record<string, unknown> =>
  piece({ ...more, function: { name, arguments: args } });

describe('calls that come in pieces', () => {
  const cases: readonly [string, Record<string, unknown>[], [id: string, name: string, input: unknown][]][] = [
    [
      'by index, with arguments split anywhere, in turns',
      [
        named('a', '', { index: 0, id: 'x' }),
        named('b', '{', { index: 1, id: 'y' }),
        piece({ index: 0, function: { arguments: '{"p":"\\u00' } }),
        piece({ index: 1, function: { arguments: '}' } }),
        piece({ index: 0, function: { arguments: 'fc"}' } }),
      ],
      [
        ['x', 'a', { p: 'ü' }],
        ['y', 'b', {}],
      ],
    ],
    [
      'without ids, by index',
      [named('a', '{}', { index: 0 }), named('b', '{"q":1}', { index: 1 })],
      [
        ['new_1', 'a', {}],
        ['new_2', 'b', { q: 1 }],
      ],
    ],
    [
      'without index, by id',
      [named('a', '{"p"', { id: 'x' }), named('', ':1}', { id: 'x' }), named('b', '{}', { id: 'y' })],
      [
        ['x', 'a', { p: 1 }],
        ['y', 'b', {}],
      ],
    ],
    [
      'without either, whole',
      [named('a', '{"p":1}'), named('a', '{"p":2}')],
      [
        ['new_1', 'a', { p: 1 }],
        ['new_2', 'a', { p: 2 }],
      ],
    ],
    [
      'without either, in pieces',
      [named('a', '{"p"'), piece({ function: { arguments: ':1}' } })],
      [['new_1', 'a', { p: 1 }]],
    ],
    [
      'all with index 0 and ids of their own',
      [named('a', '{}', { index: 0, id: 'x' }), named('b', '{}', { index: 0, id: 'y' })],
      [
        ['x', 'a', {}],
        ['y', 'b', {}],
      ],
    ],
    [
      'the name in every piece',
      [named('a', '{"p"', { index: 0, id: 'x' }), named('a', ':1}', { index: 0, id: 'x' })],
      [['x', 'a', { p: 1 }]],
    ],
    [
      'an empty id after the first piece',
      [named('a', '{"p"', { index: 0, id: 'x' }), piece({ index: 0, id: '', function: { arguments: ':1}' } })],
      [['x', 'a', { p: 1 }]],
    ],
    [
      'null for what is not there',
      [
        named('a', null, { index: 0, id: 'x' }),
        piece({ index: 0, id: null, function: { name: null, arguments: '{}' } }),
      ],
      [['x', 'a', {}]],
    ],
    ['arguments as an object', [named('a', { p: [1] }, { index: 0, id: 'x' })], [['x', 'a', { p: [1] }]]],
    ['arguments encoded twice', [named('a', '"{\\"p\\":1}"', { index: 0, id: 'x' })], [['x', 'a', { p: 1 }]]],
    ['an id that the conversation has already', [named('a', '{}', { index: 0, id: 'old' })], [['new_1', 'a', {}]]],
  ];
  test.each(cases)('%s', (_, deltas, expected) => {
    const { message, shown } = heard(deltas, 'tool_calls', ['old']);
    const calls = message?.content.flatMap((block) =>
      block.type === 'toolUse' ? [[block.id, block.name, block.input]] : [],
    );
    expect(calls).toEqual(expected);
    expect(message?.stopReason).toBe('toolUse');
    const ids = shown.flatMap((delta) => (delta.type === 'toolInput' ? [delta.callId] : []));
    expect(new Set(ids)).toEqual(new Set(expected.map(([id]) => id)));
  });

  test('half a call is none where the output limit cut it', () => {
    expect(heard([named('a', '{"p":', { index: 0, id: 'x' })], 'length').message).toMatchObject({
      stopReason: 'maxTokens',
      content: [],
    });
  });
});

describe('thinking in the text', () => {
  const cases: readonly [string, string[], string, string][] = [
    ['tags split anywhere', ['<thi', 'nk>\nI th', 'ink.</th', 'ink>\n\nYes', '.'], '\nI think.', 'Yes.'],
    ['blank text first', ['\n', '<think>a</think>b'], 'a', 'b'],
    ['a text about the tags', ['The tag <think> is one of', ' </think>.'], '', 'The tag <think> is one of </think>.'],
    ['a tag that is never closed', ['<think>for ever'], 'for ever', ''],
    ['a text that begins like one', ['<', 'b>bold</b>'], '', '<b>bold</b>'],
  ];
  test.each(cases)('%s', (_, pieces, thinking, text) => {
    const { message, shown } = heard(
      pieces.map((content) => ({ content })),
      'stop',
    );
    const of = (type: string): string =>
      shown.flatMap((delta) => (delta.type === type && 'text' in delta ? [delta.text] : [])).join('');
    expect([of('thinking'), of('text')]).toEqual([thinking, text]);
    const said = message?.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
    expect(said).toBe(text);
  });
});

describe('a server that does not know a part of the request', () => {
  const cases: readonly [
    string,
    Partial<OpenAiOptions>,
    (body: Record<string, unknown>) => string | undefined,
    string,
    unknown,
  ][] = [
    [
      'max_tokens',
      { maxTokens: 100 },
      (b) =>
        'max_tokens' in b
          ? "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
          : undefined,
      'max_completion_tokens',
      100,
    ],
    [
      'stream_options',
      {},
      (b) => ('stream_options' in b ? 'Extra inputs are not permitted: stream_options' : undefined),
      'stream_options',
      undefined,
    ],
    [
      'reasoning_effort',
      { effort: 'high' },
      (b) => ('reasoning_effort' in b ? 'Unrecognized request argument supplied: reasoning_effort' : undefined),
      'reasoning_effort',
      undefined,
    ],
    [
      'parallel calls',
      {},
      (b) => (b.parallel_tool_calls === false ? undefined : 'This model only supports single tool-calls at once!'),
      'parallel_tool_calls',
      false,
    ],
  ];
  test.each(cases)('%s: it is asked without, once and from then on', async (_, options, refuse, field, expected) => {
    const { model, server } = await connect(options, { refuse });
    for (let turn = 0; turn < 2; turn++) expect((await hear(model, asking(says('Hello')))).error).toBeUndefined();
    expect(server.requests).toHaveLength(3);
    expect(server.requests.at(-1)?.body[field]).toEqual(expected);
  });

  test('images become a sentence', async () => {
    const refuse = (body: Record<string, unknown>): string | undefined =>
      JSON.stringify(body).includes('image_url')
        ? 'image input is not supported - hint: you may need to provide the mmproj'
        : undefined;
    const { model } = await connect({ images: true }, { refuse });
    const image = { type: 'image' as const, mediaType: 'image/png', data: 'iVBORw0KGgo=' };
    const heardIt = await hear(model, asking({ role: 'user', content: [image, { type: 'text', text: 'Hello' }] }));
    expect(heardIt.error).toBeUndefined();
    expect(model.info.images).toBe(false);
  });

  test('Mistral’s ids and turns are learnt', async () => {
    const played = always({ reply: [{ type: 'text', text: 'One.' }] }, { reply: [{ type: 'text', text: 'Two.' }] });
    const request = asking(
      says('Hello'),
      { role: 'assistant', content: [{ type: 'toolUse', id: 'toolu_01', name: 'read_file', input: {} }] },
      { role: 'user', content: [{ type: 'toolResult', callId: 'toolu_01', text: 'x', images: [], isError: false }] },
    );
    const { model, server } = await connect({}, { strictness: 'mistral' }, played);
    expect((await hear(model, request)).message?.content).toEqual([{ type: 'text', text: 'Two.' }]);
    expect(server.requests.map(({ status }) => status)).toEqual([400, 200]);
    // A model of that family is not asked wrongly first.
    const devstral = await connect({ model: 'devstral:24b' }, { strictness: 'mistral' }, played);
    expect((await hear(devstral.model, request)).error).toBeUndefined();
    expect(devstral.server.requests.map(({ status }) => status)).toEqual([200]);
  });

  test.each([
    'registry.ollama.ai/library/gemma:2b does not support tools',
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    'tools param requires --jinja flag',
    'Function tools with reasoning are not supported for gpt-6-astra in /v1/chat/completions. To use function tools, use /v1/responses.',
  ])('no tools: %s', async (said) => {
    const { model, server } = await connect({}, { refuse: () => said });
    expect((await hear(model, asking(says('Hello')))).error).toMatchObject({
      reason: 'unknownModel',
      message: expect.stringMatching(
        /m cannot use tools on 127\.0\.0\.1:\d+, and Belay works through tools\. Choose another model/,
      ),
    });
    expect(server.requests).toHaveLength(1);
  });
});

test.each<[string | undefined, string, boolean, boolean]>([
  [undefined, 'https://api.openai.com/v1', true, false],
  [' https://api.openai.com/v1/ ', 'https://api.openai.com/v1', true, false],
  ['localhost:11434', 'http://localhost:11434/v1', false, true],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1', false, true],
  ['http://192.168.1.4:1234/v1', 'http://192.168.1.4:1234/v1', false, true],
  ['http://[::1]:8000/v1', 'http://[::1]:8000/v1', false, true],
  ['http://box:8000', 'http://box:8000/v1', false, true],
  ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1', false, false],
  ['https://gateway.example.com/v1/chat/completions', 'https://gateway.example.com/v1', false, false],
])('the address %s is %s', (given, url, isOpenAi, isLocal) => {
  expect(readEndpoint(given)).toMatchObject({ url, isOpenAi, isLocal, valid: true });
});

test.each(['nowhere at all', 'ftp://host', 'http://'])('%s is no address', async (baseUrl) => {
  expect(readEndpoint(baseUrl).valid).toBe(false);
  const { log } = recordingLog();
  const model = createOpenAiModel({ model: 'm', apiKey: undefined, baseUrl, log });
  expect((await hear(model, asking(says('Hello')))).error).toMatchObject({ reason: 'settings' });
});

test('OpenAI itself wants a key; a server of one’s own is sent none', async () => {
  const { log } = recordingLog();
  const model = createOpenAiModel({ model: 'gpt-6.2-sol', apiKey: ' ', log });
  expect((await hear(model, asking(says('Hello')))).error).toMatchObject({
    reason: 'key',
    message: expect.stringContaining('OPENAI_API_KEY'),
  });
  const { model: own } = await connect();
  expect((await hear(own, asking(says('Hello')))).error).toBeUndefined();
});

describe('what a server tells of its models', () => {
  const asked = async (others: Record<string, unknown>, url = '') => {
    const server = await startChatServer(hello, { others });
    onTestFinished(() => server.close());
    const signal = new AbortController().signal;
    return { endpoint: readEndpoint(server.url + url), asking: { apiKey: undefined, fetch, signal } };
  };

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['OpenAI', {}, {}],
    ['vLLM', { max_model_len: 40_960 }, { contextWindow: 40_960 }],
    ['llama.cpp', { meta: { n_ctx_train: 131_072 } }, { contextWindow: 131_072 }],
    ['LM Studio', { max_context_length: 8192, loaded_context_length: 4096 }, { contextWindow: 4096 }],
    [
      'OpenRouter',
      {
        context_length: 200_000,
        supported_parameters: ['tools'],
        architecture: { input_modalities: ['text', 'image'] },
      },
      { contextWindow: 200_000, tools: true, images: true },
    ],
    ['one with odd sizes', { max_model_len: 'many', meta: 3, context_length: -1 }, {}],
  ])('%s', async (_, model, expected) => {
    const { endpoint, asking: how } = await asked({
      '/v1/models': { data: [{ id: 'b', ...model }, { id: 'text-embedding-3' }, { id: 'a' }] },
    });
    expect(await listOpenAiModels(endpoint, how)).toEqual([{ name: 'a' }, { name: 'b', ...expected }]);
  });

  test('Ollama: the window that it runs with, and what the model can', async () => {
    const shown = {
      capabilities: ['completion', 'tools', 'vision'],
      parameters: 'num_ctx                        16384\nstop "x"',
      model_info: { 'qwen3.context_length': 262_144 },
    };
    const idle = await asked({ '/api/show': shown, '/api/ps': { models: [] } });
    expect(await askOllama(idle.endpoint, 'qwen3:32b', idle.asking)).toEqual({
      name: 'qwen3:32b',
      contextWindow: 16_384,
      tools: true,
      images: true,
    });
    const running = await asked({
      '/api/show': { ...shown, capabilities: ['completion'] },
      '/api/ps': { models: [{ name: 'qwen3:32b', context_length: 32_768 }] },
    });
    expect(await askOllama(running.endpoint, 'qwen3:32b', running.asking)).toEqual({
      name: 'qwen3:32b',
      contextWindow: 32_768,
      tools: false,
      images: false,
    });
  });

  test('another server than Ollama, and none', async () => {
    const { endpoint, asking: how } = await asked({ '/v1/models': { models: [] } });
    expect(await askOllama(endpoint, 'm', how)).toBeUndefined();
    await expect(listOpenAiModels(endpoint, how)).rejects.toThrow();
    await expect(listOpenAiModels(readEndpoint('http://127.0.0.1:9'), how)).rejects.toThrow();
  });
});
