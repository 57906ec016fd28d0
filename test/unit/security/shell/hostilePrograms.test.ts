import { describe, expect, it } from 'vitest';
import { hostilePrograms } from '../../../support/commands/hostilePrograms.ts';
import { analyse } from '../../../support/shellCheck.ts';

describe('programs that do more than look', () => {
  it.each(
    hostilePrograms.map((command) => [command.length > 80 ? `${command.slice(0, 60)}…` : command, command] as const),
  )('%j does not run unasked', (_, command) => {
    expect(analyse(command).decision).not.toBe('allow');
    expect(analyse(command).findings.length).toBeGreaterThan(0);
    expect(analyse(command, 'zsh').decision).not.toBe('allow');
  });
});
