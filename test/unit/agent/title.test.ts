import { describe, expect, it } from 'vitest';
import { cleanTitle } from '../../../src/agent/title.ts';
import { createSmallModel } from '../../../src/models/smallModel.ts';
import { foldAll } from '../../../src/protocol/transcript.ts';
import { fakeModel, fakeSession, type Reply, say } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';

async function titled(reply: Reply, more: Partial<Parameters<typeof fakeSession>[0]> = {}) {
  const small = fakeModel([reply]);
  const fake = await fakeSession({
    model: fakeModel([say('Done.'), say('Again.')]),
    tools: fakeTools,
    small: () => createSmallModel('small', async () => small),
    titles: () => true,
    ...more,
  });
  await fake.session.prompt('Please mend the failing sum test\nin src/sum.ts');
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { fake, small };
}

describe('a title', () => {
  it('is written by the small model after the first turn, once, and counted', async () => {
    const { fake, small } = await titled(say('"Mend the sum test."\n'));
    expect(foldAll(fake.events).title).toBe('Mend the sum test');
    expect(fake.of('spent')).toMatchObject([{ by: 'title', usage: { input: 100, output: 10 }, cost: 0.0001 }]);
    expect(fake.session.spent.session).toMatchObject({ requests: 2, unpriced: 0 });
    await fake.session.prompt('More');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(small.requests).toHaveLength(1);
  });

  it.each<[string, Reply, Partial<Parameters<typeof fakeSession>[0]>, number]>([
    ['the model fails', { error: new Error('down') }, {}, 1],
    ['the answer is no title', say('x'.repeat(200)), {}, 1],
    ['the setting is off', say('T'), { titles: () => false }, 0],
    ['the budget is used up', say('T'), { limits: () => ({ steps: 1 }) }, 0],
  ])('is left out where %s, and nothing else suffers', async (_, reply, more, asked) => {
    const { fake, small } = await titled(reply, more);
    expect(small.requests).toHaveLength(asked);
    expect(foldAll(fake.events).title).toBeUndefined();
    expect(fake.ended()).toBe('done');
  });

  it.each([
    ['tells what it used', true, { input: 7, output: 3 }, 0.000007],
    ['tells nothing', false, { input: 0, output: 0 }, null],
  ])(
    'is not waited for when the minutes are used up; what it took counts where it %s',
    async (_, tells, usage, cost) => {
      const slow: Reply = async function* (_request, signal) {
        yield { type: 'delta', delta: { type: 'text', text: 'A' } };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        if (tells) yield { type: 'spent', model: 'small', usage: { input: 7, output: 3, cacheRead: 0, cacheWrite: 0 } };
        signal.throwIfAborted();
      };
      const price = (used: { input: number }) => (used.input === 0 ? undefined : used.input / 1_000_000);
      const model = { ...fakeModel([say('Done.')]), cost: price };
      const { fake } = await titled(slow, { model, limits: () => ({ minutes: 0.005 }) });
      await fake.session.titled();
      expect(foldAll(fake.events).title).toBeUndefined();
      expect(fake.of('spent')).toMatchObject([{ by: 'title', usage, cost, ms: expect.any(Number) }]);
      expect(fake.session.budget.used.amounts.minutes).toBeGreaterThanOrEqual(0.005);
      expect(fake.logged.join()).toContain('The minutes of this session’s budget are used up');
    },
  );

  it('that is still being written when the session closes is given up', async () => {
    const slow: Reply = async function* (_, signal) {
      yield { type: 'delta', delta: { type: 'text', text: 'A' } };
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      signal.throwIfAborted();
    };
    const { fake } = await titled(slow);
    await fake.session.dispose();
    expect(foldAll(fake.events).title).toBeUndefined();
  });

  it.each([
    ['  **Fix the build**  ', 'Fix the build'],
    ['“Bau reparieren.”\nMore', 'Bau reparieren'],
    ['   ', undefined],
    ['#', undefined],
  ])('%j becomes %j', (answer, title) => {
    expect(cleanTitle(answer)).toBe(title);
  });
});
