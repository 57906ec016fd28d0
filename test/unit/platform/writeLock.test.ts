import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { createWriteLock } from '../../../src/platform/writeLock.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const patient = () => AbortSignal.timeout(20_000);
/** A process of its own that has the lock as `lock`. */
function child(path: string, script: string): ChildProcess {
  const bundle = join(temporaryFolder(), 'child.mjs');
  const contents = `import { createWriteLock } from './writeLock.ts';
    import { appendFileSync } from 'node:fs';
    const lock = createWriteLock({ path: ${JSON.stringify(path)} });
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    ${script}`;
  const resolveDir = join(import.meta.dirname, '../../../src/platform');
  buildSync({
    stdin: { contents, resolveDir },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return spawn(process.execPath, [bundle], { stdio: ['ignore', 'pipe', 'inherit'] });
}

const said = (process: ChildProcess) =>
  new Promise<string>((resolve) => process.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString())));
const ended = (process: ChildProcess) => new Promise((resolve) => process.once('exit', resolve));

test('one after the other, within a process', async () => {
  const lock = createWriteLock({ path: join(temporaryFolder(), 'project', 'write.lock') });
  let inside = 0;
  const turns = Array.from({ length: 20 }, async () => {
    const release = await lock.acquire(patient());
    inside += 1;
    expect(inside).toBe(1);
    await wait(1);
    inside -= 1;
    await release();
    await release();
  });
  await Promise.all(turns);
});

test('one after the other, across processes', async () => {
  const folder = temporaryFolder();
  const [path, journal] = [join(folder, 'write.lock'), join(folder, 'journal')];
  const script = `for (let n = 0; n < 20; n += 1) {
      const release = await lock.acquire(AbortSignal.timeout(20000));
      appendFileSync(${JSON.stringify(journal)}, 'in\\n');
      await pause(1);
      appendFileSync(${JSON.stringify(journal)}, 'out\\n');
      await release();
    }`;
  await Promise.all([child(path, script), child(path, script), child(path, script)].map(ended));
  expect(readFileSync(journal, 'utf8')).toBe('in\nout\n'.repeat(60));
  expect(existsSync(path)).toBe(false);
}, 30_000);

test('while another process holds it, waiting ends with the reason, or says who holds it', async () => {
  const path = join(temporaryFolder(), 'write.lock');
  const holder = child(
    path,
    `await lock.acquire(AbortSignal.timeout(20000)); console.log('held'); await pause(60000);`,
  );
  await said(holder);
  const lock = createWriteLock({ path });
  await expect(lock.acquire(AbortSignal.timeout(100))).rejects.toThrow(
    `Another window of Belay (process ${holder.pid}) is changing this project since`,
  );
  const controller = new AbortController();
  const waiting = lock.acquire(controller.signal);
  setTimeout(() => controller.abort(new Error('stopped')), 50);
  await expect(waiting).rejects.toThrow('stopped');

  const gone = ended(holder);
  holder.kill('SIGKILL');
  await gone;
  const release = await lock.acquire(AbortSignal.timeout(2000));
  await release();
  expect(existsSync(path)).toBe(false);
}, 30_000);

const left: [name: string, content: string, ageSeconds: number, free: boolean][] = [
  [
    'a number that now belongs to another process',
    JSON.stringify({ token: 't', pid: process.pid, born: 'earlier', host: hostname(), since: 0 }),
    0,
    true,
  ],
  ['a living process here, however old', readLive(), 3600, false],
  [
    'another machine, renewed lately',
    JSON.stringify({ token: 't', pid: 1, born: '', host: 'elsewhere', since: 0 }),
    10,
    false,
  ],
  [
    'another machine, silent for long',
    JSON.stringify({ token: 't', pid: 1, born: '', host: 'elsewhere', since: 0 }),
    120,
    true,
  ],
  ['an empty file of a moment ago', '', 0, false],
  ['an empty file of a crash', '', 60, true],
];

function readLive(): string {
  const line = readFileSync('/proc/self/stat', 'utf8');
  const born = line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
  return JSON.stringify({ token: 't', pid: process.pid, born, host: hostname(), since: 0 });
}

test.each(left)('a lock left by %s', async (_name, content, ageSeconds, free) => {
  const path = join(temporaryFolder(), 'write.lock');
  writeFileSync(path, content);
  const then = Date.now() / 1000 - ageSeconds;
  utimesSync(path, then, then);
  const acquired = createWriteLock({ path }).acquire(AbortSignal.timeout(300));
  if (free) await (await acquired)();
  else await expect(acquired).rejects.toMatchObject({ name: 'ToolError' });
});

test('a release after the lock was taken over leaves the new holder alone', async () => {
  const path = join(temporaryFolder(), 'write.lock');
  const release = await createWriteLock({ path }).acquire(patient());
  writeFileSync(path, readLive());
  await release();
  expect(existsSync(path)).toBe(true);
});
