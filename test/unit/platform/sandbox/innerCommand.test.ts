import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { innerCommand } from '../../../../src/platform/sandbox/innerCommand.ts';
import type { SandboxPolicy } from '../../../../src/platform/sandbox/policy.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

test.each<[Record<string, string>, string]>([
  [{}, '1 core.excludesFile='],
  [
    { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.fsmonitor', GIT_CONFIG_VALUE_0: 'false' },
    '2 core.fsmonitor=false',
  ],
])('settings of git that a command already has stay: %j', (environment, expected) => {
  const temporary = temporaryFolder();
  const policy = { hiddenFromGit: ['.mcp.json'] } as unknown as SandboxPolicy;
  const line = innerCommand('echo "$GIT_CONFIG_COUNT $GIT_CONFIG_KEY_0=$GIT_CONFIG_VALUE_0 $GIT_CONFIG_KEY_1"', {
    bash: 'bash',
    temporary,
    policy,
    limits: 'true',
    online: false,
    ignored: '',
  });
  const out = execFileSync('bash', ['--noprofile', '--norc', '-c', line], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    encoding: 'utf8',
  });
  expect(out).toContain(expected);
  expect(out).toContain('core.excludesFile');
});
