import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../../src/agent/ports.ts';
import { fakeModel, fakeSession, type Reply, say, use } from '../../support/fakeSession.ts';
import { fakeTools, running } from '../../support/fakeTools.ts';

const start = (replies: readonly Reply[], options = {}, parts = {}) =>
  fakeSession({ model: fakeModel(replies), tools: fakeTools, ...parts }, options);

describe('a turn', () => {
  it('asks, runs, asks again and ends', async () => {
    const model = fakeModel([use({ name: 'look', input: { at: 'a' } }), say('Done.')]);
    const fake = await fakeSession({ model, tools: fakeTools });
    await fake.session.prompt('Look at a.');
    expect(fake.events.map((event) => event.type)).toEqual([
      'session',
      'setting',
      'user',
      'prompt',
      'assistant',
      'call',
      'verdict',
      'result',
      'assistant',
      'ended',
    ]);
    expect(fake.ended()).toBe('done');
    expect(model.requests[1]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(fake.of('result')[0]).toMatchObject({ text: 'saw a', status: 'ok', seen: [{ path: 'a', hash: 'h' }] });
    expect(fake.lines.length).toBe(fake.events.length);
    expect(fake.session.spent.session.cost).toBeCloseTo(0.0002);
    expect(fake.session.contextTokens).toBe(110);
  });

  it('runs reads together, at most eight, and tells the model in its own order', async () => {
    running.most = 0;
    const reads = Array.from({ length: 12 }, (_, index) => ({
      name: 'look',
      input: { at: `f${index}`, wait: index === 0 ? 60 : 20 },
    }));
    const model = fakeModel([use(...reads), say('ok')]);
    const fake = await fakeSession({ model, tools: fakeTools });
    await fake.session.prompt('go');
    expect(running.most).toBe(8);
    const results = model.requests[1]?.messages.at(-1)?.content ?? [];
    expect(results.map((block) => (block.type === 'toolResult' ? block.text : ''))).toEqual(
      reads.map((_, index) => `saw f${index}`),
    );
  });

  it('runs writes one at a time, and a read after a write sees it', async () => {
    const order: string[] = [];
    const lock = {
      acquire: async () => {
        order.push('lock');
        return async () => {
          order.push('free');
        };
      },
    };
    const fake = await start(
      [
        use(
          { name: 'act', input: { command: 'one' } },
          { name: 'look', input: { at: 'a' } },
          { name: 'act', input: { command: 'two' } },
        ),
        say('ok'),
      ],
      {},
      { lock, onEvent: (event: { type: string }) => event.type === 'result' && order.push('result') },
    );
    await fake.session.prompt('go');
    expect(order).toEqual(['lock', 'free', 'result', 'result', 'lock', 'free', 'result']);
  });

  it.each<[string, Reply, string, RegExp]>([
    ['an unknown tool', use({ name: 'fly' }), 'error', /There is no tool named fly\. The tools are: look, act, change/],
    ['input that does not fit', use({ name: 'look', input: { at: 7 } }), 'error', /does not fit its schema[\s\S]*at/],
    ['input that is no JSON', use({ name: 'look', malformed: '{"at": ' }), 'error', /not valid JSON/],
    ['a failure of the tool', use({ name: 'look', input: { at: 'missing' } }), 'error', /look elsewhere/],
  ])('%s is told to the model and the turn goes on', async (_, reply, status, text) => {
    const fake = await start([reply, say('I see.')]);
    await fake.session.prompt('go');
    expect(fake.of('result')[0]).toMatchObject({ status, text: expect.stringMatching(text) });
    expect(fake.ended()).toBe('done');
  });

  it('names malformed output in the log', async () => {
    const fake = await start([use({ name: 'look', malformed: '{' }), say('ok')]);
    await fake.session.prompt('go');
    expect(fake.logged.join()).toContain('format warning');
    expect(fake.of('notice')[0]?.code).toBe('formatWarning');
  });

  it('a bug ends the turn with one plain sentence and the next turn works', async () => {
    const fake = await start([use({ name: 'look', input: { at: 'bug' } }), say('Hello again.')]);
    await fake.session.prompt('go');
    expect(fake.of('ended')[0]).toMatchObject({
      reason: 'error',
      action: 'showLog',
      text: expect.stringContaining('oops'),
    });
    await fake.session.prompt('again');
    expect(fake.ended()).toBe('done');
  });

  it('stops a model that repeats itself', async () => {
    const same = () => use({ name: 'look', input: { at: 'a' } });
    const fake = await start([same(), same(), same(), say('never')]);
    await fake.session.prompt('go');
    expect(fake.ended()).toBe('loop');
    expect(fake.of('result').length).toBe(3);
  });

  it('stops at the step limit', async () => {
    const fake = await start(
      Array.from({ length: 9 }, (_, index) => use({ name: 'look', input: { at: `${index}` } })),
      {},
      { maxSteps: 4 },
    );
    await fake.session.prompt('go');
    expect(fake.ended()).toBe('stepLimit');
    expect(fake.of('assistant').length).toBe(4);
  });

  it.each<[string, Reply[], string, string]>([
    [
      'three failures in a row',
      Array(5).fill({ error: new ModelError('overloaded', 'Busy.') }),
      'modelFailed',
      'retry',
    ],
    ['a wrong key, at once', [{ error: new ModelError('key', 'Set a key.') }], 'modelFailed', 'setKey'],
    ['three empty answers', Array(5).fill({ blocks: [] }), 'modelFailed', 'retry'],
    [
      'three unreadable answers',
      Array.from({ length: 5 }, () => use({ name: 'look', malformed: '{' })),
      'loop',
      'continue',
    ],
    ['three unreadable different answers', [1, 2, 3, 4].map((n) => use({ name: `fly${n}` })), 'modelFailed', 'retry'],
    ['a refusal', [{ blocks: [{ type: 'text', text: 'No.' }], stopReason: 'refusal' }], 'refusal', 'chooseModel'],
    [
      'the output limit',
      [{ blocks: [{ type: 'text', text: 'and so' }], stopReason: 'maxTokens' }],
      'outputLimit',
      'continue',
    ],
  ])('ends after %s', async (_, replies, reason, action) => {
    const fake = await start(replies);
    await fake.session.prompt('go');
    expect(fake.of('ended')[0]).toMatchObject({ reason, action });
  });

  it.each<[ModelError['reason'], string[]]>([
    ['key', ['setKey']],
    ['credit', ['setKey']],
    ['unknownModel', ['chooseModel']],
    ['rejected', ['showLog']],
    ['network', ['retry']],
    ['proxy', ['openProxySettings', 'retry']],
    ['certificate', ['openProxySettings', 'retry']],
    ['settings', ['openSettings']],
  ])('offers what helps where the model fails for %s', async (reason, offered) => {
    const fake = await start(Array(3).fill({ error: new ModelError(reason, 'It failed.') }));
    await fake.session.prompt('go');
    const [{ text, action, choices } = { text: '', action: '', choices: [] }] = fake.of('ended');
    expect([text, choices ?? [action]]).toEqual(['It failed.', offered]);
  });

  it('survives two failures', async () => {
    const busy = { error: new ModelError('overloaded', 'Busy.') };
    const fake = await start([busy, busy, say('ok')]);
    await fake.session.prompt('go');
    expect(fake.ended()).toBe('done');
    expect(fake.deltas.filter(({ type }) => type === 'restart').length).toBe(2);
  });
});

describe('stopping', () => {
  it('keeps the part of the answer that had come', async () => {
    const fake = await start([
      async function* (_, signal) {
        yield { type: 'delta', delta: { type: 'text', text: 'Half an ans' } };
        await sleep(60_000, undefined, { signal });
      },
    ]);
    const turn = fake.session.prompt('go');
    await sleep(20);
    await fake.session.stop();
    await turn;
    expect(fake.of('assistant')[0]).toMatchObject({ partial: true, content: [{ type: 'text', text: 'Half an ans' }] });
    expect(fake.ended()).toBe('stopped');
  });

  it('ends a running call, answers the rest, and the history stays whole', async () => {
    const model = fakeModel([
      use({ name: 'act', input: { command: 'forever' } }, { name: 'act', input: { command: 'later' } }),
      say('Hello.'),
    ]);
    const fake = await fakeSession({ model, tools: fakeTools });
    const turn = fake.session.prompt('go');
    await sleep(20);
    await fake.session.stop();
    await turn;
    expect(fake.of('result').map(({ status }) => status)).toEqual(['stopped', 'stopped']);
    await fake.session.prompt('and now?');
    const content = model.requests[1]?.messages.at(-1)?.content.map((block) => block.type);
    expect(content).toEqual(['toolResult', 'toolResult', 'text']);
  });

  it('is a no to a pending approval', async () => {
    const answer = () => new Promise<never>(() => {});
    const fake = await start(
      [use({ name: 'act', input: { command: 'x' } })],
      {},
      {
        approver: {
          approve: (_r: unknown, _c: unknown, signal: AbortSignal) =>
            new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
          ask: answer,
        },
      },
    );
    const turn = fake.session.prompt('go');
    await sleep(20);
    await fake.session.stop();
    await turn;
    expect(fake.of('answered')[0]).toMatchObject({ decision: 'rejected', by: 'stop' });
    expect(fake.of('result')[0]?.status).toBe('stopped');
  });
});

describe('steering and resuming', () => {
  it('a message typed while the agent works joins at the next step', async () => {
    const model = fakeModel([use({ name: 'look', input: { at: 'a', wait: 30 } }), say('As you wish.')]);
    const fake = await fakeSession({ model, tools: fakeTools });
    const turn = fake.session.prompt('go');
    await sleep(5);
    await fake.session.prompt('Rather look at b.');
    expect(fake.session.queue.map(({ text }) => text)).toEqual(['Rather look at b.']);
    await turn;
    expect(model.requests[1]?.messages.at(-1)?.content.at(-1)).toEqual({ type: 'text', text: 'Rather look at b.' });
    expect(fake.of('user').map(({ steering, turn: of }) => [steering, of])).toEqual([
      [false, fake.of('user')[0]?.id],
      [true, fake.of('user')[0]?.id],
    ]);
    expect(fake.of('ended').length).toBe(1);
  });

  it('a queued message can be taken back', async () => {
    const fake = await start([use({ name: 'look', input: { at: 'a', wait: 30 } }), say('ok')]);
    const turn = fake.session.prompt('go');
    await sleep(5);
    const image = { type: 'image' as const, mediaType: 'image/png', data: 'AAAA' };
    await fake.session.prompt('no', { attachments: [{ path: 'a.ts' }], images: [image] });
    expect(fake.session.unqueue(fake.session.queue[0]?.id ?? '')).toMatchObject({
      text: 'no',
      attachments: [{ path: 'a.ts' }],
      images: [image],
    });
    await turn;
    expect(fake.of('user').length).toBe(1);
  });

  it('says that a turn was interrupted, and goes on when told to', async () => {
    const first = await start([use({ name: 'look', input: { at: 'a' } }), say('never seen')]);
    await first.session.prompt('go');
    const cut = first.events.slice(0, 5);
    const model = fakeModel([say('Going on.')]);
    const fake = await fakeSession({ model, tools: fakeTools }, { resumed: cut });
    expect(fake.of('ended')[0]).toMatchObject({ reason: 'interrupted', action: 'continue' });
    await fake.session.retry();
    expect(model.requests[0]?.messages.at(-1)?.content[0]).toMatchObject({ type: 'toolResult', isError: true });
    expect(fake.ended()).toBe('done');
  });

  it('takes a turn back once', async () => {
    const fake = await start([use({ name: 'change', input: { path: 'a' } }), say('ok'), say('I see.')]);
    await fake.session.prompt('go');
    const turn = fake.of('user')[0]?.turn ?? '';
    expect(await fake.session.previewUndo(turn)).toHaveLength(1);
    expect(fake.of('undone')).toEqual([]);
    await fake.session.undoTurn(turn);
    expect(fake.of('undone')[0]?.restored.length).toBe(1);
    expect(await fake.session.previewUndo(turn)).toEqual([]);
    await expect(fake.session.undoTurn(turn)).rejects.toThrow('no edits left');
    await fake.session.prompt('go on');
    expect(JSON.stringify((fake.session.model as ReturnType<typeof fakeModel>).requests.at(-1)?.messages)).toContain(
      'took back your edits',
    );
  });

  it('applies a proposal later, once', async () => {
    const fake = await start([use({ name: 'change', input: { path: 'a' } }), say('ok')], {
      answer: () => ({ decision: 'rejected', by: 'stop' }),
    });
    await fake.session.prompt('go');
    const callId = fake.of('proposal')[0]?.callId ?? '';
    await fake.session.applyLater(callId);
    expect(fake.of('applied').length).toBe(1);
    await expect(fake.session.applyLater(callId)).rejects.toThrow('already');
  });
});
