import { expect, test } from 'vitest';
import { whatChanged } from '../../../src/edits/whatChanged.ts';

const head = 'What changed (- as it was, + as it is now):\n';
const long = Array.from({ length: 60 }, (_, index) => `${index}\n`).join('');

test.each([
  ['a line', 'a\nb\nc\n', 'a\nB\nc\n', `${head}@@ -1,3 +1,3 @@\n a\n-b\n+B\n c`],
  ['the same text', 'a', 'a', 'Its text is the same, but its encoding or byte order mark is not.'],
  ['a long line', '', 'x'.repeat(1000), `${head}@@ -0,0 +1 @@\n+${'x'.repeat(199)}…\n\\ No newline at end of file`],
])('tells of %s', (_name, before, now, text) => {
  expect(whatChanged(before, now)).toBe(text);
});

test('of much it tells a few lines', () => {
  const lines = whatChanged('', long).split('\n');
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe('… 41 more lines of this difference');
});
