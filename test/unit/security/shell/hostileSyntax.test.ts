import { describe, expect, it } from 'vitest';
import { hostileSyntax } from '../../../support/commands/hostileSyntax.ts';
import { analyse } from '../../../support/shellCheck.ts';

describe('syntax that does more than look', () => {
  it.each(
    hostileSyntax.map((command) => [command.length > 80 ? `${command.slice(0, 60)}…` : command, command] as const),
  )('%j does not run unasked', (_, command) => {
    expect(analyse(command).decision).not.toBe('allow');
    expect(analyse(command).findings.length).toBeGreaterThan(0);
    expect(analyse(command, 'zsh').decision).not.toBe('allow');
  });
});
