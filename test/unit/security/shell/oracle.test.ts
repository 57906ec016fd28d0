import { afterAll, beforeAll, expect, it } from 'vitest';
import { readOnlyEnvironment } from '../../../../src/platform/commandEnvironment.ts';
import { programs } from '../../../../src/security/shell/programs/index.ts';
import { commandGate } from '../../../support/commandGate.ts';
import { everyday } from '../../../support/commands/everyday.ts';
import { everydayMore } from '../../../support/commands/everydayMore.ts';
import { hostilePrograms } from '../../../support/commands/hostilePrograms.ts';
import { hostileSyntax } from '../../../support/commands/hostileSyntax.ts';
import {
  knownValuesElsewhere,
  knownValuesInDisguise,
  knownValuesToLook,
} from '../../../support/commands/knownValues.ts';
import { meaningCases } from '../../../support/commands/meaningCases.ts';
import { syntaxCases } from '../../../support/commands/syntaxCases.ts';
import { variablesInDisguise, variablesToLook } from '../../../support/commands/variables.ts';
import { runAndCompare } from '../../../support/oracle.ts';
import { findReaders } from '../../../support/readingOracle.ts';
import { type Scratch, scratchProject } from '../../../support/scratchProject.ts';
import { secretScratch } from '../../../support/scratchSecrets.ts';

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

const variables = [
  ...variablesToLook,
  ...variablesInDisguise,
  ...knownValuesToLook,
  ...knownValuesInDisguise,
  ...knownValuesElsewhere,
];

const all = [
  ...new Set([...examples, ...everyday, ...everydayMore, ...variables, ...hostilePrograms, ...hostileSyntax, ...cases]),
];

async function allowedIn({ verdict }: ReturnType<typeof commandGate>): Promise<string[]> {
  const allowed: string[] = [];
  for (const command of all) if ((await verdict(command)).decision === 'allow') allowed.push(command);
  return allowed;
}

it('every command of the test-suite that is allowed leaves everything as it was', { timeout: 480_000 }, async () => {
  const gate = commandGate(scratch.root);
  const { environment } = gate;
  const allowed = await allowedIn(gate);
  expect(allowed.length).toBeGreaterThan(800);
  expect(await runAndCompare(scratch, allowed, environment)).toEqual([]);
});

it('none of them shows a secret where there are some, or depends on one', { timeout: 480_000 }, async () => {
  const secrets = secretScratch();
  try {
    const gate = commandGate(secrets.root);
    const allowed = (await allowedIn(gate)).filter((command) => !/\bsleep\b/.test(command));
    expect(allowed.length).toBeGreaterThan(700);
    const environment = readOnlyEnvironment(gate.environment, secrets.attributes);
    expect(await findReaders(secrets, allowed, environment)).toEqual([]);
  } finally {
    secrets.remove();
  }
});
