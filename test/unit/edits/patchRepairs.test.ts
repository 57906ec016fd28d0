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
