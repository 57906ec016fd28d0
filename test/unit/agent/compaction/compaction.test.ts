import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createSizes } from '../../../../src/agent/compaction/sizes.ts';
import { ModelError } from '../../../../src/agent/ports.ts';
import { defineTool, type Tool } from '../../../../src/agent/tool.ts';
import { createTokenCounter } from '../../../../src/prompts/tokens/tokenCounter.ts';
import type { Todo } from '../../../../src/protocol/events.ts';
import { fakeSession } from '../../../support/fakeSession.ts';
import { calling, summaryJson, textAtEnd, tokensOf, windowedModel } from '../../../support/windowedModel.ts';

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
const plan: Tool = defineTool({
  name: 'plan',
  description: 'Plans.',
  kind: 'plan',
  input: z.object({}),
  title: () => 'Plan',
  targets: () => ({}),
  run: async () => ({ text: 'planned', view: { type: 'todos', todos } }),
});
const todos: Todo[] = [
  { text: 'look at all files', status: 'active' },
  { text: 'write the report', status: 'pending' },
];
const tools = [read, plan];
const reading = (step: number, size: number) => [calling('read', { path: `/f${step}`, size }, `c${step}`)];
const allText = (request: unknown): string => JSON.stringify(request);

describe('compaction at the threshold', () => {
  it('drops old results first, without asking anybody, where that is enough', async () => {
    const model = windowedModel((_, step) => (step <= 15 ? reading(step, 8000) : [{ type: 'text', text: 'Done.' }]), {
      window: 32_000,
    });
    const fake = await fakeSession({ model, tools });
    await fake.session.prompt('Read them all.');
    expect(fake.ended()).toBe('done');
    expect(model.summaries).toEqual([]);
    const [compacted] = fake.of('compacted');
    expect(compacted).toMatchObject({ trigger: 'threshold' });
    expect(compacted?.summary).toBeUndefined();
    expect(compacted && compacted.after < compacted.before * 0.6).toBe(true);
    const last = model.requests.at(-1);
    expect(allText(last)).not.toContain('content of /f1:');
    expect(allText(last)).toContain('content of /f15:');
    const [first] = fake.of('result');
    expect(allText(last)).toContain(`recall with the id ${first?.id}`);
    // The estimate of what is left is true within a tenth: the next request tells.
    const next = fake.events.slice(fake.events.findIndex(({ type }) => type === 'compacted'));
    const answered = next.find((event) => event.type === 'assistant');
    const input = answered?.type === 'assistant' ? answered.usage.input : 0;
    expect(Math.abs((compacted?.after ?? 0) - input) / input).toBeLessThan(0.1);
    expect(model.refused).toBe(0);
  });

  it('a session of 100 steps in a window of 32k tokens compacts several times, never exceeds it, and ends done', async () => {
    const model = windowedModel(
      (_, step) => {
        if (step === 1) return [calling('plan', {}, 'plan')];
        if (step === 100) return [{ type: 'text', text: 'Done.' }];
        return [{ type: 'text', text: `Thoughts on ${step}: ${'word '.repeat(150)}` }, ...reading(step, 2500)];
      },
      { window: 32_000 },
    );
    const fake = await fakeSession({ model, tools, maxSteps: 100 });
    await fake.session.prompt('Read them all, and keep to British spelling.');
    expect(fake.ended()).toBe('done');
    expect(fake.of('assistant')).toHaveLength(100);
    expect(model.refused).toBe(0);
    expect(Math.max(...model.requests.map(tokensOf))).toBeLessThanOrEqual(32_000);
    expect(fake.of('compacted').length).toBeGreaterThan(3);
    expect(fake.of('compacted').filter(({ summary }) => summary).length).toBeGreaterThan(1);
    // The transcript has every event; the model has the task, the plan and the newest steps.
    expect(fake.of('result')).toHaveLength(99);
    const last = allText(model.requests.at(-1));
    for (const kept of ['British spelling', '[>] look at all files', '[ ] write the report', 'content of /f99:']) {
      expect(last).toContain(kept);
    }
  });

  it('lets the model read again what it read twice before: that is no going in circles', async () => {
    const model = windowedModel(
      (_, step) => {
        if (step > 17) return [{ type: 'text', text: 'Done.' }];
        const path = step <= 2 || step > 15 ? '/first' : `/f${step}`;
        return [calling('read', { path, size: 8000 }, `c${step}`)];
      },
      { window: 32_000 },
    );
    const fake = await fakeSession({ model, tools });
    await fake.session.prompt('Read them all.');
    expect(fake.of('compacted').length).toBeGreaterThan(0);
    expect(fake.ended()).toBe('done');
    expect(fake.session.budget.used.amounts.repeats).toBe(0);
  });

  it('can be turned off; then the provider’s word counts', async () => {
    const model = windowedModel((_, step) => (step <= 6 ? reading(step, 20_000) : [{ type: 'text', text: 'Done.' }]), {
      window: 32_000,
      real: 25_000,
    });
    const fake = await fakeSession({ model, tools, compaction: { threshold: () => 0 } });
    await fake.session.prompt('Go.');
    expect(fake.ended()).toBe('done');
    expect(fake.of('compacted').map(({ trigger }) => trigger)).toEqual(['contextFull']);
    expect(model.refused).toBe(1);
  });
});

