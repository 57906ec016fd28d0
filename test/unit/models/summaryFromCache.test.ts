import { expect, test } from 'vitest';
import { costReport } from '../../../src/agent/cost/costReport.ts';
import { fakeSession } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';
import { call, say, script, turn } from '../../support/script.ts';
import { summaryJson } from '../../support/windowedModel.ts';
import { connect } from './asking.ts';

const at = 'a place with a long name '.repeat(60);
const scenario = script('summary', [
  turn('about to be shortened', [say(summaryJson('look around'))]),
  turn('look', ...[1, 2, 3, 4, 5, 6].map((n) => [call('look', { at: `${at}${n}` })]), [say('All seen.')]),
]);

test('the request for a summary reads the conversation from the provider’s cache', async () => {
  const { model, server } = await connect(scenario);
  const fake = await fakeSession({ model, tools: fakeTools });
  await fake.session.prompt('Please look around.');
  await fake.session.compact();
  const [compacted] = fake.of('compacted');
  const { input = 0, cacheRead = 0, cacheWrite = 0 } = compacted?.usage ?? {};
  expect(cacheRead / (input + cacheRead + cacheWrite)).toBeGreaterThan(0.85);
  expect(compacted?.by).toBe('claude-sonnet-5-5');
  const body = JSON.stringify(server.requests.at(-1)?.body);
  expect(body).toContain('about to be shortened');
});

test('a small model that costs less to read the conversation anew is asked instead, and the cost says so', async () => {
  const { model, server } = await connect(scenario, { model: 'claude-opus-5-5' });
  const small = await connect(scenario, { model: 'claude-haiku-4-5' });
  const compaction = { threshold: () => 0.8, small: async () => small.model };
  const fake = await fakeSession({ model, tools: fakeTools, compaction });
  await fake.session.prompt('Please look around.');
  const sent = server.requests.length;
  await fake.session.compact();
  expect(fake.of('compacted')).toMatchObject([{ by: 'claude-haiku-4-5', usage: { cacheRead: 0 } }]);
  expect([server.requests.length, small.server.requests.length]).toEqual([sent, 1]);
  const facts = { price: model.cost, priceNote: () => undefined, limits: {} };
  const { purposes } = costReport(fake.session.events, facts);
  expect(purposes).toMatchObject([{ name: 'answer' }, { name: 'summary', models: ['claude-haiku-4-5'] }]);
});
