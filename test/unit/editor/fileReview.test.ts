import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  approveHunk,
  decideRest,
  type FileReview,
  hunkAt,
  nextUndecided,
  rejectFile,
  rejectHunks,
  restoreRejected,
  startReview,
  undecided,
  withdrawApproval,
  withText,
} from '../../../src/editor/review/fileReview.ts';
import { type Left, leftOf, reasonsOf } from '../../../src/editor/review/left.ts';
import { compose, hunks } from '../../../src/edits/hunks.ts';
import { splitLines } from '../../../src/edits/lineEndings.ts';
import type { FileChange } from '../../../src/protocol/changes.ts';

const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
const proposed = 'one\n2\n3\n4\nfive\n6\n7\n8\n9\nten\n';
const edit: FileChange = { kind: 'edit', path: '/p/a.txt', hash: 'h', before, after: proposed };
const start = (): FileReview => startReview(before, proposed);
const must = (review: FileReview | undefined): FileReview => {
  if (!review) throw new Error('this step was refused');
  return review;
};
const id = (review: FileReview, at: number): string => review.hunks[at]?.id ?? '';
const left = (review: FileReview): Left | undefined => leftOf([{ change: edit, review }]);

describe('deciding on hunks', () => {
  test('rejecting takes exactly that hunk out, and the others stay where they are', () => {
    const review = must(rejectHunks(start(), [id(start(), 1)], 'Digits, please.'));
    expect(review.text).toBe('one\n2\n3\n4\n5\n6\n7\n8\n9\nten\n');
    expect(review.hunks.map(({ id }) => id)).toEqual([id(start(), 0), id(start(), 2)]);
    expect(left(review)).toEqual({
      changes: [{ ...edit, after: review.text }],
      rejected: [{ path: '/p/a.txt', diff: '@@ -5 +5 @@\n-5\n+five', lines: [5], reason: 'Digits, please.' }],
    });
  });

  test('what was rejected can be put back, and is undecided again', () => {
    const review = must(rejectHunks(must(rejectHunks(start(), [id(start(), 0)])), [id(start(), 2)]));
    const again = must(restoreRejected(review));
    expect(again.text).toBe(proposed);
    expect(again.rejected).toEqual([]);
    expect(undecided(again)).toHaveLength(3);
    expect(left(again)).toBeUndefined();
  });

  test('it is not put back over what the person wrote there since', () => {
    const out = must(rejectHunks(start(), [id(start(), 0), id(start(), 1)], 'No.'));
    const typed = withText(out, out.text.replace('5\n', 'FIVE\n'));
    const again = must(restoreRejected(typed));
    expect(again.text).toBe(proposed.replace('five', 'FIVE'));
    expect(again.rejected).toHaveLength(1);
    expect(restoreRejected(again)).toBeUndefined();
    expect(left(again)?.rejected).toEqual([
      { path: '/p/a.txt', diff: '@@ -5 +5 @@\n-5\n+five', lines: [5], reason: 'No.' },
    ]);
  });

  test('an approval can be withdrawn, and stays while the person types elsewhere', () => {
    const review = must(approveHunk(start(), id(start(), 1)));
    expect(undecided(review)).toHaveLength(2);
    const typed = withText(review, `zero\n${review.text}`);
    expect(undecided(typed)).toHaveLength(2);
    expect(undecided(must(withdrawApproval(typed, id(start(), 1))))).toHaveLength(3);
  });

  test('an approved hunk that grows together with another waits again', () => {
    const review = must(approveHunk(start(), id(start(), 1)));
    const typed = withText(review, review.text.replace('6\n7\n8\n9\n', 'all others\n'));
    expect(typed.hunks).toHaveLength(2);
    expect(undecided(typed)).toHaveLength(2);
  });

  test('undo in the editor brings a rejected hunk back as undecided', () => {
    const review = must(rejectHunks(start(), [id(start(), 1)], 'No.'));
    const undone = withText(review, proposed);
    expect(undone.rejected).toEqual([]);
    expect(undone.hunks.map(({ id }) => id)).toEqual(start().hunks.map(({ id }) => id));
  });

  test('a hunk that is gone is refused, and so is everything once the file is decided', () => {
    const typed = withText(start(), proposed.replace('five', '5'));
    for (const step of [approveHunk, withdrawApproval]) expect(step(typed, id(start(), 1))).toBeUndefined();
    expect(rejectHunks(typed, [id(start(), 1)])).toBeUndefined();
    const decided = decideRest(start(), 'approved');
    expect(approveHunk(decided, id(start(), 0))).toBeUndefined();
    expect(rejectHunks(decided, [id(start(), 0)])).toBeUndefined();
    expect(decideRest(decided, 'rejected')).toBe(decided);
  });

  test('the rest, the file', () => {
    const one = must(approveHunk(start(), id(start(), 0)));
    const kept = decideRest(one, 'rejected', 'Not these.');
    expect([kept.verdict, kept.text]).toEqual(['approved', before.replace('1', 'one')]);
    expect(left(kept)?.rejected).toEqual([
      { path: '/p/a.txt', diff: '@@ -5 +5 @@\n-5\n+five\n@@ -9,0 +10 @@\n+ten', lines: [5, 10], reason: 'Not these.' },
    ]);
    const none = decideRest(start(), 'rejected');
    expect([none.verdict, left(none)?.changes]).toEqual(['rejected', []]);
    expect(left(rejectFile(one, 'Wrong file.'))).toEqual({
      changes: [],
      rejected: [expect.objectContaining({ reason: 'Wrong file.', lines: [1, 5, 10] })],
    });
    const emptied = decideRest(withText(start(), before), 'approved');
    expect([emptied.verdict, left(emptied)?.changes]).toEqual(['rejected', []]);
  });

  test('files without hunks: an empty new file, a deletion, a move', () => {
    const empty: FileChange = { kind: 'create', path: '/p/e', after: '' };
    const gone: FileChange = { kind: 'delete', path: '/p/d', hash: 'h', directory: false };
    for (const change of [empty, gone]) {
      expect(leftOf([{ change, review: decideRest(startReview('', ''), 'approved') }])).toBeUndefined();
      expect(leftOf([{ change, review: decideRest(startReview('', ''), 'rejected', 'Stays.') }])).toEqual({
        changes: [],
        rejected: [{ path: change.path, diff: '', reason: 'Stays.' }],
      });
    }
  });

  test('a rejected new file is left out', () => {
    const create: FileChange = { kind: 'create', path: '/p/n', after: 'x\n' };
    expect(leftOf([{ change: create, review: decideRest(startReview('', 'x\n'), 'rejected') }])?.changes).toEqual([]);
  });

  test('where the next one is, and which one a line belongs to', () => {
    const review = must(approveHunk(start(), id(start(), 1)));
    expect(nextUndecided(review, 2)?.newStart).toBe(10);
    expect(nextUndecided(review, 11)?.newStart).toBe(1);
    expect(hunkAt(review, 5)?.id).toBe(id(review, 1));
    expect(hunkAt(review, 4)).toBeUndefined();
    expect(hunkAt(review, 1, 'before')?.id).toBe(id(review, 0));
    expect(hunkAt(withText(review, proposed.replace('7\n8\n', '')), 6)).toBeDefined();
  });

  test('reasons are told by file and line', () => {
    const part = { path: '/p/a', diff: '', lines: [3] };
    expect(reasonsOf([{ ...part, reason: 'No.' }], (path) => path)).toBe('No.');
    expect(
      reasonsOf([{ ...part, reason: 'No.' }, part, { ...part, lines: [1, 2], reason: 'Bad.' }], (path) => path),
    ).toBe('/p/a line 3: No.\n/p/a: Bad.');
    expect(reasonsOf([part, part], (path) => path)).toBe('');
  });
});

