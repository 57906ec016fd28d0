import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message, ModelRequest } from '../../../src/agent/ports.ts';
import { buildAnthropicRequest } from '../../../src/models/anthropicRequest.ts';
import { MessagesRequest } from '../../support/messagesApi.ts';
import { createPrefixCache, type PrefixCacheOptions, type PromptTokens } from '../../support/prefixCache.ts';

const model = 'claude-sonnet-5-5';

/** What comes between two requests. `unanswered`: the request before was stopped, and the person wrote more. */
type Step =
  | { readonly type: 'calls'; readonly count: number; readonly thinking: boolean; readonly typed: number }
  | { readonly type: 'turn'; readonly blocks: number }
  | { readonly type: 'unanswered'; readonly blocks: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('calls' as const),
      count: fc.integer({ min: 1, max: 45 }),
      thinking: fc.boolean(),
      typed: fc.integer({ min: 0, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('turn' as const), blocks: fc.integer({ min: 1, max: 30 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('unanswered' as const), blocks: fc.integer({ min: 1, max: 18 }) }),
  },
);

function texts(count: number, what: string): { type: 'text'; text: string }[] {
  return Array.from({ length: count }, (_, at) => ({ type: 'text', text: `${what} ${at}` }));
}

function after(messages: readonly Message[], step: Step, at: number): Message[] {
  const last = messages.at(-1);
  switch (step.type) {
    case 'unanswered':
      return last?.role === 'user'
        ? [...messages.slice(0, -1), { role: 'user', content: [...last.content, ...texts(step.blocks, `More ${at}`)] }]
        : [...messages];
    case 'turn':
      return [
        ...messages,
        { role: 'assistant', content: [{ type: 'text', text: `Done ${at}.` }] },
        { role: 'user', content: texts(step.blocks, `Then ${at}`) },
      ];
    case 'calls': {
      const ids = Array.from({ length: step.count }, (_, call) => `toolu_${at}_${call}`);
      const thought = { type: 'thinking' as const, thinking: `Hm ${at}`, signature: 'sig' };
      return [
        ...messages,
        {
          role: 'assistant',
          content: [
            ...(step.thinking ? [thought] : []),
            ...ids.map((id) => ({ type: 'toolUse' as const, id, name: 'read_file', input: { path: id } })),
          ],
        },
        {
          role: 'user',
          content: [
            ...ids.map((callId) => ({
              type: 'toolResult' as const,
              callId,
              text: `Text of ${callId}`,
              images: [],
              isError: false,
            })),
            ...texts(step.typed, `Typed ${at}`),
          ],
        },
      ];
    }
  }
}

function request(messages: readonly Message[], more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    system: { fixed: 'You are Belay. '.repeat(400), dynamic: 'Today is Friday.' },
    tools: ['read_file', 'edit_file'].map((name) => ({ name, description: name, inputSchema: { type: 'object' } })),
    messages,
    ...more,
  };
}

const hello: Message = { role: 'user', content: [{ type: 'text', text: 'Hello' }] };

/** The tokens of each request of a conversation, before a cache that behaves as the provider's. */
function play(
  steps: readonly Step[],
  options: PrefixCacheOptions = {},
  more: Partial<ModelRequest> = {},
): PromptTokens[] {
  const cache = createPrefixCache(options);
  let messages: Message[] = [hello];
  const send = () => cache.account(MessagesRequest.parse(buildAnthropicRequest(request(messages, more), { model })));
  return [
    send(),
    ...steps.map((step, at) => {
      messages = after(messages, step, at);
      return send();
    }),
  ];
}

