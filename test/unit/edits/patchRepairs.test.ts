import { expect, test } from 'vitest';
import { patchText } from '../../../src/edits/patch/patchText.ts';
import { hunksOf } from '../../support/patch.ts';

const repaired: [name: string, text: string, patch: string[], after: string, causes: string[]][] = [
  [
    'typographic quotes: what both lines share keeps those of the file',
    'a\r\nsay “hi”\r\nb\r\n',
    ['@@', ' a', '-say "hi"', '+say "hi" twice', ' b'],
    'a\r\nsay “hi” twice\r\nb\r\n',
    ['typographic quotes'],
  ],
  [
    'typographic dashes in the context',
    'a – b\nx\n',
    ['@@', ' a - b', '-x', '+y'],
    'a – b\ny\n',
    ['typographic dashes'],
  ],
  [
    'composed letters',
    'cafe\u0301\n',
    ['@@', '-caf\u00e9', '+caf\u00e9 au lait'],
    'cafe\u0301 au lait\n',
    ['composed and decomposed letters'],
  ],
  [
    'spaces for tabs, all through the hunk',
    'def f():\n\tif a:\n\t\tb\n\t\tc\n',
    ['@@', '     if a:', '-        b', '+        d', '         c'],
    'def f():\n\tif a:\n\t\td\n\t\tc\n',
    ['indentation'],
  ],
  ['one line, indented otherwise', 'if a:\n    b\n', ['@@', '-  b', '+  c'], 'if a:\n    c\n', ['indentation']],
  ['no final line end', 'a\nb “x”', ['@@', '-b "x"', '+b "x"', '+c'], 'a\nb “x”\nc', ['typographic quotes']],
  [
    'the first line, and another hunk to the letter',
    '“x”\ny\nz\n',
    ['@@', '-"x"', '+"w"', '@@', '-z', '+Z'],
    '“w”\ny\nZ\n',
    ['typographic quotes'],
  ],
  [
    '@@ decides between two',
    'f:\n  a “x”\ng:\n  a “x”\n',
    ['@@ g:', '-  a "x"', '+  c'],
    'f:\n  a “x”\ng:\n  c\n',
    ['typographic quotes'],
  ],
];

test.each(repaired)('a near miss is repaired: %s', (_name, text, patch, after, causes) => {
  expect(patchText(text, hunksOf(...patch))).toEqual({
    ok: true,
    text: after,
    repairs: causes.map((cause) => ({ cause, hunks: [1] })),
  });
});

test('what was overlooked is told', () => {
  expect(patchText('a \nb\nc \n', hunksOf('@@', '-a', '+A', '@@', '-b', '+B', '@@', '-c', '+C'))).toEqual({
    ok: true,
    text: 'A\nB\nC\n',
    repairs: [{ cause: 'trailing white space', hunks: [1, 3] }],
  });
});

const numbered: [name: string, patch: string[], after: string][] = [
  ['on every line', ['@@', ' 1\ta', '-2\tb', '+2\tB', ' 3\tc'], 'a\nB\nc\nd\n'],
  ['padded, one line', ['@@', '-     2\tb', '+     2\tB'], 'a\nB\nc\nd\n'],
  ['on old lines only', ['@@', ' 2\tb', '-3\tc', '+C', '+CC'], 'a\nb\nC\nCC\nd\n'],
  ['one line, where its number says', ['@@', '-3:c', '+3:C'], 'a\nb\nC\nd\n'],
  ['only lines that go', ['@@', '-2\tb', '-3\tc'], 'a\nd\n'],
  ['only lines that stay', ['@@', ' 2\tb', '+new', ' 3\tc'], 'a\nb\nnew\nc\nd\n'],
];

test.each(numbered)('line numbers that were copied along are taken off: %s', (_name, patch, after) => {
  expect(patchText('a\nb\nc\nd\n', hunksOf(...patch))).toEqual({
    ok: true,
    text: after,
    repairs: [{ cause: 'line numbers', hunks: [1] }],
  });
});

const notNumbers: [name: string, text: string, patch: string[]][] = [
  ['they do not go up one by one', 'a\nb\nc\n', ['@@', ' 1\ta', '-3\tb', '+3\tB']],
  ['one line, and its number is another', 'a\nb\nc\n', ['@@', '-3:b', '+3:B']],
  ['some of the new lines have them', 'a\nb\nc\n', ['@@', ' 1\ta', '-2\tb', '+2\tB', '+x']],
  ['a new line leaves something out', 'a\nb\nc\n', ['@@', ' 1\ta', '-2\tb', '+2\t// ... rest of the code']],
];

test.each(notNumbers)('are no line numbers: %s', (_name, text, patch) => {
  expect(patchText(text, hunksOf(...patch)).ok).toBe(false);
});

test('numbers that the file itself has stay', () => {
  expect(patchText('1\ta\n2\tb\n', hunksOf('@@', ' 1\ta', '-2\tb', '+2\tB'))).toMatchObject({
    text: '1\ta\n2\tB\n',
    repairs: [],
  });
});

test('where too many hunks of a file do not fit, it is said rather than called absent', () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} of a long file, “quoted”\n`);
  const hunks = Array.from({ length: 80 }, (_, index) =>
    hunksOf('@@', `-line ${index * 7} of a long file, "quoted"`, `+line ${index}`),
  ).flat();
  const result = patchText(lines.join(''), hunks);
  expect(result.ok).toBe(false);
  const failures = result.ok ? [] : result.failures;
  expect(failures.at(-1)?.message).toContain('so many hunks of this file');
  expect(new Set(failures.map(({ message }) => message)).size).toBe(1);
});
