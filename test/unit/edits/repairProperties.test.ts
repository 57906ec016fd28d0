import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Replacement, replaceText } from '../../../src/edits/replace.ts';

/** Lines of a file with all that a near miss can get wrong. Every line has a number of its own, so that it is unique. */
interface Sample {
  readonly lines: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly changed: number;
}

const indents = { spaces: ['', '    ', '        '], tabs: ['', '\t', '\t\t'] } as const;
const bodies = [
  'const name = "value";',
  'say(\'it\', "twice\\n");',
  'if (a < b && c > d) {',
  '// don’t — “really” … no',
  '}',
  'tiếng Việt và cà phê',
  'x = a - b; y = f(...rest);',
  'path = "C:\\\\new\\\\table"; // a -- b',
  'return `a` ?? /\\d+/;',
];

function sampleOf(kind: keyof typeof indents): fc.Arbitrary<Sample> {
  const line = fc.record({
    indent: fc.constantFrom(...indents[kind]),
    body: fc.constantFrom(...bodies),
    trail: fc.constantFrom('', '', '', ' ', '  '),
  });
  return fc
    .record({
      rows: fc.array(line, { minLength: 3, maxLength: 10 }),
      from: fc.nat(8),
      count: fc.integer({ min: 1, max: 6 }),
      changed: fc.nat(8),
    })
    .map(({ rows, from, count, changed }) => {
      const start = from % rows.length;
      const to = Math.min(rows.length, start + count);
      return {
        lines: rows.map(({ indent, body, trail }, index) => `${indent}n${index} ${body}${trail}`),
        from: start,
        to,
        changed: start + (changed % (to - start)),
      };
    });
}

/** An edit of whole lines that changes a word and adds a line, and the file after it. */
function editOf({ lines, from, to, changed }: Sample, ending: string) {
  const old = lines.slice(from, to);
  const fresh = old.map((line, index) => (from + index === changed ? line.replace(/n\d+/, 'changed') : line));
  const indent = /^\s*/.exec(old[0] ?? '')?.[0] ?? '';
  fresh.push(`${indent}added line`);
  const file = [...lines, ''].join(ending);
  const after = [...lines.slice(0, from), ...fresh, ...lines.slice(to), ''].join(ending);
  return { file, after, oldText: old.join('\n'), newText: fresh.join('\n') };
}

type Degrade = (text: string) => string;

const spacesForTabs: Degrade = (text) => text.replace(/^\t+/gm, (tabs) => '    '.repeat(tabs.length));
const tabsForSpaces: Degrade = (text) => text.replace(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4));
const lines = (text: string, change: (line: string, index: number) => string): string =>
  text.split('\n').map(change).join('\n');

