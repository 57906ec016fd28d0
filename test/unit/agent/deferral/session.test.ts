import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { projectHistory } from '../../../../src/agent/history.ts';
import type { Message } from '../../../../src/agent/ports.ts';
import { defineTool, type Tool } from '../../../../src/agent/tool.ts';
import { forkEvents } from '../../../../src/agent/turns.ts';
import { createAnthropicModel } from '../../../../src/models/anthropic.ts';
import { openCacheWatch } from '../../../../src/models/cacheWatch.ts';
import { Event } from '../../../../src/protocol/events.ts';
import { toolSearch } from '../../../../src/tools/find/toolSearch.ts';
import { answersOf, missed } from '../../../support/cachedSession.ts';
import { fakeModel, fakeSession, say, use } from '../../../support/fakeSession.ts';
import { fakeTools } from '../../../support/fakeTools.ts';
import { startModelServer } from '../../../support/modelServer.ts';
import { call, say as said, script, turn } from '../../../support/script.ts';
import { serverTools } from '../../../support/sixtyTools.ts';
import { wires } from '../../models/wires.ts';

const [look] = fakeTools;
if (!look) throw new Error('there is no such tool');
const core: readonly Tool[] = [{ ...look, core: true }, toolSearch];
const others = [...fakeTools.filter(({ name }) => name !== 'look'), ...serverTools];

/** What the messages of a request say, results included. */
const textsOf = (messages: readonly Message[] = []): string[] =>
  messages.flatMap(({ content }) =>
    content.flatMap((block) => (block.type === 'text' || block.type === 'toolResult' ? [block.text] : [])),
  );

/** What the model reads after these events, each checked against the schema. */
const history = (events: readonly unknown[]) => projectHistory(events.map((event) => Event.parse(event)));

describe('a call through the dispatcher in a session', () => {
  const through = (name: string, input: unknown) => use({ name: 'call_tool', input: { name, input } });

  it('is judged, asked for, shown and recorded as one of the tool itself', async () => {
    const model = fakeModel([through('act', { command: 'make' }), say('done')]);
    const made = await fakeSession({ model, tools: [...core, ...others] });
    await made.session.prompt('go');
    expect(made.of('call')).toMatchObject([
      { tool: 'act', kind: 'execute', title: 'make', input: { command: 'make' } },
    ]);
    expect(made.of('verdict')[0]?.verdict).toMatchObject({ decision: 'ask', risk: 'HIGH' });
    expect(made.asked).toMatchObject([{ tool: 'act' }]);
    expect(made.of('result')).toMatchObject([{ status: 'ok', text: 'did make' }]);
    const blocks = made.of('assistant').flatMap(({ content }) => content);
    expect(blocks.flatMap((block) => (block.type === 'toolUse' ? [block.name] : []))).toEqual(['act']);
  });

  it('does not run what the person refuses', async () => {
    const model = fakeModel([through('act', { command: 'make' }), say('done')]);
    const answer = () => ({ decision: 'rejected', by: 'person' }) as const;
    const made = await fakeSession({ model, tools: [...core, ...others] }, { answer });
    await made.session.prompt('go');
    expect(made.of('result')).toMatchObject([{ status: 'rejected' }]);
    expect(made.deltas.filter(({ type }) => type === 'output')).toEqual([]);
  });

  it('makes an edit a proposal', async () => {
    const model = fakeModel([through('change', { path: 'a.ts' }), say('done')]);
    const made = await fakeSession({ model, tools: [...core, ...others] });
    await made.session.prompt('go');
    expect(made.of('proposal')).toHaveLength(1);
    expect(made.of('applied')).toHaveLength(1);
  });

  it.each([
    ['a dispatcher within', { name: 'call_tool', input: { name: 'act', input: { command: 'id' } } }],
    ['more than name and input', { name: 'act', input: { command: 'id' }, command: 'id' }],
    ['no name', { input: { command: 'id' } }],
  ])('is refused with %s, and nothing is judged or run', async (_, input) => {
    const made = await fakeSession({
      model: fakeModel([use({ name: 'call_tool', input }), say('done')]),
      tools: [...core, ...others],
    });
    await made.session.prompt('go');
    expect(made.of('verdict')).toEqual([]);
    expect(made.of('result')).toMatchObject([{ status: 'error', text: expect.stringContaining('nothing was run') }]);
  });

  it('is parsed with the schema of the tool', async () => {
    const made = await fakeSession({
      model: fakeModel([through('act', { wrong: 1 }), say('done')]),
      tools: [...core, ...others],
    });
    await made.session.prompt('go');
    expect(made.of('result')[0]?.text).toContain('The input of act does not fit its schema');
  });

  it('works without a search, and so does a direct call', async () => {
    const replies = [through('act', { command: 'one' }), use({ name: 'act', input: { command: 'two' } }), say('done')];
    const made = await fakeSession({ model: fakeModel(replies), tools: [...core, ...others] });
    await made.session.prompt('go');
    expect(made.of('result').map(({ text }) => text)).toEqual(['did one', 'did two']);
  });
});

