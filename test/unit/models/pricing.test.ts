import { expect, test } from 'vitest';
import { anthropicTraits, defaultAnthropicModel, modelCatalog } from '../../../src/models/catalog.ts';
import { costOf, priceOf } from '../../../src/models/pricing.ts';

const million = { input: 1e6, output: 1e6, cacheRead: 1e6, cacheWrite: 1e6 };

test.each([
  ['claude-sonnet-5-5', { ...million }, 2 + 10 + 0.1 + 2.5],
  ['claude-opus-5-5', { ...million }, 4 + 20 + 0.2 + 5],
  ['claude-opus-4-8', { ...million }, 5 + 25 + 0.5 + 6.25],
  ['claude-haiku-4-5-20251001', { ...million }, 1 + 5 + 0.1 + 1.25],
  ['claude-haiku-5-5', { input: 50_000, cacheRead: 50_000, cacheWrite: 0, output: 1000 }, 0.006],
  ['claude-haiku-5-5', { input: 50_000, cacheRead: 50_001, cacheWrite: 0, output: 1000 }, 0.03000005],
  ['claude-sonnet-5-5', { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, 0],
  ['some-other-model', { ...million }, undefined],
  ['constructor', { ...million }, undefined],
])('%s, %o: %s dollars', (model, usage, dollars) => {
  const cost = costOf(usage, model);
  if (dollars === undefined) expect(cost).toBeUndefined();
  else expect(cost).toBeCloseTo(dollars, 9);
});

test('a written cache entry costs a quarter more than input, and a read one less than input', () => {
  for (const { id, vendor } of modelCatalog) {
    if (vendor === 'tour') continue;
    const price = priceOf(id);
    if (!price) throw new Error(`No price for ${id}`);
    expect(price.cacheWrite).toBeCloseTo(price.input * 1.25, 9);
    expect(price.cacheRead).toBeLessThanOrEqual(price.input / 10);
    expect(price.output).toBeCloseTo(price.input * 5, 9);
  }
});

test('the list offers each model once, the default first and the tour last', () => {
  const ids = modelCatalog.map((entry) => entry.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids[0]).toBe(defaultAnthropicModel);
  expect(modelCatalog.at(-1)).toMatchObject({ id: 'tour', vendor: 'tour' });
  expect(modelCatalog.every((entry) => entry.contextWindow >= 200_000 && entry.label !== '')).toBe(true);
  expect(anthropicTraits('no-such-model')).toBeUndefined();
});
