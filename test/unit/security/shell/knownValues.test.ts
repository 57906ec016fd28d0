import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandGate } from '../../../support/commandGate.ts';
import {
  knownValuesElsewhere,
  knownValuesInDisguise,
  knownValuesToLook,
} from '../../../support/commands/knownValues.ts';
import { type SecretScratch, secretScratch } from '../../../support/scratchSecrets.ts';
import { analyse } from '../../../support/shellCheck.ts';

// Values of which a part is known before a command runs: numbers, dates, ids of commits.

let scratch: SecretScratch;
let gate: ReturnType<typeof commandGate>;
beforeAll(() => {
  scratch = secretScratch();
  gate = commandGate(scratch.root);
});
afterAll(() => scratch.remove());

describe('commands that go on with what others print', () => {
  it.each(knownValuesToLook)('%j runs unasked', async (command) => {
    const { decision, reason } = await gate.verdict(command);
    expect({ decision, reason }).toEqual({ decision: 'allow', reason: expect.any(String) });
  });

  it.each(knownValuesInDisguise)('%j does not run unasked', async (command) => {
    for (const shell of ['bash', 'zsh']) expect(analyse(command, shell).decision).not.toBe('allow');
    expect((await gate.verdict(command)).decision).not.toBe('allow');
  });

  it.each(knownValuesElsewhere)('%j does not run unasked either', async (command) => {
    expect((await gate.verdict(command)).decision).not.toBe('allow');
  });
});
