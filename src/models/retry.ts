/** How often and how long to wait before a failed request is asked again. Times in milliseconds. */
export interface RetryPolicy {
  /** Requests in all, the first included. */
  readonly attempts: number;
  /** Wait before the second attempt; doubled for each further one. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** A provider that asks for a longer wait than this is taken as a refusal. */
  readonly retryAfterCapMs: number;
  /** From 0 up to 1, spreads clients that failed together. */
  random(): number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 4,
  baseMs: 1000,
  maxMs: 30_000,
  retryAfterCapMs: 60_000,
  random: Math.random,
};

/** Exponential wait after failed attempt `attempt` (from 1), with up to a quarter taken off at random. */
export function backoffMs(attempt: number, policy: RetryPolicy): number {
  const whole = Math.min(policy.maxMs, policy.baseMs * 2 ** (attempt - 1));
  return Math.round(whole * (1 - 0.25 * policy.random()));
}

/**
 * What `retry-after-ms`, or else `retry-after` (seconds or an HTTP date, RFC 9110 section 10.2.3), asks for, in
 * milliseconds from `now`; `undefined` when neither is there or readable.
 */
export function retryAfterMs(headers: Headers | undefined, now: number): number | undefined {
  const milliseconds = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  const after = headers?.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(after)) return Number(after) * 1000;
  const date = /^[A-Za-z]{3,9},? /.test(after) ? Date.parse(after) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A duration in words, for the person: "4 seconds", "12 minutes". */
export function inWords(ms: number): string {
  const [amount, unit] =
    ms < 90_000
      ? [Math.ceil(ms / 1000), 'second']
      : ms < 90 * 60_000
        ? [Math.ceil(ms / 60_000), 'minute']
        : [Math.ceil(ms / 3_600_000), 'hour'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
