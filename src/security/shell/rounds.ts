import type { Flow } from './analysis.ts';
import type { Argument, Span } from './argument.ts';
import { type Bindings, joinWays, sameValues } from './bindings.ts';
import { endlessCommands } from './checks/meaning.ts';
import { assignments } from './checks/syntax.ts';
import type { Context } from './scope.ts';

/** More rounds than this are not gone through. */
const maxRounds = 4;

/** More rounds than this, of loops in each other, take longer than anybody waits. */
const mostRounds = 10_000_000;

/** The words of a loop that are only known when it runs count for as many as a folder may hold, or as `seq` would print. */
export function inRounds(context: Context, words: number, at: Span): Context {
  const rounds = (context.rounds ?? 1) * Math.max(1, words);
  if (rounds > mostRounds)
    context.notes.report(endlessCommands, 'These loops go round more often than anybody waits for.', at);
  return { ...context, rounds };
}

/** How many words one of a loop may become. */
export function roundsOf({ many, text, pattern }: Argument, source: string): number {
  if (text !== undefined || !many) return 1;
  if (pattern !== undefined || !/\bseq\b/.test(source)) return 100;
  return Math.max(...(source.match(/\d+/g) ?? ['100']).map(Number));
}

/** Judges a loop again for as long as a round adds to what variables can hold in the next. */
export function judgeRounds(at: Span, { bindings, notes }: Context, round: () => Flow): Flow {
  for (let count = 1; ; count += 1) {
    // Loops in each other multiply the rounds, whether or not there is a command in them.
    notes.step();
    const before: Bindings = new Map(bindings);
    const flow = round();
    joinWays(bindings, [before, new Map(bindings)]);
    if (sameValues(before, bindings)) return flow;
    if (count < maxRounds) continue;
    notes.report(assignments, 'Each round of this loop sets variables to something else.', at);
    return flow;
  }
}
