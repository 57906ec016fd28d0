import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withEnding } from '../../../src/edits/lineEndings.ts';
import { type Replacement, replaceText } from '../../../src/edits/replace.ts';

const replaced: [name: string, text: string, edit: Replacement, after: string, lines: number[]][] = [
  ['one place', 'a b c\n', { oldText: 'b', newText: 'x' }, 'a x c\n', [1]],
  [
    'special replacement patterns mean nothing',
    'cost 1',
    { oldText: '1', newText: "$& $1 $$ $` $'" },
    "cost $& $1 $$ $` $'",
    [1],
  ],
  ['every place', 'a\nb a\n', { oldText: 'a', newText: 'aa', replaceAll: true }, 'aa\nb aa\n', [1, 2]],
  [
    'replaceAll takes places that do not overlap',
    'aaaa',
    { oldText: 'aa', newText: 'b', replaceAll: true },
    'bb',
    [1, 1],
  ],
  ['deletion', 'a\nb\nc\n', { oldText: 'b\n', newText: '' }, 'a\nc\n', [2]],
  ['CRLF file, LF in oldText', 'a\r\nb\r\nc\r\n', { oldText: 'a\nb', newText: 'a\nx\nb' }, 'a\r\nx\r\nb\r\nc\r\n', [1]],
  [
    'CRLF file, one line, inserted lines take the file ending',
    'a\r\nb\r\n',
    { oldText: 'b', newText: 'b\nc' },
    'a\r\nb\r\nc\r\n',
    [2],
  ],
  ['CRLF in oldText, LF file', 'a\nb\n', { oldText: 'a\r\nb', newText: 'a\r\nc' }, 'a\nc\n', [1]],
  [
    'mixed file: the region decides',
    'a\r\nb\nc\nd\n',
    { oldText: 'a\nb', newText: 'a\nx\nb' },
    'a\r\nx\r\nb\nc\nd\n',
    [1],
  ],
  [
    'mixed region: shared lines keep their own ends',
    'a\r\nb\nc\r\n',
    { oldText: 'a\nb\nc\n', newText: 'a\nB\nc\n' },
    'a\r\nB\nc\r\n',
    [1],
  ],
  ['mixed region: by position', 'a\r\nb\nc', { oldText: 'a\nb\nc', newText: 'x\ny\nz' }, 'x\r\ny\nz', [1]],
  ['lone carriage returns are no line ends', 'a\rb\n', { oldText: 'a\rb', newText: 'c\rd' }, 'c\rd\n', [1]],
  ['an empty file takes the text as it is', '', { oldText: '', newText: 'a\r\nb\n' }, 'a\r\nb\n', [1]],
  ['no final newline stays so', 'a\nb', { oldText: 'b', newText: 'c' }, 'a\nc', [2]],
  ['a one-line file takes the ends of the new text', 'a', { oldText: 'a', newText: 'a\r\nb' }, 'a\r\nb', [1]],
  ['astral characters', '😀a😀\n', { oldText: 'a', newText: '😁' }, '😀😁😀\n', [1]],
  [
    'a marker that was there already',
    '// ... rest of the code unchanged\na',
    { oldText: '// ... rest of the code unchanged\na', newText: '// ... rest of the code unchanged\nb' },
    '// ... rest of the code unchanged\nb',
    [1],
  ],
];

test.each(replaced)('replaces: %s', (_name, text, edit, after, lines) => {
  expect(replaceText(text, edit)).toMatchObject({ ok: true, text: after, lines });
});

