import { expect, test } from 'vitest';
import { createAnthropicModel, defaultAnthropicUrl } from '../../../src/models/anthropic.ts';
import { asking, hear, recordingLog, says } from './asking.ts';

test.each([
  ['the provider itself gets the key in its own header only', defaultAnthropicUrl, null],
  ['another endpoint also gets it in the header that gateways know', 'http://127.0.0.1:9', 'k-1234567890'],
])('%s', async (_, baseUrl, expected) => {
  const sent: Headers[] = [];
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    sent.push(new Headers(init?.headers));
    return Response.json({ type: 'error', error: { type: 'authentication_error', message: 'no' } }, { status: 401 });
  };
  const { log } = recordingLog();
  const model = createAnthropicModel({ model: 'claude-sonnet-5-5', apiKey: 'k-1234567890', baseUrl, fetch, log });
  await hear(model, asking(says('Hello')));
  expect(sent.length).toBe(1);
  expect(sent[0]?.get('authorization')).toBe('Bearer k-1234567890');
  expect(sent[0]?.get('x-api-key')).toBe(expected);
});
