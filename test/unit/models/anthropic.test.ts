import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/agent/ports.ts';
import { createAnthropicModel } from '../../../src/models/anthropic.ts';
import { always, asking, connect, hear, recordingLog, result, says, texts } from './asking.ts';

const longText = 'The test fails because sort() compares numbers as text, and so 1250 comes before 80.';

describe('an answer of Anthropic', () => {
  test('streams in order and ends with the whole message', async () => {
    const { model } = await connect(
      always({
        reply: [
          { type: 'thinking', text: 'Which file is it, I wonder?', signature: 'sig-1' },
          { type: 'text', text: longText },
          { type: 'call', name: 'read_file', input: { path: 'src/cart.js' } },
        ],
        usage: { input: 10, output: 20, cacheRead: 30, cacheWrite: 40 },
      }),
    );
    const heard = await hear(model, asking(says('Hello')));
    expect(heard).toMatchObject({
      error: undefined,
      message: {
        type: 'message',
        model: 'claude-sonnet-5-5',
        content: [
          { type: 'thinking', thinking: 'Which file is it, I wonder?', signature: 'sig-1' },
          { type: 'text', text: longText },
          { type: 'toolUse', id: 'toolu_001_2', name: 'read_file', input: { path: 'src/cart.js' } },
        ],
        stopReason: 'toolUse',
        usage: { input: 10, output: 20, cacheRead: 30, cacheWrite: 40 },
      },
    });
    expect(texts(heard, 'thinking').join('')).toBe('Which file is it, I wonder?');
    expect(texts(heard, 'text').length).toBeGreaterThan(4);
    expect(texts(heard, 'text').join('')).toBe(longText);
    const kinds = heard.deltas.map((delta) => delta.type);
    expect([...new Set(kinds)]).toEqual(['thinking', 'text', 'toolInput']);
    expect(kinds).toEqual([...kinds].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    const input = heard.deltas.flatMap((delta) => (delta.type === 'toolInput' ? [delta] : []));
    expect(input.map((delta) => delta.text).join('')).toBe('{"path":"src/cart.js"}');
    expect(new Set(input.map((delta) => `${delta.callId} ${delta.tool}`))).toEqual(new Set(['toolu_001_2 read_file']));
  });

  test('keeps input that is not JSON, and sends an empty object back', async () => {
    const { model, server } = await connect(
      always(
        { reply: [{ type: 'malformedCall', name: 'read_file', raw: '{"path": "a.js"' }] },
        { reply: [{ type: 'text', text: 'Once more.' }] },
      ),
    );
    const first = await hear(model, asking(says('Hello')));
    expect(first.message?.content).toEqual([
      { type: 'toolUse', id: 'toolu_001_0', name: 'read_file', input: {}, malformed: '{"path": "a.js"' },
    ]);
    const answer: Message = { role: 'assistant', content: first.message?.content ?? [] };
    const second = await hear(model, asking(says('Hello'), answer, result('toolu_001_0', 'Not JSON.', true)));
    expect(second.message?.stopReason).toBe('endTurn');
    expect(server.requests[1]?.body).toMatchObject({
      messages: [{}, { content: [{ type: 'tool_use', id: 'toolu_001_0', name: 'read_file', input: {} }] }, {}],
    });
  });

  test('never holds half a call when the model ran out of tokens', async () => {
    const { model } = await connect(
      always({
        reply: [
          { type: 'text', text: 'I write it.' },
          { type: 'malformedCall', name: 'edit_file', raw: '{"path": "a.js", "newText": "half a li' },
        ],
        stopReason: 'maxTokens',
      }),
    );
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.message).toMatchObject({ stopReason: 'maxTokens', content: [{ type: 'text', text: 'I write it.' }] });
  });

  test('sends thinking back unchanged and in order, redacted too', async () => {
    const { model, server } = await connect(
      always(
        {
          reply: [
            { type: 'thinking', text: '', signature: 'only-a-signature' },
            { type: 'redactedThinking', data: 'ZW5jcnlwdGVk' },
            { type: 'thinking', text: 'First the file.' },
            { type: 'call', name: 'read_file', input: { path: 'a.js' } },
          ],
        },
        { reply: [{ type: 'text', text: 'Done.' }] },
      ),
    );
    const first = await hear(model, asking(says('Hello')));
    const answer: Message = { role: 'assistant', content: first.message?.content ?? [] };
    const second = await hear(model, asking(says('Hello'), answer, result('toolu_001_3', 'text of a.js')));
    expect(second).toMatchObject({ error: undefined, message: { content: [{ type: 'text', text: 'Done.' }] } });
    expect(server.requests[1]?.body).toMatchObject({
      messages: [
        {},
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: '', signature: 'only-a-signature' },
            { type: 'redacted_thinking', data: 'ZW5jcnlwdGVk' },
            { type: 'thinking', thinking: 'First the file.', signature: expect.stringMatching(/^scripted-/) },
            { type: 'tool_use', id: 'toolu_001_3' },
          ],
        },
        {},
      ],
    });
  });

  test('goes on without earlier thinking where the provider no longer accepts it, and keeps what follows', async () => {
    const think = (path: string): unknown => ({
      reply: [
        { type: 'thinking', text: `I think of ${path}.` },
        { type: 'call', name: 'read_file', input: { path } },
      ],
    });
    const { model, server } = await connect(always(think('zero'), think('one'), think('two')));
    const stale: Message = {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'of another prompt', signature: 'stale' },
        { type: 'redactedThinking', data: 'AAAA' },
        { type: 'toolUse', id: 'call_1', name: 'read_file', input: { path: 'a.js' } },
      ],
    };
    const messages: Message[] = [says('Hello'), stale, result('call_1', 'text')];
    const one = await hear(model, asking(...messages));
    expect(one).toMatchObject({ error: undefined, message: { content: [{ thinking: 'I think of one.' }, {}] } });
    messages.push({ role: 'assistant', content: one.message?.content ?? [] }, result('toolu_003_1', 'text'));
    const two = await hear(model, asking(...messages));
    expect(two).toMatchObject({ error: undefined, message: { content: [{ thinking: 'I think of two.' }, {}] } });
    expect(server.requests.map((request) => request.status)).toEqual([400, 200, 200]);
    expect(server.requests.map((request) => request.text.includes('of another prompt'))).toEqual([true, false, false]);
    expect(server.requests[2]?.text).toContain('I think of one.');
    // Another conversation is not concerned.
    const other = [says('Good day'), stale, result('call_1', 'text')];
    await hear(model, asking(...other));
    expect(server.requests.map((request) => request.status)).toEqual([400, 200, 200, 400, 200]);
  });

  test('keeps the connection open from one request to the next', async () => {
    const played = always({ reply: [{ type: 'text', text: longText }] });
    const { model, server } = await connect(played, {}, { endDelayMs: 30 });
    for (let count = 0; count < 3; count += 1) {
      await hear(model, asking(says('Hello')));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(server.requests).toHaveLength(3);
    expect(new Set(server.requests.map((request) => request.clientPort)).size).toBe(1);
  });

  test('asks for a key before it sends anything', async () => {
    const { log } = recordingLog();
    for (const apiKey of [undefined, '', '  ']) {
      const model = createAnthropicModel({ model: 'claude-sonnet-5-5', apiKey, baseUrl: 'http://127.0.0.1:9', log });
      const heard = await hear(model, asking(says('Hello')));
      expect(heard.error).toMatchObject({ reason: 'key', message: expect.stringContaining('Belay: Set API Key') });
    }
  });

  test('takes nothing over from the environment', async () => {
    const { model, server } = await connect(always({ reply: [{ type: 'text', text: 'Hello.' }] }));
    const before = { ...process.env };
    Object.assign(process.env, {
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
      ANTHROPIC_API_KEY: 'sk-ant-other',
      ANTHROPIC_AUTH_TOKEN: 'other',
      ANTHROPIC_LOG: 'debug',
    });
    try {
      const heard = await hear(model, asking(says('Hello')));
      expect(heard.message?.content).toEqual([{ type: 'text', text: 'Hello.' }]);
      expect(server.requests).toHaveLength(1);
    } finally {
      for (const name of ['ANTHROPIC_BASE_URL', 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_LOG']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });
});

const order = ['thinking', 'text', 'toolInput'];
