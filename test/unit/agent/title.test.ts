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