describe('every request reads all that the request before wrote', () => {
  test('whatever the size of the steps', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 1, maxLength: 12 }), (steps) => {
        const tokens = play(steps);
        for (const [at, one] of tokens.entries()) {
          const before = tokens[at - 1];
          expect(one.input).toBe(0);
          expect(one.cacheRead).toBe(before ? before.cacheRead + before.cacheWrite : 0);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('after thirty results in one message', () => {
    const [, first, second] = play([
      { type: 'calls', count: 30, thinking: true, typed: 0 },
      { type: 'calls', count: 30, thinking: false, typed: 2 },
    ]);
    expect(second?.cacheRead).toBe((first?.cacheRead ?? 0) + (first?.cacheWrite ?? 0));
    expect(second?.cacheWrite).toBeGreaterThan(0);
  });

  test('with a breakpoint at the end alone, thirty results fall out of the look-back: the simulation would tell', () => {
    const cache = createPrefixCache();
    const bodies = [[hello], after([hello], { type: 'calls', count: 30, thinking: false, typed: 0 }, 0)].map(
      (messages) => {
        const body = MessagesRequest.parse(buildAnthropicRequest(request(messages), { model }));
        const plain = JSON.parse(JSON.stringify(body).replaceAll(',"cache_control":{"type":"ephemeral"}', ''));
        plain.messages.at(-1).content.at(-1).cache_control = { type: 'ephemeral' };
        return MessagesRequest.parse(plain);
      },
    );
    const [, second] = bodies.map((body) => cache.account(body));
    expect(second?.cacheRead).toBe(0);
  });
});

describe('lifetimes', () => {
  const pause = (ms: number, more: Partial<ModelRequest> = {}): PromptTokens | undefined => {
    let time = 0;
    const cache = createPrefixCache({ now: () => time });
    const body = () => MessagesRequest.parse(buildAnthropicRequest(request([hello], more), { model }));
    cache.account(body());
    time += ms;
    return cache.account(body());
  };
  const minutes = 60_000;

  test('five minutes by default, an hour where the request says so', () => {
    expect(pause(5 * minutes)?.cacheRead).toBeGreaterThan(1000);
    expect(pause(5 * minutes + 1)).toMatchObject({ cacheRead: 0, cacheWrite1h: 0 });
    expect(pause(60 * minutes, { cacheLifetime: '1h' })?.cacheRead).toBeGreaterThan(1000);
    const late = pause(60 * minutes + 1, { cacheLifetime: '1h' });
    expect(late?.cacheRead).toBe(0);
    expect(late?.cacheWrite1h).toBe(late?.cacheWrite);
  });

  test('each use counts anew', () => {
    let time = 0;
    const tokens = play(
      Array.from({ length: 6 }, () => ({ type: 'turn' as const, blocks: 1 })),
      { now: () => (time += 4 * minutes) },
    );
    expect(tokens.slice(1).every(({ cacheRead }) => cacheRead > 1000)).toBe(true);
  });

  test('short prefixes are not kept', () => {
    expect(play([{ type: 'turn', blocks: 1 }], { smallest: 1_000_000 })).toMatchObject([
      { cacheRead: 0, cacheWrite: 0 },
      { cacheRead: 0, cacheWrite: 0 },
    ]);
  });
});

describe('what belongs to the whole request breaks the cache', () => {
  const base = () => MessagesRequest.parse(buildAnthropicRequest(request([hello]), { model }));
  const png = { type: 'base64', media_type: 'image/png', data: 'AAAA' } as const;
  const cases: readonly [string, (body: MessagesRequest) => MessagesRequest, 'all' | 'messages' | 'none'][] = [
    ['the model: all', (body) => ({ ...body, model: 'claude-sonnet-5' }), 'all'],
    ['thinking: the messages', (body) => ({ ...body, thinking: { type: 'disabled' } }), 'messages'],
    ['effort: the messages', (body) => ({ ...body, output_config: { effort: 'low' } }), 'messages'],
    ['the choice of a tool: the messages', (body) => ({ ...body, tool_choice: { type: 'any' } }), 'messages'],
    [
      'the first image: the messages',
      (body) => ({
        ...body,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Hello' },
              { type: 'image', source: png },
            ],
          },
        ],
      }),
      'messages',
    ],
    ['the most tokens of an answer: nothing', (body) => ({ ...body, max_tokens: 1 }), 'none'],
  ];
  test.each(cases)('%s', (_, change, lost) => {
    const cache = createPrefixCache();
    const written = cache.account(base()).cacheWrite;
    const { cacheRead } = cache.account(change(base()));
    if (lost === 'all') expect(cacheRead).toBe(0);
    if (lost === 'none') expect(cacheRead).toBe(written);
    if (lost === 'messages') {
      expect(cacheRead).toBeLessThan(written);
      expect(cacheRead).toBeGreaterThan(1000);
    }
  });
});
