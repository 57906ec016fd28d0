import { expect, test } from 'vitest';
import type { CommandChanges } from '../../../src/agent/editPorts.ts';
import { projectHistory } from '../../../src/agent/history.ts';
import { lastUndoable, undoable } from '../../../src/agent/turns.ts';
import { foldAll } from '../../../src/protocol/transcript.ts';
import { fakeModel, fakeSession, type Reply, say, use } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';

const read = use({ name: 'look', input: { at: '/project/seen.ts' } });
const run = (command: string): Reply => use({ name: 'act', input: { command } });

/** A session whose commands change what is given, one after the other. */
async function start(replies: readonly Reply[], changes: readonly (CommandChanges | undefined)[], risk = 'HIGH') {
  const log: string[] = [];
  const model = fakeModel(replies);
  const fake = await fakeSession({
    model,
    tools: fakeTools,
    gate: {
      judge: async ({ kind }) => ({
        decision: 'allow',
        risk: kind === 'execute' ? (risk as 'HIGH') : 'LOW',
        layer: 'test',
        rule: 'test',
        reason: 'It is a test.',
      }),
    },
    lock: {
      acquire: async () => {
        log.push('locked');
        return async () => void log.push('free');
      },
    },
    watch: {
      recover: async () => undefined,
      begin: async () => {
        const found = changes[log.filter((one) => one === 'begin').length];
        log.push('begin');
        return async () => {
          log.push('end');
          return found;
        };
      },
    },
  });
  return { ...fake, fake, log, model };
}

const summary = (path: string) => ({ kind: 'edit', path, added: 1, removed: 0, diff: '' }) as const;

test('what a command changed is an applied event before its result, and the model learns of files that it knows', async () => {
  const changes = { checkpoint: 'c1', summary: [summary('/project/seen.ts'), summary('/project/other.ts')] };
  const { session, events, log, of } = await start([read, run('make'), say('done')], [changes]);
  await session.prompt('go');
  expect(log).toEqual(['locked', 'begin', 'end', 'free']);
  expect(of('applied')).toMatchObject([{ checkpoint: 'c1', summary: changes.summary }]);
  const order = events.map(({ type }) => type).filter((type) => type === 'applied' || type === 'result');
  expect(order).toEqual(['result', 'applied', 'result']);
  const text = of('result')[1]?.text;
  expect(text).toMatch(/^did make\n\[This command changed files that you have read: seen\.ts\. Read them again/);
  expect(of('result')[1]?.seen).toEqual([]);
});

test('nothing is said where nothing changed, and what is not covered is said once', async () => {
  const uncovered = 'This folder is too large.';
  const { session, of } = await start(
    [run('a'), run('b'), run('c'), say('done')],
    [{ summary: [], uncovered }, undefined, { summary: [], uncovered }],
  );
  await session.prompt('go');
  expect(of('applied')).toEqual([]);
  expect(of('notice')).toMatchObject([{ level: 'info', code: 'uncovered', text: uncovered }]);
  expect(of('result').map(({ text }) => text)).toEqual(['did a', 'did b', 'did c']);
});

test('a harmless command is not watched', async () => {
  const { session, log } = await start([run('ls'), say('done')], [], 'LOW');
  await session.prompt('go');
  expect(log).toEqual(['locked', 'free']);
});

test('a command that is stopped is still looked after, and can be taken back with its turn', async () => {
  const changes = { checkpoint: 'c1', summary: [summary('/project/half.ts')] };
  const { session, of } = await start([run('forever')], [changes]);
  const turn = session.prompt('go');
  await expect.poll(() => of('call').length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await session.stop();
  await turn;
  expect(of('result')).toMatchObject([{ status: 'stopped' }]);
  expect(of('applied')).toMatchObject([{ checkpoint: 'c1' }]);
  await session.undoTurn(of('applied')[0]?.turn ?? '');
  expect(of('undone')).toMatchObject([{ restored: ['file of c1'] }]);
});

test('what a command had changed when Belay was killed is noted at the next opening, and goes back with its turn', async () => {
  const first = await start([run('make'), say('done')], [{ summary: [] }]);
  await first.session.prompt('go');
  const cutAt = first.events.findIndex(({ type }) => type === 'result');
  const resumed = first.events.slice(0, cutAt);
  const asked: string[] = [];
  const recovered = { checkpoint: 'c9', summary: [summary('/project/half.ts')], uncovered: 'Not all of it.' };
  const { session, of } = await fakeSession(
    {
      model: fakeModel([]),
      tools: fakeTools,
      watch: {
        begin: async () => async () => undefined,
        async recover(call) {
          asked.push(call);
          return recovered;
        },
      },
    },
    { resumed },
  );
  const callId = first.events.find(({ type }) => type === 'call');
  expect(asked).toEqual([`${session.id}/${callId && 'callId' in callId ? callId.callId : ''}`]);
  expect(of('applied')).toMatchObject([{ checkpoint: 'c9', summary: recovered.summary }]);
  expect(of('notice').at(-1)?.text).toBe('Not all of it.');
  const ended = foldAll(session.events).items.findLast((item) => item.type === 'ended');
  expect(ended).toMatchObject({ reason: 'interrupted', undoable: true, files: ['/project/half.ts'] });
  expect(undoable(session.events, lastUndoable(session.events) ?? '')).toEqual(['c9']);
  expect(JSON.stringify(projectHistory(session.events))).toContain('read them again before you edit them');

  const again = await fakeSession({ model: fakeModel([]), tools: fakeTools }, { resumed: session.events });
  expect(again.of('applied')).toEqual([]);
});
