import { expect, test } from 'vitest';
import { createSizes } from '../../../../src/agent/compaction/sizes.ts';
import type { ModelRequest, TokenCounter } from '../../../../src/agent/ports.ts';
import { createTokenCounter } from '../../../../src/prompts/tokens/tokenCounter.ts';

const words = (count: number): string => Array.from({ length: count }, (_, at) => `word${at} `).join('');
const request = (text: string): ModelRequest => ({
  system: { fixed: words(200), dynamic: '' },
  tools: [],
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  cacheKey: 'session',
});

/** The real counter, which tells of each use. */
function watched(): { readonly counter: TokenCounter; readonly uses: string[] } {
  const real = createTokenCounter();
  const uses: string[] = [];
  const counter: TokenCounter = {
    ...real,
    countLocally: async (text) => {
      uses.push('count');
      return await real.countLocally(text);
    },
    observe: async (model, counted, reported) => {
      uses.push(`observe ${model}`);
      await real.observe(model, counted, reported);
    },
  };
  return { counter, uses };
}

test('what a provider reported costs no count until one is needed, and then the newest report is learnt from', async () => {
  const { counter, uses } = watched();
  const sizes = createSizes(counter);
  const text = words(500);
  const local = await createTokenCounter().countLocally(text);
  const whole = await createSizes(createTokenCounter()).request(request(text), 'gpt-5');
  sizes.learn(request(words(300)), 'gpt-5', 1);
  sizes.learn(request(text), 'gpt-5', whole * 2);
  sizes.learn(request(text), 'claude-sonnet-5-5', 0);
  expect(uses).toEqual([]);

  expect(await sizes.text(text, 'gpt-5')).toBe(local * 2);
  expect(uses.filter((use) => use !== 'count')).toEqual(['observe gpt-5']);
  expect(await sizes.text(text, 'gpt-5')).toBe(local * 2);
  expect(uses.filter((use) => use !== 'count')).toEqual(['observe gpt-5']);
});

test('counts that are needed at once all know what was learnt', async () => {
  const sizes = createSizes(createTokenCounter());
  const text = words(500);
  const local = await createTokenCounter().countLocally(text);
  const whole = await sizes.request(request(text), 'gpt-5');
  sizes.learn(request(text), 'gpt-5', Math.round(whole * 1.5));
  const counts = await Promise.all([1, 2, 3].map(() => sizes.text(text, 'gpt-5')));
  for (const count of counts) expect(count / local).toBeCloseTo(1.5, 2);
});

test('a counter that fails takes nothing with it but the learning', async () => {
  const { counter } = watched();
  const sizes = createSizes({ ...counter, observe: () => Promise.reject(new Error('disk full')) });
  sizes.learn(request(words(500)), 'gpt-5', 4000);
  expect(await sizes.text('hello', 'gpt-5')).toBe(1);
});
