import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandGate } from '../../../support/commandGate.ts';
import { type SecretScratch, secretScratch } from '../../../support/scratchSecrets.ts';

let scratch: SecretScratch;
let gate: ReturnType<typeof commandGate>;
beforeAll(() => {
  scratch = secretScratch();
  gate = commandGate(scratch.root);
});
afterAll(() => scratch.remove());

const loops = Array.from({ length: 22 }, (_, index) => `for x in ${index + 1}; do (`).join(' ');

/** Commands that would keep the judge itself busy for minutes: nobody could ask or work meanwhile. */
const slow: Readonly<Record<string, string>> = {
  'empty lines': `${'\n'.repeat(99_000)}ls`,
  'a text that is put to itself': `x=aaaaaaaaaa${'; x=$x$x'.repeat(24)}; echo "$x"`,
  'loops in each other without a command': `x=0; ${loops}[[ a ]]${'); done'.repeat(22)}`,
  'words that may lead outside': `echo $(ls ${':/..'.repeat(2400)})`,
  'a path with thousands of parts': `ls ${'a/'.repeat(2400)}..`,
};

describe('the time that a judgement takes', () => {
  it.each(Object.entries(slow))('%s does not keep it busy', async (_, command) => {
    const { decision } = await gate.verdict(command);
    expect(decision).not.toBe('allow');
  });
});
