import { expect, onTestFinished, test } from 'vitest';
import { createOpenAiModel } from '../../../src/models/openAi.ts';
import { startChatServer } from '../../support/chatServer.ts';
import { always, asking, hear, recordingLog, says } from './asking.ts';

/** What was sent, and what the adapter tells of it, with requests for OpenAI led to a server here. */
async function ask(own: boolean) {
  const server = await startChatServer(always({ reply: [{ type: 'text', text: 'Hello.' }] }), { key: 'sk-test' });
  onTestFinished(() => server.close());
  const bodies: Record<string, unknown>[] = [];
  const model = createOpenAiModel({
    model: 'gpt-6.2-sol',
    apiKey: 'sk-test',
    baseUrl: own ? server.url : undefined,
    log: recordingLog().log,
    async fetch(input, init) {
      bodies.push(JSON.parse(String(init?.body)));
      const url = String(input instanceof Request ? input.url : input);
      return await fetch(url.replace('https://api.openai.com/v1', `${server.url.replace(/\/v1$/, '')}/v1`), init);
    },
  });
  const { message, error } = await hear(model, { ...asking(says('Hello')), cacheKey: 'session-1' });
  if (!message) throw error;
  return { body: bodies[0], sent: message.sent };
}

test('OpenAI itself gets a key that keeps the requests of a conversation together', async () => {
  const { body, sent } = await ask(false);
  expect(body?.prompt_cache_key).toBe('session-1');
  expect(sent).toMatchObject({ model: 'gpt-6.2-sol', breakpoints: [], lifetimeMs: 300_000 });
  expect(sent?.parameters).toContain('session-1');
});

test('other servers are not asked for what they may not know, and how long they keep anything is not known', async () => {
  const { body, sent } = await ask(true);
  expect(body).not.toHaveProperty('prompt_cache_key');
  expect(sent).toEqual({ model: 'gpt-6.2-sol', thinking: '{}', parameters: '{}', blocks: 4, breakpoints: [] });
});
