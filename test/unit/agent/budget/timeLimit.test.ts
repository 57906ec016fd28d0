import { expect, it } from 'vitest';
import { fakeModel, fakeSession, say, use } from '../../../support/fakeSession.ts';
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
