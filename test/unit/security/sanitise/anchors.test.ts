import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchorFinder } from '../../../../src/security/sanitise/anchors.ts';

/** The same by the obvious way. */
function plainly(anchors: readonly string[], text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (anchors.some((anchor) => text.startsWith(anchor, at))) return at;
  return -1;
}

const anchor = fc
  .tuple(
    fc.constantFrom(...'ab<~\u007e\u0001'),
    fc.string({ unit: fc.constantFrom(...'ab<~|｜\u007fé€'), minLength: 1, maxLength: 4 }),
  )
  .map((parts) => parts.join(''));
const text = fc.string({ unit: fc.constantFrom(...'aab<~|｜\u007fé€\u0001x'), maxLength: 60 });

test('finds what a plain search finds, wherever it begins', () => {
  fc.assert(
    fc.property(fc.array(anchor, { maxLength: 8 }), text, fc.nat(62), (anchors, searched, from) => {
      expect(anchorFinder(anchors)(searched, from)).toBe(plainly(anchors, searched, from));
    }),
    { numRuns: 5000 },
  );
});

test.each([['a'], [''], ['éa']])('refuses %j, which its table cannot hold', (bad) => {
  expect(() => anchorFinder([bad])).toThrow('no anchor can be');
});
