import { describe, expect, it } from 'vitest';
import { createSecondOpinion } from '../../../src/security/secondOpinion.ts';
import { fakeModel, type Reply, say } from '../../support/fakeSession.ts';

const call = { command: 'node x.js', request: 'Build it', steps: ['Read a.ts'] };
const signal = new AbortController().signal;

function opinion(replies: readonly Reply[]) {
  const model = fakeModel(replies);
  const warned: string[] = [];
  const ask = createSecondOpinion({ model: async () => model, log: { warn: (text) => warned.push(text) } });
  return { ask: () => ask(call, signal), model, warned };
}

describe('the second opinion', () => {
  it.each<[Reply, 'low' | 'high']>([
    [say('LOW'), 'low'],
    [say(' low.\n'), 'low'],
    [say('HIGH'), 'high'],
    [say('LOW risk, I think'), 'high'],
    [say('It is not LOW'), 'high'],
    [say(''), 'high'],
    [{ blocks: [{ type: 'text', text: 'LOW' }], stopReason: 'maxTokens' }, 'high'],
  ])('%j is %s', async (reply, expected) => {
    expect(await opinion([reply]).ask()).toBe(expected);
  });

  it('puts command, request and steps as data, and offers no tools', async () => {
    const { ask, model } = opinion([say('HIGH')]);
    await ask();
    const [request] = model.requests;
    expect(request?.tools).toEqual([]);
    expect(request?.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: JSON.stringify({ request: 'Build it', steps: ['Read a.ts'], command: 'node x.js' }) },
        ],
      },
    ]);
  });

  it('is not asked any more after three failures in a row, and a success in between counts anew', async () => {
    const down: Reply = { error: new Error('no network') };
    const { ask, model, warned } = opinion([down, down, say('LOW'), down, down, down, say('LOW')]);
    for (const expected of ['fail', 'fail', 'low', 'fail', 'fail', 'fail', 'fail', 'fail'])
      expect(await ask().catch(() => 'fail')).toBe(expected);
    expect(model.requests.length).toBe(6);
    expect(warned.at(-1)).toContain('it is not asked any more');
  });
});
