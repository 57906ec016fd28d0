import { describe, expect, test } from 'vitest';
import { ModelError } from '../../../src/agent/ports.ts';
import { always, asking, connect, hear, says, testKey, texts } from './asking.ts';

const text = 'A text that is long enough to come in quite a number of pieces, so that it can be cut in the middle.';
const reply = [
  { type: 'text', text },
  { type: 'call', name: 'edit_file', input: { path: 'src/a.js', oldText: 'one', newText: 'two '.repeat(40) } },
];
const inText = 6;
const inCall = 20;

describe('a fault that passes is asked again, and the answer is whole', () => {
  const cases: readonly {
    name: string;
    faults: unknown[];
    requests: number;
    restarts: number;
    idleTimeoutMs?: number;
    waits?: number[];
  }[] = [
    {
      name: '429 with retry-after-ms',
      faults: [{ status: 429, retryAfterMs: '30' }],
      requests: 2,
      restarts: 0,
      waits: [30],
    },
    {
      name: '429 with retry-after in seconds',
      faults: [{ status: 429, retryAfter: '0.04' }],
      requests: 2,
      restarts: 0,
      waits: [40],
    },
    { name: '429 without a header', faults: [{ status: 429 }], requests: 2, restarts: 0, waits: [5] },
    { name: '529 three times', faults: [{ status: 529, times: 3 }], requests: 4, restarts: 0, waits: [5, 10, 20] },
    { name: '500, then 503', faults: [{ status: 500 }, { status: 503 }], requests: 3, restarts: 0, waits: [5, 10] },
    { name: 'cut before the first event', faults: [{ cutAfter: 0 }], requests: 2, restarts: 0 },
    { name: 'cut within the text', faults: [{ cutAfter: inText }], requests: 2, restarts: 1 },
    { name: 'cut within a call', faults: [{ cutAfter: inCall }], requests: 2, restarts: 1 },
    { name: 'cut just before the end', faults: [{ cutAfter: 10_000 }], requests: 2, restarts: 1 },
    { name: 'silence within the text', faults: [{ stallAfter: inText }], requests: 2, restarts: 1, idleTimeoutMs: 150 },
    { name: 'silence from the start', faults: [{ stallAfter: 0 }], requests: 2, restarts: 0, idleTimeoutMs: 150 },
    {
      name: 'overloaded within the stream',
      faults: [{ errorEvent: { type: 'overloaded_error', message: 'Overloaded', after: inText } }],
      requests: 2,
      restarts: 1,
    },
    {
      name: 'one after the other',
      faults: [{ status: 529 }, { cutAfter: inCall }, { errorEvent: { type: 'api_error', message: 'Oh', after: 2 } }],
      requests: 4,
      restarts: 1,
    },
  ];
  test.each(cases)('$name', async ({ faults, requests, restarts, idleTimeoutMs, waits }) => {
    const { model, server } = await connect(always({ reply, faults }), { idleTimeoutMs });
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.error).toBeUndefined();
    expect(heard.message).toMatchObject({
      stopReason: 'toolUse',
      content: [
        { type: 'text', text },
        { type: 'toolUse', input: { newText: 'two '.repeat(40) } },
      ],
    });
    expect(server.requests).toHaveLength(requests);
    expect(heard.spent).toHaveLength(requests - 1);
    expect(new Set(server.requests.map((request) => request.text)).size).toBe(1);
    const kinds = heard.deltas.map((delta) => delta.type);
    expect(kinds.filter((kind) => kind === 'restart')).toHaveLength(restarts);
    const waiting = heard.deltas.flatMap((delta) => (delta.type === 'waiting' ? [delta] : []));
    expect(waiting).toHaveLength(requests - 1);
    expect(waiting.map((delta) => delta.text).join(' ')).toContain('Attempt 2 of 4 in');
    if (waits) expect(waiting.map((delta) => delta.delayMs)).toEqual(waits);
    const lastRestart = Math.max(kinds.lastIndexOf('restart'), 0);
    const streamed = heard.deltas.slice(lastRestart).flatMap((delta) => (delta.type === 'text' ? [delta.text] : []));
    expect(streamed.join('')).toBe(text);
  });
});

