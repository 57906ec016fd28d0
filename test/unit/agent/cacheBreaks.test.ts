import { expect, it } from 'vitest';
import { cacheBreaks } from '../../../src/agent/cacheBreaks.ts';
import type { CacheVector } from '../../../src/protocol/cacheEvents.ts';
import type { Event } from '../../../src/protocol/events.ts';

const lost = (vector: CacheVector, tokens: number, dollars: number | null): Event => ({
  id: 'x',
  time: 0,
  type: 'cacheBreak',
  turn: 't',
  vector,
  changed: '',
  tokens,
  dollars,
});

it('sums the breaks by vector; an unknown price is no zero', () => {
  const events = [lost('expiry', 100, 0.5), lost('model', 900, null), lost('expiry', 200, 0.25), lost('model', 1, 1)];
  expect(cacheBreaks(events)).toEqual([
    { vector: 'model', count: 2, tokens: 901, dollars: undefined },
    { vector: 'expiry', count: 2, tokens: 300, dollars: 0.75 },
  ]);
  expect(cacheBreaks([])).toEqual([]);
});
