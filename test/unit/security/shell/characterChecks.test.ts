import { describe, expect, it } from 'vitest';
import { characterCases } from '../../../support/commands/characterCases.ts';
import { analyse, firing } from '../../../support/shellCheck.ts';

describe('checks of characters', () => {
  it.each(characterCases)('%d: %j → %s', (check, command, fires) => {
    expect(firing(command).includes(check)).toBe(fires);
    if (fires) expect(analyse(command).decision).toBe('deny');
  });
});
