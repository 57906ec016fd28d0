import { expect, test } from 'vitest';
import { defaultAnthropicModel, knownModel, offeredBy } from '../../../src/models/catalog.ts';
import { costOf, priceOf } from '../../../src/models/pricing.ts';

const million = { input: 1e6, output: 1e6, cacheRead: 1e6, cacheWrite: 1e6 };

test.each([
  ['claude-sonnet-5-5', { ...million }, 2 + 10 + 0.1 + 2.5],
  ['claude-sonnet-5-5', { ...million, cacheWrite1h: 1e6 }, 2 + 10 + 0.1 + 4],
  ['claude-sonnet-5-5', { ...million, cacheWrite1h: 0.5e6 }, 2 + 10 + 0.1 + 1.25 + 2],
  ['claude-opus-5-5', { ...million }, 4 + 20 + 0.2 + 5],
  ['claude-opus-4-8', { ...million }, 5 + 25 + 0.5 + 6.25],
  ['claude-haiku-4-5-20251001', { ...million }, 1 + 5 + 0.1 + 1.25],
  ['claude-haiku-5-5', { input: 50_000, cacheRead: 50_000, cacheWrite: 0, output: 1000 }, 0.006],
  ['claude-haiku-5-5', { input: 50_000, cacheRead: 50_001, cacheWrite: 0, output: 1000 }, 0.03000005],
  ['claude-sonnet-5-5', { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, undefined],
  ['some-other-model', { ...million }, undefined],
  ['constructor', { ...million }, undefined],
])('%s, %o: %s dollars', (model, usage, dollars) => {
  const cost = costOf(usage, model);
  if (dollars === undefined) expect(cost).toBeUndefined();
  else expect(cost).toBeCloseTo(dollars, 9);
});

test.each(['anthropic', 'openai'] as const)('prices of %s: writing costs a quarter more than input', (provider) => {
  for (const { id } of offeredBy(provider)) {
    const price = priceOf(id);
    if (!price) throw new Error(`No price for ${id}`);
    expect(price.cacheWrite).toBeCloseTo(price.input * 1.25, 9);
    expect(price.cacheRead).toBeLessThanOrEqual(price.input / 10);
    expect(price.output).toBeCloseTo(price.input * 5, 9);
  }
});

test.each<[string, string, number | undefined]>([
  ['bedrock/global.anthropic.claude-haiku-4-5-20251001-v1:0', '', 1],
  ['bedrock/eu.anthropic.claude-haiku-4-5-20251001-v1:0', '', 1.1],
  ['bedrock/anthropic.claude-haiku-4-5', '', undefined],
  ['vertex/claude-haiku-4-5@20251001', 'global', 1],
  ['vertex/claude-haiku-4-5@20251001', 'europe-west1', 1.1],
  ['vertex/claude-haiku-4-5@20251001', '', undefined],
  ['openai/gpt-6.2-sol', '', 2],
  ['openai/gpt-6.2-sol-2026-11-17', '', 2],
  ['openai/qwen3:32b', '', undefined],
  ['vscode/copilot/claude-haiku-4-5', '', undefined],
  ['vscode/copilot/gpt-6.2-sol', '', undefined],
])('%s in the region "%s": %s dollars for a million tokens of input', (id, region, dollars) => {
  const price = priceOf(id, region);
  if (dollars === undefined) expect(price).toBeUndefined();
  else expect(price?.input).toBeCloseTo(dollars, 9);
});

test('a prompt above the limit costs more as a whole, with OpenAI too', () => {
  const usage = { input: 172_001, cacheRead: 100_000, cacheWrite: 0, output: 1000 };
  expect(costOf(usage, 'openai/gpt-6.2-sol')).toBeCloseTo((172_001 * 4 + 100_000 * 0.2 + 1000 * 15) / 1e6, 9);
  expect(costOf({ ...usage, input: 172_000 }, 'openai/gpt-6.2-sol')).toBeCloseTo(
    (172_000 * 2 + 100_000 * 0.1 + 1000 * 10) / 1e6,
    9,
  );
});

test('the lists offer each model once, the default first', () => {
  const ids = (['anthropic', 'bedrock', 'vertex', 'openai', 'tour'] as const).flatMap((provider) =>
    offeredBy(provider).map((entry) => entry.id),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids[0]).toBe(defaultAnthropicModel);
  expect(ids.at(-1)).toBe('tour');
  expect(knownModel('no-such-model')).toBeUndefined();
  for (const id of ids.filter((one) => one !== 'tour')) expect(knownModel(id)?.label, id).toBeTruthy();
});
