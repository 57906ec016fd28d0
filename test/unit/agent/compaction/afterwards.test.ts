import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { forgettingOf, rememberedEvents } from '../../../../src/agent/compaction/forgetting.ts';
import { projectHistory } from '../../../../src/agent/history.ts';
import { createSeenFiles } from '../../../../src/agent/seenFiles.ts';
import { defineTool, type Tool } from '../../../../src/agent/tool.ts';
import { forkEvents } from '../../../../src/agent/turns.ts';
import type { AssistantBlock } from '../../../../src/protocol/content.ts';
import type { Event } from '../../../../src/protocol/events.ts';
import { standing } from '../../../../src/protocol/rewind.ts';
import { fakeSession } from '../../../support/fakeSession.ts';
import { calling, complaintAbout, summaryJson, tokensOf, windowedModel } from '../../../support/windowedModel.ts';

const read: Tool = defineTool({
  name: 'read',
  description: 'Reads.',
  kind: 'read',
  input: z.object({ path: z.string(), size: z.number() }),
  title: ({ path }) => path,
  targets: () => ({}),
  run: async ({ path, size }) => ({
    text: `content of ${path}: ${'x'.repeat(size)}`,
    seen: [{ path, hash: `hash of ${path}` }],
  }),
});
const change: Tool = defineTool({
  name: 'change',
  description: 'Changes.',
  kind: 'edit',
  input: z.object({ path: z.string() }),
  title: ({ path }) => path,
  targets: () => ({}),
  propose: async ({ path }) => ({ changes: [{ kind: 'edit', path, hash: 'h', before: 'a\n', after: 'b\n' }] }),
});
const plan: Tool = defineTool({
  name: 'plan',
  description: 'Plans.',
  kind: 'plan',
  input: z.object({ text: z.string() }),
  title: () => 'Plan',
  targets: () => ({}),
  run: async ({ text }) => ({ text: 'planned', view: { type: 'todos', todos: [{ text, status: 'active' }] } }),
});
const tools = [read, change, plan];
const done: AssistantBlock[] = [{ type: 'text', text: 'Done.' }];

/** Three turns of two reads each, with a window that none of it fills. */
async function conversation() {
  let step = 0;
  const model = windowedModel(
    () => {
      step++;
      return step % 3 === 0 ? done : [calling('read', { path: `/f${step}`, size: 3000 }, `c${step}`)];
    },
    { window: 100_000, summary: () => summaryJson('read six files') },
  );
  const fake = await fakeSession({ model, tools });
  for (const text of ['First task.', 'Second task.', 'Third task.']) await fake.session.prompt(text);
  return { fake, model };
}

