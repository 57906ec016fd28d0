import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sandboxProject } from '../../support/sandboxProject.ts';

// A bundler can leave the sandbox library unloadable, and then every command asks: the built program must have a sandbox
// wherever this machine has one.
it('the built command line holds commands where the source does', async () => {
  const { root, missing } = await sandboxProject();
  const program = join(import.meta.dirname, '../../../dist/cli.js');
  const test = (): string =>
    execFileSync(process.execPath, [program, 'sandbox', '--self-test', '--json', '--cwd', root], { encoding: 'utf8' });
  if (missing === undefined) expect(JSON.parse(test())).toMatchObject({ available: true });
  else expect(test).toThrow();
});
