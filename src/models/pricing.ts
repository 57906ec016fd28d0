import type { Usage } from '../protocol/content.ts';
import { modelFamily } from './catalog.ts';

/** US dollars per million tokens. `cacheWrite` is for entries that live five minutes, the only ones Belay asks for. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
  /** Prices of the whole request once its prompt, cached tokens included, is longer than `above` tokens. */
  readonly longPrompt?: Price & { readonly above: number };
}

// Source: https://platform.claude.com/docs/en/about-claude/pricing, read 2026-11-21.
const opus: Price = { input: 5, output: 25, cacheWrite: 6.25, cacheRead: 0.5 };
const sonnet4: Price = { input: 3, output: 15, cacheWrite: 3.75, cacheRead: 0.3 };

const prices: Readonly<Record<string, Price>> = {
  // Not on the stored copy of the source page; as resellers quote Anthropic's list price on 2026-11-10.
  'claude-fable-5-2': { input: 8, output: 40, cacheWrite: 10, cacheRead: 0.2 },
  'claude-fable-5-1': { input: 10, output: 50, cacheWrite: 12.5, cacheRead: 0.25 },
  'claude-fable-5': { input: 10, output: 50, cacheWrite: 12.5, cacheRead: 1 },
  'claude-opus-5-5': { input: 4, output: 20, cacheWrite: 5, cacheRead: 0.2 },
  'claude-opus-5': opus,
  'claude-opus-4-8': opus,
  'claude-opus-4-7': opus,
  'claude-opus-4-6': opus,
  'claude-opus-4-5': opus,
  // Cache reads of Sonnet 5.5 cost half of what they did before 2026-10-07.
  'claude-sonnet-5-5': { input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.1 },
  'claude-sonnet-5': { input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.2 },
  'claude-sonnet-4-6': sonnet4,
  'claude-sonnet-4-5': sonnet4,
  'claude-haiku-5-5': {
    input: 0.1,
    output: 0.5,
    cacheWrite: 0.125,
    cacheRead: 0.01,
    longPrompt: { above: 100_000, input: 0.5, output: 2.5, cacheWrite: 0.625, cacheRead: 0.05 },
  },
  'claude-haiku-4-5': { input: 1, output: 5, cacheWrite: 1.25, cacheRead: 0.1 },
};

/** Prices of a model, `undefined` where they are not known. */
export function priceOf(model: string): Price | undefined {
  const family = modelFamily(model);
  return Object.hasOwn(prices, family) ? prices[family] : undefined;
}

/** US dollars for one request, `undefined` where the price is unknown: never zero for want of knowledge. */
export function costOf(usage: Usage, model: string): number | undefined {
  const price = priceOf(model);
  if (!price) return undefined;
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite;
  const rate = price.longPrompt && prompt > price.longPrompt.above ? price.longPrompt : price;
  const millionths =
    usage.input * rate.input +
    usage.output * rate.output +
    usage.cacheRead * rate.cacheRead +
    usage.cacheWrite * rate.cacheWrite;
  return millionths / 1_000_000;
}
