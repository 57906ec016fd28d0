import type { Verdict } from '../../src/protocol/risk.ts';

/** A reason without the sentences that stand beside it with their numbers; whole where nothing else would be left. */
export function reasonWithout(reason: string, checks: NonNullable<Verdict['checks']>): string {
  const rest = checks.reduce((text, { why }) => (why === '' ? text : text.replace(why, '')), reason);
  const tidy = rest.replace(/\s+/g, ' ').trim();
  return tidy === '' ? reason : tidy;
}
