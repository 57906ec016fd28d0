import { describe, expect, test } from 'vitest';
import type { Message, ModelOutput } from '../../../../src/agent/ports.ts';
import { openCacheWatch } from '../../../../src/models/cacheWatch.ts';
import type { Usage } from '../../../../src/protocol/content.ts';
import { says } from '../asking.ts';
import { first, minutes, next, requestOf, tool, type World, watch } from './watched.ts';

/** Nothing is said of what is explained, or where nothing is lost. */
describe('no alarm', () => {
  const long = Array.from({ length: 12 }).reduce<World[]>(
    (worlds) => [...worlds, next(worlds.at(-1) ?? first)],
    [first],
  );
  const second = next(first);
  const cases: readonly (readonly [string, readonly World[]])[] = [
    ['for a conversation that only grows', long],
    [
      'for a prompt that is too short to be kept',
      [first, second].map((world) => ({
        ...world,
        fixed: 'Short.',
        sections: {},
        tools: [],
        messages: [says('Hi'), ...world.messages.slice(1)],
        model: 'claude-haiku-4-5',
      })),
    ],
    ['for a toggle that changes no prompt', [first, { ...second, mode: 'bypass', plan: true }]],
    ['for a pause within the lifetime', [first, { ...second, at: 5, providerAt: 5 }]],
    ['for the most tokens of an answer', [first, { ...second, rewire: (body) => ({ ...body, max_tokens: 4000 }) }]],
    [
      'for going back to an earlier message',
      [
        ...long,
        {
          ...next(first),
          messages: [...next(first).messages.slice(0, -1), says('Otherwise.')],
          at: 13,
          providerAt: 13,
        },
      ],
    ],
    [
      'for a tool that is added where the model changes anyway, as tools',
      [first, { ...second, tools: [...second.tools, tool('fetch')], model: 'claude-sonnet-5' }],
    ],
  ];
  test.each(cases)('%s', async (name, worlds) => {
    for (const reopen of [false, true]) {
      const { lost } = await watch(worlds, { reopen });
      const said = lost.filter((one) => one !== undefined).map(({ vector }) => vector);
      expect(said).toEqual(name.endsWith('as tools') ? ['model'] : []);
    }
  });
});

/** A provider that caches by itself, as OpenAI and most servers do. */
describe('where the provider places no breakpoints', () => {
  const facts = { model: 'm', thinking: '{}', parameters: '{}', blocks: 3, breakpoints: [] };
  const ask = (usages: readonly Partial<Usage>[], change: (world: World, at: number) => World = (world) => world) => {
    const cacheWatch = openCacheWatch([]);
    let world = first;
    return usages.map((usage, at) => {
      const answer: Extract<ModelOutput, { type: 'message' }> = {
        type: 'message',
        model: 'm',
        content: [],
        stopReason: 'endTurn',
        usage: { input: 0, output: 1, cacheRead: 0, cacheWrite: 0, ...usage },
        sent: facts,
      };
      world = change(at === 0 ? world : next(world), at);
      const { mode, plan } = world;
      const time = world.at * minutes;
      return cacheWatch.look({ time, mode, plan, request: requestOf(world), answer, cost: () => undefined })?.lost;
    });
  };

  test('and tells of no cache, nothing is said', () => {
    expect(
      ask([{ input: 5000 }, { input: 6000 }, { input: 7000 }], (world, at) => ({ ...world, fixed: String(at) })),
    ).toEqual([undefined, undefined, undefined]);
  });

  test('what it has read once is expected again, and a price that is not known is none', () => {
    const lost = ask([{ input: 5000 }, { input: 1000, cacheRead: 4864 }, { input: 6500 }], (world, at) =>
      at === 2 ? { ...world, fixed: 'Otherwise.' } : world,
    );
    expect(lost).toEqual([
      undefined,
      undefined,
      { vector: 'systemStatic', changed: expect.any(String), tokens: 4864, dollars: null },
    ]);
  });

  test('what it never promised is not missed: a first read may come late, and rounds', () => {
    expect(
      ask([{ input: 5000 }, { input: 6000 }, { input: 1100, cacheRead: 5888 }, { input: 2000, cacheRead: 5792 }]),
    ).toEqual([undefined, undefined, undefined, undefined]);
  });
});

test('an adapter that does not tell how it asked is not watched', () => {
  const answer = {
    type: 'message' as const,
    model: 'm',
    content: [],
    stopReason: 'endTurn',
    usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 },
  };
  const looked = openCacheWatch([]).look({
    time: 0,
    mode: 'default',
    plan: false,
    request: requestOf(first),
    answer,
    cost: () => 0,
  });
  expect(looked).toBeUndefined();
});

test('what a transcript keeps of a request grows with what is new in it only', () => {
  const cacheWatch = openCacheWatch([]);
  let world = first;
  const sizes = Array.from({ length: 40 }, () => {
    const answer = {
      type: 'message' as const,
      model: 'm',
      content: [],
      stopReason: 'x',
      usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 },
      sent: { model: 'm', thinking: '', parameters: '', blocks: 1, breakpoints: [] },
    };
    const looked = cacheWatch.look({
      time: 0,
      mode: 'default',
      plan: false,
      request: requestOf(world),
      answer,
      cost: () => 0,
    });
    world = next(world);
    return JSON.stringify(looked?.sent).length;
  });
  expect(Math.max(...sizes.slice(1))).toBeLessThan(250);
  const messages: readonly Message[] = world.messages;
  expect(messages.length).toBeGreaterThan(80);
});
