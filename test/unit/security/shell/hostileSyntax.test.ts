import { describe, expect, it } from 'vitest';
import { hostileSyntax } from '../../../support/commands/hostileSyntax.ts';
import { variablesInDisguise } from '../../../support/commands/variables.ts';
import { analyse } from '../../../support/shellCheck.ts';

describe('syntax that does more than look', () => {
  it.each(
    [...hostileSyntax, ...variablesInDisguise].map(
      (command) => [command.length > 80 ? `${command.slice(0, 60)}…` : command, command] as const,
    ),
  )('%j does not run unasked', (_, command) => {
    expect(analyse(command).decision).not.toBe('allow');
    expect(analyse(command).findings.length).toBeGreaterThan(0);
    expect(analyse(command, 'zsh').decision).not.toBe('allow');
  });
});

describe('a line that goes on in the next one, wherever it is cut', () => {
  it.each([
    'x=\'$(rm b)\'; echo "${x@P}"',
    'echo "$(rm b)" `rm c`',
    'cat a > b 2>&1',
    'cat <(rm b)',
    'find . -exec rm {} +',
    'sort a -o b',
    "sed -n 'w b' a",
    "[ -n x -a -v 'a[$(rm b)]' ]",
    'for f in a; do rm "$f"; done',
  ])('%j does not run unasked', (command) => {
    const cut = [...command].map((_, at) => `${command.slice(0, at)}\\\n${command.slice(at)}`);
    expect(cut.filter((text) => analyse(text).decision === 'allow')).toEqual([]);
  });
});
