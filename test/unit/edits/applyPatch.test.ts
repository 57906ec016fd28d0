import { describe, expect, test } from 'vitest';
import { patchText } from '../../../src/edits/patch/patchText.ts';
import { hunksOf } from '../../support/patch.ts';

const two =
  'class A:\n    def f(self):\n        x = 1\n        return x\n\nclass B:\n    def f(self):\n        x = 1\n        return x\n';

const applied: [name: string, text: string, patch: string[], after: string][] = [
  ['one line', 'a\nb\nc\n', ['@@', ' a', '-b', '+B', ' c'], 'a\nB\nc\n'],
  ['a first hunk without @@', 'a\nb\nc\n', ['-b', '+B'], 'a\nB\nc\n'],
  ['two hunks', 'a\nb\nc\nd\ne\n', ['@@', '-a', '+A', '@@', ' d', '-e', '+E'], 'A\nb\nc\nd\nE\n'],
  ['insertion above', 'a\nb\n', ['@@', '+x', ' a'], 'x\na\nb\n'],
  ['insertion below', 'a\nb\n', ['@@', ' b', '+x'], 'a\nb\nx\n'],
  ['deletion', 'a\nb\nc\n', ['@@', ' a', '-b'], 'a\nc\n'],
  ['everything deleted', 'a\nb\n', ['@@', '-a', '-b'], ''],
  ['an empty file is filled', '', ['@@', '+a', '+b'], 'a\nb\n'],
  [
    'several changes in one hunk',
    'a\nb\nc\nd\ne\n',
    ['@@', '-a', '+A', ' b', '-c', ' d', '+x', ' e'],
    'A\nb\nd\nx\ne\n',
  ],
  ['new lines mean nothing special', 'a\n', ['@@', '-a', '+$& $1 $$'], '$& $1 $$\n'],
  [
    'signs at the start of a line',
    '-a\n+b\n@@ c\n*** d\n',
    ['@@', ' -a', ' +b', '-@@ c', '+@@ C', ' *** d'],
    '-a\n+b\n@@ C\n*** d\n',
  ],

  [
    '@@ with the class decides',
    two,
    ['@@ class B:', '         x = 1', '-        return x', '+        return 2'],
    two.replace(/return x\n$/, 'return 2\n'),
  ],
  [
    '@@ names the first of two',
    two,
    ['@@ class A:', '-        return x', '+        return 2'],
    two.replace('return x', 'return 2'),
  ],
  [
    'stacked @@',
    two,
    ['@@ class A:', '@@     def f(self):', '-        return x', '+        return 2'],
    two.replace('return x', 'return 2'),
  ],
  [
    '@@ on one line with its own at the end',
    two,
    ['@@ class B: @@', '-        return x', '+        return 2'],
    two.replace(/return x\n$/, 'return 2\n'),
  ],
  [
    '@@ with a part of the line',
    'class A(Base):\n  x\nclass B(Base):\n  x\n',
    ['@@ class B', '-  x', '+  y'],
    'class A(Base):\n  x\nclass B(Base):\n  y\n',
  ],
  [
    'a word in @@ is a whole word',
    'def fog():\n  x\ndef fo():\n  x\n',
    ['@@ def fo', '-  x', '+  y'],
    'def fog():\n  x\ndef fo():\n  y\n',
  ],
  [
    '@@ names a line of the hunk itself',
    two,
    ['@@ class B:', ' class B:', '     def f(self):', '-        x = 1', '+        x = 2'],
    two.replace(/(class B[\s\S]*)x = 1/, '$1x = 2'),
  ],
  ['@@ names the line right above', 'x\na\nx\nb\nx\n', ['@@ b', '-x', '+y'], 'x\na\nx\nb\ny\n'],
  ['the line right below @@ comes first', 'f:\n  x\n  y\n  x\n', ['@@ f:', '-  x', '+  z'], 'f:\n  z\n  y\n  x\n'],
  [
    'new lines below @@',
    'class A:\n  x\nclass B:\n  x\n',
    ['@@ class B:', '+  y'],
    'class A:\n  x\nclass B:\n  y\n  x\n',
  ],
  [
    'braces end no body',
    'void f()\n{\n  a;\n}\nvoid g()\n{\n  a;\n}\n',
    ['@@ void g()', '-  a;', '+  b;'],
    'void f()\n{\n  a;\n}\nvoid g()\n{\n  b;\n}\n',
  ],
  [
    'line numbers of a unified diff are passed over',
    'a\nb\n',
    ['--- a/f', '+++ b/f', '@@ -1,2 +1,2 @@ def x', '-a', '+A', ' b'],
    'A\nb\n',
  ],

  [
    'the order of hunks decides',
    'x\na\nx\nb\nx\n',
    ['@@', '-a', '+A', '@@', '-x', '+y', '@@', '-b', '+B'],
    'x\nA\ny\nB\nx\n',
  ],
  ['equal hunks for each of the places', 'x\na\nx\n', ['@@', '-x', '+y', '@@', '-x', '+y'], 'y\na\ny\n'],
  ['hunks out of order that are each the only one', 'a\nb\nc\n', ['@@', '-c', '+C', '@@', '-a', '+A'], 'A\nb\nC\n'],
  [
    'hunks that share context',
    'a\nb\nc\nd\n',
    ['@@', '-a', '+A', ' b', ' c', '@@', ' b', ' c', '-d', '+D'],
    'A\nb\nc\nD\n',
  ],
  ['a hunk that changes nothing is left out', 'a\nb\nb\n', ['@@', ' b', '@@', '-a', '+A'], 'A\nb\nb\n'],
  ['*** End of File decides', 'x\na\nx\n', ['@@', '-x', '+y', '*** End of File'], 'x\na\ny\n'],
  ['*** End of File before empty lines', 'x\na\nx\n\n\n', ['@@', '-x', '+y', '*** End of File'], 'x\na\ny\n\n\n'],
  ['*** End of File where it is not', 'x\na\n', ['@@', '-x', '+y', '*** End of File'], 'y\na\n'],
  ['new lines at *** End of File', 'a\n', ['@@', '+b', '*** End of File'], 'a\nb\n'],

  ['an empty line of context without its space', 'a\n\nb\n', ['@@', ' a', '', '-b', '+c'], 'a\n\nc\n'],
  [
    'an empty line that only sets hunks apart',
    'a\nb\nc\n',
    ['@@', '-a', '+A', '', '@@', ' b', '-c', '+C', ''],
    'A\nb\nC\n',
  ],
  [
    'of two empty lines at the end one is context',
    'a\n\nb\n',
    ['@@', '-a', '+A', '', '', '@@', '-b', '+B'],
    'A\n\nB\n',
  ],
  ['an empty line between new ones is new', 'a\nb\n', ['@@', ' a', '+x', '', '+y', ' b'], 'a\nx\n\ny\nb\n'],
  [
    'an empty line between new ones that is there already',
    'a\n\nb\n',
    ['@@', ' a', '+x', '', '+y', ' b'],
    'a\nx\n\ny\nb\n',
  ],
  [
    'new lines with an empty one below @@',
    'f:\n  a\n\ng:\n  a\n',
    ['@@ g:', '+  x', '', '+  y'],
    'f:\n  a\n\ng:\n  x\n\n  y\n  a\n',
  ],
  [
    'white space at line ends: what stays keeps its own',
    'a  \nb\t\nc\n',
    ['@@', ' a', '-b', '+B', ' c'],
    'a  \nB\nc\n',
  ],
  ['white space at line ends in the patch', 'a\nb\n', ['@@', ' a ', '-b\t', '+B'], 'a\nB\n'],
  ['a line taken out and put back keeps its white space', 'a  \nb\n', ['@@', '-a', '-b', '+a', '+B'], 'a  \nB\n'],
  ['an exact place before one with other white space', 'a \nb\na\nc\n', ['@@', '-a', '+A'], 'a \nb\nA\nc\n'],

  ['CRLF file', 'a\r\nb\r\nc\r\n', ['@@', ' a', '-b', '+B', '+x'], 'a\r\nB\r\nx\r\nc\r\n'],
  ['CRLF file, insertion', 'a\r\nb\r\n', ['@@', ' b', '+c'], 'a\r\nb\r\nc\r\n'],
  ['CRLF patch, LF file', 'a\nb\n', ['@@\r', ' a\r', '-b\r', '+B\r'], 'a\nB\n'],
  [
    'mixed line ends stay, by position',
    'a\r\nb\nc\r\nd\n',
    ['@@', ' a', '-b', '-c', '+B', '+C', ' d'],
    'a\r\nB\nC\r\nd\n',
  ],
  [
    'mixed line ends: a line put back keeps its own',
    'a\r\nb\nc\n',
    ['@@', '-a', '-b', '+x', '+a', '+B'],
    'x\r\na\r\nB\nc\n',
  ],
  [
    'mixed line ends: a new line takes that of the line above',
    'a\r\nb\nc\nd\n',
    ['@@', ' a', '+x', ' b', '+y'],
    'a\r\nx\r\nb\ny\nc\nd\n',
  ],
  ['lone carriage returns stay', 'a\rb\nc\n', ['@@', ' a\rb', '-c', '+C'], 'a\rb\nC\n'],
  ['no final line end stays so', 'a\nb', ['@@', '-b', '+B'], 'a\nB'],
  ['no final line end, insertion after the last line', 'a\nb', ['@@', ' b', '+c'], 'a\nb\nc'],
  ['no final line end, the last line goes', 'a\nb', ['@@', ' a', '-b'], 'a\n'],
  ['no final line end, a change above', 'a\nb', ['@@', '-a', '+A', ' b'], 'A\nb'],
  ['no final line end, CRLF', 'a\r\nb', ['@@', '-b', '+B', '+c'], 'a\r\nB\r\nc'],
  ['a single line without an end', 'a', ['@@', '-a', '+A'], 'A'],
  ['the patch takes the final line end', 'a\nb\n', ['@@', '-b', '+B', '\\ No newline at end of file'], 'a\nB'],
  ['the patch gives a final line end', 'a\nb', ['@@', '-b', '\\ No newline at end of file', '+b'], 'a\nb\n'],
  [
    'the patch knows of no final line end',
    'a\nb',
    ['@@', '-b', '\\ No newline at end of file', '+B', '\\ No newline at end of file'],
    'a\nB',
  ],
  ['an empty last line goes', 'a\n\n', ['@@', ' a', '-'], 'a\n'],
];