describe('what does not pass ends with a sentence that helps', () => {
  const cases: readonly {
    name: string;
    fault: Record<string, unknown>;
    reason: ModelError['reason'];
    requests: number;
    says: RegExp;
    idleTimeoutMs?: number;
  }[] = [
    { name: '401', fault: { status: 401 }, reason: 'key', requests: 1, says: /Belay: Set API Key/ },
    { name: '403', fault: { status: 403 }, reason: 'key', requests: 1, says: /may not use claude-sonnet-5-5/ },
    {
      name: '400 without credit',
      fault: { status: 400, message: 'Your credit balance is too low to access the Anthropic API.' },
      reason: 'credit',
      requests: 1,
      says: /Add credit.*Your credit balance is too low/,
    },
    {
      name: '403 without credit',
      fault: { status: 403, message: 'Your credit balance is too low.' },
      reason: 'credit',
      requests: 1,
      says: /Add credit/,
    },
    { name: '402', fault: { status: 402 }, reason: 'credit', requests: 1, says: /Plans & Billing/ },
    {
      name: '404',
      fault: { status: 404, message: 'model: claude-sonnet-5-5' },
      reason: 'unknownModel',
      requests: 1,
      says: /does not know the model "claude-sonnet-5-5".*Belay: Choose Model/,
    },
    {
      name: '400',
      fault: { status: 400, message: 'tools.0.name: too long' },
      reason: 'rejected',
      requests: 1,
      says: /refused the request.*tools\.0\.name: too long/,
    },
    {
      name: '400 too long',
      fault: { status: 400, message: 'prompt is too long: 1000001 tokens > 1000000 maximum' },
      reason: 'contextFull',
      requests: 1,
      says: /no longer fits.*new session/,
    },
    { name: '413', fault: { status: 413 }, reason: 'contextFull', requests: 1, says: /no longer fits/ },
    { name: '429 for ever', fault: { status: 429, times: 9 }, reason: 'rateLimit', requests: 4, says: /rate limit/ },
    {
      name: '529 for ever',
      fault: { status: 529, times: 9 },
      reason: 'overloaded',
      requests: 4,
      says: /529.*try again/,
    },
    {
      name: 'cut for ever',
      fault: { cutAfter: inText, times: 9 },
      reason: 'network',
      requests: 4,
      says: /Check the network/,
    },
    {
      name: 'silent for ever',
      fault: { stallAfter: 1, times: 9 },
      reason: 'network',
      requests: 4,
      says: /stopped answering/,
      idleTimeoutMs: 60,
    },
    {
      name: 'a wait that is too long',
      fault: { status: 429, retryAfter: '900' },
      reason: 'rateLimit',
      requests: 1,
      says: /wait 15 minutes/,
    },
    {
      name: 'a wait until a date',
      fault: { status: 429, retryAfter: new Date(Date.now() + 7_100_000).toUTCString() },
      reason: 'rateLimit',
      requests: 1,
      says: /wait 2 hours/,
    },
    {
      name: 'an error of the request within the stream',
      fault: { errorEvent: { type: 'invalid_request_error', message: 'No.', after: 3 } },
      reason: 'rejected',
      requests: 1,
      says: /No\./,
    },
  ];
  test.each(cases)('$name', async ({ fault, reason, requests, says: sentence, idleTimeoutMs }) => {
    const { model, server } = await connect(always({ reply, faults: [fault] }), { idleTimeoutMs });
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.message).toBeUndefined();
    expect(heard.error).toBeInstanceOf(ModelError);
    expect(heard.error).toMatchObject({ reason, message: expect.stringMatching(sentence) });
    expect(server.requests).toHaveLength(requests);
  });

  test('nobody there', async () => {
    const { model, server } = await connect(always({ reply }));
    await server.close();
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.error).toMatchObject({
      reason: 'network',
      message: expect.stringMatching(/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/),
    });
    expect(heard.deltas.filter((delta) => delta.type === 'waiting')).toHaveLength(3);
  });

  test('an address that is none', async () => {
    const { model } = await connect(always({ reply }), { baseUrl: 'nowhere' });
    const heard = await hear(model, asking(says('Hello')));
    expect(heard.error).toMatchObject({ message: '"belay.anthropic.baseUrl" is not a web address: nowhere' });
  });

  test('a bug of ours is not taken for a network failure', async () => {
    const broken = new TypeError('undefined is not a function');
    const { model, server } = await connect(always({ reply }));
    const request = { ...asking(says('Hello')) };
    Object.defineProperty(request, 'tools', {
      get() {
        throw broken;
      },
    });
    expect((await hear(model, request)).error).toBe(broken);
    expect(server.requests).toHaveLength(0);
  });
});

