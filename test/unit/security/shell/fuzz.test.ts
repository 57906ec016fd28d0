import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programs } from '../../../../src/security/shell/programs/index.ts';
import { commandGate } from '../../../support/commandGate.ts';
import { everyday } from '../../../support/commands/everyday.ts';
import { everydayMore } from '../../../support/commands/everydayMore.ts';
import { hostilePrograms } from '../../../support/commands/hostilePrograms.ts';
import { hostileSyntax } from '../../../support/commands/hostileSyntax.ts';
import { knownValuesInDisguise, knownValuesToLook } from '../../../support/commands/knownValues.ts';
import { mutations, wrappings } from '../../../support/commands/mutations.ts';
import { variablesInDisguise, variablesToLook } from '../../../support/commands/variables.ts';
import { runAndCompare } from '../../../support/oracle.ts';
import { type Scratch, scratchProject } from '../../../support/scratchProject.ts';
import { analyse } from '../../../support/shellCheck.ts';

/** How long commands are made up and run; with BELAY_FUZZ_MINUTES=10 it is a real search. */
const seconds = Number(process.env.BELAY_FUZZ_MINUTES ?? '1') * 60;
const seed = Number(process.env.BELAY_FUZZ_SEED ?? Date.now() % 2 ** 31);
/** No command may take more of the processor than this to judge, and none may make anybody wait for so long. */
const limitMs = 200;
const hangMs = 20_000;

/** Milliseconds of the processor, which a busy machine does not add to. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What judging takes at best: other work of this process may have come in between the first time. */
async function leastOf(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3; time += 1) {
    const started = processorMs();
    await work();
    least = Math.min(least, processorMs() - started);
  }
  return least;
}

const hostile = [...hostilePrograms, ...hostileSyntax, ...variablesInDisguise, ...knownValuesInDisguise];
const examples = programs.flatMap(({ match, notMatch }) => [...match, ...notMatch]);
const corpus = [...examples, ...everyday, ...everydayMore, ...variablesToLook, ...knownValuesToLook, ...hostile].filter(
  (text) => text.length < 500 && !text.startsWith('sleep'),
);

let scratch: Scratch;
beforeAll(() => {
  scratch = scratchProject();
});
afterAll(() => scratch.remove());

describe('commands made up at random', () => {
  it(`no crash, no hang, and what is allowed changes nothing (seed ${seed})`, {
    timeout: (seconds + 120) * 1000,
  }, async () => {
    const { verdict, environment } = commandGate(scratch.root);
    const until = performance.now() + seconds * 1000;
    const counts = { judged: 0, allowed: 0, slowest: 0 };
    for (let round = 0; performance.now() < until; round += 1) {
      const allowed: string[] = [];
      for (const command of fc.sample(mutations(corpus), { numRuns: 300, seed: seed + round })) {
        const started = performance.now();
        const before = processorMs();
        const { decision, rule, reason } = await verdict(command);
        const taken = processorMs() - before;
        expect(performance.now() - started, command).toBeLessThan(hangMs);
        if (taken > limitMs) expect(await leastOf(() => verdict(command)), command).toBeLessThan(limitMs);
        expect(reason, command).not.toMatch(/could not be judged: (?!The command multiplies)/);
        expect(rule).not.toBe('failed');
        counts.judged += 1;
        counts.slowest = Math.max(counts.slowest, taken);
        if (decision === 'allow') allowed.push(command);
      }
      counts.allowed += allowed.length;
      expect(await runAndCompare(scratch, allowed, environment)).toEqual([]);
    }
    console.log(`judged ${counts.judged}, ran ${counts.allowed}, slowest ${counts.slowest.toFixed(0)} ms`);
    expect(counts.allowed).toBeGreaterThan(20);
  });

  it('text that is no command at all is judged as well', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(['allow', 'ask', 'deny']).toContain(analyse(text).decision);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what must ask goes on asking', () => {
  const asking = hostile.filter((text) => text.trim() !== '' && !/(?:^|\n)E$|^cat <<E/m.test(text) && text !== 'ls )');

  it.each(wrappings.map((wrap) => [wrap('…'), wrap] as const))('inside %j', (_, wrap) => {
    const through = asking.filter((command) => analyse(wrap(command)).decision === 'allow');
    expect(through).toEqual([]);
  });

  it('inside any two shapes', () => {
    const shape = fc.constantFrom(...wrappings);
    fc.assert(
      fc.property(fc.constantFrom(...asking), shape, shape, (command, inner, outer) => {
        expect(analyse(outer(inner(command))).decision).not.toBe('allow');
      }),
      { numRuns: 500 },
    );
  });
});
