import { compose, hunks, trackHunks } from '../../src/edits/hunks.ts';
import type { Row } from './rows.mts';

/** Hunks of a file with many changes: computed, half of them put back, and the rest found again. */
export function measureHunks(): Row[] {
  const cases: [lines: number, changes: number, goal: number][] = [
    [5_000, 100, 20],
    [5_000, 1_000, 100],
    [100_000, 100, 100],
    [100_000, 1_000, 300],
  ];
  return cases.map(([count, changes, goal]) => {
    const lines = Array.from({ length: count }, (_, at) => `    const value${at} = compute(${at % 97}, other);\n`);
    const every = count / changes;
    const before = lines.join('');
    const after = lines.map((line, at) => (at % every === 1 ? `    changed(${at % 3});\n` : line)).join('');
    const times = Array.from({ length: 7 }, () => {
      const started = performance.now();
      const all = hunks(before, after);
      const kept = new Set(all.filter((_, at) => at % 2 === 0).map(({ id }) => id));
      const rest = trackHunks(all, hunks(before, compose(before, all, kept)));
      const time = performance.now() - started;
      return all.length === changes && rest.every(({ id }) => kept.has(id)) ? time : Number.NaN;
    });
    const value = Math.min(...times);
    const name = `hunks, ${changes} changes in ${count.toLocaleString('en')} lines`;
    return { name, value, unit: 'ms', goal, failed: Number.isNaN(value) };
  });
}
