import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitLines } from '../../../src/edits/lineEndings.ts';
import { parsePatch } from '../../../src/edits/patch/parsePatch.ts';
import { patchText } from '../../../src/edits/patch/patchText.ts';

/** A line of a file and what becomes of it: lines put above it, and whether it goes. */
interface Piece {
  readonly line: string;
  readonly ending: string;
  readonly above: readonly string[];
  readonly gone: boolean;
}

const text = fc.constantFrom(
  '',
  'a',
  'b',
  '  a',
  '}',
  '-x',
  '+x',
  ' ',
  '@@ y',
  '*** End Patch',
  'é…“”',
  'x'.repeat(40),
);
const piece = fc.record({
  line: text,
  ending: fc.constantFrom('\n', '\n', '\n', '\r\n'),
  above: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
  ),
  gone: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

/** A patch for the edits, with `context` lines around each change, and the file before and after. */
function example(pieces: readonly Piece[], context: number) {
  const before = pieces.map(({ line, ending }) => line + ending).join('');
  const changed = pieces.map(({ above, gone }) => above.length > 0 || gone);
  const near = (index: number): boolean =>
    changed.slice(Math.max(0, index - context), index + context + 1).includes(true);
  const patch: string[] = ['*** Begin Patch', '*** Update File: f'];
  const after: string[] = [];
  for (const [index, { line, above, gone }] of pieces.entries()) {
    if (near(index) && !(index > 0 && near(index - 1))) patch.push('@@');
    for (const added of above) patch.push(`+${added}`);
    if (near(index)) patch.push(`${gone ? '-' : ' '}${line}`);
    after.push(...above);
    if (!gone) after.push(line);
  }
  return { before, after, patch: [...patch, '*** End Patch'].join('\n') };
}

const bodies = (whole: string): string[] => whole.split(/\r?\n/).slice(0, -1);

describe('a patch made from random edits', () => {
  test('gives the edited file, or is refused because it fits in several places', () => {
    let applied = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (pieces, context) => {
        const { before, after, patch } = example(pieces, context);
        const parsed = parsePatch(patch);
        const section = parsed.ok ? parsed.sections[0] : undefined;
        if (section?.kind !== 'update') return;
        const result = patchText(before, section.hunks);
        if (!result.ok) {
          for (const { message } of result.failures)
            expect(message).toMatch(/^It fits in \d+ places|nothing says where/);
          return;
        }
        applied += 1;
        expect(bodies(result.text)).toEqual(after);
      }),
      { numRuns: 1000 },
    );
    expect(applied).toBeGreaterThan(300);
  });

  test('with the whole file as context always gives it; every line that stays keeps its line end', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 30 }), fc.boolean(), (pieces, open) => {
        const { before, after, patch } = example(pieces, pieces.length);
        const file = open && !pieces.at(-1)?.gone && pieces.at(-1)?.line !== '' ? before.replace(/\r?\n$/, '') : before;
        const parsed = parsePatch(patch);
        const section = parsed.ok ? parsed.sections[0] : undefined;
        if (section?.kind !== 'update') return;
        const result = patchText(file, section.hunks);
        if (!result.ok) throw new Error(JSON.stringify(result.failures));
        expect(bodies(file === before ? result.text : `${result.text}\n`)).toEqual(after);
        const kept = pieces.filter(({ gone }) => !gone).map(({ line, ending }) => line + ending);
        const left = splitLines(file === before ? result.text : `${result.text}${pieces.at(-1)?.ending}`);
        for (const line of kept) {
          expect(left).toContain(line);
          left.splice(0, left.indexOf(line) + 1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('any text at all is read without an exception, and any hunks are answered', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '*** Begin Patch',
        '*** Update File: f',
        '*** Add File: f',
        '@@',
        '@@ a',
        '*** End of File',
        '*** Move to: g',
        '*** End Patch',
        '',
        ' a',
        '-a',
        '+a',
        '+',
        '\\ No newline at end of file',
        '```',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.string(), (lines, file) => {
        const parsed = parsePatch(lines.join('\n'));
        if (!parsed.ok) return;
        for (const section of parsed.sections) if (section.kind === 'update') patchText(file, section.hunks);
      }),
      { numRuns: 2000 },
    );
  });
});

const hostile: [name: string, file: () => string, patch: () => string, ok: boolean][] = [
  [
    '10,000 hunks in 100,000 lines',
    () => numbered(100_000),
    () =>
      Array.from({ length: 10_000 }, (_, i) => `@@\n line ${i * 10}\n-line ${i * 10 + 1}\n+changed ${i}`).join('\n'),
    true,
  ],
  [
    '10,000 hunks below 10,000 @@ lines',
    () => Array.from({ length: 10_000 }, (_, i) => `def f${i}():\n    return 1\n`).join(''),
    () => Array.from({ length: 10_000 }, (_, i) => `@@ def f${i}():\n-    return 1\n+    return 2`).join('\n'),
    true,
  ],
  ['a patch of 10 MB', () => 'a\nb\n', () => `@@\n a\n${`+${'x'.repeat(99)}\n`.repeat(100_000)} b`, true],
  [
    'a patch of 10 MB that does not fit',
    () => numbered(100_000),
    () => `@@\n${` ${'x'.repeat(99)}\n`.repeat(100_000)}-y`,
    false,
  ],
  [
    'one line repeated, hunks of it',
    () => 'x\n'.repeat(500_000),
    () => Array.from({ length: 10_000 }, () => `@@\n${' x\n'.repeat(500)}-x\n+y`).join('\n'),
    false,
  ],
  [
    '10,000 @@ lines that are nowhere',
    () => numbered(100_000),
    () => Array.from({ length: 10_000 }, (_, i) => `@@ none ${i}\n-line ${i}\n+x`).join('\n'),
    false,
  ],
  [
    '10,000 hunks that do not fit',
    () => numbered(100_000),
    () => Array.from({ length: 10_000 }, (_, i) => `@@\n-none ${i}\n+x`).join('\n'),
    false,
  ],
  ['very long lines', () => `${'a b '.repeat(1_000_000)}\nc\n`, () => `@@\n-${'a b '.repeat(1_000_000)}x\n+y`, false],
];

test.each(hostile)('is answered soon: %s', (_name, file, patch, ok) => {
  const parsed = parsePatch(`*** Begin Patch\n*** Update File: f\n${patch()}\n*** End Patch`);
  const section = parsed.ok ? parsed.sections[0] : undefined;
  if (section?.kind !== 'update') throw new Error('no update');
  const [text, began] = [file(), performance.now()];
  const result = patchText(text, section.hunks);
  const took = performance.now() - began;
  expect(result.ok).toBe(ok);
  // Some seconds at most on a quiet machine.
  expect(took).toBeLessThan(15_000);
});

function numbered(lines: number): string {
  return Array.from({ length: lines }, (_, index) => `line ${index}\n`).join('');
}