describe('a prompt that is too long', () => {
  it('never loops: what cannot be made shorter ends the turn, with choices', async () => {
    const model = windowedModel(() => [], { window: 200_000, real: 10 });
    const fake = await fakeSession({ model, tools });
    await fake.session.prompt('Go.');
    expect(fake.of('ended')[0]).toMatchObject({ reason: 'contextFull', action: 'chooseModel' });
    expect(model.requests).toHaveLength(1);
  });

  it('one step alone that fills it loses its results, and the model is told', async () => {
    const many = [1, 2, 3, 4, 5, 6, 7].map((n) => calling('read', { path: `/f${n}`, size: 8000 }, `c${n}`));
    const model = windowedModel((_, step) => (step === 1 ? many : [{ type: 'text', text: 'Done.' }]), {
      window: 12_000,
    });
    const fake = await fakeSession({ model, tools });
    await fake.session.prompt('Go.');
    expect(fake.ended()).toBe('done');
    expect(model.refused).toBe(0);
    expect(allText(model.requests.at(-1))).toContain('was left out to make room');
  });

  it('is refused a bounded number of times, however small the real window is', async () => {
    for (const real of [6000, 3000, 1500, 700]) {
      const model = windowedModel((_, step) => (step <= 4 ? reading(step, 5000) : [{ type: 'text', text: 'Done.' }]), {
        window: 200_000,
        real,
      });
      const fake = await fakeSession({ model, tools });
      await fake.session.prompt('Go.');
      expect(['done', 'contextFull']).toContain(fake.ended());
      expect(model.requests.length).toBeLessThan(40);
      expect(model.refused).toBeLessThan(16);
    }
  });
});

describe('the breaker', () => {
  const endless = (summary: () => string | Error) =>
    windowedModel(
      (_, step) => [
        { type: 'text', text: 'word '.repeat(1200) },
        calling('read', { path: `/${step}`, size: 10 }, `c${step}`),
      ],
      { window: 32_000, summary },
    );

  it('opens after three failures in a row and asks the person', async () => {
    const model = endless(() => 'no summary');
    const fake = await fakeSession({ model, tools, maxSteps: 100 });
    await fake.session.prompt('Go.');
    expect(fake.of('compactionFailed')).toHaveLength(3);
    expect(fake.of('ended')[0]).toMatchObject({
      reason: 'contextFull',
      action: 'retry',
      choices: ['retry', 'compactWithOutline', 'newSessionWithOutline', 'chooseModel'],
    });
    // Each failure asked three times: the model was told twice what was wrong.
    expect(model.summaries).toHaveLength(9);
    expect(textAtEnd(model.summaries[1]?.messages ?? [])).toContain('no JSON object');
    // What was paid in vain is counted.
    expect(fake.of('compactionFailed').every(({ usage }) => (usage?.input ?? 0) > 0)).toBe(true);
  });

  it('an outline without a model gets the conversation going again', async () => {
    let broken = true;
    const model = endless(() => (broken ? new ModelError('rejected', 'no') : summaryJson('t')));
    const fake = await fakeSession({ model, tools, maxSteps: 60 });
    await fake.session.prompt('Sort the files by name.');
    expect(fake.ended()).toBe('contextFull');
    await fake.session.compact({ outline: true });
    expect(fake.of('compacted')[0]?.by).toBeUndefined();
    broken = false;
    await fake.session.retry();
    expect(fake.ended()).toBe('stepLimit');
    expect(allText(model.requests.at(-1))).toContain('Sort the files by name.');
  });

  it('a refused summary is asked of the other model first', async () => {
    const other = windowedModel(() => [], { window: 100_000 });
    const model = endless(() => new ModelError('rejected', 'no'));
    const fallback = { ...other, info: { ...other.info, id: 'other', label: 'Other' } };
    const fake = await fakeSession({
      model,
      tools,
      maxSteps: 40,
      compaction: { threshold: () => 0.8, fallback: async () => fallback },
    });
    await fake.session.prompt('Go.');
    expect(fake.ended()).toBe('stepLimit');
    expect(other.summaries.length).toBeGreaterThan(0);
    expect(fake.of('compactionFailed')).toEqual([]);
  });
});

describe('token counts', () => {
  it('are learnt from what the provider reports, and foretell the next request', async () => {
    const tokens = createTokenCounter();
    const model = windowedModel((_, step) => (step <= 14 ? reading(step, 6000) : [{ type: 'text', text: 'Done.' }]), {
      window: 30_000,
    });
    const fake = await fakeSession({ model, tools, tokens });
    await fake.session.prompt('Read them all.');
    await vi.waitFor(async () => expect((await tokens.calibration('windowed'))?.observations).toBeGreaterThan(3));
    const last = model.requests.at(-1);
    if (!last) throw new Error('nothing was asked');
    const foretold = await createSizes(tokens).request(last, 'windowed');
    expect(Math.abs(foretold - tokensOf(last)) / tokensOf(last)).toBeLessThan(0.1);
  });

  it('no short conversation waits for the vocabulary', async () => {
    const tokens = { ...createTokenCounter(), countLocally: vi.fn(async () => 1), observe: vi.fn() };
    const model = windowedModel(() => [{ type: 'text', text: 'Done.' }], { window: 200_000 });
    const counted = vi.spyOn(tokens, 'countLocally');
    let before = -1;
    const stream = model.stream;
    model.stream = async function* (request, signal) {
      before = counted.mock.calls.length;
      yield* stream(request, signal);
    };
    const fake = await fakeSession({ model, tools, tokens });
    await fake.session.prompt('Hello.');
    expect(before).toBe(0);
  });
});
