import { expect, test } from 'vitest';
import { withFallback } from '../../../src/models/fallback.ts';
import { always, asking, connect, hear, says } from './asking.ts';
import { wires } from './wires.ts';

const scenario = always({ reply: [{ type: 'text', text: 'Yes.' }] });
const signal = new AbortController().signal;
const request = asking(says('How long is this, with all its tools and the system prompt before it?'));

test('the provider counts exactly what a request is then billed for, and only when asked', async () => {
  const { model, server } = await connect(scenario);
  const counted = await model.countTokens?.(request, signal);
  expect(server.requests.map(({ path }) => path)).toEqual(['/v1/messages/count_tokens']);
  const { message } = await hear(model, request);
  const { input = 0, cacheRead = 0, cacheWrite = 0 } = message?.usage ?? {};
  expect(counted).toBe(input + cacheRead + cacheWrite);
  expect(counted).toBeGreaterThan(20);
});

test('the model that another one stands in for counts as before', async () => {
  const { model } = await connect(scenario);
  const other = await connect(scenario);
  const both = withFallback(model, 'other', async () => other.model);
  expect(await both.countTokens?.(request, signal)).toBe(await model.countTokens?.(request, signal));
  expect(other.server.requests).toEqual([]);
});

test('a server that does not know the call is asked once, and answers all the same', async () => {
  const { model, server } = await connect(scenario, {}, { counts: false });
  expect(await model.countTokens?.(request, signal)).toBeUndefined();
  expect(await model.countTokens?.(request, signal)).toBeUndefined();
  expect(server.requests).toHaveLength(1);
  expect((await hear(model, request)).error).toBeUndefined();
});

test('without a key nothing is sent, and a stop is a stop', async () => {
  const { model, server } = await connect(scenario, { apiKey: '' });
  expect(await model.countTokens?.(request, signal)).toBeUndefined();
  expect(server.requests).toEqual([]);
  const stopped = AbortSignal.abort(new Error('stopped'));
  const { model: other } = await connect(scenario);
  await expect(other.countTokens?.(request, stopped)).rejects.toThrow('stopped');
});

test('Google counts at a path of its own, which the scripted platform insists on', async () => {
  const wire = wires.find(({ name }) => name === 'Vertex');
  if (!wire) throw new Error('there is no such wire');
  const { model, requests } = await wire.connect(scenario);
  const counted = await model.countTokens?.(request, signal);
  expect(requests()).toBe(1);
  const { message } = await hear(model, request);
  const { input = 0, cacheRead = 0, cacheWrite = 0 } = message?.usage ?? {};
  expect(counted).toBe(input + cacheRead + cacheWrite);
  expect(counted).toBeGreaterThan(20);
});
