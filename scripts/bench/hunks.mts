import { approveHunk, rejectHunks, startReview, withText } from '../../src/editor/review/fileReview.ts';
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
  const found = cases.map(([count, changes, goal]): Row => {
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
  return [...found, ...measureReview()];
}

/** What a person waits for in the review of an edit with 1,000 hunks in 100,000 lines: opening it, a decision, a key. */
function measureReview(): Row[] {
  const lines = Array.from({ length: 100_000 }, (_, at) => `    const value${at} = compute(${at % 97}, other);\n`);
  const before = lines.join('');
  const after = lines.map((line, at) => (at % 100 === 1 ? `    changed(${at % 3});\n` : line)).join('');
  const review = startReview(before, after);
  const middle = review.hunks[500]?.id ?? '';
  const typed = review.text.replace('value77777 ', 'mine ');
  const works: [what: string, goal: number, work: () => boolean][] = [
    ['opened', 300, () => startReview(before, after).hunks.length === 1000],
    ['a change approved', 10, () => approveHunk(review, middle)?.approved.size === 1],
    ['a change rejected', 50, () => rejectHunks(review, [middle])?.hunks.length === 999],
    ['a word typed', 300, () => withText(review, typed).hunks.length === 1001],
  ];
  return works.map(([what, goal, work]) => {
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      return work() ? performance.now() - started : Number.NaN;
    });
    const value = Math.min(...times);
    const name = `review of 1,000 changes in 100,000 lines: ${what}`;
    return { name, value, unit: 'ms', goal, failed: Number.isNaN(value) };
  });
}
