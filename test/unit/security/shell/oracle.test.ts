import { afterAll, beforeAll, expect, it } from 'vitest';
import { programs } from '../../../../src/security/shell/programs/index.ts';
import { commandGate } from '../../../support/commandGate.ts';
import { everyday } from '../../../support/commands/everyday.ts';
import { everydayMore } from '../../../support/commands/everydayMore.ts';
import { hostilePrograms } from '../../../support/commands/hostilePrograms.ts';
import { hostileSyntax } from '../../../support/commands/hostileSyntax.ts';
import { meaningCases } from '../../../support/commands/meaningCases.ts';
import { syntaxCases } from '../../../support/commands/syntaxCases.ts';
import { runAndCompare } from '../../../support/oracle.ts';
import { type Scratch, scratchProject } from '../../../support/scratchProject.ts';

// What the checks let through is really run, and nothing may have changed.

let scratch: Scratch;
beforeAll(() => {
  scratch = scratchProject();
});
afterAll(() => scratch.remove());

it('the oracle itself notices changes and what goes on running', async () => {
  const { environment } = commandGate(scratch.root);
  const harmful = ['touch a', 'echo x > evil', 'chmod +x b', 'git branch new', 'sleep 60 &', 'touch "$HOME/x"', 'rm b'];
  for (const command of harmful) expect(await runAndCompare(scratch, ['ls', command], environment)).not.toEqual([]);
  expect(await runAndCompare(scratch, ['ls', 'cat a'], environment)).toEqual([]);
  scratch.remove();
  scratch = scratchProject();
});

const examples = programs.flatMap(({ match, notMatch }) => [...match, ...notMatch]);

const cases = [...syntaxCases, ...meaningCases].map(([, command]) => command);

it('every command of the test-suite that is allowed leaves everything as it was', { timeout: 480_000 }, async () => {
  const { verdict, environment } = commandGate(scratch.root);
  const allowed: string[] = [];
  for (const command of new Set([
    ...examples,
    ...everyday,
    ...everydayMore,
    ...hostilePrograms,
    ...hostileSyntax,
    ...cases,
  ]))
    if ((await verdict(command)).decision === 'allow') allowed.push(command);
  expect(allowed.length).toBeGreaterThan(800);
  expect(await runAndCompare(scratch, allowed, environment)).toEqual([]);
});
