import { createServer, request as send } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Message, ModelError } from '../../../src/agent/ports.ts';
import { always, asking, hear, says, texts } from './asking.ts';
import { type Wire, wires } from './wires.ts';

const words = 'Grüße 👩‍💻 – „Ä“ 日本語, and 1250 comes before 80. '.repeat(3).trim();

/** Answers of the server as they are, but cut into pieces of a few bytes, so that characters and events are split. */
async function chopped(url: string, size: number): Promise<string> {
  const target = new URL(url);
  const server = createServer((request, response) => {
    const forward = send(
      { host: target.hostname, port: target.port, path: request.url, method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        response.flushHeaders();
        answer.on('data', (chunk: Buffer) => {
          for (let at = 0; at < chunk.length; at += size) response.write(chunk.subarray(at, at + size));
        });
        answer.on('end', () => response.end());
      },
    );
    request.pipe(forward);
  });
  return await listening(server, target.pathname);
}

async function listening(server: ReturnType<typeof createServer>, path: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}${path === '/' ? '' : path}`;
}

/** Something between that answers by itself. */
async function inTheWay(url: string, status: number, type: string, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  });
  return await listening(server, new URL(url).pathname);
}

const over = wires.map((wire): [string, Wire] => [wire.name, wire]);
const overHttp = over.filter(([, wire]) => wire.http);
const read = (path: string): unknown => ({ type: 'call', name: 'read_file', input: { path } });

describe.each(over)('%s', (_, wire) => {
  test('text comes in pieces and whole', async () => {
    const { model } = await wire.connect(always({ reply: [{ type: 'text', text: words }] }));
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.error).toBeUndefined();
    expect(heard.message).toMatchObject({ content: [{ type: 'text', text: words }], stopReason: 'endTurn' });
    expect(heard.message?.model).toBe(model.info.id);
    expect(texts(heard, 'text').length).toBeGreaterThan(3);
    expect(texts(heard, 'text').join('')).toBe(words);
  });

  test.each([
    ['one call', [read('a.js')], [{ path: 'a.js' }]],
    [
      'parallel calls',
      [read('a.js'), read('b.js'), read('c.js')],
      [{ path: 'a.js' }, { path: 'b.js' }, { path: 'c.js' }],
    ],
    ['a call without input', [{ type: 'call', name: 'read_file', input: {} }], [{}]],
    [
      'text, then calls',
      [{ type: 'text', text: 'I look.' }, read('ü.js'), read('a.js')],
      [{ path: 'ü.js' }, { path: 'a.js' }],
    ],
  ])('%s', async (_name, reply, inputs) => {
    const { model } = await wire.connect(always({ reply }, { reply: [{ type: 'text', text: 'Done.' }] }));
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.error).toBeUndefined();
    const calls = heard.message?.content.flatMap((block) => (block.type === 'toolUse' ? [block] : [])) ?? [];
    expect(heard.message?.stopReason).toBe('toolUse');
    expect(calls.map(({ input }) => input)).toEqual(inputs);
    expect(calls.every(({ name, malformed }) => name === 'read_file' && malformed === undefined)).toBe(true);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length);
    for (const { id, input } of calls) {
      const streamed = heard.deltas.flatMap((delta) =>
        delta.type === 'toolInput' && delta.callId === id ? [delta] : [],
      );
      expect(streamed.at(-1)?.tool).toBe('read_file');
      expect(JSON.parse(streamed.map((delta) => delta.text).join('') || '{}')).toEqual(input);
    }

    // What it said can be answered, and it goes on.
    const answered: Message = {
      role: 'user',
      content: calls.map(({ id }) => ({
        type: 'toolResult',
        callId: id,
        text: `text for ${id}`,
        images: [],
        isError: false,
      })),
    };
    const content = heard.message?.content ?? [];
    const again = await hear(
      model,
      asking(says('Hello'), { role: 'assistant', content, model: model.info.id }, answered),
    );
    expect(again).toMatchObject({ error: undefined, message: { content: [{ type: 'text', text: 'Done.' }] } });
  });

  test('ids of calls are unique in the conversation, also where the server repeats them', async () => {
    const call = { type: 'call', name: 'read_file', input: { path: 'a.js' }, id: 'call_0' };
    const { model } = await wire.connect(
      always({ reply: [call] }, { reply: [{ ...call, id: wire.thinking === 'signed' ? 'call_1' : 'call_0' }] }),
    );
    const first = await hear(model, asking(says('Hello')));
    const content = first.message?.content ?? [];
    const [block] = content;
    const id = block?.type === 'toolUse' ? block.id : '';
    const result: Message = {
      role: 'user',
      content: [{ type: 'toolResult', callId: id, text: 'x', images: [], isError: true }],
    };
    const second = await hear(model, asking(says('Hello'), { role: 'assistant', content }, result));
    const [other] = second.message?.content ?? [];
    expect(other).toMatchObject({ type: 'toolUse', input: { path: 'a.js' } });
    expect(other?.type === 'toolUse' && other.id !== id).toBe(true);
  });

  test.skipIf(!wire.malformed)('input that is not JSON is kept as it was written', async () => {
    const { model } = await wire.connect(
      always({ reply: [{ type: 'malformedCall', name: 'read_file', raw: '{"path": "a.js"' }] }),
    );
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.message?.content).toMatchObject([
      { type: 'toolUse', name: 'read_file', input: {}, malformed: '{"path": "a.js"' },
    ]);
  });

  test('thinking, then a call', async () => {
    const thinking = { type: 'thinking', text: 'Which file is it?' };
    const { model } = await wire.connect(
      always({ reply: [thinking, read('a.js')] }, { reply: [{ type: 'text', text: 'Done.' }] }),
    );
    const heard = await hear(model, asking(says('Hello')));
    const content = heard.message?.content ?? [];
    const [first] = content;
    expect(texts(heard, 'thinking').join('').trim()).toBe(wire.thinking === 'none' ? '' : 'Which file is it?');
    expect(content.map(({ type }) => type)).toEqual(wire.thinking === 'none' ? ['toolUse'] : ['thinking', 'toolUse']);
    if (first?.type === 'thinking') {
      expect(first.thinking.trim()).toBe('Which file is it?');
      expect(first.signature === '').toBe(wire.thinking === 'plain');
    }
    // It can be sent back.
    const call = content.at(-1);
    const callId = call?.type === 'toolUse' ? call.id : '';
    const result: Message = {
      role: 'user',
      content: [{ type: 'toolResult', callId, text: 'x', images: [], isError: false }],
    };
    const again = await hear(
      model,
      asking(says('Hello'), { role: 'assistant', content, model: model.info.id }, result),
    );
    expect(again).toMatchObject({ error: undefined, message: { content: [{ type: 'text', text: 'Done.' }] } });
  });

  test('pictures of the person and of results reach it, or are said to be there', async () => {
    const { model } = await wire.connect(
      always({ reply: [read('a.png')] }, { reply: [{ type: 'text', text: 'I see.' }] }),
    );
    const image = { type: 'image' as const, mediaType: 'image/png', data: 'iVBORw0KGgo=' };
    const person: Message = { role: 'user', content: [image, { type: 'text', text: 'Hello' }] };
    const first = await hear(model, asking(person));
    const [call] = first.message?.content ?? [];
    const callId = call?.type === 'toolUse' ? call.id : '';
    const result: Message = {
      role: 'user',
      content: [{ type: 'toolResult', callId, text: '', images: [image], isError: false }],
    };
    const again = await hear(
      model,
      asking(person, { role: 'assistant', content: first.message?.content ?? [] }, result),
    );
    expect(again).toMatchObject({ error: undefined, message: { content: [{ type: 'text', text: 'I see.' }] } });
  });

  test.skipIf(!wire.reasons)('a refusal and the output limit are told', async () => {
    const reply = [{ type: 'text', text: 'I cannot' }];
    const refusing = await wire.connect(always({ reply, stopReason: 'refusal' }));
    expect((await hear(refusing.model, asking(says('Hello')))).message?.stopReason).toBe('refusal');
    const half = { type: 'malformedCall', name: 'edit_file', raw: '{"path": "a.js", "newText": "half a li' };
    const limited = await wire.connect(always({ reply: [...reply, half], stopReason: 'maxTokens' }));
    const heard = await hear(limited.model, asking(says('Hello')));
    expect(heard.message).toMatchObject({ stopReason: 'maxTokens', content: [{ type: 'text', text: 'I cannot' }] });
  });

  test('usage is what the server reports, cached tokens apart, and a cost is never made up', async () => {
    const usage = { input: 100, output: 20, cacheRead: 3000, cacheWrite: 40 };
    const { model } = await wire.connect(always({ reply: [{ type: 'text', text: 'Hello.' }], usage }));
    const { message } = await hear(model, asking(says('Hello')));
    if (!message) throw new Error('no message');
    if (wire.usage === 'cached') expect(message.usage).toEqual(usage);
    if (wire.usage === 'counted') expect(message.usage.input).toBeGreaterThan(10);
    if (wire.usage === 'none') expect(message.usage).toEqual({ input: 0, output: 0, cacheRead: 0, cacheWrite: 0 });
    const cost = model.cost(message.usage, message.model);
    expect(cost === undefined || cost > 0 || !wire.remote).toBe(true);
    if (wire.name === 'Anthropic') expect(cost).toBeCloseTo((100 * 2 + 20 * 10 + 3000 * 0.1 + 40 * 2.5) / 1e6, 9);
    if (wire.usage !== 'cached') expect(cost).toBeUndefined();
    if (!wire.remote) expect(cost).toBe(0);
  });

  const faults: readonly [string, Record<string, unknown>, ModelError['reason'], RegExp][] = [
    ['401', { status: 401, message: 'invalid' }, 'key', /Set API Key|AWS credentials|Google credentials|permission/],
    ['402', { status: 402, message: 'Payment' }, 'credit', /Add credit|billing/],
    ['403', { status: 403, message: 'not allowed' }, 'key', /may not use/],
    ['404', { status: 404, message: 'no such model' }, 'unknownModel', /does not know the model|has no model/],
    [
      '400 too long',
      { status: 400, message: "This model's maximum context length is 8192 tokens. exceeds the context limit" },
      'contextFull',
      /no longer fits/,
    ],
    ['429 for ever', { status: 429, message: 'Too many requests', times: 9 }, 'rateLimit', /rate limit/],
    ['500 for ever', { status: 500, message: 'Oh', times: 9 }, 'overloaded', /could not answer/],
    ['529 for ever', { status: 529, message: 'Overloaded', times: 9 }, 'overloaded', /could not answer/],
  ];
  test.skipIf(!wire.remote).each(faults)('%s', async (name, fault, reason, sentence) => {
    if (!wire.http && (name === '402' || name === '403')) return;
    const { model, requests } = await wire.connect(always({ reply: [{ type: 'text', text: 'x' }], faults: [fault] }));
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.message).toBeUndefined();
    expect(heard.error).toBeInstanceOf(ModelError);
    expect(heard.error).toMatchObject({ reason, message: expect.stringMatching(sentence) });
    expect(requests()).toBe(wire.http && fault.times ? 4 : 1);
  });

  test('a stop in mid-stream, at once', async () => {
    const stopped = new Error('stopped by the person');
    const { model } = await wire.connect(always({ reply: [{ type: 'text', text: words }] }), { delayMs: 30 });
    const controller = new AbortController();
    let at = 0;
    const heard = await hear(model, asking(says('Hello')), controller.signal, () => {
      at ||= performance.now();
      controller.abort(stopped);
    });
    expect(heard.error).toBe(stopped);
    expect(heard.message).toBeUndefined();
    expect(performance.now() - at).toBeLessThan(500);
  });
});

describe.each(overHttp)('%s, over a bad line', (_, wire) => {
  const reply = [{ type: 'text', text: words }, read('ü.js')];

  test.each([1, 3, 7])('pieces of %i bytes split characters and events', async (size) => {
    const { model } = await wire.connect(always({ reply }), { between: (url) => chopped(url, size) });
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.error).toBeUndefined();
    expect(heard.message?.content).toMatchObject([
      { type: 'text', text: words },
      { type: 'toolUse', input: { path: 'ü.js' } },
    ]);
  });

  const passing: readonly [string, unknown[], number][] = [
    ['429 with retry-after', [{ status: 429, retryAfterMs: '20' }], 2],
    ['500, then 529', [{ status: 500 }, { status: 529 }], 3],
    ['a cut in the text', [{ cutAfter: 6 }], 2],
    ['a cut before the end', [{ cutAfter: 10_000 }], 2],
    ['silence in the text', [{ stallAfter: 5 }], 2],
    ['an error within the stream', [{ errorEvent: { type: 'overloaded_error', message: 'Overloaded', after: 5 } }], 2],
  ];
  test.each(passing)('%s passes, and the answer is whole', async (_name, faults, expected) => {
    const { model, requests } = await wire.connect(always({ reply, faults }), { idleTimeoutMs: 200 });
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.error).toBeUndefined();
    expect(heard.message?.content).toMatchObject([{ type: 'text', text: words }, { type: 'toolUse' }]);
    expect(requests()).toBe(expected);
    const restart = Math.max(
      heard.deltas.findLastIndex(({ type }) => type === 'restart'),
      0,
    );
    const streamed = heard.deltas.slice(restart).flatMap((delta) => (delta.type === 'text' ? [delta.text] : []));
    expect(streamed.join('')).toBe(words);
  });

  const page = '<!doctype html><html><head><title>Blocked by Example Proxy</title></head><body>No.</body></html>';
  const inBetween: readonly [string, number, string, string, ModelError['reason'], RegExp][] = [
    ['a page with 200', 200, 'text/html', page, 'proxy', /web page came instead/],
    ['a page with 403', 403, 'text/html', page, 'proxy', /Blocked by Example Proxy/],
    ['a page with 502', 502, 'text/html', page, 'overloaded', /Blocked by Example Proxy/],
    ['plain text with 500', 500, 'text/plain', 'upstream connect error', 'overloaded', /upstream connect error/],
    ['nothing with 503', 503, 'text/plain', '', 'overloaded', /status 503/],
    ['407', 407, 'text/plain', 'Proxy Authentication Required', 'proxy', /name and a password/],
    [
      'an error in words',
      404,
      'application/json',
      '{"error":"model \\"x\\" not found"}',
      'unknownModel',
      /model "x" not found/,
    ],
    ['a list of details', 422, 'application/json', '{"detail":[{"msg":"bad field"}]}', 'rejected', /bad field/],
  ];
  test.each(inBetween)('%s in between', async (_name, status, type, body, reason, sentence) => {
    const { model } = await wire.connect(always({ reply }), { between: (url) => inTheWay(url, status, type, body) });
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.error).toBeInstanceOf(ModelError);
    expect(heard.error).toMatchObject({ reason, message: expect.stringMatching(sentence) });
  });
});
