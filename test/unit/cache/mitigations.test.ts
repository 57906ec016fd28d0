import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineTool, type Tool } from '../../../src/agent/tool.ts';
import { forkEvents } from '../../../src/agent/turns.ts';
import type { Event } from '../../../src/protocol/events.ts';
import { answersOf, type CachedWorld, cachedWorld, missed } from '../../support/cachedSession.ts';
import type { FakeSession } from '../../support/fakeSession.ts';

const wiki: Tool = defineTool({
  name: 'mcp__wiki__search',
  description: 'Searches.',
  kind: 'network',
  input: z.object({}),
  title: () => 'Search',
  targets: () => ({}),
  run: async () => ({ text: 'Found.' }),
});

type Act = (world: CachedWorld, made: FakeSession) => Promise<unknown> | unknown;

/** What happens between two turns, and would break the cache if it reached the prompt. */
const acts: readonly (readonly [string, Act])[] = [
  ['toolSet: a tool joins', (world) => (world.tools = [wiki, ...world.tools])],
  ['toolSet: a tool leaves', (world) => (world.tools = world.tools.filter(({ name }) => name !== 'act'))],
  ['toolOrder: the tools are listed otherwise', (world) => (world.tools = [...world.tools].reverse())],
  ['mcpServer: a server comes and another goes', (world) => (world.tools = [wiki, ...world.tools.slice(1)])],
  [
    'toolSchema: tools are described otherwise',
    (world) =>
      (world.tools = world.tools.map((tool) => ({ ...tool, description: `${tool.description} Use it well.` }))),
  ],
  [
    'modeOrPlan: plan, normal, plan',
    async (_, { session }) => {
      await session.setPlan(true);
      await session.setPlan(false);
      await session.setPlan(true);
    },
  ],
  ['modeOrPlan: another permission mode', (_, { session }) => session.setMode('bypass')],
  [
    'environment: another day',
    (world) => (world.sections = { ...world.sections, environment: '# Environment\n\n- Date: 2026-11-28' }),
  ],
  [
    'openEditors: files are opened',
    (world) => (world.sections = { ...world.sections, openEditors: '# Open in the editor\n\n- a.ts' }),
  ],
  [
    'memoryIndex: a note is written',
    (world) => (world.sections = { ...world.sections, memoryIndex: '# Index of memories\n\n- a note' }),
  ],
  [
    'instructions: they are rewritten',
    (world) => (world.sections = { ...world.sections, instructions: '# Instructions of this project\n\nUse spaces.' }),
  ],
  [
    'otherSections: the person adds one',
    (world) => (world.sections = { ...world.sections, mine: '# Mine\n\nBe short.' }),
  ],
  ['systemStatic: a newer version instructs otherwise', (world) => (world.fixed = 'Be brief. '.repeat(900))],
  ['thinking: another effort is set', (world) => (world.effort = 'max')],
  ['expiry: the lifetime is set otherwise', (world) => (world.lifetime = '1h')],
  ['expiry: a pause of five minutes', (world) => world.wait(5)],
  [
    'history: the person reviews edits and rates the turn',
    async (_, { session, of }) => {
      await session.reviewed({ undone: [{ path: 'a', diff: '-a' }] });
      await session.rate(of('user')[0]?.turn ?? '', 'up');
    },
  ],
  ['history: a longer step than the provider looks back', () => undefined],
];

const hello = 'Look at many things. '.repeat(10);

