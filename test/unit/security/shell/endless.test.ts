import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandGate } from '../../../support/commandGate.ts';
import { ending, endless, matchedAnywhere } from '../../../support/commands/endless.ts';
import { growing, steady, tooLong } from '../../../support/commands/growth.ts';
import { growingMore, steadyMore } from '../../../support/commands/growthMore.ts';
import { type SecretScratch, secretScratch } from '../../../support/scratchSecrets.ts';
import { analyse } from '../../../support/shellCheck.ts';

let scratch: SecretScratch;
let gate: ReturnType<typeof commandGate>;
beforeAll(() => {
  scratch = secretScratch();
  gate = commandGate(scratch.root);
});
afterAll(() => scratch.remove());

describe('commands that may never end', () => {
  it.each([...endless, ...growing, ...growingMore, ...tooLong, ...matchedAnywhere])(
    '%j does not run unasked',
    (command) => {
      for (const shell of ['bash', 'zsh']) expect(analyse(command, shell).decision).not.toBe('allow');
    },
  );

  it.each([...ending, ...steady, ...steadyMore])('%j runs unasked', async (command) => {
    const { decision, reason } = await gate.verdict(command);
    expect({ decision, reason }).toEqual({ decision: 'allow', reason: expect.any(String) });
  });
});
