import { describe, expect, it } from 'vitest';
import { everyday } from '../../../support/commands/everyday.ts';
import { everydayMore } from '../../../support/commands/everydayMore.ts';
import { variablesToLook } from '../../../support/commands/variables.ts';
import { analyse } from '../../../support/shellCheck.ts';

describe('commands that only look', () => {
  it.each([...everyday, ...everydayMore, ...variablesToLook])('%j runs unasked', (command) => {
    const { decision, findings } = analyse(command);
    expect({ decision, findings: findings.map(({ check, why }) => `${check.number} ${why}`) }).toEqual({
      decision: 'allow',
      findings: [],
    });
  });
});
