import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgePath } from '../../../src/security/paths/judgePath.ts';
import { checks } from '../../../src/security/shell/checks/index.ts';
import { advisoryCommands, advisoryPaths } from '../../support/commands/advisories.ts';
import { worldOf } from '../../support/paths/world.ts';
import { analyse } from '../../support/shellCheck.ts';

const policy = readFileSync(join(import.meta.dirname, '../../../SECURITY.md'), 'utf8');

describe('what let agents of others be attacked', () => {
  it.each(advisoryCommands.map(([id, command]) => [id, command.slice(0, 60), command] as const))(
    '%s: %j does not run unasked',
    (_, __, command) => {
      expect(analyse(command).decision).not.toBe('allow');
      expect(analyse(command, 'zsh').decision).not.toBe('allow');
    },
  );

  it.each(advisoryPaths.map(([id, path, verdict, access]) => [id, path, verdict, access ?? 'write'] as const))(
    '%s: %j is %s for a %s',
    async (_, path, verdict, access) => {
      expect((await judgePath(path, access, worldOf('linux'))).place).toBe(verdict);
    },
  );

  it('each advisory that a check names has a case here, or is told of in SECURITY.md', () => {
    const known = new Set([...advisoryCommands, ...advisoryPaths].map(([id]) => id));
    const missing = checks.flatMap(({ advisories }) =>
      advisories.filter((id) => !known.has(id) && !policy.includes(id)),
    );
    expect(missing).toEqual([]);
  });
});
