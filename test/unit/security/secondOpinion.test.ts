import { describe, expect, it } from 'vitest';
import { createSmallModel } from '../../../src/models/smallModel.ts';
import { createSecondOpinion } from '../../../src/security/secondOpinion.ts';
import { fakeModel, type Reply, say } from '../../support/fakeSession.ts';

const call = { command: 'node x.js', request: 'Build it', steps: ['Read a.ts'] };
const signal = new AbortController().signal;

function opinion(replies: readonly Reply[]) {
  const model = fakeModel(replies);
  const warned: string[] = [];
  const small = createSmallModel('fake', async () => model);
  const ask = createSecondOpinion({
    ask: (question, stop) => small.ask(question, stop, { whole: true }),
    log: { warn: (text) => warned.push(text) },
  });
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
  ])('%j is %s', async (reply, expected) => {
    expect(await opinion([reply]).ask()).toBe(expected);
  });

  it('puts command, request and steps as data, and offers no tools', async () => {
    const { ask, model } = opinion([say('HIGH')]);
    await ask();
    const [request] = model.requests;
    expect(request?.tools).toEqual([]);
    const [block] = request?.messages[0]?.content ?? [];
    const text = block?.type === 'text' ? block.text : '';
    const data = JSON.stringify({ request: 'Build it', steps: ['Read a.ts'], command: 'node x.js' });
    expect(text.endsWith(`\n\n${data}`)).toBe(true);
    expect(text).toContain('Answer with the one word LOW or HIGH.');
  });

  it('fails where the answer was cut, so that the person is asked', async () => {
    const cut: Reply = { blocks: [{ type: 'text', text: 'LOW' }], stopReason: 'maxTokens' };
    await expect(opinion([cut]).ask()).rejects.toThrow('was cut');
  });

  it('is not asked any more after three failures in a row, and a success in between counts anew', async () => {
    const down: Reply = { error: new Error('no network') };
    const { ask, model, warned } = opinion([down, down, say('LOW'), down, down, down, say('LOW')]);
    for (const expected of ['fail', 'fail', 'low', 'fail', 'fail', 'fail', 'fail', 'fail'])
      expect(await ask().catch(() => 'fail')).toBe(expected);
    expect(model.requests.length).toBe(6);
    expect(warned.at(-1)).toContain('failed 3 times in a row');
  });
});
