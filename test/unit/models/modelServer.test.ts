import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Scenario } from '../../../src/protocol/scenario.ts';
import {
  type ModelServer,
  type ModelServerOptions,
  readScenario,
  startModelServer,
} from '../../support/modelServer.ts';
import { always } from './asking.ts';

const played = always(
  {
    reply: [
      { type: 'thinking', text: 'I think.', signature: 'sig' },
      { type: 'call', name: 'glob', input: { pattern: '*' } },
    ],
  },
  { reply: [{ type: 'text', text: 'Done.' }] },
);

async function serve(scenario: Scenario = played, options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await startModelServer(scenario, options);
  onTestFinished(() => server.close());
  return server;
}

function post(server: ModelServer, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const hello = { role: 'user', content: 'Hello' };
const call = { type: 'tool_use', id: 'call_1', name: 'glob', input: {} };
const answer = { type: 'tool_result', tool_use_id: 'call_1', content: 'text' };
const marker = { type: 'ephemeral' };
const body = (...messages: unknown[]): Record<string, unknown> => ({ model: 'm', max_tokens: 100, messages });

describe('a request that the real API would refuse is refused', () => {
  test.each<[string, unknown, RegExp]>([
    ['no messages', body(), /messages/],
    ['an assistant first', body({ role: 'assistant', content: 'Hi' }, hello), /first message must use the "user" role/],
    ['the same role twice', body(hello, hello), /roles must alternate/],
    ['an assistant last', body(hello, { role: 'assistant', content: 'Hi' }), /must end with a user message/],
    ['empty text', body({ role: 'user', content: [{ type: 'text', text: ' ' }] }), /must be non-empty/],
    ['empty content', body({ role: 'user', content: [] }), /messages/],
    [
      'a call without a result',
      body(hello, { role: 'assistant', content: [call] }, hello),
      /without `tool_result` blocks immediately after: call_1/,
    ],
    ['a result without a call', body({ role: 'user', content: [answer] }), /unexpected `tool_use_id`.*call_1/],
    [
      'a result twice',
      body(hello, { role: 'assistant', content: [call] }, { role: 'user', content: [answer, answer] }),
      /unexpected `tool_use_id`/,
    ],
    [
      'text before a result',
      body(
        hello,
        { role: 'assistant', content: [call] },
        { role: 'user', content: [{ type: 'text', text: 'x' }, answer] },
      ),
      /must come before other content/,
    ],
    [
      'a call id twice',
      body(
        hello,
        { role: 'assistant', content: [call] },
        { role: 'user', content: [answer] },
        { role: 'assistant', content: [call] },
        { role: 'user', content: [answer] },
      ),
      /ids must be unique/,
    ],
    [
      'a forged signature',
      body(
        hello,
        { role: 'assistant', content: [{ type: 'thinking', thinking: 'I think!', signature: 'sig' }] },
        hello,
      ),
      /Invalid `signature`/,
    ],
    [
      'input that is no object',
      body(hello, { role: 'assistant', content: [{ ...call, input: 'x' }] }, { role: 'user', content: [answer] }),
      /input/,
    ],
    [
      'a schema that is no object',
      { ...body(hello), tools: [{ name: 'a', input_schema: { type: 'string' } }] },
      /input_schema/,
    ],
    [
      'a tool twice',
      { ...body(hello), tools: [1, 2].map(() => ({ name: 'a', input_schema: { type: 'object' } })) },
      /Tool names must be unique/,
    ],
    [
      'five breakpoints',
      body({
        role: 'user',
        content: Array.from({ length: 5 }, () => ({ type: 'text', text: 'x', cache_control: marker })),
      }),
      /maximum of 4 blocks with cache_control/,
    ],
    ['an unknown field', { ...body(hello), temperature: 1 }, /temperature/],
    ['no max_tokens', { model: 'm', messages: [hello] }, /max_tokens/],
  ])('%s', async (_, request, complaint) => {
    const server = await serve();
    const response = await post(server, request);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.stringMatching(complaint) },
    });
  });
});

test('a good conversation is answered, without streaming too', async () => {
  const server = await serve();
  const first = await post(server, body(hello));
  expect(await first.json()).toMatchObject({
    type: 'message',
    content: [
      { type: 'thinking', thinking: 'I think.', signature: 'sig' },
      { type: 'tool_use', input: { pattern: '*' } },
    ],
    stop_reason: 'tool_use',
    usage: { cache_read_input_tokens: 0 },
  });
  const thought = { type: 'thinking', thinking: 'I think.', signature: 'sig' };
  const second = await post(
    server,
    body(
      hello,
      { role: 'assistant', content: [thought, call] },
      { role: 'user', content: [answer, { type: 'text', text: 'Go on' }] },
    ),
  );
  expect(await second.json()).toMatchObject({ content: [{ type: 'text', text: 'Done.' }], stop_reason: 'end_turn' });
});

test('keys: the right one in either header, and never a record of it', async () => {
  const server = await serve(played, { key: 'sk-ant-right' });
  const statuses = [
    await post(server, body(hello)),
    await post(server, body(hello), { 'x-api-key': 'sk-ant-wrong' }),
    await post(server, body(hello), { 'x-api-key': 'sk-ant-right' }),
    await post(server, body(hello), { authorization: 'Bearer sk-ant-right' }),
  ].map((response) => response.status);
  expect(statuses).toEqual([401, 401, 200, 200]);
  expect(JSON.stringify(server.requests)).not.toContain('sk-ant-');
  expect(server.requests.map((request) => request.status)).toEqual(statuses);
});

test('the list of models, and what is not there', async () => {
  const server = await serve();
  const models = await fetch(`${server.url}/v1/models`);
  expect(await models.json()).toMatchObject({ data: [{ type: 'model', id: expect.any(String) }], has_more: false });
  expect((await fetch(`${server.url}/v1/nothing`)).status).toBe(404);
});

test('a fault comes as often as it says, for each request anew', async () => {
  const server = await serve(
    always({
      reply: [{ type: 'text', text: 'Hi' }],
      faults: [
        { status: 529, times: 2 },
        { status: 429, retryAfter: '3' },
      ],
    }),
  );
  const responses = [];
  for (let count = 0; count < 4; count += 1) responses.push(await post(server, body(hello)));
  expect(responses.map((response) => response.status)).toEqual([529, 529, 429, 200]);
  expect(responses[2]?.headers.get('retry-after')).toBe('3');
  expect((await post(server, body({ role: 'user', content: 'Another' }))).status).toBe(529);
});

test('a file that cannot be read is named', async () => {
  await expect(readScenario('/no/such/scenario.json')).rejects.toThrow(
    /^The scenario \/no\/such\/scenario\.json cannot be read/,
  );
});

test('starts by hand and prints its address', async () => {
  const main = fileURLToPath(new URL('../../support/modelServerMain.ts', import.meta.url));
  const tour = fileURLToPath(new URL('../../../media/tour/scenario.json', import.meta.url));
  const child = spawn(process.execPath, [main, tour], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });
  const [line] = await once(child.stdout, 'data');
  const url = String(line).trim();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${url}/v1/models`)).status).toBe(200);
}, 20_000);
