import { describe, expect, it } from 'vitest';
import { syntaxCases } from '../../../support/commands/syntaxCases.ts';
import { analyse, firing } from '../../../support/shellCheck.ts';

describe('checks of syntax', () => {
  it.each(syntaxCases)('%d: %j → %s', (check, command, fires) => {
    expect(firing(command).includes(check)).toBe(fires);
    if (fires) expect(analyse(command).decision).not.toBe('allow');
  });

  it.each(
    `zmodload autoload zcompile zsocket ztcp zpty zselect zftp zf_rm zf_mv zf_ln zf_chmod sysopen sysread syswrite sysseek
    emulate vared zle bindkey sched`.split(/\s+/),
  )('26: %s is refused wherever it is the command', (name) => {
    for (const command of [
      `${name} x`,
      `ls; ${name} x`,
      `ls | ${name} x`,
      `if ${name} x; then ls; fi`,
      `(${name} x)`,
      `echo $(${name} x)`,
    ])
      expect([command, analyse(command).decision]).toEqual([command, 'deny']);
    expect(analyse(`grep ${name} a`).decision).toBe('allow');
  });

  // Builtins of both shells that run or load code: never unasked.
  it.each(
    'eval exec source . trap alias set setopt unsetopt enable disable hash functions command builtin fc history'.split(
      ' ',
    ),
  )('24: %s x never runs unasked', (name) => {
    for (const command of [`${name} x`, `ls && ${name} x`, `{ ${name} x; }`]) {
      expect([command, analyse(command).decision]).not.toEqual([command, 'allow']);
      expect([command, analyse(command, 'zsh').decision]).not.toEqual([command, 'allow']);
    }
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
