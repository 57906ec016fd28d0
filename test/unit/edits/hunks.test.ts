import { diffArrays } from 'diff';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compose, type Hunk, hunks, trackHunks } from '../../../src/edits/hunks.ts';
import { diffLines } from '../../../src/edits/lineDiff.ts';
import { splitLines } from '../../../src/edits/lineEndings.ts';

/** Few different lines, so that they repeat, with every kind of line end and often none at the end. */
const line = fc.constantFrom('a', 'b', 'c', '', '  a', '}', 'x\r', '\uFEFF', 'é');
const ending = fc.constantFrom('\n', '\r\n');
const text = fc
  .tuple(fc.array(fc.tuple(line, ending), { maxLength: 30 }), fc.option(line, { nil: '' }))
  .map(([lines, rest]) => lines.flat().join('') + rest);

/** A text and another that a few replaced stretches of lines made of it. */
const edited = fc
  .tuple(text, fc.array(fc.tuple(fc.nat(30), fc.nat(4), text), { maxLength: 6 }))
  .map(([before, edits]) => {
    const lines = splitLines(before);
    for (const [at, count, fresh] of edits) lines.splice(at, count, ...splitLines(fresh));
    return [before, lines.join('')] as const;
  });
const pair = fc.oneof(fc.tuple(text, text), edited);

const ids = (all: readonly Hunk[]): Set<string> => new Set(all.map(({ id }) => id));

/** Written without `compose`: from the end to the start, by character offsets. */
function reference(before: string, all: readonly Hunk[], picked: ReadonlySet<string>): string {
  const offset = (lineNumber: number): number =>
    splitLines(before)
      .slice(0, lineNumber - 1)
      .join('').length;
  return all.reduceRight((result, hunk) => {
    if (!picked.has(hunk.id)) return result;
    const from = offset(hunk.oldStart);
    return result.slice(0, from) + hunk.added.join('') + result.slice(offset(hunk.oldStart + hunk.removed.length));
  }, before);
}

