import { expect, test } from 'vitest';
import { fakeSession } from '../../support/fakeSession.ts';
import { fakeTools } from '../../support/fakeTools.ts';
import { call, say, script, turn } from '../../support/script.ts';
import { summaryJson } from '../../support/windowedModel.ts';
import { connect } from './asking.ts';

test('the request for a summary reads the conversation from the provider’s cache', async () => {
  const at = 'a place with a long name '.repeat(60);
  const scenario = script('summary', [
    turn('about to be shortened', [say(summaryJson('look around'))]),
    turn('look', ...[1, 2, 3, 4, 5, 6].map((n) => [call('look', { at: `${at}${n}` })]), [say('All seen.')]),
  ]);
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
