import { expect, test } from 'vitest';
import { backoffMs, defaultRetryPolicy, inWords, retryAfterMs } from '../../../src/models/retry.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

test.each([
  [{}, undefined],
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': ' 1.5 ' }, 1500],
  [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
  [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': 'tomorrow' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{ 'retry-after': '-5' }, undefined],
])('%o asks for %s ms', (headers, expected) => {
  expect(retryAfterMs(new Headers(Object.entries(headers)), now)).toBe(expected);
});

test('the wait doubles up to its limit, with up to a quarter off', () => {
  const waits = (random: number): number[] =>
    [1, 2, 3, 9].map((attempt) => backoffMs(attempt, { ...defaultRetryPolicy, random: () => random }));
  expect(waits(0)).toEqual([1000, 2000, 4000, 30_000]);
  expect(waits(1)).toEqual([750, 1500, 3000, 22_500]);
});

test.each([
  [400, '1 second'],
  [4000, '4 seconds'],
  [61_000, '61 seconds'],
  [90_000, '2 minutes'],
  [900_000, '15 minutes'],
  [7_200_000, '2 hours'],
])('%i ms are %s', (ms, words) => {
  expect(inWords(ms)).toBe(words);
});
