import { describe, expect, test } from 'vitest';
import { growingSections, parsePatch } from '../../../src/edits/patch/parsePatch.ts';

const update = ['*** Begin Patch', '*** Update File: src/a.ts', '@@', '-a', '+b', '*** End Patch'];
const section = {
  kind: 'update',
  path: 'src/a.ts',
  line: 2,
  moveTo: undefined,
  hunks: [
    {
      line: 3,
      headers: [],
      lines: [
        { kind: 'remove', text: 'a' },
        { kind: 'add', text: 'b' },
      ],
      atEnd: false,
    },
  ],
};
const shifted = (by: number) => ({
  ...section,
  line: 2 + by,
  hunks: section.hunks.map((hunk) => ({ ...hunk, line: 3 + by })),
});

const tolerated: [name: string, patch: string[], result: unknown][] = [
  ['as it should be', update, section],
  ['a byte order mark and Windows line ends', [`\uFEFF${update.join('\r\n')}\r\n`], section],
  ['no envelope', update.slice(1, -1), shifted(-1)],
  ['no end', [...update.slice(0, -1), '', ''], section],
  ['a code fence', ['```diff', ...update, '```', ''], shifted(1)],
  ['a code fence without an end of the patch', ['```', ...update.slice(0, -1), '```'], shifted(1)],
  ['a heredoc', ["apply_patch <<'EOF'", ...update, 'EOF'], shifted(1)],
  ['a heredoc without an end of the patch', ['apply_patch <<"PATCH"', ...update.slice(0, -1), 'PATCH'], shifted(1)],
  ['prose around it', ['Here is the patch:', '', ...update, 'Done.', '- all of it'], shifted(2)],
  [
    'white space and letters of the headers',
    ['***  begin patch ', '***Update File:src/a.ts  ', '@@  ', '-a', '+b', '*** END PATCH\t'],
    section,
  ],
  ['a quoted path', ['*** Begin Patch', '*** Update File: `src/a.ts`', ...update.slice(2)], section],
  [
    'empty lines between sections',
    ['*** Begin Patch', '*** Update File: src/a.ts', '@@', '-a', '+b', '*** End Patch', ''],
    section,
  ],
];

describe('what stands around a patch does no harm', () => {
  test.each(tolerated)('%s', (_name, patch, result) => {
    expect(parsePatch(patch.join('\n'))).toEqual({ ok: true, sections: [result] });
  });
});

const additions: [name: string, lines: string[], text: string][] = [
  ['lines', ['+a', '+', '+  b'], 'a\n\n  b\n'],
  ['no lines: an empty file', [], ''],
  ['one empty line', ['+'], '\n'],
  ['empty lines without their sign', ['+a', '', '+b', ''], 'a\n\nb\n'],
  ['a @@ before them', ['@@', '+a'], 'a\n'],
  ['no sign at all', ['a', '', '  b', '-c'], 'a\n\n  b\n-c\n'],
  ['no final line end', ['+a', '\\ No newline at end of file'], 'a'],
  ['a marker of the end', ['+a', '*** End of File'], 'a\n'],
  ['lines that look like the format', ['+*** End Patch', '++', '+@@'], '*** End Patch\n+\n@@\n'],
];

test.each(additions)('a new file: %s', (name, lines, text) => {
  const patch = ['*** Begin Patch', '*** Add File: a', ...lines, '*** End Patch'].join('\n');
  expect(parsePatch(patch)).toEqual({
    ok: true,
    sections: [{ kind: 'add', path: 'a', line: 2, text, ...(name === 'no sign at all' ? { unsigned: true } : {}) }],
  });
});

test('several sections, a move with and without hunks, a deletion', () => {
  const patch = [
    '*** Begin Patch',
    '*** Update File: a',
    '*** Move to: b',
    '@@ class A',
    '',
    '@@ def f',
    ' x',
    '',
    '-y',
    '*** End of File',
    '*** Update File: c',
    '*** Move to: d',
    '*** Delete File: e',
    '-all',
    '-of it',
    '*** Add File: f',
    '+f',
    '*** End Patch',
  ].join('\n');
  expect(parsePatch(patch)).toEqual({
    ok: true,
    sections: [
      {
        kind: 'update',
        path: 'a',
        line: 2,
        moveTo: 'b',
        hunks: [
          {
            line: 6,
            headers: ['class A', 'def f'],
            lines: [
              { kind: 'keep', text: 'x' },
              { kind: 'keep', text: '', bare: true },
              { kind: 'remove', text: 'y' },
            ],
            atEnd: true,
          },
        ],
      },
      { kind: 'update', path: 'c', line: 11, moveTo: 'd', hunks: [] },
      { kind: 'delete', path: 'e', line: 13 },
      { kind: 'add', path: 'f', line: 16, text: 'f\n' },
    ],
  });
});

