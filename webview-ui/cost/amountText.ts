import type { Amount } from '../../src/protocol/costReport.ts';

/** On a scale, with as many digits as tell one mark from the next. */
export function costTick(cost: number, step: number): string {
  return `$${cost.toFixed(Math.max(2, Math.ceil(-Math.log10(step) - 1e-9)))}`;
}

/** The share of the input that was read from the cache, from 0 to 1; `undefined` where no input is known of. */
export function hitRatio({ input, cacheRead, cacheWrite }: Amount): number | undefined {
  const all = input + cacheRead + cacheWrite;
  return all === 0 ? undefined : cacheRead / all;
}

/** Rounded down near the top: only a whole is 100 %. */
export function percent(share: number | undefined): string {
  if (share === undefined) return '–';
  const tenths = Math.floor(share * 1000) / 10;
  return `${tenths >= 99 && tenths < 100 ? tenths.toFixed(1) : Math.round(tenths)} %`;
}
