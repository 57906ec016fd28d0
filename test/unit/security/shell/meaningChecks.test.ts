import { describe, expect, it } from 'vitest';
import { meaningCases } from '../../../support/commands/meaningCases.ts';
import { analyse, firing } from '../../../support/shellCheck.ts';

describe('checks of meaning', () => {
  it.each(meaningCases)('%d: %j → %s', (check, command, fires) => {
    expect(firing(command).includes(check)).toBe(fires);
    if (fires) expect(analyse(command).decision).not.toBe('allow');
  });

  it.each(['ls', 'cat a', 'git status'])('40: %s is not judged for another shell', (command) => {
    expect(firing(command, 'powershell')).toEqual([40]);
    expect(firing(command, 'fish')).toEqual([40]);
    expect(firing(command, 'bash')).toEqual([]);
    expect(firing(command, 'zsh')).toEqual([]);
  });

  it.each([
    ...['echo $f[1]', 'ls **/*.ts', 'ls ^a', 'ls # a', 'echo ${x:h}', '[[ -f a ]]', 'ls *~a'],
    // In quotes bash takes these for the value and some more text.
    ...['f=.envx; cat "$f[1,4]"', 'f=a/b; cat "$f:h"', 'for f in .envx; do cat "$f[1,4]"; done'],
    ...['f=a; cat "$~f"', 'f=a; cat "$=f"', 'f=a; cat "./$^f"', 'echo "$HOME:h"'],
  ])('25: %s is another matter in zsh', (command) => {
    expect(firing(command, 'zsh')).toContain(25);
  });
});