const refused: [name: string, patch: string, message: RegExp][] = [
  ['nothing', '', /^The patch names no file\. Write \*\*\* Begin Patch/],
  ['prose', 'I would change a to b.', /^The patch names no file/],
  ['a unified diff', '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n', /^This is a unified diff/],
  [
    'a section without a path',
    '*** Update File:\n-a\n',
    /^Line 1 of the patch \(“\*\*\* Update File:”\): the path is missing/,
  ],
  [
    'an unknown header',
    '*** Update File: a\n-a\n+b\n*** Rename File: b\n',
    /^Line 4 of the patch \(“\*\*\* Rename File: b”\): this is no line of the format/,
  ],
  [
    'a line without a sign',
    '*** Update File: a\n@@\n-a\nb\n',
    /^Line 4 of the patch \(“b”\): a line of a hunk begins with a space/,
  ],
  [
    'an update that changes nothing',
    '*** Update File: a\n@@\n a\n',
    /^Line 1 of the patch .*: nothing changes in this section/,
  ],
  ['an update without hunks', '*** Begin Patch\n*** Update File: a\n*** End Patch', /^Line 2 .*nothing changes/],
  ['a move without a target', '*** Update File: a\n*** Move to:\n', /^Line 2 .*the new path is missing/],
  ['two moves', '*** Update File: a\n*** Move to: b\n*** Move to: c\n', /^Line 3 .*moved twice/],
  [
    'a move of a new file',
    '*** Add File: a\n*** Move to: b\n+x\n',
    /^Line 2 .*only a section \*\*\* Update File: can move/,
  ],
  [
    'a new file with a line that has no sign',
    '*** Add File: a\n+x\ny\n',
    /^Line 3 of the patch \(“y”\): every line of a new file begins with \+/,
  ],
  ['a new file of context', '*** Add File: a\n x\n y\n', /^Line 2 .*every line of a new file begins with \+/],
  ['text below a deletion', '*** Delete File: a\n+x\n', /^Line 2 .*nothing follows/],
  ['a long line is cut', `*** Update File: a\n@@\n${'x'.repeat(1000)}`, /^Line 3 of the patch \(“x{80}…”\)/],
];

test.each(refused)('an error names the line: %s', (_name, patch, message) => {
  expect(parsePatch(patch)).toEqual({ ok: false, message: expect.stringMatching(message) });
});

describe('a patch that is still being written', () => {
  const patch = [
    'Here it is:',
    '*** Begin Patch',
    '*** Update File: src/a.ts',
    '*** Move to: "src/my b.ts"',
    '@@ class A',
    ' keep',
    '-old',
    '+new + *** Update File: not/this.ts',
    '*** Add File: src/c.ts',
    '+*** Add File: nor/this.ts',
    '*** Delete File: src/d.ts',
    '*** End Patch',
    '',
  ];
  const paths = [['src/a.ts', 'src/my b.ts'], ['src/c.ts'], ['src/d.ts']];

  test.each(['\n', '\r\n'])('names at every character only whole paths, each file with where it moves (%j)', (end) => {
    const text = patch.join(end);
    const seen = new Set<string>();
    for (let length = 0; length <= text.length; length++) {
      const sections = growingSections(text.slice(0, length));
      expect(paths.slice(0, sections.length)).toEqual(sections.map((section) => section.paths));
      for (const { section: part } of sections) if (part) seen.add(JSON.stringify(part));
    }
    expect(growingSections(text).map((one) => one.section)).toEqual(sectionsOf(text));
    // The new line comes letter by letter.
    expect([...seen].filter((one) => one.includes('"src/a.ts"')).length).toBeGreaterThan(30);
  });

  test('shows nothing of a patch that breaks the format', () => {
    expect(growingSections('*** Update File: a\n-b\n*** Rename File: c\n')).toEqual([]);
  });

  function sectionsOf(text: string) {
    const parsed = parsePatch(text);
    return parsed.ok ? parsed.sections : [];
  }
});