describe('tools that come and go', () => {
  it('are told in a message, once, and the list before them stays as it is', async () => {
    const [first, second, ...rest] = serverTools;
    if (!first || !second) throw new Error('too few');
    const model = fakeModel(['a', 'b', 'c', 'd'].map(say));
    let tools: readonly Tool[] = [...core, ...others.slice(0, 2), ...rest];
    const parts = {
      model,
      get tools() {
        return tools;
      },
    };
    const { session } = await fakeSession(parts);
    await session.prompt('one');
    tools = [...tools, first, second];
    await session.prompt('two');
    tools = tools.filter((tool) => tool !== second);
    await session.prompt('three');
    tools = [...tools, second];
    await session.prompt('four');
    const texts = textsOf(model.requests[3]?.messages).filter((text) => text.startsWith('['));
    expect(texts).toEqual([
      expect.stringMatching(
        /^\[tool_search also finds act, change; tracker \(update_issue, comment_on_issue, 4 more\)/,
      ),
      '[tool_search also finds tracker (create_issue, search_issues).]',
      '[No longer there: tracker (search_issues).]',
      '[tool_search also finds tracker (search_issues).]',
    ]);
    for (const request of model.requests) {
      expect(request.tools.filter(({ deferred }) => !deferred).map(({ name }) => name)).toEqual([
        'look',
        'tool_search',
      ]);
    }
  });

  it('are said again, with what was found, once what said so is summarised', () => {
    const stamp = (id: string) => ({ id, time: 1 });
    const said = (id: string, text: string) => ({
      ...stamp(id),
      ...{ type: 'user', turn: id, text, steering: false, attachments: [], images: [] },
    });
    const begun = [
      said('u1', 'Hello'),
      { ...stamp('t1'), type: 'tools', tools: [], joined: ['mcp__wiki__find', 'mcp__wiki__edit'] },
      { ...stamp('t2'), type: 'tools', tools: [], gone: ['mcp__wiki__edit'] },
    ];
    expect(textsOf(history(begun))).toEqual([
      'Hello',
      '[tool_search also finds wiki (find, edit).]',
      '[No longer there: wiki (edit).]',
    ]);
    const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
    const summary = { task: 'Say hello.', decisions: [], files: [], errors: [], next: [] };
    const compacted = [
      ...begun,
      {
        ...stamp('a1'),
        ...{ type: 'assistant', turn: 'u1', model: 'm', step: 1, usage, partial: false, stopReason: 'toolUse' },
        content: [{ type: 'toolUse', id: 'c1', name: 'tool_search', input: { query: 'wiki' } }],
      },
      {
        ...stamp('r1'),
        ...{ type: 'result', turn: 'u1', callId: 'c1', status: 'ok', text: 'mcp__wiki__find: …', images: [] },
        ...{ view: { type: 'text' }, seen: [], durationMs: 1, found: ['mcp__wiki__find'] },
      },
      said('u2', 'Go on'),
      {
        ...stamp('k1'),
        ...{ type: 'compacted', trigger: 'command', dropped: [], keepFrom: 'u2', summary, before: 9, after: 1 },
      },
    ];
    const texts = textsOf(history(compacted));
    expect(texts[0]).toContain('Say hello.');
    expect(texts.slice(1)).toEqual([
      '[tool_search also finds wiki (find).]',
      '[Before this you had found mcp__wiki__find: search by that name before you call one again.]',
      'Go on',
    ]);
  });

  it('are told by their whole names only, and never by that of the dispatcher', async () => {
    const named = (name: string): Tool => ({ ...look, name }) as Tool;
    const model = fakeModel(['a', 'b'].map(say));
    let tools: readonly Tool[] = [...core, ...others];
    const parts = {
      model,
      get tools() {
        return tools;
      },
    };
    const { session } = await fakeSession(parts);
    await session.prompt('one');
    tools = [...tools, named('pattern'), named('call_tool')];
    await session.prompt('two');
    expect(textsOf(model.requests[1]?.messages)).toContain('[tool_search also finds pattern.]');
    expect(model.requests[1]?.tools.map(({ name }) => name)).not.toContain('call_tool');
  });
});

/** Ten searches, each followed by a call of what it found. */
const queries = serverTools
  .slice(0, 10)
  .map(({ name }, at) => ({ name, query: at % 2 ? name : (name.split('__')[2] ?? '') }));
const input = { workspace: 'w' };

describe('a session with ten searches', () => {
  it('reads all that was kept with each request, while tools come and go', async () => {
    const steps = queries.flatMap(({ name, query }) => [
      [call('tool_search', { query: query.replaceAll('_', ' ').replace(name.replaceAll('_', ' '), name) })],
      [call(name, { ...input, id: query })],
    ]);
    const server = await startModelServer(script('ten', [turn('.', ...steps, [said('Done.')])]), {
      cache: { smallest: 0 },
    });
    onTestFinished(() => server.close());
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const model = createAnthropicModel({ model: 'claude-sonnet-5-5', apiKey: 'key', baseUrl: server.url, log });
    let asked = 0;
    const parts = {
      model,
      cacheWatch: openCacheWatch,
      maxSteps: 30,
      // One more at each look, so that each request finds others than the one before.
      get tools() {
        asked += 1;
        return [...core, ...serverTools.slice(0, 20), ...serverTools.slice(20, 20 + Math.floor(asked / 40))];
      },
    };
    const made = await fakeSession(parts);
    await made.session.prompt('go');
    expect(made.ended()).toBe('done');
    expect(made.of('result').map(({ status }) => status)).toEqual(Array(20).fill('ok'));
    expect(made.of('tools').length).toBeGreaterThan(3);
    expect(new Set(missed(answersOf(made.events)))).toEqual(new Set([0]));
    const prefixes = server.requests.map(({ body }) => {
      const { tools, system } = body as { tools: { defer_loading?: true }[]; system: unknown };
      return JSON.stringify([tools.filter((tool) => !tool.defer_loading), system]);
    });
    expect(new Set(prefixes).size).toBe(1);
    expect(made.of('cacheBreak')).toEqual([]);
  });
});

describe('what was found goes on', () => {
  const nothing: Tool = defineTool({
    name: 'moon_phase',
    description: 'Tells the phase of the moon.',
    kind: 'read',
    input: z.object({ day: z.string() }),
    title: () => 'Moon',
    targets: () => ({}),
    run: async () => ({ text: 'It is full.' }),
  });
  const tools = [...core, ...serverTools, nothing];
  const search = [call('tool_search', { query: 'phase of the moon' })];
  const day = { day: '2026-11-28' };

  it.each(wires.map((wire) => [wire.name, wire] as const))('over the wire of %s', async (name, wire) => {
    const next = name === 'Anthropic' ? call('moon_phase', day) : call('call_tool', { name: 'moon_phase', input: day });
    const { model } = await wire.connect(script('moon', [turn('moon', search, [next], [said('Full.')])]));
    const made = await fakeSession({ model, tools });
    await made.session.prompt('Look at the moon.');
    expect(made.of('call').map(({ tool }) => tool)).toEqual(['tool_search', 'moon_phase']);
    expect(made.of('result')).toMatchObject([
      { status: 'ok', found: ['moon_phase'] },
      { status: 'ok', text: 'It is full.' },
    ]);
    expect(made.ended()).toBe('done');
  });

  it('from each wire to each other, in a fork as well', async () => {
    const scenario = script('moon', [
      turn('moon', search, [call('moon_phase', day)], [said('Full.')]),
      turn('again', [call('moon_phase', { day: '2026-11-29' })], [said('Still.')]),
    ]);
    const [claude, chat] = [
      wires.find(({ name }) => name === 'Anthropic'),
      wires.find(({ name }) => name.includes('openai')),
    ];
    if (!claude || !chat) throw new Error('a wire is missing');
    for (const [from, to] of [
      [claude, chat],
      [chat, claude],
    ] as const) {
      const first = await fakeSession({ model: (await from.connect(scenario)).model, tools });
      await first.session.prompt('Look at the moon.');
      const last = first.events.at(-1);
      if (!last) throw new Error('nothing happened');
      const forked = forkEvents(first.events, last.id, 'fork', '/project');
      for (const resumed of [first.events, forked]) {
        const second = await fakeSession({ model: (await to.connect(scenario)).model, tools }, { resumed });
        await second.session.prompt('Once again.');
        expect(
          second
            .of('result')
            .map(({ text }) => text)
            .at(-1),
        ).toBe('It is full.');
        expect(second.ended()).toBe('done');
      }
    }
  });
});