describe('any two texts', () => {
  test('all hunks give the second text, none the first', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const all = hunks(before, after);
        expect(compose(before, all, ids(all))).toBe(after);
        expect(compose(before, all, new Set())).toBe(before);
        expect(ids(all).size).toBe(all.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('any subset is what replacing by offsets gives', () => {
    fc.assert(
      fc.property(pair, fc.infiniteStream(fc.boolean()), ([before, after], coins) => {
        const all = hunks(before, after);
        const picked = new Set([...ids(all)].filter(() => coins.next().value));
        expect(compose(before, all, picked)).toBe(reference(before, all, picked));
      }),
      { numRuns: 2000 },
    );
  });

  test('line numbers are those of each side, and an equal line stands between two hunks', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const [old, fresh] = [splitLines(before), splitLines(after)];
        let [oldEnd, newEnd] = [0, 0];
        for (const { oldStart, newStart, removed, added } of hunks(before, after)) {
          expect(old.slice(oldStart - 1, oldStart - 1 + removed.length)).toEqual(removed);
          expect(fresh.slice(newStart - 1, newStart - 1 + added.length)).toEqual(added);
          expect(oldStart - oldEnd).toBe(newStart - newEnd);
          if (newEnd > 0 || oldEnd > 0) expect(newStart).toBeGreaterThan(newEnd);
          [oldEnd, newEnd] = [oldStart + removed.length, newStart + added.length];
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('taking one hunk out leaves the others with their ids', () => {
    fc.assert(
      fc.property(pair, fc.nat(), ([before, after], which) => {
        const all = hunks(before, after);
        const out = all[which % Math.max(1, all.length)];
        if (!out) return;
        const rest = new Set([...ids(all)].filter((id) => id !== out.id));
        const left = compose(before, all, rest);
        const next = trackHunks(all, hunks(before, left));
        // A diff may be drawn in more ways than one; where the rest is the same hunks, they have the same ids.
        const expected = all.filter(({ id }) => id !== out.id);
        const same =
          next.length === expected.length && next.every((one, at) => one.oldStart === expected[at]?.oldStart);
        if (same) expect(next.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        expect(ids(next).size).toBe(next.length);
      }),
      { numRuns: 2000 },
    );
  });
});

const base = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';
const proposed = 'ONE\ntwo\nthree\nNEW\nfour\nfive\nsix\neight\nNINE\n';

test('a hunk at each kind of place', () => {
  expect(hunks(base, proposed).map(({ id: _, ...hunk }) => hunk)).toEqual([
    { oldStart: 1, newStart: 1, removed: ['one\n'], added: ['ONE\n'] },
    { oldStart: 4, newStart: 4, removed: [], added: ['NEW\n'] },
    { oldStart: 7, newStart: 8, removed: ['seven\n'], added: [] },
    { oldStart: 9, newStart: 9, removed: ['nine\n'], added: ['NINE\n'] },
  ]);
});

describe('ids stay', () => {
  const before = hunks(base, proposed);
  const idsOf = (all: readonly Hunk[]): (number | 'new')[] =>
    all.map(({ id }) => {
      const at = before.findIndex((one) => one.id === id);
      return at === -1 ? 'new' : at;
    });
  const table: [what: string, left: string, right: string, expected: (number | 'new')[]][] = [
    ['nothing changed', base, proposed, [0, 1, 2, 3]],
    ['one was put back', base, proposed.replace('ONE', 'one'), [1, 2, 3]],
    ['one was put back in the middle', base, proposed.replace('NEW\n', ''), [0, 2, 3]],
    ['lines typed in a hunk', base, proposed.replace('NEW\n', 'NEW\nand more\n'), [0, 1, 2, 3]],
    ['lines typed elsewhere', base, proposed.replace('two\n', 'two\n2b\n'), [0, 'new', 1, 2, 3]],
    ['lines inserted above on both sides', `zero\n${base}`, `zero\n${proposed}`, [0, 1, 2, 3]],
    ['a hunk went into the left side', base.replace('four', 'NEW\nfour'), proposed, [0, 2, 3]],
    ['two hunks grew together', base, proposed.replace('two\nthree\n', 'x\n'), [0, 2, 3]],
    ['a changed hunk is found by its place', base, proposed.replace('NINE', 'Nine!'), [0, 1, 2, 3]],
    ['all gone', base, base, []],
  ];
  test.each(table)('%s', (_what, left, right, expected) => {
    expect(idsOf(trackHunks(before, hunks(left, right)))).toEqual(expected);
  });

  test('equal hunks are told apart by their place', () => {
    const left = 'a\n1\na\n2\na\n3\n';
    const all = hunks(left, left.replaceAll('a', 'b'));
    const [first, second, third] = all.map(({ id }) => id);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(trackHunks(all, hunks(left, 'a\n1\nb\n2\nb\n3\n')).map(({ id }) => id)).toEqual([second, third]);
    expect(trackHunks(all, hunks('b\n1\na\n2\na\n3\n', 'b\n1\nb\n2\nb\n3\n')).map(({ id }) => id)).toEqual([
      second,
      third,
    ]);
  });
});

describe('big files', () => {
  const lines = (count: number): string[] =>
    Array.from({ length: count }, (_, at) => `  value(${at % 50}); // ${at}\n`);

  test('a thousand changes in a hundred thousand lines are a thousand hunks', () => {
    const before = lines(100_000);
    const after = before.map((one, at) => (at % 100 === 7 ? `changed ${at % 3}\n` : one));
    const all = hunks(before.join(''), after.join(''));
    expect(all).toHaveLength(1000);
    expect(all[1]).toMatchObject({ oldStart: 108, newStart: 108, added: ['changed 2\n'] });
    const half = new Set(all.filter((_, at) => at % 2 === 0).map(({ id }) => id));
    const kept = trackHunks(all, hunks(before.join(''), compose(before.join(''), all, half)));
    expect(kept.map(({ id }) => id)).toEqual([...half]);
  });

  test('many changed lines and no line that stands alone still give a right answer', () => {
    const before = Array.from({ length: 3000 }, (_, at) => `${at % 7}\n`).join('');
    const after = Array.from({ length: 3000 }, (_, at) => `${(at * at) % 11}\n`).join('');
    const all = hunks(before, after);
    expect(compose(before, all, ids(all))).toBe(after);
  });

  test('with few changes the diff is a shortest one', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const [old, fresh] = [splitLines(before), splitLines(after)];
        const shortest = diffArrays(old, fresh).reduce(
          (sum, part) => sum + (part.added || part.removed ? part.count : 0),
          0,
        );
        const ours = diffLines(before, after).reduce(
          (sum, run) => sum + (run.kind === 'change' ? run.removed.length + run.added.length : 0),
          0,
        );
        expect(ours).toBe(shortest);
      }),
    );
  });
});