const refused: [name: string, text: string, edit: Replacement, reason: string, message: RegExp][] = [
  ['empty oldText on content', 'a', { oldText: '', newText: 'b' }, 'emptyOldText', /write_file/],
  ['same text', 'a', { oldText: 'a', newText: 'a' }, 'unchanged', /nothing would change/],
  ['same but for line ends', 'a\r\nb', { oldText: 'a\nb', newText: 'a\r\nb' }, 'unchanged', /nothing would change/],
  ['two places', 'a\nb\na\n', { oldText: 'a', newText: 'b' }, 'ambiguous', /2 times, on lines 1, 3\..*replaceAll/],
  ['overlapping places', 'aaa', { oldText: 'aa', newText: 'b' }, 'ambiguous', /2 times/],
  ['many places', 'a\n'.repeat(30), { oldText: 'a', newText: 'b' }, 'ambiguous', /30 times.*and 20 more/],
  [
    'indentation that is not shifted as a whole',
    'if (x) {\n\treturn 1;\n}\n',
    { oldText: 'if (x) {\nreturn 1;\n}', newText: 'x' },
    'notFound',
    /closest place is lines 1–3\. It differs only in white space\. First difference, line 2:\n {2}file: {4}"\\treturn 1;"/,
  ],
  [
    'a changed word',
    'one\nconst total = sum(a, b);\nthree\n',
    { oldText: 'const total = sum(a, c);', newText: 'x' },
    'notFound',
    /closest place is line 2.*First difference, line 2/s,
  ],
  [
    'line numbers copied, and a wrong word',
    'a\nb\n',
    { oldText: '    1\ta\n    2\tc', newText: 'x' },
    'notFound',
    /line numbers/,
  ],
  ['nothing alike', 'alpha\n', { oldText: 'omega()', newText: 'x' }, 'notFound', /nor anything close/],
  ['an empty file', '', { oldText: 'a', newText: 'b' }, 'notFound', /file is empty/],
  [
    'past the end',
    'a longer line\nb longer line',
    { oldText: 'b longer line\nc', newText: 'b' },
    'notFound',
    /file ends before line 2 of oldText/,
  ],
];

test.each(refused)('refuses: %s', (_name, text, edit, reason, message) => {
  const result = replaceText(text, edit);
  expect(result).toMatchObject({ ok: false, reason });
  expect(!result.ok && result.message).toMatch(message);
});

/** What models write in the place of code, and the ways to write a comment. */
const leftOut = [
  'rest of the function',
  'Rest of the code',
  'existing code',
  'unchanged',
  'same as before',
  'the rest of the file',
  'your existing code',
  'rest of class',
  'omitted',
  'unchanged lines',
  'rest of tests unchanged',
  '... 50 lines unchanged ...',
  '... lines 3-4 ...',
  'Keep existing code',
  'keep the rest as is',
  'remaining methods',
  'same code as above',
  'put the rest of the code here',
  '... two() and three() unchanged',
  'rest of parse_args unchanged',
  '... rest of JSX ...',
  '... more ...',
  '⋮',
];
const styles: [name: string, comment: (text: string) => string][] = [
  ['//', (text) => `// ${text}`],
  ['#', (text) => `# ${text}`],
  ['--', (text) => `-- ${text}`],
  ['<!-- -->', (text) => `<!-- ${text} -->`],
];
const lines = 'parse_args {\n  one();\n  two();\n  three();\n}\n';

describe.each(styles)('a comment with %s that stands for lines which are gone', (_, comment) => {
  test.each(leftOut)('%s', (text) => {
    const newText = `parse_args {\n  one(1);\n  ${comment(text)}\n}\n`;
    expect(replaceText(lines, { oldText: lines, newText })).toMatchObject({ ok: false, reason: 'truncated' });
  });
});

test.each(['...', '…', '⋮'])('so does a line that is only %s', (dots) => {
  const newText = `parse_args {\n  one(1);\n  ${dots}\n}\n`;
  expect(replaceText(lines, { oldText: lines, newText })).toMatchObject({ ok: false, reason: 'truncated' });
});