describe('hunks', () => {
  test.each(applied)('%s', (_name, text, patch, after) => {
    expect(patchText(text, hunksOf(...patch))).toMatchObject({ ok: true, text: after });
  });
});

const refused: [
  name: string,
  text: string,
  patch: string[],
  failures: { hunk: number; line: number; message: RegExp }[],
][] = [
  [
    'context that is not there',
    'alpha one\nbeta two\n',
    ['@@', ' alpha one', '-beta tow', '+x'],
    [
      {
        hunk: 1,
        line: 3,
        message:
          /^The hunk was not found\. The closest place is lines 1–2\. First difference, line 2:[\s\S]*"beta two"/,
      },
    ],
  ],
  [
    'several places',
    'x\na\nx\n',
    ['@@', '-x', '+y'],
    [{ hunk: 1, line: 3, message: /^It fits in 2 places, at lines 1, 3\. Add lines of context/ }],
  ],
  [
    'several places of one of two hunks',
    'x\na\nx\nb\n',
    ['@@', '-x', '+y', '@@', '-b', '+c'],
    [{ hunk: 1, line: 3, message: /2 places, at lines 1, 3/ }],
  ],
  [
    'several places below one @@',
    'f:\n  a\n  x\n  b\n  x\n',
    ['@@ f:', '-  x', '+  y'],
    [{ hunk: 1, line: 3, message: /2 places, at lines 3, 5/ }],
  ],
  [
    'several places that @@ names',
    two,
    ['@@ def f(self):', '-        return x', '+        return 2'],
    [{ hunk: 1, line: 3, message: /2 places, at lines 4, 9/ }],
  ],
  [
    'a near miss in several places',
    'a “x”\nb\na “x”\n',
    ['@@', '-a "x"', '+c'],
    [{ hunk: 1, line: 3, message: /with its typographic quotes repaired it is not clear .*\(lines 1, 3\)/ }],
  ],
  [
    'a near miss that is not below its @@',
    'f:\n  a “x”\ng:\n  y\n',
    ['@@ g:', '-  a "x"', '+  c'],
    [{ hunk: 1, line: 3, message: /stand at line 2, but not below/ }],
  ],
  [
    'a near miss that another hunk changes',
    'a “x”\nb\n',
    ['@@', '-a "x"', '+c', ' b', '@@', '-b', '+B'],
    [{ hunk: 2, line: 7, message: /another hunk changes/ }],
  ],
  [
    'places that differ in white space at line ends only',
    'x \na\nx\t\n',
    ['@@', '-x', '+y'],
    [{ hunk: 1, line: 3, message: /2 places, at lines 1, 3/ }],
  ],
  [
    '@@ that no line reads like',
    'a\n',
    ['@@ class C', '-a', '+b'],
    [{ hunk: 1, line: 3, message: /No line reads like its @@ line \(“class C”\)/ }],
  ],
  [
    'stacked @@ in the wrong order',
    'a:\n  b:\n    c\n',
    ['@@ b:', '@@ a:', '-    c', '+    d'],
    [{ hunk: 1, line: 4, message: /No line reads like its @@ line \(“a:”\)/ }],
  ],
  [
    'a place above the line of @@',
    'x\nclass A\n',
    ['@@ class A', '-x', '+y'],
    [{ hunk: 1, line: 3, message: /stand at line 1, but not below what its @@ line names \(line 2\)/ }],
  ],
  [
    'several places, none in the body of @@',
    'x\nf:\n  a\ng:\n  b\nx\nx\n',
    ['@@ f:', '-x', '+y'],
    [{ hunk: 1, line: 3, message: /stand at lines 1, 6, 7, but not below/ }],
  ],
  ['new lines without a place', 'a\n', ['@@', '+b'], [{ hunk: 1, line: 3, message: /nothing says where they belong/ }]],
  ['new lines below one of two', 'f\na\nf\n', ['@@ f', '+b'], [{ hunk: 1, line: 3, message: /2 places/ }]],
  [
    'lines left out with dots',
    'a\nb\nc\n',
    ['@@', ' a', ' ...', '-c', '+d'],
    [{ hunk: 1, line: 3, message: /cannot be left out \(“\.\.\.”\)/ }],
  ],
  [
    'code left out',
    'a\nb\nc\n',
    ['@@', '-a', '-b', '+// ... rest of the code unchanged'],
    [{ hunk: 1, line: 3, message: /leave something out \(“\/\/ \.\.\. rest of the code unchanged”\)/ }],
  ],
  ['an empty file', '', ['@@', '-a', '+b'], [{ hunk: 1, line: 3, message: /The file is empty/ }]],
  [
    'two hunks that change one line',
    'a\nb\n',
    ['@@', '-a', '+x', '@@', '-a', '+y'],
    [{ hunk: 2, line: 6, message: /another hunk changes/ }],
  ],
  [
    'context that another hunk takes out',
    'a\nb\nc\n',
    ['@@', '-a', '@@', ' a', '-b'],
    [{ hunk: 2, line: 5, message: /another hunk changes/ }],
  ],
  [
    'every hunk that does not fit is named',
    'a\nb\nc\n',
    ['@@', '-x', '+y', '@@', '-b', '+B', '@@', '-z', '+y'],
    [
      { hunk: 1, line: 3, message: /not found/ },
      { hunk: 3, line: 9, message: /not found/ },
    ],
  ],
];

describe('hunks that do not fit', () => {
  test.each(refused)('%s', (_name, text, patch, failures) => {
    const result = patchText(text, hunksOf(...patch));
    const told = result.ok ? result : { ...result, failures: result.failures.map(({ closest: _, ...one }) => one) };
    expect(told).toEqual({
      ok: false,
      failures: failures.map((one) => ({ ...one, message: expect.stringMatching(one.message) })),
    });
  });
});

test('a hunk that is not there comes with the lines that come closest', () => {
  const result = patchText('one\ntwo words\nthree\n', hunksOf('@@', ' one', '-two wrods', '+2'));
  expect(result).toMatchObject({
    ok: false,
    failures: [{ hunk: 1, closest: { firstLine: 1, lastLine: 2, text: 'one\ntwo words' } }],
  });
});
