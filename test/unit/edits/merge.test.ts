import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Merged, merge3 } from '../../../src/edits/merge.ts';

const ok = (text: string): Merged => ({ ok: true, text });

const cases: [name: string, base: string, mine: string, theirs: string, merged: Merged][] = [
  ['far apart', 'a\nb\nc\nd\ne\n', 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n', ok('A\nb\nc\nd\nE\n')],
  ['neighbouring lines', 'a\nb\n', 'A\nb\n', 'a\nB\n', ok('A\nB\n')],
  ['the same change', 'a\nb\n', 'x\nb\n', 'x\nb\n', ok('x\nb\n')],
  ['the same change, another apart', 'a\nb\nc\n', 'x\nb\nc\n', 'x\nb\nC\n', ok('x\nb\nC\n')],
  ['a line written after the lines that go', 'a\nb\nc\n', 'a\nb\nmine\nc\n', 'a\nc\n', ok('a\nmine\nc\n')],
  ['both delete, one of them more', 'a\nb\nc\nd\n', 'a\nb\nd\n', 'a\nd\n', ok('a\nd\n')],
  ['deletions that overlap', 'a\nb\nc\nd\n', 'a\nd\n', 'a\nb\n', ok('a\n')],
  ['own line ends', 'a\r\nb\nc\r\n', 'A\nb\nc\r\n', 'a\r\nb\nC\r\n', ok('A\nb\nC\r\n')],
  ['a line end is a change', 'a\nb\n', 'a\r\nb\n', 'a\nB\n', ok('a\r\nB\n')],
  ['no final line end', 'a\nb', 'A\nb', 'a\nB', ok('A\nB')],
  ['the final line end goes, a line before changes', 'a\nb\n', 'a\nb', 'A\nb\n', ok('A\nb')],
  ['all was empty', '', 'a\n', '', ok('a\n')],
  [
    'one line, two ways',
    'a\nb\nc\n',
    'a\nmine\nc\n',
    'a\ntheirs\nc\n',
    { ok: false, conflicts: [{ line: 2, base: 'b\n', mine: 'mine\n', theirs: 'theirs\n' }] },
  ],
  [
    'two insertions at one place',
    'a\n',
    'new\na\nmine\n',
    'a\ntheirs\n',
    { ok: false, conflicts: [{ line: 3, base: '', mine: 'mine\n', theirs: 'theirs\n' }] },
  ],
  [
    'changed here, deleted there',
    'a\nb\nc\n',
    'a\nB\nc\n',
    'a\n',
    { ok: false, conflicts: [{ line: 2, base: 'b\nc\n', mine: 'B\nc\n', theirs: '' }] },
  ],
  [
    'an unfinished last line gets no other glued to it',
    'a\n',
    'a\nmine\n',
    'A',
    { ok: false, conflicts: [{ line: 1, base: 'a\n', mine: 'a\nmine\n', theirs: 'A' }] },
  ],
];

test.each(cases)('%s', (_name, base, mine, theirs, merged) => {
  expect(merge3(base, mine, theirs)).toEqual(merged);
  const swapped = merge3(base, theirs, mine);
  expect(swapped.ok ? swapped : 'a conflict').toEqual(merged.ok ? merged : 'a conflict');
});

/** Texts of few different lines, so that they repeat and the sides meet. */
const text = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', '', '}'), fc.constantFrom('\n', '\r\n')), { maxLength: 12 })
  .chain((lines) =>
    fc.boolean().map((ended) => {
      const whole = lines.flat().join('');
      return ended ? whole : whole.replace(/\r?\n$/, '');
    }),
  );

test('a side that changed nothing leaves the other as it is', () => {
  fc.assert(
    fc.property(text, text, (base, other) => {
      expect(merge3(base, other, base)).toEqual(ok(other));
      expect(merge3(base, base, other)).toEqual(ok(other));
      expect(merge3(base, other, other)).toEqual(ok(other));
    }),
  );
});

test('both orders of the sides agree', () => {
  fc.assert(
    fc.property(text, text, text, (base, mine, theirs) => {
      const [one, other] = [merge3(base, mine, theirs), merge3(base, theirs, mine)];
      if (one.ok && other.ok) expect(one.text).toBe(other.text);
      else expect(one.ok).toBe(other.ok);
    }),
    { numRuns: 1000 },
  );
});

/** What happens at one line of the base: lines put before it, and what becomes of it. */
interface Slot {
  readonly side: 'mine' | 'theirs' | 'none';
  readonly before: number;
  readonly fate: 'stays' | 'goes' | 'changes';
}

const slot: fc.Arbitrary<Slot> = fc.record({
  side: fc.constantFrom('mine', 'theirs', 'none', 'none'),
  before: fc.nat(2),
  fate: fc.constantFrom('stays', 'goes', 'changes'),
});

test('changes in different places all arrive, each at its place', () => {
  fc.assert(
    fc.property(
      fc.array(slot, { maxLength: 30 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (slots, end, finished) => {
        const write = (sides: readonly string[]): string =>
          slots
            .map(({ side, before, fate }, index) => {
              // The last line is left alone, so that it may lack its end.
              const last = index === slots.length - 1;
              const line = `line ${index}${last && !finished ? '' : end}`;
              if (last || !sides.includes(side)) return line;
              const fresh = Array.from({ length: before }, (_, at) => `new ${index}.${at}${end}`).join('');
              return fresh + (fate === 'stays' ? line : fate === 'goes' ? '' : `changed ${index}${end}`);
            })
            .join('');
        expect(merge3(write([]), write(['mine']), write(['theirs']))).toEqual(ok(write(['mine', 'theirs'])));
      },
    ),
    { numRuns: 1000 },
  );
});

test('no line that one side wrote is lost in a merge', () => {
  const own = (name: string) =>
    fc.array(fc.oneof(fc.nat(11), fc.constant(name)), { maxLength: 16 }).map((marks) =>
      // A number is a line of the base, in any order; a name becomes a line of this side's own.
      marks.map((mark, index) => (typeof mark === 'number' ? `base ${mark}\n` : `${mark} ${index}\n`)),
    );
  fc.assert(
    fc.property(own('mine'), own('theirs'), (mine, theirs) => {
      const base = Array.from({ length: 12 }, (_, index) => `base ${index}\n`).join('');
      const merged = merge3(base, mine.join(''), theirs.join(''));
      if (!merged.ok) {
        for (const one of merged.conflicts)
          expect(
            mine
              .join('')
              .split('\n')
              .slice(one.line - 1)
              .join('\n'),
          ).toContain(one.mine);
        return;
      }
      const lines = new Set(merged.text.split(/(?<=\n)/));
      for (const line of [...mine, ...theirs]) if (!line.startsWith('base')) expect(lines).toContain(line);
    }),
    { numRuns: 1000 },
  );
});

test('100,000 lines are merged at once', () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => (index % 7 === 0 ? '}\n' : `line ${index % 900}\n`));
  const changed = (every: number, offset: number, word: string) =>
    lines.map((line, index) => (index % every === offset ? `${word} ${index}\n` : line));
  const started = performance.now();
  const merged = merge3(lines.join(''), changed(500, 3, 'mine').join(''), changed(500, 250, 'theirs').join(''));
  expect(performance.now() - started).toBeLessThan(5000);
  const expected = changed(500, 3, 'mine').map((line, index) => (index % 500 === 250 ? `theirs ${index}\n` : line));
  expect(merged).toEqual(ok(expected.join('')));
});
