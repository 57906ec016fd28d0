import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calibration, calibrate, ratioOf } from '../../../../src/prompts/tokens/calibration.ts';
import { createTokenCounter } from '../../../../src/prompts/tokens/tokenCounter.ts';

describe('local token counts', () => {
  it.each([
    ['', 0],
    ['hello world', 2],
    ['const a = 1;\n', 6],
    ['größer 😀', 3],
    ['<|endoftext|>', 7],
  ])('of %j are those of the vocabulary', async (text, tokens) => {
    expect(await createTokenCounter().countTokens(text, 'gpt-5')).toBe(tokens);
  });

  it.each([
    ['one letter', 'a'.repeat(100_000), 12_500],
    ['two letters', 'ab'.repeat(50_000), 25_000],
    ['spaces', ' '.repeat(100_000), 782],
    ['a rule', '='.repeat(100_000), 1562],
    ['letters with marks', 'e\u0301'.repeat(50_000), 100_000],
  ])('of %s, very often, take no long time and come out nearly the same', async (_, text, tokens) => {
    const { countLocally } = createTokenCounter();
    await countLocally('warm');
    const started = performance.now();
    const counted = await countLocally(text);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(Math.abs(counted - tokens) / tokens).toBeLessThan(0.6);
  });

  it('of a model that nothing is known of are rather too high', async () => {
    const { countTokens } = createTokenCounter();
    const text = 'The quick brown fox jumps over the lazy dog. '.repeat(40);
    const plain = await countTokens(text, 'gpt-5');
    expect(await countTokens(text, 'claude-sonnet-5-5')).toBe(Math.ceil(plain * 1.2));
  });

  it('of a model become what its provider reports', async () => {
    const counter = createTokenCounter();
    const text = 'function add(a: number, b: number): number {\n  return a + b;\n}\n'.repeat(60);
    const counted = await counter.countLocally(text);
    await counter.observe('claude-x', counted, Math.round(counted * 1.35));
    expect(await counter.countTokens(text, 'claude-x')).toBeCloseTo(counted * 1.35, -1);
    expect(await counter.countTokens(text, 'claude-y')).toBe(Math.ceil(counted * 1.2));
    expect(await counter.calibration('claude-x')).toMatchObject({ observations: 1 });
  });

  it('of a model are known in the next session too', async () => {
    const kept = new Map<string, Calibration>();
    const store = {
      load: async () => kept,
      save: async (model: string, one: Calibration) => void kept.set(model, one),
    };
    await createTokenCounter(store).observe('claude-x', 10_000, 14_000);
    expect(await createTokenCounter(store).ratio('claude-x')).toBeCloseTo(1.4);
    expect(await createTokenCounter().ratio('claude-x')).toBe(1.2);
  });
});

describe('the calibration of a model', () => {
  const learnt = (pairs: readonly (readonly [number, number])[]): Calibration | undefined =>
    pairs.reduce<Calibration | undefined>(
      (known, [counted, reported]) => calibrate(known, 'm', counted, reported),
      undefined,
    );

  it.each<[string, number, number]>([
    ['a prompt that is too small to tell', 100, 130],
    ['nothing reported', 1000, 0],
    ['a report that cannot be of the same text', 1000, 9000],
    ['a report of next to nothing', 1000, 10],
    ['no number', Number.NaN, 1000],
  ])('learns nothing from %s', (_, counted, reported) => {
    expect(learnt([[counted, reported]])).toBeUndefined();
    const known = learnt([[1000, 1300]]);
    expect(calibrate(known, 'm', counted, reported)).toBe(known);
  });

  it('comes to the true ratio whatever the lengths, and its error falls', () => {
    const lengths = fc.array(fc.integer({ min: 300, max: 200_000 }), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(lengths, fc.double({ min: 0.5, max: 2.5, noNaN: true }), (sizes, ratio) => {
        const known = learnt(sizes.map((size) => [size, size * ratio]));
        expect(ratioOf('m', known)).toBeCloseTo(ratio, 6);
        expect(known?.error).toBeLessThanOrEqual(Math.abs(1.2 - ratio) / ratio / sizes.length + 1e-9);
      }),
    );
  });

  it('follows a model that changes', () => {
    const known = learnt([...Array(50).fill([1000, 1000]), ...Array(30).fill([1000, 1300])]);
    expect(ratioOf('m', known)).toBeGreaterThan(1.28);
  });
});