/** What models do to text. `kind` is the indentation that the file must have for it; `least` the share to be repaired. */
const causes: [name: string, degrade: Degrade, kind: keyof typeof indents, least: number][] = [
  ['Windows line ends', (text) => text.replaceAll('\n', '\r\n'), 'spaces', 0.99],
  ['no trailing white space', (text) => text.replace(/[ \t]+$/gm, ''), 'spaces', 0.95],
  ['more trailing white space', (text) => text.replace(/[ \t]+$|(?<![ \t])$/gm, '   '), 'spaces', 0.95],
  ['indented by two more', (text) => text.replace(/^(?=.)/gm, '  '), 'spaces', 0.95],
  ['indented by a tab more', (text) => text.replace(/^(?=.)/gm, '\t'), 'tabs', 0.9],
  ['spaces for tabs', spacesForTabs, 'tabs', 0.95],
  ['tabs for spaces', tabsForSpaces, 'spaces', 0.95],
  ['escaped line ends', (text) => text.replaceAll('\n', '\\n'), 'spaces', 0.3],
  ['escaped quotes', (text) => text.replaceAll('"', '\\"'), 'spaces', 0.95],
  ['doubled backslashes', (text) => text.replaceAll('\\', '\\\\'), 'spaces', 0.95],
  ['escaped as a JSON string', (text) => JSON.stringify(text).slice(1, -1), 'tabs', 0.5],
  ['entities', (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'), 'spaces', 0.95],
  [
    'typographic quotes',
    (text) => text.replace(/(\W)"/g, '$1“').replaceAll('"', '”').replaceAll("'", '’'),
    'spaces',
    0.95,
  ],
  ['straight quotes', (text) => text.replace(/[“”]/g, '"').replaceAll('’', "'"), 'spaces', 0.95],
  ['hyphens for dashes', (text) => text.replaceAll('—', '-').replaceAll('…', '...'), 'spaces', 0.95],
  ['dashes for hyphens', (text) => text.replaceAll('--', '—').replaceAll('...', '…'), 'spaces', 0.95],
  ['no-break spaces', (text) => text.replace(/(?<=\S) (?=\S)/g, '\u00a0'), 'spaces', 0.95],
  ['decomposed letters', (text) => text.normalize('NFD'), 'spaces', 0.95],
  [
    'numbers as in read_file',
    (text) => lines(text, (line, at) => `${String(at + 7).padStart(4)}\t${line}`),
    'tabs',
    0.9,
  ],
  [
    'numbers with an arrow',
    (text) => lines(text, (line, at) => `${String(at + 7).padStart(6)}→${line}`),
    'spaces',
    0.5,
  ],
  [
    'spaces for tabs, typographic quotes and trailing white space',
    (text) =>
      spacesForTabs(text)
        .replaceAll('"', '“')
        .replace(/[ \t]+$|(?<![ \t])$/gm, '   '),
    'tabs',
    0.95,
  ],
];

describe('a degraded edit is repaired to what was meant, or refused', () => {
  test.each(causes)('%s', (_, degrade, kind, least) => {
    let [tried, repaired] = [0, 0];
    fc.assert(
      fc.property(sampleOf(kind), fc.constantFrom('\n', '\r\n'), (sample, ending) => {
        const { file, after, oldText, newText } = editOf(sample, ending);
        const near = { oldText: degrade(oldText), newText: degrade(newText) };
        // To the letter is to the letter, also where white space stands right behind it.
        if (near.oldText === oldText || file.replaceAll('\r', '').includes(near.oldText)) return;
        tried += 1;
        const result = replaceText(file, near);
        if (!result.ok) return;
        expect(result.text).toBe(after);
        repaired += 1;
      }),
      { numRuns: 300 },
    );
    expect(repaired / tried).toBeGreaterThanOrEqual(least);
  });

  test.each(causes.filter(([name]) => !name.startsWith('numbers')))('cut anywhere: %s', (_, degrade, kind) => {
    fc.assert(
      fc.property(sampleOf(kind), fc.nat(), fc.nat(), ({ lines: body }, start, length) => {
        const file = [...body, ''].join('\n');
        const from = start % file.length;
        const part = file.slice(from, from + 1 + (length % 120));
        if (file.indexOf(part) !== file.lastIndexOf(part) || part.trim() === '') return;
        const fresh = part.replace(/(?<![\\&])\b(?:n\d|name|say|path)\b/, 'word');
        const near = { oldText: degrade(part), newText: degrade(fresh) };
        if (fresh === part || file.includes(near.oldText)) return;
        const result = replaceText(file, near);
        if (!result.ok) return;
        expect(result.text).toBe(file.replace(part, () => fresh));
      }),
      { numRuns: 300 },
    );
  });

  test('decomposed files keep their letters', () => {
    fc.assert(
      fc.property(sampleOf('spaces'), (sample) => {
        const { file, after, oldText, newText } = editOf(sample, '\n');
        if (oldText.normalize('NFD') === oldText) return;
        const result = replaceText(file.normalize('NFD'), { oldText, newText });
        if (!result.ok) throw new Error(result.message);
        expect(result.text).toBe(after.normalize('NFD'));
      }),
    );
  });
});

describe('to the letter', () => {
  const text = fc
    .array(
      fc.constantFrom('a', 'b', ' ', '\t', '\n', '\r\n', '"', '“', '\\n', '\\', 'é', 'e\u0301', '…', '...', '&lt;'),
      {
        maxLength: 40,
      },
    )
    .map((pieces) => pieces.join(''));

  test('a part of a file that occurs once is replaced and nothing else', () => {
    fc.assert(
      fc.property(text, text, text, text, (before, part, after, fresh) => {
        // Dots alone in a line stand for lines that were left out.
        fc.pre(!/^\s*(?:\.{3,}|…)\s*$/m.test(fresh));
        const [oldText, newText] = [`<${part}>`, `[${fresh}]`];
        const file = before + oldText + after;
        const result = replaceText(file, { oldText, newText });
        if (!result.ok) throw new Error(result.message);
        const plain = (one: string): string => one.replaceAll('\r\n', '\n');
        expect(result.repairs).toEqual([]);
        expect(plain(result.text)).toBe(plain(before + newText + after));
        expect(result.text.startsWith(before) && result.text.endsWith(after)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('whatever is sent, the answer comes, is the same again, and changes one place only', () => {
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (file, oldText, newText, replaceAll) => {
        const edit: Replacement = { oldText, newText, replaceAll };
        const result = replaceText(file, edit);
        expect(replaceText(file, edit)).toEqual(result);
        if (result.ok && !replaceAll) expect(result.lines.length).toBe(1);
        if (result.ok) expect(result.text).not.toBe(file);
      }),
      { numRuns: 300 },
    );
  });
});
