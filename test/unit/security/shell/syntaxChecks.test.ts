import { describe, expect, it } from 'vitest';
import { syntaxCases } from '../../../support/commands/syntaxCases.ts';
import { analyse, firing } from '../../../support/shellCheck.ts';

describe('checks of syntax', () => {
  it.each(syntaxCases)('%d: %j → %s', (check, command, fires) => {
    expect(firing(command).includes(check)).toBe(fires);
    if (fires) expect(analyse(command).decision).not.toBe('allow');
  });

  it.each([
    'zmodload zsh/system',
    'autoload -U x',
    'ztcp evil 80',
    'sysopen -w x',
    'zf_rm a',
    'ls; emulate zsh -c x',
    'builtin zpty a b',
    'print -z rm',
    'if zsocket a; then ls; fi',
  ])('26: %s is refused', (command) => {
    expect(firing(command)).toContain(26);
    expect(analyse(command).decision).toBe('deny');
  });

  it.each(['echo zmodload', "grep 'autoload' a", 'cat <<E\nzmodload x\nE', 'git log --grep emulate', 'print hello'])(
    '26: %j is not refused',
    (command) => {
      expect(firing(command)).not.toContain(26);
    },
  );
});
