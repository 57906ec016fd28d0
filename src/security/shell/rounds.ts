import type { Flow } from './analysis.ts';
import type { Span } from './argument.ts';
import { type Bindings, joinWays, sameValues } from './bindings.ts';
import { assignments } from './checks/syntax.ts';
import type { Context } from './scope.ts';

/** More rounds than this are not gone through. */
const maxRounds = 4;

/** Judges a loop again for as long as a round adds to what variables can hold in the next. */
export function judgeRounds(at: Span, { bindings, notes }: Context, round: () => Flow): Flow {
  for (let count = 1; ; count += 1) {
    const before: Bindings = new Map(bindings);
    const flow = round();
    joinWays(bindings, [before, new Map(bindings)]);
    if (sameValues(before, bindings)) return flow;
    if (count < maxRounds) continue;
    notes.report(assignments, 'Each round of this loop sets variables to something else.', at);
    return flow;
  }
}
