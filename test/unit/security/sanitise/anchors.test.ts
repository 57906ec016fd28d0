import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Anchor, anchorSearch } from '../../../../src/security/sanitise/anchors.ts';

/** The same by the obvious way. */
function plainly(anchors: readonly string[], text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (anchors.some((anchor) => text.startsWith(anchor, at))) return at;
  return -1;
}

const anchor = fc
  .tuple(
    fc.constantFrom(...'ab<~\u007e\u0001é｜'),
    fc.string({ unit: fc.constantFrom(...'ab<~|｜\u007fé€'), minLength: 1, maxLength: 4 }),
  )
  .map((parts) => parts.join(''));
const text = fc.string({ unit: fc.constantFrom(...'aab<~|｜\u007fé€\u0001x'), maxLength: 60 });

function asAnchors(starts: readonly string[]): Anchor<number>[] {
  return starts.map((start, value) => ({ start, value }));
}

test('finds what a plain search finds, wherever it begins', () => {
  fc.assert(
    fc.property(fc.array(anchor, { maxLength: 8 }), text, fc.nat(62), (anchors, searched, from) => {
      expect(anchorSearch(asAnchors(anchors))(searched).next(from)).toBe(plainly(anchors, searched, from));
    }),
    { numRuns: 5000 },
  );
});

test('finds all of them in a text that is longer than its copy, in order and back again', () => {
  const anchors = ['ab', 'abcde', 'b<é', '<<<<<<'];
  fc.assert(
    fc.property(fc.array(fc.nat(80), { maxLength: 300, size: 'max' }), (lengths) => {
      const searched = lengths.map((length, at) => 'x'.repeat(length * 3) + (anchors[at % 4] ?? '')).join('');
      const search = anchorSearch(asAnchors(anchors))(searched);
      const places: number[] = [];
      for (let at = search.next(0); at >= 0; at = search.next(at + 1)) places.push(at);
      expect(places).toEqual(
        Array.from(searched, (_, at) => at).filter((at) => anchors.some((one) => searched.startsWith(one, at))),
      );
      expect(search.next(0)).toBe(places[0] ?? -1);
    }),
    { numRuns: 60 },
  );
});

test('tells in their order all that stand at a place', () => {
  const starts = ['abcd', 'ab', 'xy', 'abce', 'abc', 'abcdef', 'ab', 'é|x'];
  const standing = (text: string): number[] =>
    anchorSearch(asAnchors(starts))(text)
      .at(0)
      .filter(({ start }) => text.startsWith(start))
      .map(({ value }) => value);
  expect([standing('abcdef'), standing('abcez'), standing('abx'), standing('é|x'), standing('zz')]).toEqual([
    [0, 1, 4, 5, 6],
    [1, 3, 4, 6],
    [1, 6],
    [7],
    [],
  ]);
});

test.each([['a'], ['']])('refuses %j, which its table cannot hold', (bad) => {
  expect(() => anchorSearch(asAnchors([bad]))).toThrow('no anchor can be');
});
