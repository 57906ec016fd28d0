import { summarise } from './summary.ts';

const maxLines = 20;
const maxLineLength = 200;

/** A few lines on how a text that somebody knows became what it is now. */
export function whatChanged(before: string, now: string): string {
  if (before === now) return 'Its text is the same, but its encoding or byte order mark is not.';
  const lines = summarise({ kind: 'edit', path: '', hash: '', before, after: now }).diff.split('\n');
  const shown = lines
    .slice(0, maxLines)
    .map((line) => (line.length > maxLineLength ? `${line.slice(0, maxLineLength)}…` : line));
  const more = lines.length > maxLines ? [`… ${lines.length - maxLines} more lines of this difference`] : [];
  return ['What changed (- as it was, + as it is now):', ...shown, ...more].join('\n');
}
