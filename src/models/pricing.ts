import type { Usage } from '../protocol/content.ts';
import { parseModelId, tableName } from './modelId.ts';

/**
 * US dollars per million tokens. `cacheWrite` is for entries that live as long as they do by default (five minutes with
 * Anthropic, thirty with OpenAI). Those of an hour, which only Anthropic has, cost twice the input
 * (platform.claude.com/docs/en/build-with-claude/prompt-caching, read 2026-11-28).
 */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheWrite: number;
  readonly cacheRead: number;
  /** Prices of the whole request once its prompt, cached tokens included, is longer than `above` tokens. */
  readonly longPrompt?: Price & { readonly above: number };
}

/** What writing an entry of an hour costs, in uncached tokens. */
const hourFactor = 2;

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

  // Source: https://developers.openai.com/api/docs/models/gpt-6.2-sol and its siblings, read 2026-11-28; the cached
  // price of Astra as quoted at https://github.com/BerriAI/litellm/discussions/52347 ("60 % cheaper" than 1.00).
  'gpt-6.2-sol': gpt({ input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.1 }),
  'gpt-6.2-astra': gpt({ input: 8, output: 40, cacheWrite: 10, cacheRead: 0.4 }),
  'gpt-6.1-terra': gpt({ input: 1, output: 5, cacheWrite: 1.25, cacheRead: 0.05 }),
  'gpt-6-luna': gpt({ input: 0.1, output: 0.5, cacheWrite: 0.125, cacheRead: 0.01 }),
  'gpt-6-astra': gpt({ input: 10, output: 50, cacheWrite: 12.5, cacheRead: 1 }),
};

/** With OpenAI, a request of more than 272,000 input tokens costs twice the input and 1.5 times the output, as a whole. */
function gpt(price: Price): Price {
  const { input, output, cacheWrite, cacheRead } = price;
  return {
    ...price,
    longPrompt: {
      above: 272_000,
      input: 2 * input,
      output: 1.5 * output,
      cacheWrite: 2 * cacheWrite,
      cacheRead: 2 * cacheRead,
    },
  };
}

/**
 * What a platform takes of the list price: with Amazon and Google, endpoints of one region or geography cost a tenth
 * more than global ones (platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai, read 2026-11-28).
 * `undefined` where the id does not tell which kind it is.
 */
function platformFactor(id: string, vertexRegion: string): number | undefined {
  const { provider, name } = parseModelId(id);
  switch (provider) {
    case 'anthropic':
    case 'openai':
      return 1;
    case 'vertex':
      return vertexRegion === '' ? undefined : vertexRegion === 'global' ? 1 : 1.1;
    case 'bedrock':
      if (name.startsWith('global.')) return 1;
      return /^[a-z]{2,6}\.anthropic\./.test(name) ? 1.1 : undefined;
    default:
      return undefined;
  }
}

/**
 * Prices of a model, `undefined` where they are not known. `vertexRegion` is where Google serves it, '' where that is
 * not known. A model of the OpenAI-compatible endpoint has OpenAI's price by its name, whoever serves it.
 */
export function priceOf(id: string, vertexRegion = ''): Price | undefined {
  const name = tableName(id);
  const price = Object.hasOwn(prices, name) ? prices[name] : undefined;
  const factor = platformFactor(id, vertexRegion);
  if (!price || factor === undefined) return undefined;
  if (factor === 1) return price;
  const { longPrompt } = price;
  return {
    ...times(price, factor),
    ...(longPrompt ? { longPrompt: { ...times(longPrompt, factor), above: longPrompt.above } } : {}),
  };
}

/** Where the price of a model was read, and on which day. */
export function priceNote(
  id: string,
  vertexRegion = '',
): { input: number; output: number; source: string; read: string } | undefined {
  const price = priceOf(id, vertexRegion);
  if (!price) return undefined;
  const name = tableName(id);
  const { source, read } = name.startsWith('gpt-')
    ? { source: 'https://developers.openai.com/api/docs/models', read: '2026-11-28' }
    : resold.has(name)
      ? { source: 'quotes of Anthropic’s list price by resellers', read: '2026-11-10' }
      : { source: 'https://platform.claude.com/docs/en/about-claude/pricing', read: '2026-11-21' };
  return { input: price.input, output: price.output, source, read };
}

/** Models whose price is not on the source page. */
const resold: ReadonlySet<string> = new Set(['claude-fable-5-2']);

function times({ input, output, cacheWrite, cacheRead }: Price, factor: number): Price {
  return {
    input: input * factor,
    output: output * factor,
    cacheWrite: cacheWrite * factor,
    cacheRead: cacheRead * factor,
  };
}

/**
 * US dollars for one request, `undefined` where the price is unknown, or what was used: a server that reports no usage
 * leaves all counts at zero, and no true request has that. Never zero for want of knowledge.
 */
export function costOf(usage: Usage, id: string, vertexRegion = ''): number | undefined {
  if (id === 'tour') return 0;
  const price = priceOf(id, vertexRegion);
  const { input, output, cacheRead, cacheWrite, cacheWrite1h = 0 } = usage;
  const prompt = input + cacheRead + cacheWrite;
  if (!price || prompt + output === 0) return undefined;
  const rate = price.longPrompt && prompt > price.longPrompt.above ? price.longPrompt : price;
  const millionths =
    input * rate.input +
    output * rate.output +
    cacheRead * rate.cacheRead +
    (cacheWrite - cacheWrite1h) * rate.cacheWrite +
    cacheWrite1h * hourFactor * rate.input;
  return millionths / 1_000_000;
}

/**
 * US dollars for reading a conversation of `tokens` tokens anew, as the first request to another model does: nothing of
 * it is in that model's cache, and all of it is written there. `undefined` where the price is unknown.
 */
export function rereadCost(id: string, tokens: number, vertexRegion = ''): number | undefined {
  if (id === 'tour') return 0;
  const price = priceOf(id, vertexRegion);
  if (!price) return undefined;
  const rate = price.longPrompt && tokens > price.longPrompt.above ? price.longPrompt : price;
  return (tokens * rate.cacheWrite) / 1_000_000;
}