describe('compacting by command', () => {
  it('puts a summary in place of what is old; what the model reads afterwards holds all that counts', async () => {
    const { fake, model } = await conversation();
    const asked: Event[] = [];
    await fake.session.setMode('allowEdits');
    await fake.session.compact();
    await fake.session.prompt('Fourth task.');
    asked.push(...fake.of('compacted'));
    expect(asked).toHaveLength(1);
    const text = JSON.stringify(model.requests.at(-1));
    const { system } = model.requests.at(-1) ?? {};
    expect(system).toEqual(model.requests[0]?.system);
    expect(text).toContain('read six files');
    expect(text).toContain('Permission mode: allowEdits.');
    expect(text).toContain('First task.');
    expect(text).toContain('Fourth task.');
    expect(text).not.toContain('content of /f1:');
    // The summary was asked with the very prefix of the conversation, so that it comes from the cache.
    const [before] = model.requests.filter(({ messages }) => messages.length === 11);
    const [summary] = model.summaries;
    expect(summary?.messages.slice(0, 11)).toEqual(before?.messages.slice(0, 11));
    expect(summary?.tools).toEqual(before?.tools);
    expect(fake.session.spent.session.cost).toBeCloseTo(0.01 * (fake.of('assistant').length + 1));
  });

  it('says so where there is nothing to leave out', async () => {
    const model = windowedModel(() => done, { window: 100_000 });
    const fake = await fakeSession({ model, tools });
    await expect(fake.session.compact()).rejects.toThrow('no conversation');
    await fake.session.prompt('Hello.');
    const { length } = fake.events;
    await expect(fake.session.compact()).rejects.toThrow('nothing to compact');
    expect(fake.events).toHaveLength(length);
  });

  it('can be stopped: nothing is lost, and the transcript tells only that what was asked cost something', async () => {
    const { fake, model } = await conversation();
    const before = fake.events.length;
    const stream = model.stream;
    model.stream = async function* (_request, ...[signal]: unknown[]) {
      await new Promise((_, reject) =>
        (signal as AbortSignal).addEventListener('abort', () => reject((signal as AbortSignal).reason)),
      );
      yield* stream(_request, signal as AbortSignal);
    } as typeof stream;
    const compacting = fake.session.compact();
    const failed = expect(compacting).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await fake.session.stop();
    await failed;
    expect(fake.events.slice(before)).toMatchObject([
      { type: 'spent', by: 'summary', model: model.info.id, cost: null },
    ]);
    expect(fake.session.busy).toBe(false);
  });

  it('while a turn runs, it happens before the next step', async () => {
    let step = 0;
    const session: { compact?: () => Promise<void> } = {};
    const model = windowedModel(
      () => {
        step++;
        if (step === 4) void session.compact?.();
        return step === 6 ? done : [calling('read', { path: `/f${step}`, size: 30_000 }, `c${step}`)];
      },
      { window: 200_000 },
    );
    const fake = await fakeSession({ model, tools });
    session.compact = () => fake.session.compact();
    await fake.session.prompt('Go.');
    expect(fake.ended()).toBe('done');
    expect(fake.of('compacted').map(({ trigger }) => trigger)).toEqual(['command']);
  });
});

describe('a compacted conversation', () => {
  it('opened again reads the same, and its mode and cost are known', async () => {
    const { fake, model } = await conversation();
    await fake.session.compact();
    const events = fake.lines.map((line) => JSON.parse(line) as Event);
    const again = await fakeSession({ model, tools }, { resumed: events });
    expect(projectHistory(standing(again.session.events))).toEqual(projectHistory(standing(fake.session.events)));
    expect(again.session.contextTokens).toBe(fake.session.contextTokens);
    expect(again.session.spent.session.cost).toBeCloseTo(fake.session.spent.session.cost ?? -1);
  });

  it('goes back to before a message as ever, and forward again', async () => {
    const { fake } = await conversation();
    const whole = projectHistory(standing(fake.session.events));
    const second = fake.of('user')[1];
    await fake.session.compact();
    const compacted = projectHistory(standing(fake.session.events));
    expect(compacted).not.toEqual(whole);
    const { id } = await fake.session.restore(second?.id ?? '', { files: false, conversation: true });
    const back = JSON.stringify(projectHistory(standing(fake.session.events)));
    expect(back).toContain('content of /f1:');
    expect(back).not.toContain('Second task.');
    expect(back).not.toContain('compacted');
    await fake.session.redo(id);
    expect(JSON.stringify(projectHistory(standing(fake.session.events)))).toContain('read six files');
  });

  it('can be forked before and after', async () => {
    const { fake } = await conversation();
    await fake.session.compact();
    await fake.session.prompt('Fourth task.');
    const users = fake.of('user');
    const early = forkEvents(fake.session.events, users[2]?.id ?? '', 'new', '/project');
    expect(JSON.stringify(projectHistory(early))).toContain('content of /f1:');
    const late = forkEvents(fake.session.events, fake.of('ended').at(-1)?.id ?? '', 'new', '/project');
    expect(projectHistory(late)).toEqual(projectHistory(standing(fake.session.events)));
  });

  it('makes the model read a file again before it edits it, where it has forgotten what it read', async () => {
    const { fake } = await conversation();
    const known = (events: readonly Event[]) => {
      const seen = createSeenFiles();
      seen.recall(rememberedEvents(events));
      return ['/f1', '/f2', '/f4', '/f5', '/f7', '/f8'].filter((path) => seen.hash(path) !== undefined);
    };
    expect(known(fake.events)).toEqual(['/f1', '/f2', '/f4', '/f5', '/f7', '/f8']);
    const last = fake.of('user')[2];
    const event = (more: object) =>
      ({ id: 'x', time: 0, type: 'compacted', trigger: 'command', dropped: [], before: 2, after: 1, ...more }) as Event;
    const summary = JSON.parse(summaryJson('t'));
    expect(known([...fake.events, event({ keepFrom: last?.id, summary })])).toEqual(['/f7', '/f8']);
    expect(known([...fake.events, event({ dropped: [fake.of('result')[0]?.id] })])).toEqual([
      '/f2',
      '/f4',
      '/f5',
      '/f7',
      '/f8',
    ]);
  });

  it('knows a file from an edit only where it knew it before', async () => {
    let step = 0;
    const steps: AssistantBlock[][] = [
      [calling('read', { path: '/a', size: 3000 }, 'c1')],
      [calling('change', { path: '/a' }, 'c2')],
      done,
    ];
    const model = windowedModel(() => steps[step++] ?? done, { window: 100_000 });
    const fake = await fakeSession({ model, tools });
    await fake.session.prompt('Change a.');
    const [result] = fake.of('result');
    const dropped: Event = {
      id: 'x',
      time: 0,
      type: 'compacted',
      trigger: 'cacheLost',
      dropped: [result?.id ?? ''],
      before: 2,
      after: 1,
    };
    const seen = createSeenFiles();
    seen.recall(rememberedEvents([...fake.events, dropped]));
    expect(seen.hash('/a')).toBeUndefined();
    seen.recall(rememberedEvents(fake.events));
    expect(seen.hash('/a')).toBe('after');
  });
});

