import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Count,
  meanDifference,
  meanInterval,
  shareDifference,
  shareInterval,
} from '../../../../src/agent/outcomes/intervals.ts';

/** One count in each session, so that the design effect is 1. */
const single = (hits: number, of: number): Count[] =>
  Array.from({ length: of }, (_, n) => ({ hits: n < hits ? 1 : 0, of: 1 }));

describe('the interval of a share', () => {
  it.each([
    // Newcombe 1998, table I, method 3 (Wilson's score without continuity correction).
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i is Wilson’s where counts are independent', (hits, of, low, high) => {
    const interval = shareInterval(single(hits, of));
    expect(interval?.low).toBeCloseTo(low, 3);
    expect(interval?.high).toBeCloseTo(high, 3);
  });

  it('is as wide as for the sessions where all counts of a session are alike', () => {
    const alike = [...Array(5).fill({ hits: 20, of: 20 }), ...Array(5).fill({ hits: 0, of: 20 })];
    const [wide, narrow] = [shareInterval(alike), shareInterval(single(100, 200))];
    const ofSessions = shareInterval(single(5, 10));
    expect((wide?.high ?? 0) - (wide?.low ?? 0)).toBeCloseTo((ofSessions?.high ?? 0) - (ofSessions?.low ?? 0), 1);
    expect((wide?.high ?? 0) - (wide?.low ?? 0)).toBeGreaterThan(3 * ((narrow?.high ?? 0) - (narrow?.low ?? 0)));
  });

  it('holds its value, stays between none and all, and is never sure from nothing', () => {
    const count = fc.nat(50).chain((of) => fc.record({ hits: fc.nat(of), of: fc.constant(of) }));
    fc.assert(
      fc.property(fc.array(count, { minLength: 1, maxLength: 30 }), (counts) => {
        const interval = shareInterval(counts);
        const total = counts.reduce((sum, { of }) => sum + of, 0);
        fc.pre(total > 0);
        if (!interval) throw new Error('an interval is missing');
        expect(interval.low).toBeGreaterThanOrEqual(0);
        expect(interval.high).toBeLessThanOrEqual(1);
        expect(interval.low).toBeLessThanOrEqual(interval.value + 1e-9);
        expect(interval.high).toBeGreaterThanOrEqual(interval.value - 1e-9);
        expect(interval.high - interval.low).toBeGreaterThan(0);
      }),
    );
  });

  it('of a difference is Newcombe’s', () => {
    // Newcombe 1998, table II, contrast (a), method 10: 56/70 less 48/80.
    const difference = shareDifference(single(56, 70), single(48, 80));
    expect(difference?.value).toBeCloseTo(0.2, 6);
    expect(difference?.low).toBeCloseTo(0.0524, 3);
    expect(difference?.high).toBeCloseTo(0.3339, 3);
    expect(shareDifference(single(1, 2), [])).toBeUndefined();
    expect(shareInterval([{ hits: 0, of: 0 }])).toBeUndefined();
  });
});

describe('the interval of a mean', () => {
  it('is not given for fewer than five values', () => {
    expect(meanInterval([1, 2, 3, 4])).toBeUndefined();
    expect(meanDifference([1, 2, 3, 4, 5], [1, 2])).toBeUndefined();
  });

  it('is the same on each run, holds the mean, and is as wide as theory says', () => {
    const values = Array.from({ length: 100 }, (_, n) => n);
    const interval = meanInterval(values);
    expect(meanInterval(values)).toEqual(interval);
    // Standard error of 0…99 with n = 100: 28.87 / 10.
    expect(interval?.value).toBe(49.5);
    expect(interval?.low).toBeCloseTo(49.5 - 1.96 * 2.887, -0.5);
    expect(interval?.high).toBeCloseTo(49.5 + 1.96 * 2.887, -0.5);
  });

  it('of a difference tells what is different, and not what is the same', () => {
    const few = Array.from({ length: 30 }, (_, n) => 10 + (n % 7));
    const more = few.map((value) => value + 5);
    const difference = meanDifference(more, few);
    expect(difference?.value).toBeCloseTo(5, 9);
    expect(difference?.low).toBeGreaterThan(3);
    expect(meanDifference(few, few)?.low).toBeLessThan(0);
    expect(meanDifference(few, few)?.high).toBeGreaterThan(0);
  });
});