const written = [
  'Leave the other fields unchanged',
  'All other fields stay the same',
  'Same logic as before',
  'Original implementation',
  'The config file is unchanged here',
  'Existing entries stay the same',
  'Unchanged lines are skipped here',
  'other methods',
];
test.each(written)('a comment that is added to what stays is written as it is: %s', (text) => {
  const newText = `  // ${text}\n  two();\n`;
  expect(replaceText(lines, { oldText: '  two();\n', newText })).toMatchObject({ ok: true });
});

test('the title of a part that follows is none, nor are the dots that are a body in Python', () => {
  const titled = 'parse_args {\n  // other methods\n  first();\n  second();\n}\n';
  expect(replaceText(lines, { oldText: lines, newText: titled })).toMatchObject({ ok: true });
  const python = 'def a(self):\n    one()\n    two()\n';
  const stub = 'def a(self) -> int:\n    ...\n';
  expect(replaceText(python, { oldText: python, newText: stub })).toMatchObject({ ok: true });
});

describe('text that leaves code out', () => {
  const markers = [
    '// ... rest of the code unchanged',
    '// … existing code …',
    '# ... rest of file ...',
    '/* ... remaining methods ... */',
    '<!-- ... rest of the content unchanged ... -->',
    '{/* ... existing components ... */}',
    '-- ... other functions ...',
    '// (rest of the function remains the same)',
    '// rest of the implementation stays the same',
    '... rest of code here',
    '// ... unchanged ...',
  ];
  test.each(markers)('%s', (marker) => {
    expect(replaceText('a\n', { oldText: 'a', newText: `b\n${marker}\n` })).toMatchObject({
      ok: false,
      reason: 'truncated',
    });
  });
  const harmless = [
    '// the rest of the tests run in CI',
    'const { a, ...rest } = props;',
    '...rest,',
    '// keeps existing files',
    '# Loading the remaining lines...'.replace('...', ''),
    'print("... existing code ...")',
    '// unchanged since 2019',
    'return other.code;',
    '...existing,',
  ];
  test.each(harmless)('not: %s', (line) => {
    expect(replaceText('a\n', { oldText: 'a', newText: `b\n${line}\n` })).toMatchObject({ ok: true });
  });
});

describe('properties', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '$', '&', '\r', 'é', '😀'), maxLength: 4 });
  const text = fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 12 })
    .map((lines) => lines.map(([body, end]) => body.replace(/\r+$/, '') + end).join(''));

  test('characters outside the replaced region stay, and what is inserted is the new text', () => {
    fc.assert(
      fc.property(text, text, text, text, (before, region, after, fresh) => {
        const whole = `${before}<${region}>${after}`;
        const oldText = withEnding(`<${region}>`, '\n');
        const newText = `[${fresh}]`;
        const result = replaceText(whole, { oldText, newText });
        if (!result.ok) throw new Error(result.message);
        expect(result.text.startsWith(before)).toBe(true);
        expect(result.text.endsWith(after)).toBe(true);
        const inserted = result.text.slice(before.length, result.text.length - after.length);
        expect(withEnding(inserted, '\n')).toBe(withEnding(newText, '\n'));
      }),
    );
  });

  test('a file with one kind of line end keeps it', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('\n' as const, '\r\n' as const), (body, fresh, ending) => {
        const whole = withEnding(`${body}<x>${body}`, ending);
        const result = replaceText(whole, { oldText: '<x>', newText: `y${withEnding(fresh, '\n')}z` });
        if (!result.ok) throw new Error(result.message);
        if (whole.includes('\n')) expect(result.text).toBe(withEnding(result.text, ending));
      }),
    );
  });

  test('replacing and replacing back gives the same bytes', () => {
    fc.assert(
      fc.property(text, text, (body, tail) => {
        const whole = `${body}<one>${tail}`;
        const there = replaceText(whole, { oldText: '<one>', newText: '<two>' });
        const back = there.ok && replaceText(there.text, { oldText: '<two>', newText: '<one>' });
        expect(back).toMatchObject({ ok: true, text: whole });
      }),
    );
  });
});