/** Random texts, and what a person may do in any order. */
const text = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', ''), fc.constantFrom('\n', '\r\n')), { maxLength: 20 })
  .map((lines) => lines.flat().join(''));
type Act = readonly [what: 'approve' | 'reject' | 'withdraw' | 'restore' | 'type', which: number, typed: string];
const acts = fc.array(
  fc.tuple(fc.constantFrom('approve', 'reject', 'withdraw', 'restore', 'type'), fc.nat(50), text) as fc.Arbitrary<Act>,
  { maxLength: 12 },
);

function act(review: FileReview, [what, which, typed]: Act): FileReview | undefined {
  const hunk = review.hunks[which % Math.max(1, review.hunks.length)]?.id ?? '';
  if (what === 'approve') return approveHunk(review, hunk);
  if (what === 'reject') return rejectHunks(review, [hunk], `no ${which}`);
  if (what === 'withdraw') return withdrawApproval(review, hunk);
  if (what === 'restore') return restoreRejected(review);
  const lines = splitLines(review.text);
  lines.splice(which % (lines.length + 1), 1, ...splitLines(typed).slice(0, 2));
  return withText(review, lines.join(''));
}

describe('whatever the person does', () => {
  test('the hunks are those from the original to the text, and decisions name hunks that are there', () => {
    fc.assert(
      fc.property(text, text, acts, (one, other, steps) => {
        let review = startReview(one, other);
        for (const step of steps) {
          review = act(review, step) ?? review;
          const ids = new Set(review.hunks.map(({ id }) => id));
          expect(ids.size).toBe(review.hunks.length);
          expect(compose(one, review.hunks, ids)).toBe(review.text);
          expect([...review.approved].filter((hunk) => !ids.has(hunk))).toEqual([]);
          const split = splitLines(review.text);
          for (const { newStart, added } of review.hunks) {
            expect(split.slice(newStart - 1, newStart - 1 + added.length)).toEqual(added);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  test('without typing, what is left is the approved and undecided hunks of the proposal', () => {
    const decisions = acts.map((all) => all.filter(([what]) => what !== 'type'));
    fc.assert(
      fc.property(text, text, decisions, (one, other, steps) => {
        let review = startReview(one, other);
        const out = new Set<string>();
        for (const step of steps) {
          const next = act(review, step);
          if (!next) continue;
          if (step[0] === 'reject')
            for (const { id } of review.hunks) if (!next.hunks.some((h) => h.id === id)) out.add(id);
          if (step[0] === 'restore') out.clear();
          review = next;
        }
        const all = hunks(one, other);
        const kept = new Set(all.map(({ id }) => id).filter((hunk) => !out.has(hunk)));
        expect(review.text).toBe(compose(one, all, kept));
        const parts = leftOf([{ change: { ...edit, before: one, after: other }, review }])?.rejected ?? [];
        expect(parts.flatMap(({ lines }) => lines ?? []).sort((a, b) => a - b)).toEqual(
          all.filter(({ id }) => out.has(id)).map(({ oldStart }) => oldStart),
        );
      }),
      { numRuns: 1500 },
    );
  });
});
