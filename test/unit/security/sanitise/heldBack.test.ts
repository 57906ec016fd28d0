import { expect, it } from 'vitest';
import { anchors, maybeAnchor } from '../../../../src/security/sanitise/scan.ts';

it('holds back whatever may be the beginning of something that is looked for', () => {
  const lost = anchors.flatMap(({ start }) =>
    Array.from(start.slice(1), (_, index) => start.slice(0, index + 1)).filter(
      (beginning) => maybeAnchor.exec(beginning)?.[0] !== beginning,
    ),
  );
  expect(lost).toEqual([]);
});
