import { describe, expect, it } from 'vitest';
import type { ModelOutput } from '../../../../src/agent/ports.ts';
import { fakeModel, fakeSession, type Reply, say, use } from '../../../support/fakeSession.ts';
import { fakeTools } from '../../../support/fakeTools.ts';

const long = () => use({ name: 'look', input: { at: 'a', wait: 15_000 } });
const started = (absent: boolean, replies: Parameters<typeof fakeModel>[0]) =>
  fakeSession({
    model: fakeModel(replies),
    tools: fakeTools,
    limits: () => ({ minutes: 0.005 }),
    approver: { absent, approve: async () => ({ decision: 'rejected', by: 'nobody' }), ask: async () => undefined },
  });

it('a call is ended when the minutes are used up, and with nobody there the turn ends as for every limit', async () => {
  const fake = await started(true, [long(), say('never')]);
  await fake.session.prompt('Work.');
  expect(fake.of('result')).toMatchObject([{ status: 'stopped', text: expect.stringContaining('minutes') }]);
  expect(fake.of('result')[0]?.durationMs).toBeLessThan(5_000);
  expect(fake.ended()).toBe('budget');
  expect(fake.of('ended')[0]?.text).toMatch(/used so far: 0\.\d seconds of 0\.3 seconds/);
});

it('a person is asked for more, and the turn goes on', async () => {
  const fake = await started(false, [long(), use({ name: 'look', input: { at: 'b' } }), say('Done.')]);
  const turn = fake.session.prompt('Work.');
  await expect.poll(() => fake.of('budgetAsked').length, { timeout: 5_000 }).toBe(1);
  await fake.session.answerBudget({ decision: 'raised', by: 'person', raise: { minutes: 5 } });
  await turn;
  expect(fake.of('result').map(({ status }) => status)).toEqual(['stopped', 'ok']);
  expect(fake.ended()).toBe('done');
});

/** Says something, then hangs until it is given up; `tells` what that used, as adapters do. */
function hanging(words: string, tells: boolean): Reply {
  return async function* (_, signal): AsyncIterable<ModelOutput> {
    if (words !== '') yield { type: 'delta', delta: { type: 'text', text: words } };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    if (tells) yield { type: 'spent', model: 'fake', usage: { input: 7, output: 3, cacheRead: 0, cacheWrite: 0 } };
    signal.throwIfAborted();
  };
}

describe('a request that runs when the minutes are used up', () => {
  it.each([
    ['tells what it used', 'Half an', true],
    ['tells nothing', 'Half an', false],
    ['has said nothing', '', true],
    ['has said and tells nothing', '', false],
  ])('and %s is ended; what came is kept, and with nobody there the turn ends', async (_, words, tells) => {
    const fake = await started(true, [hanging(words, tells)]);
    await fake.session.prompt('Work.');
    expect(fake.ended()).toBe('budget');
    expect(fake.of('ended')[0]?.text).toMatch(/used so far: 0\.\d seconds of 0\.3 seconds/);
    const kept = fake.of('assistant').map(({ partial, content }) => ({ partial, content }));
    expect(kept).toEqual(words === '' ? [] : [{ partial: true, content: [{ type: 'text', text: words }] }]);
    const used = tells ? 10 : 0;
    expect(fake.of('spent').map(({ by, usage }) => [by, (usage?.input ?? 0) + (usage?.output ?? 0)])).toEqual([
      ['attempt', used],
    ]);
    expect(fake.session.budget.used).toMatchObject({ amounts: { steps: 1, tokens: used } });
  });

  it('goes on where it was when the person gives it more', async () => {
    const model = fakeModel([hanging('Half an', true), say(' answer.')]);
    const fake = await fakeSession({ model, tools: fakeTools, limits: () => ({ minutes: 0.005 }) });
    const turn = fake.session.prompt('Work.');
    await expect.poll(() => fake.of('budgetAsked').length, { timeout: 5_000 }).toBe(1);
    await fake.session.answerBudget({ decision: 'raised', by: 'person', raise: { minutes: 5 } });
    await turn;
    expect(fake.ended()).toBe('done');
    expect(model.requests[1]?.messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', [{ type: 'text', text: 'Work.' }]],
      ['assistant', [{ type: 'text', text: 'Half an' }]],
      ['user', [{ type: 'text', text: 'Continue.' }]],
    ]);
  });

  it('and is stopped by the person before is a stop like any other', async () => {
    const fake = await started(true, [hanging('Half an', true)]);
    const turn = fake.session.prompt('Work.');
    await expect.poll(() => fake.deltas.length).toBe(1);
    await fake.session.stop();
    await turn;
    expect(fake.ended()).toBe('stopped');
  });

  it('for a summary ends too, counts, and nobody else is asked in its place', async () => {
    const texts = Array.from({ length: 4 }, (_, at) => say(`Answer ${at}. ${'Many words. '.repeat(800)}`));
    const model = fakeModel([...texts, hanging('', true)]);
    const other = fakeModel([]);
    let minutes = 60;
    const fake = await fakeSession({
      model,
      tools: fakeTools,
      limits: () => ({ minutes }),
      compaction: { threshold: () => 0.8, fallback: async () => ({ ...other, info: { ...other.info, id: 'other' } }) },
    });
    for (const at of [1, 2, 3, 4]) await fake.session.prompt(`Task ${at}.`);
    minutes = fake.session.budget.used.amounts.minutes + 0.005;
    await expect(fake.session.compact()).rejects.toThrow('The minutes of this session’s budget are used up');
    expect(fake.of('compactionFailed')).toMatchObject([{ by: 'fake', usage: { input: 7 }, ms: expect.any(Number) }]);
    expect([model.requests.length, other.requests.length]).toEqual([5, 0]);
    expect(fake.session.budget.used.amounts.minutes).toBeGreaterThanOrEqual(minutes);
  });
});