test.each([testKey, 'a-key-of-some-gateway'])('the key %s appears neither in an error nor in the log', async (key) => {
  const fault = { status: 400, message: `Bad key ${key} and sk-ant-another_one-1` };
  const { model, lines } = await connect(always({ reply, faults: [fault] }), { apiKey: key }, { key });
  const { error } = await hear(model, asking(says('Hello')));
  if (!(error instanceof ModelError)) throw new Error('No ModelError');
  const everything = [error.message, error.stack, String(error.cause), JSON.stringify(error.cause), ...lines].join(
    '\n',
  );
  expect(everything).toContain('Bad key [key] and [key]');
  expect(everything).not.toMatch(/sk-ant-|0123456789|gateway/);
});

describe('stop', () => {
  const stopped = new Error('stopped by the person');

  test('within the stream, at once', async () => {
    const { model, server } = await connect(always({ reply }), {}, { delayMs: 40 });
    const controller = new AbortController();
    let at = 0;
    const heard = await hear(model, asking(says('Hello')), controller.signal, () => {
      if (at !== 0) return;
      at = performance.now();
      setTimeout(() => controller.abort(stopped), 5);
    });
    expect(heard.error).toBe(stopped);
    expect(performance.now() - at).toBeLessThan(500);
    expect(heard.message).toBeUndefined();
    expect(texts(heard, 'text').length).toBeLessThan(4);
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['while waiting before another attempt', { status: 429, retryAfter: '30' }],
    ['while the provider is silent', { stallAfter: 0 }],
    ['while the provider is silent within the text', { stallAfter: inText }],
  ])('%s', async (_, fault) => {
    const { model, server } = await connect(always({ reply, faults: [fault] }));
    const controller = new AbortController();
    const at = performance.now();
    setTimeout(() => controller.abort(stopped), 150);
    const heard = await hear(model, asking(says('Hello')), controller.signal);
    expect(heard.error).toBe(stopped);
    expect(performance.now() - at).toBeLessThan(2000);
    expect(server.requests).toHaveLength(1);
  });

  test('before the start', async () => {
    const { model, server } = await connect(always({ reply }));
    expect((await hear(model, asking(says('Hello')), AbortSignal.abort(stopped))).error).toBe(stopped);
    expect(server.requests).toHaveLength(0);
  });
});

test('a slow reader of the deltas is not taken for a silent provider', async () => {
  const { model, server } = await connect(always({ reply }), { idleTimeoutMs: 60 });
  let message: unknown;
  let slept = 0;
  for await (const output of model.stream(asking(says('Hello')), new AbortController().signal)) {
    if (output.type === 'message') message = output;
    else if (slept < 2) {
      slept += 1;
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
  }
  expect(message).toMatchObject({ stopReason: 'toolUse' });
  expect(server.requests).toHaveLength(1);
});