describe('costs nothing', () => {
  test.each(acts)('%s', async (_, act) => {
    const world = await cachedWorld();
    const made = await world.open();
    await made.session.prompt(hello);
    await act(world, made);
    await made.session.prompt('And a few more.');
    const answers = answersOf(made.events);
    expect(answers.length).toBe(7);
    expect(missed(answers)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(answers.every(({ usage }) => usage.input === 0)).toBe(true);
    expect(made.of('cacheBreak')).toEqual([]);
  });

  test.each<[string, (events: readonly Event[]) => readonly Event[]]>([
    ['a reload of the window', (events) => events],
    ['a fork', (events) => forkEvents(events, events.at(-1)?.id ?? '', 'fork', '/root')],
  ])('%s, whatever has changed since', async (_, again) => {
    const world = await cachedWorld();
    const first = await world.open();
    await first.session.prompt(hello);
    world.sections = { environment: '# Environment\n\n- Date: 2026-11-28' };
    world.fixed = 'A newer version speaks otherwise. '.repeat(300);
    world.tools = [wiki, ...world.tools.slice(1)].reverse();
    const second = await world.open(again(first.events));
    await second.session.prompt('And a few more.');
    expect(missed([...answersOf(first.events).slice(-1), ...answersOf(second.events)])).toEqual([0, 0, 0]);
    expect(second.of('cacheBreak')).toEqual([]);
  });

  test('a fork of a conversation that went back in between; what does break the cache there is told', async () => {
    const world = await cachedWorld();
    const first = await world.open();
    await first.session.prompt(hello);
    await first.session.prompt('And a few more.');
    await first.session.restore(first.of('user')[1]?.id ?? '', { files: false, conversation: true });
    // Its record leaves out what was in that of the answer before, which is cut off.
    await first.session.prompt('Otherwise. '.repeat(200));
    const copy = await world.open(forkEvents(first.events, first.of('ended').at(-1)?.id ?? '', 'fork', '/root'));
    await copy.session.prompt(`And a few more. ${'Slowly. '.repeat(200)}`);
    expect(missed([...answersOf(first.events).slice(-1), ...answersOf(copy.events)])).toEqual([0, 0, 0]);
    expect(copy.of('cacheBreak')).toEqual([]);
    await copy.session.setModel(await world.model('claude-opus-5-5'));
    await copy.session.prompt('Well?');
    world.wait(6);
    await copy.session.prompt('And now?');
    expect(copy.of('cacheBreak').map(({ vector }) => vector)).toEqual(['model', 'expiry']);
  });

  test('parameters, headers and marks: each request repeats those of the one before', async () => {
    const world = await cachedWorld();
    const { session } = await world.open();
    await session.prompt(hello);
    await session.setMode('auto');
    world.effort = 'low';
    await session.prompt('And a few more.');
    const fixed = world.server.requests.map(({ body, headers }) => {
      const { messages: _, tools: __, system: ___, ...parameters } = body as Record<string, unknown>;
      const ours = Object.entries(headers).filter(([name]) => /^(?:anthropic-|x-|user-agent|content-type)/.test(name));
      return { parameters, headers: ours.filter(([name]) => name !== 'x-stainless-retry-count') };
    });
    expect(fixed.length).toBeGreaterThan(6);
    expect(fixed[0]?.parameters).toMatchObject({ model: 'claude-sonnet-5-5', output_config: { effort: 'medium' } });
    for (const one of fixed) expect(one).toEqual(fixed[0]);
  });

  test('images after the first; the first costs the messages, as the provider says, and is told', async () => {
    const world = await cachedWorld();
    const { session, events, of } = await world.open();
    const images = [{ type: 'image' as const, mediaType: 'image/png', data: 'AAAA' }];
    await session.prompt(hello);
    for (const text of ['See.', 'And this.', 'And that.']) await session.prompt(text, { images });
    expect(of('cacheBreak').map(({ vector }) => vector)).toEqual(['images']);
    expect(missed(answersOf(events)).slice(-2)).toEqual([0, 0]);
  });

  test('going back to a model that was left a moment ago', async () => {
    const world = await cachedWorld();
    const { session, events, of } = await world.open();
    await session.prompt(hello);
    const before = answersOf(events).at(-1)?.usage;
    await session.setModel(await world.model('claude-opus-5-5'));
    await session.prompt('One.');
    await session.setModel(await world.model('claude-sonnet-5-5'));
    await session.prompt('Two.');
    // On the way back only what the other model heard in between is new: too little for a word.
    expect(of('cacheBreak').map(({ vector }) => vector)).toEqual(['model']);
    expect(answersOf(events).at(-1)?.usage.cacheRead).toBe((before?.cacheRead ?? 0) + (before?.cacheWrite ?? 0));
  });
});

describe('the list of tools', () => {
  const sentTools = (world: CachedWorld): string[][] =>
    world.server.requests.map(({ body }) => (body as { tools: { name: string }[] }).tools.map(({ name }) => name));

  test('follows when the cache is lost anyway: with another model, and after a long pause', async () => {
    const world = await cachedWorld();
    const { session } = await world.open();
    await session.prompt('One.');
    world.tools = [...world.tools, wiki];
    await session.prompt('Two.');
    world.wait(6);
    await session.prompt('Three.');
    world.tools = world.tools.filter(({ name }) => name !== 'act');
    await session.prompt('Four.');
    await session.setModel(await world.model('claude-opus-5-5'));
    await session.prompt('Five.');
    const old = ['look', 'act', 'change'];
    const joined = [...old, 'mcp__wiki__search'];
    expect(sentTools(world)).toEqual([old, old, joined, joined, ['look', 'change', 'mcp__wiki__search']]);
  });

  test('keeps the form of edits that was sent, though another is chosen', async () => {
    const world = await cachedWorld();
    const [look, , change] = world.tools;
    if (!look || !change) throw new Error('there are three tools');
    const replace = { ...change, name: 'replace', form: 'replace' } as Tool;
    const patch = { ...change, name: 'patch', form: 'patch' } as Tool;
    world.tools = [look, replace, patch];
    const { session } = await world.open();
    await session.prompt('One.');
    world.editTools = 'patch';
    await session.prompt('Two.');
    world.wait(6);
    await session.prompt('Three.');
    expect(sentTools(world)).toEqual([
      ['look', 'replace'],
      ['look', 'replace'],
      ['look', 'patch'],
    ]);
  });
});
