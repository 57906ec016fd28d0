import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget, suggestedRaise } from '../../../../src/agent/budget/budget.ts';
import { estimateRequest } from '../../../../src/agent/budget/estimate.ts';
import type { Model, ModelRequest } from '../../../../src/agent/ports.ts';
import type { SessionDeps } from '../../../../src/agent/turn.ts';
import type { Usage } from '../../../../src/protocol/content.ts';
import type { Amounts } from '../../../../src/protocol/costEvents.ts';
import { Event } from '../../../../src/protocol/events.ts';
import { pendingBudget } from '../../../../src/protocol/transcriptBudget.ts';
import { type FakeSession, fakeModel, fakeSession, type Reply, say, use } from '../../../support/fakeSession.ts';
import { fakeTools } from '../../../support/fakeTools.ts';

const price = ({ input, output, cacheRead, cacheWrite }: Usage): number =>
  (input + 5 * output + 0.1 * cacheRead + 1.25 * cacheWrite) / 1_000_000;
/** As the true table: without counts, nothing is known. */
const known = (usage: Usage): number | undefined => (price(usage) === 0 ? undefined : price(usage));

function priced(replies: readonly Reply[]): ReturnType<typeof fakeModel> {
  return { ...fakeModel(replies), cost: known };
}

/** An answer that used what it says; with calls it goes on. */
function using(usage: Usage, more = true): Reply {
  return async function* () {
    const content = more
      ? [{ type: 'toolUse' as const, id: `c${Math.random()}`, name: 'look', input: { at: `${Math.random()}` } }]
      : [{ type: 'text' as const, text: 'Done.' }];
    yield { type: 'message', model: 'fake', content, stopReason: more ? 'toolUse' : 'endTurn', usage };
  };
}

async function withLimits(
  replies: readonly Reply[],
  limits: Amounts,
  more: Partial<SessionDeps> = {},
  resumed?: readonly Event[],
): Promise<FakeSession & { readonly model: ReturnType<typeof fakeModel> }> {
  const model = priced(replies);
  const fake = await fakeSession(
    { model, tools: fakeTools, limits: () => limits, maxSteps: 1000, ...more },
    resumed ? { resumed } : {},
  );
  return { ...fake, model };
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; !done() && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(done()).toBe(true);
}

const absent: Partial<SessionDeps> = {
  approver: { absent: true, approve: async () => ({ decision: 'rejected', by: 'nobody' }), ask: async () => undefined },
};
const small: Usage = { input: 100, output: 10, cacheRead: 0, cacheWrite: 0 };

