import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines } from '../../../src/edits/lineDiff.ts';
import { summarise } from '../../../src/edits/summary.ts';

function edit(before: string, after: string) {
  return summarise({ kind: 'edit', path: '/p/a.txt', hash: 'h', before, after });
}

const diffs: [name: string, before: string, after: string, added: number, removed: number, diff: string[]][] = [
  ['a changed line', 'a\nb\nc\n', 'a\nx\nc\n', 1, 1, ['@@ -1,3 +1,3 @@', ' a', '-b', '+x', ' c']],
  ['an added line', 'a\n', 'a\nb\n', 1, 0, ['@@ -1 +1,2 @@', ' a', '+b']],
  ['the first content', '', 'a\n', 1, 0, ['@@ -0,0 +1 @@', '+a']],
  ['the last content', 'a\n', '', 0, 1, ['@@ -1 +0,0 @@', '-a']],
  ['nothing', 'a\n', 'a\n', 0, 0, []],
  ['a final newline', 'a', 'a\n', 1, 1, ['@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+a']],
  ['line ends', 'a\r\nb\r\n', 'a\r\nb\n', 1, 1, ['@@ -1,2 +1,2 @@', ' a␍', '-b␍', '+b']],
  ['CRLF kept is not shown', 'a\r\nb\r\n', 'a\r\nc\r\n', 1, 1, ['@@ -1,2 +1,2 @@', ' a', '-b', '+c']],
  [
    'two hunks',
    '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n',
    'x\n2\n3\n4\n5\n6\n7\n8\n9\ny\n',
    2,
    2,
    ['@@ -1,4 +1,4 @@', '-1', '+x', ' 2', ' 3', ' 4', '@@ -7,4 +7,4 @@', ' 7', ' 8', ' 9', '-10', '+y'],
  ],
];

test.each(diffs)('diff: %s', (_name, before, after, added, removed, diff) => {
  expect(edit(before, after)).toEqual({ kind: 'edit', path: '/p/a.txt', added, removed, diff: diff.join('\n') });
});

test('a new file, a deletion and a move', () => {
  expect(summarise({ kind: 'create', path: '/p/a', after: 'x\ny' })).toEqual({
    kind: 'create',
    path: '/p/a',
    added: 2,
    removed: 0,
    diff: '@@ -0,0 +1,2 @@\n+x\n+y\n\\ No newline at end of file',
  });
  expect(summarise({ kind: 'create', path: '/p/a', after: '' })).toMatchObject({ added: 0, diff: '' });
  expect(summarise({ kind: 'delete', path: '/p/a', hash: '', directory: true })).toEqual({
    kind: 'delete',
    path: '/p/a',
    added: 0,
    removed: 0,
    diff: '',
  });
  expect(summarise({ kind: 'move', path: '/p/a', to: '/p/b', hash: '', directory: false })).toMatchObject({
    to: '/p/b',
  });
});

test('a long diff is cut, and says by how much', () => {
  const many = edit('', Array.from({ length: 1000 }, (_, n) => `line ${n}\n`).join(''));
  expect(many.added).toBe(1000);
  expect(many.diff.split('\n')).toHaveLength(201);
  expect(many.diff).toMatch(/… 801 more lines of this diff are not shown$/);

  const wide = edit('', `${'x'.repeat(5000)}\n`.repeat(100));
  expect(wide.diff.length).toBeLessThan(20_100);
  expect(wide.diff).toContain('… (5000 characters)');
});

test('a file of 100,000 lines is quick, also when all of it changed', () => {
  const lines = Array.from({ length: 100_000 }, (_, n) => `line ${n}\n`);
  const before = lines.join('');
  const everything = lines.map((line) => `x${line}`).join('');
  const twoEnds = ['first\n', ...lines.slice(1, -1), 'last\n'].join('');
  const started = performance.now();
  expect(edit(before, everything)).toMatchObject({ added: 100_000, removed: 100_000 });
  expect(edit(before, twoEnds)).toMatchObject({ added: 2, removed: 2 });
  expect(performance.now() - started).toBeLessThan(2000);
});

test('the runs of a diff give back both texts', () => {
  const text = fc
    .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', 'd\n', 'e'), { maxLength: 30 })
    .map((lines) => lines.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const runs = diffLines(before, after);
      const side = (pick: 'removed' | 'added') =>
        runs.flatMap((run) => (run.kind === 'same' ? run.lines : run[pick])).join('');
      expect([side('removed'), side('added')]).toEqual([before, after]);
    }),
  );
});