describe('any conversation', () => {
  const anyStep = fc.oneof(
    fc.record({
      type: fc.constant('reads' as const),
      sizes: fc.array(fc.integer({ min: 0, max: 6000 }), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ type: fc.constant('plan' as const), text: fc.constantFrom('one thing', 'another thing') }),
    fc.record({ type: fc.constant('change' as const) }),
    fc.record({ type: fc.constant('say' as const), words: fc.integer({ min: 1, max: 300 }) }),
  );

  it('compacted keeps calls with their results, roles in turns, the plan and the last message, within the window', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyStep, { maxLength: 12 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 8000, max: 40_000 }),
        fc.boolean(),
        async (turns, window, byCommand) => {
          let at = 0;
          let ids = 0;
          let steps = turns[0] ?? [];
          const model = windowedModel(
            () => {
              const step = steps[at++];
              switch (step?.type) {
                case 'reads':
                  return step.sizes.map((size) => calling('read', { path: `/f${ids}`, size }, `c${ids++}`));
                case 'plan':
                  return [calling('plan', { text: step.text }, `c${ids++}`)];
                case 'change':
                  return [calling('change', { path: `/g${ids}` }, `c${ids++}`)];
                case 'say':
                  return [
                    { type: 'text', text: 'word '.repeat(step.words) },
                    calling('change', { path: '/s' }, `c${ids++}`),
                  ];
                default:
                  return done;
              }
            },
            { window },
          );
          const fake = await fakeSession({ model, tools, maxSteps: 40 });
          for (const [index, turn] of turns.entries()) {
            steps = turn;
            at = 0;
            await fake.session.prompt(`Message number ${index}.`);
            expect(['done', 'loop']).toContain(fake.ended());
            if (byCommand) await fake.session.compact().catch(() => undefined);
            const messages = [...projectHistory(standing(fake.session.events))];
            if (messages.at(-1)?.role === 'assistant')
              messages.push({ role: 'user', content: [{ type: 'text', text: '?' }] });
            const request = { system: { fixed: '', dynamic: '' }, tools: [], messages };
            expect(complaintAbout(request)).toBeUndefined();
            const text = JSON.stringify(messages);
            expect(text).toContain(`Message number ${index}.`);
            const todos = fake.of('result').findLast(({ view }) => view.type === 'todos');
            if (todos?.view.type === 'todos' && forgettingOf(fake.events).summarised) {
              expect(text).toContain(todos.view.todos[0]?.text);
            }
          }
          expect(Math.max(...model.requests.map(tokensOf))).toBeLessThanOrEqual(window);
        },
      ),
      { numRuns: 60 },
    );
  });
});