describe('a budget', () => {
  it('never lets more be spent than one request was misjudged by', async () => {
    const count = fc.nat({ max: 400_000 });
    const usages = fc.array(fc.record({ input: count, output: count, cacheRead: count, cacheWrite: count }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(usages, fc.double({ min: 0.001, max: 3, noNaN: true }), async (list, limit) => {
        const sent: { readonly estimate: number; readonly before: number }[] = [];
        const model: Model = { ...priced([]), stream: streamed };
        const fake = await fakeSession({
          model,
          tools: fakeTools,
          limits: () => ({ cost: limit }),
          maxSteps: 1000,
          ...absent,
        });
        async function* streamed(request: ModelRequest, signal: AbortSignal) {
          const before = fake.session.budget.used.amounts.cost;
          sent.push({ before, estimate: price(estimateRequest(request, fake.events, model, Date.now())) });
          const usage = list[sent.length - 1] ?? small;
          const next = using(usage, sent.length < list.length);
          if (typeof next === 'function') yield* next(request, signal);
        }
        await fake.session.prompt('Work.');
        const total = fake.session.spent.session.cost;
        for (const { before, estimate } of sent) expect(before + estimate).toBeLessThanOrEqual(limit + 1e-9);
        const last = sent.at(-1);
        const error = last ? Math.max(0, total - last.before - last.estimate) : 0;
        expect(total).toBeLessThanOrEqual(limit + error + 1e-9);
        // Whatever is tried after the stop: the last word of the budget holds, and nothing is sent.
        if (fake.ended() !== 'budget') return;
        const requests = sent.length;
        await fake.session.prompt('Go on.');
        await fake.session.retry();
        expect(sent).toHaveLength(requests);
        expect(fake.ended()).toBe('budget');
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, Amounts, number]>([
    ['requests', { steps: 3 }, 3],
    ['tokens', { tokens: 5_000 }, 1],
    ['money', { cost: 0.0062 }, 1],
    ['agents', { agents: 0 }, 0],
  ])('of %s stops before the request that would exceed it, in a sentence', async (_, limits, sent) => {
    const fake = await withLimits(
      Array.from({ length: 9 }, () => using({ ...small, input: 4_000 })),
      limits,
      absent,
    );
    await fake.session.prompt('Work.');
    expect(fake.model.requests).toHaveLength(sent);
    expect(fake.ended()).toBe('budget');
    expect(fake.of('budgetAnswered')).toMatchObject([{ decision: 'stopped', by: 'nobody' }]);
    expect(fake.of('ended')[0]?.text).toMatch(/would exceed the budget.*Raise the budget to go on/);
  });

  it('counts the time that requests took, and asks when it is used up', async () => {
    const slow: Reply = async function* (request, signal) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      const reply = using(small);
      if (typeof reply === 'function') yield* reply(request, signal);
    };
    const fake = await withLimits([slow, slow], { minutes: 0.0004 }, absent);
    await fake.session.prompt('Work.');
    expect(fake.model.requests).toHaveLength(1);
    expect(fake.of('budgetAsked')[0]?.excess[0]).toMatchObject({ measure: 'minutes' });
  });

  it('asks the person, goes on after a raise, and asks again when that is used up', async () => {
    const fake = await withLimits([using(small), using(small), say('Done.')], { steps: 1 });
    const turn = fake.session.prompt('Work.');
    await until(() => fake.of('budgetAsked').length === 1);
    expect(fake.model.requests).toHaveLength(1);
    expect(fake.of('budgetAsked')[0]?.excess).toEqual([{ measure: 'steps', used: 1, next: 1, limit: 1 }]);
    await fake.session.answerBudget({ decision: 'raised', by: 'person', raise: { steps: 1 } });
    await until(() => fake.of('budgetAsked').length === 2);
    expect(fake.model.requests).toHaveLength(2);
    await fake.session.answerBudget({ decision: 'raised', by: 'person', raise: { steps: 5 } });
    await turn;
    expect(fake.ended()).toBe('done');
  });

  it('sends nothing after a no, nor while it waits, whatever is typed', async () => {
    const fake = await withLimits([using(small), say('Done.')], { steps: 1 });
    const turn = fake.session.prompt('Work.');
    await until(() => fake.of('budgetAsked').length === 1);
    await fake.session.prompt('Go on!');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fake.model.requests).toHaveLength(1);
    await fake.session.answerBudget({ decision: 'stopped', by: 'person', raise: {} });
    await turn;
    expect(fake.model.requests).toHaveLength(1);
    expect(fake.ended()).toBe('budget');
    const again = fake.session.retry();
    await until(() => fake.of('budgetAsked').length === 2);
    await fake.session.stop();
    await again;
    expect(fake.model.requests).toHaveLength(1);
    await expect(fake.session.answerBudget({ decision: 'raised', by: 'person', raise: { steps: 9 } })).rejects.toThrow(
      'No question',
    );
  });

  it('still asks after the window was closed, and a raise then goes on', async () => {
    const first = await withLimits([using(small)], { steps: 1 });
    const turn = first.session.prompt('Work.');
    await until(() => first.of('budgetAsked').length === 1);
    await first.session.dispose();
    await turn;
    expect(first.ended()).toBe('interrupted');
    const kept = first.lines.map((line) => Event.parse(JSON.parse(line)));
    expect(pendingBudget(kept)).toBeDefined();

    const second = await withLimits([say('Done.')], { steps: 1 }, {}, kept);
    expect(second.session.budget.used.amounts.steps).toBe(1);
    await second.session.answerBudget({ decision: 'raised', by: 'person', raise: { steps: 1 } });
    expect(second.model.requests).toHaveLength(1);
    expect(second.ended()).toBe('done');
    expect(pendingBudget([...kept, ...second.events])).toBeUndefined();

    const third = await withLimits([], { steps: 1 }, absent, [...kept, ...second.events]);
    await third.session.prompt('More.');
    expect(third.model.requests).toHaveLength(0);
  });

  it('a crash with the question open is no answer either', async () => {
    const first = await withLimits([using(small)], { steps: 1 });
    void first.session.prompt('Work.');
    await until(() => first.of('budgetAsked').length === 1);
    const kept = first.lines.map((line) => Event.parse(JSON.parse(line)));
    const second = await withLimits([], { steps: 1 }, {}, kept);
    expect(second.ended()).toBe('interrupted');
    expect(pendingBudget(second.session.events)).toBeDefined();
    await first.session.dispose();
  });

  it('is judged by the dearer of a model and its fallback, which has nothing in its cache', async () => {
    const usage = { input: 0, output: 10, cacheRead: 50_000, cacheWrite: 0 };
    const dear = (used: Usage, by: string): number => price(used) * (by === 'dear' ? 10 : 1);
    const run = async (fallback: Partial<Model>): Promise<FakeSession & { sent: number }> => {
      const model: Model = { ...priced([using(usage), using(usage, false)]), cost: dear, ...fallback };
      const fake = await fakeSession({ model, tools: fakeTools, limits: () => ({ cost: 0.3 }), ...absent });
      await fake.session.prompt('Work.');
      return { ...fake, sent: fake.of('assistant').length };
    };
    expect((await run({})).ended()).toBe('done');
    const fake = await run({ fallback: 'dear' });
    expect([fake.sent, fake.ended()]).toEqual([1, 'budget']);
    expect(fake.of('budgetAsked')[0]?.excess[0]?.next).toBeGreaterThan(
      10 * price({ ...usage, cacheRead: 0, cacheWrite: 50_000 }),
    );
  });

  it('says once for each model of unknown price that money cannot hold it', async () => {
    const cost = (used: Usage, by: string): number | undefined => (by === 'fake' ? price(used) : undefined);
    const model: Model = { ...priced([using(small), say('Done.')]), cost, fallback: 'local' };
    const fake = await fakeSession({ model, tools: fakeTools, limits: () => ({ cost: 1 }) });
    await fake.session.prompt('Work.');
    expect(fake.of('notice').map(({ text }) => text)).toEqual([
      expect.stringContaining('The price of local is not known'),
    ]);
    const unlimited = await fakeSession({
      model: { ...model, ...priced([say('Done.')]), cost },
      tools: [],
      limits: () => ({}),
    });
    await unlimited.session.prompt('Work.');
    expect(unlimited.of('notice')).toEqual([]);
  });

  it('counts attempts within a request, and breaks a storm of them off', async () => {
    let attempts = 0;
    const storm: Reply = async function* () {
      for (;;) {
        attempts += 1;
        yield { type: 'spent', model: 'fake', usage: { input: 1_000, output: 0, cacheRead: 0, cacheWrite: 0 } };
      }
    };
    const fake = await withLimits([storm, storm], { steps: 7 }, absent);
    await fake.session.prompt('Work.');
    expect(attempts).toBe(7);
    expect(fake.ended()).toBe('budget');
    expect(fake.session.spent.session).toMatchObject({ requests: 7, unpriced: 0 });
  });

  it('counts calls repeated to no avail over all turns', async () => {
    const same = () => use({ name: 'look', input: { at: 'a' } });
    const replies = Array.from({ length: 4 }, () => [same(), same(), say('Hm.')]).flat();
    const fake = await withLimits(replies, { repeats: 2 }, absent);
    await fake.session.prompt('One.');
    await fake.session.prompt('Two.');
    expect(fake.ended()).toBe('budget');
    expect(fake.of('budgetAsked')[0]?.excess[0]).toMatchObject({ measure: 'repeats', used: 2 });
  });

  it.each<[string, Amounts]>([
    ['money', { cost: 0.1 }],
    ['tokens', { tokens: 20_000 }],
  ])('of %s ends a long answer where it is used up, and says so', async (_, limits) => {
    const long: Reply = async function* ({ maxOutput = Number.POSITIVE_INFINITY }) {
      const output = Math.min(100_000, maxOutput);
      const usage = { input: 100, output, cacheRead: 0, cacheWrite: 0 };
      const stopReason = output < 100_000 ? 'maxTokens' : 'endTurn';
      yield { type: 'message', model: 'fake', content: [{ type: 'text', text: 'On and on' }], stopReason, usage };
    };
    const fake = await withLimits([long, long], limits, absent);
    await fake.session.prompt('Tell me all.');
    const { amounts } = fake.session.budget.used;
    expect(amounts.cost).toBeLessThanOrEqual(limits.cost ?? 1);
    expect(amounts.cost).toBeGreaterThan(0.09);
    expect(amounts.tokens).toBeLessThanOrEqual(limits.tokens ?? 30_000);
    expect(fake.ended()).toBe('budget');
    expect(fake.of('ended')[0]?.text).toMatch(/cut where the budget.*Raise the budget/);
    await fake.session.retry();
    expect(fake.model.requests).toHaveLength(1);
    expect(fake.of('budgetAsked')).toHaveLength(1);
  });

  it('leaves an answer at least a thousand tokens, and sets no limit where there is room for any', async () => {
    const tight = createBudget(() => ({ cost: price(small) + 1e-6 }), price);
    expect(tight.outputRoom(small, 'fake')).toBe(1_000);
    const wide = createBudget(() => ({ cost: 5, tokens: 1_000_000 }), price);
    expect(wide.outputRoom(small, 'fake')).toBeUndefined();
    const unpriced = createBudget(
      () => ({ cost: 1 }),
      () => undefined,
    );
    expect(unpriced.outputRoom(small, 'fake')).toBeUndefined();
  });

  it('is not named where the model has reached a limit of its own', async () => {
    const own: Reply = async function* () {
      const usage = { input: 100, output: 500, cacheRead: 0, cacheWrite: 0 };
      yield { type: 'message', model: 'fake', content: [{ type: 'text', text: 'On' }], stopReason: 'maxTokens', usage };
    };
    const fake = await withLimits([own], { cost: 0.1 });
    await fake.session.prompt('Tell me all.');
    expect(fake.ended()).toBe('outputLimit');
  });

  it('holds what is under way', () => {
    const budget = createBudget(() => ({ steps: 1 }), price);
    const release = budget.reserve(small, 'fake');
    expect(budget.excess(small, 'fake')).toHaveLength(1);
    release();
    expect(budget.excess(small, 'fake')).toEqual([]);
  });

  it('offers a raise that is enough', () => {
    const raise = suggestedRaise([{ measure: 'cost', used: 5, next: 9.5, limit: 5 }], { cost: 5 });
    expect(raise.cost).toBeGreaterThanOrEqual(9.5);
  });

  it('of which nothing is known, a stopped answer counts as unknown and not as free', async () => {
    const silent: Reply = async function* (_, signal) {
      yield { type: 'delta', delta: { type: 'text', text: 'Half' } };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      signal.throwIfAborted();
    };
    const fake = await withLimits([silent], {});
    const turn = fake.session.prompt('Work.');
    await until(() => fake.deltas.length > 0);
    await fake.session.stop();
    await turn;
    expect(fake.of('spent')).toHaveLength(1);
    expect(fake.session.budget.used).toMatchObject({ unpriced: 1, amounts: { steps: 1 } });
  });
});
