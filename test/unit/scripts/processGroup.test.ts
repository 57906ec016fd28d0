import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startGroup } from '../../../scripts/host/processGroup.mjs';

/** Prints the id of a child that has a process group of its own, then ignores SIGTERM. */
const script = "sleep 600 & setsid sleep 600 & trap '' TERM; echo $!; wait; sleep 600";

test('ending a group ends what ignores signals and what moved to a group of its own', async () => {
  const group = startGroup('sh', ['-c', script], { env: process.env });
  const apart = await new Promise<number>((resolve) => group.stdout.once('data', (bytes) => resolve(Number(bytes))));
  expect(process.kill(apart, 0)).toBe(true);
  await group.end();
  expect(() => process.kill(-group.pid, 0)).toThrow('ESRCH');
  expect(() => process.kill(apart, 0)).toThrow('ESRCH');
});

test('a group ends by itself when its starter is killed', async () => {
  const module = fileURLToPath(new URL('../../../scripts/host/processGroup.mjs', import.meta.url));
  const code = `import { startGroup } from ${JSON.stringify(module)};
    const group = startGroup('sh', ['-c', ${JSON.stringify(script)}], { env: process.env });
    group.stdout.on('data', () => console.log(group.pid));`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve) => starter.stdout.once('data', (bytes) => resolve(Number(bytes))));
  expect(process.kill(-pid, 0)).toBe(true);
  starter.kill('SIGKILL');
  for (let waited = 0; waited < 8000 && alive(pid); waited += 100) await sleep(100);
  expect(alive(pid)).toBe(false);
});

function alive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
