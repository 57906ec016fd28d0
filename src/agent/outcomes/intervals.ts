/** A value with its 95 % confidence interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Something that was counted in one session: `hits` of `of`. */
export interface Count {
  readonly hits: number;
  readonly of: number;
}

/** The normal distribution's 97.5 % point, and resamples of a bootstrap. */
const z = 1.959964;
const resamples = 2000;
/** The same numbers on every run, so that equal transcripts give equal tables. */
const seed = 20261128;
/** With fewer values a bootstrap is too narrow to be shown. */
export const fewestValues = 5;

/**
 * Mean and its percentile bootstrap interval (Efron 1979), with a fixed seed; `undefined` for fewer than five values. It
 * supposes nothing about their distribution: costs of sessions are far from normal.
 */
export function meanInterval(values: readonly number[]): Interval | undefined {
  if (values.length < fewestValues) return undefined;
  const random = generator(seed);
  return intervalOf(mean(values), () => resampledMean(values, random));
}

/** Difference of two means, `values` less `base`, each resampled by itself; `undefined` where either has too few values. */
export function meanDifference(values: readonly number[], base: readonly number[]): Interval | undefined {
  if (values.length < fewestValues || base.length < fewestValues) return undefined;
  const random = generator(seed);
  const difference = (): number => resampledMean(values, random) - resampledMean(base, random);
  return intervalOf(mean(values) - mean(base), difference);
}

/**
 * Share of what was counted over all sessions, with Wilson's score interval (1927) on the effective number of counts:
 * counts of one session resemble each other, so the number is divided by Kish's design effect (1965), estimated from the
 * linearised variance of the ratio with sessions as clusters. Fewer than five sessions say nothing of that, so each of
 * theirs then counts once. `undefined` where nothing was counted.
 */
export function shareInterval(counts: readonly Count[]): Interval | undefined {
  const told = counts.filter(({ of }) => of > 0);
  const of = told.reduce((sum, one) => sum + one.of, 0);
  if (of === 0) return undefined;
  const value = told.reduce((sum, { hits }) => sum + hits, 0) / of;
  const n = told.length < fewestValues ? told.length : of / designEffect(told, value, of);
  const middle = (value + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((value * (1 - value)) / n + z ** 2 / (4 * n ** 2));
  return { value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Difference of two shares by Newcombe's hybrid score method (1998, method 10); `undefined` where either has no counts. */
export function shareDifference(counts: readonly Count[], base: readonly Count[]): Interval | undefined {
  const [one, other] = [shareInterval(counts), shareInterval(base)];
  if (!one || !other) return undefined;
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}

/** From 1 (counts of a session are independent) to the mean number of counts in a session (all alike). */
function designEffect(counts: readonly Count[], share: number, of: number): number {
  const independent = (share * (1 - share)) / of;
  const most = counts.reduce((sum, one) => sum + one.of ** 2, 0) / of;
  if (independent === 0) return most;
  const m = counts.length;
  const spread = counts.reduce((sum, one) => sum + (one.hits - share * one.of) ** 2, 0);
  const clustered = ((m / (m - 1)) * spread) / of ** 2;
  return Math.min(Math.max(1, clustered / independent), Math.max(1, most));
}

function intervalOf(value: number, sample: () => number): Interval {
  const sorted = Array.from({ length: resamples }, sample).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (resamples - 1))] ?? value;
  return { value, low: at(0.025), high: at(0.975) };
}

function resampledMean(values: readonly number[], random: () => number): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += values[Math.floor(random() * values.length)] ?? 0;
  return sum / values.length;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mulberry32, from 0 to below 1 (Tommy Ettinger, public domain description). */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
