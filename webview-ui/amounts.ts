import type { Measure } from '../src/protocol/costEvents.ts';

/** 850 ms → "0.9 s", 12,400 ms → "12 s", 125,000 ms → "2 min 5 s". */
export function formatDuration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  return formatSeconds(Math.round(ms / 1000));
}

/** 12 → "12 s", 125 → "2 min 5 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** 950 → "950", 12,345 → "12.3k", 200,000 → "200k", 1,000,000 → "1M". */
export function formatTokens(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  if (tokens < 999_500) return `${trimZero((tokens / 1000).toFixed(tokens < 99_950 ? 1 : 0))}k`;
  return `${trimZero((tokens / 1_000_000).toFixed(1))}M`;
}

/** US dollars; sums under a cent keep a digit that says something. */
export function formatCost(dollars: number): string {
  if (dollars > 0 && dollars < 0.001) return '< $0.001';
  if (dollars > 0 && dollars < 0.01) return `$${dollars.toFixed(3)}`;
  return `$${dollars.toFixed(2)}`;
}

/** An amount of a budget without its unit's name; less than a minute keeps a digit that says something. */
export function formatMeasure(measure: Measure, value: number): string {
  if (measure === 'cost') return formatCost(value);
  if (measure === 'tokens') return formatTokens(Math.round(value));
  const digits = measure === 'minutes' && value < 1 ? 1000 : 10;
  return String(Math.round(value * digits) / digits);
}

/** "just now", "5 min ago", "3 h ago", "yesterday", or a date, in the person's language. */
export function formatAgo(time: number, now: number, locale: string): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const minutes = Math.round((now - time) / 60_000);
  if (minutes < 1) return relative.format(0, 'second');
  if (minutes < 60) return relative.format(-minutes, 'minute');
  const hours = Math.round(minutes / 60);
  if (hours < 24) return relative.format(-hours, 'hour');
  const days = Math.round(hours / 24);
  if (days < 7) return relative.format(-days, 'day');
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(time);
}

function trimZero(text: string): string {
  return text.replace(/\.0$/, '');
}
