import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { commandEnvironment } from '../../../src/platform/commandEnvironment.ts';
import { writeGitAttributes } from '../../../src/platform/gitAttributes.ts';
import { createProcesses } from '../../../src/platform/processes.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const disposals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0)) await dispose();
});

function setUp(environment: Record<string, string> = {}) {
  const cwd = temporaryFolder();
  const spillFolder = join(temporaryFolder(), 'output');
  const processes = createProcesses({
    environment: { ...commandEnvironment(process.env), ...environment },
    spillFolder,
  });
  disposals.push(processes.dispose);
  const live: string[] = [];
  const run = (command: string, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
    processes.run(command, {
      cwd,
      timeoutMs: 20_000,
      signal: new AbortController().signal,
      output: (text) => live.push(text),
      sandbox: false,
      ...more,
    });
  return { cwd, spillFolder, processes, run, live };
}

/** True while a process runs; one that ended but was not collected counts as ended. */
function lives(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3));
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 1000) throw new Error('waited in vain');
    await wait(10);
  }
}

async function eventually(path: string): Promise<string> {
  await until(() => existsSync(path) && readFileSync(path, 'utf8').endsWith('\n'));
  return readFileSync(path, 'utf8');
}

const runs: [name: string, command: string, exitCode: number | null, output: string][] = [
  ['output and exit code', 'echo hello; exit 3', 3, 'hello\n'],
  ['both streams in the order they were written', 'echo 1; echo 2 >&2; echo 3; echo 4 >&2', 0, '1\n2\n3\n4\n'],
  ['no input', 'cat; read -r x; echo "read $?"', 0, 'read 1\n'],
  ['no terminal', 'test -t 0 || test -t 1 || test -t 2 || echo none', 0, 'none\n'],
  ['several lines, quotes and dollars', `x='a "b"'\necho "$x" '$x' \\$x "$#" "$0"`, 0, 'a "b" $x $x 0 bash\n'],
  ['a syntax error', 'if', 2, expect.stringContaining('syntax error') as string],
  ['a signal', 'kill -9 $$', null, ''],
  ['no output', 'true', 0, ''],
];

test.each(runs)('runs a command: %s', async (_name, command, exitCode, output) => {
  const { run } = setUp();
  expect(await run(command)).toEqual({
    exitCode,
    timedOut: false,
    output,
    spill: undefined,
    sandboxed: false,
    refused: [],
    limit: undefined,
  });
});

test('commands see the folder and only the environment that they are given', async () => {
  const { cwd, run } = setUp({ GREETING: 'hi' });
  expect((await run('pwd; echo $GREETING')).output).toBe(`${cwd}\nhi\n`);
});

test('the environment has what tools need and no secret', () => {
  const made = commandEnvironment({
    PATH: '/bin',
    HOME: '/home/a',
    LC_ALL: 'C',
    ANTHROPIC_API_KEY: 'secret',
    GITHUB_TOKEN: 'secret',
    AWS_SECRET_ACCESS_KEY: 'secret',
    LC_TOKEN: 'secret',
    SSH_AUTH_SOCK: '/x',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '--require x',
    LD_PRELOAD: 'x',
    BASH_ENV: 'x',
    GIT_DIR: 'x',
    HTTPS_PROXY: 'http://user:secret@proxy',
    HTTP_PROXY: 'http://proxy:3128',
    EMPTY: undefined,
  });
  expect(made).toEqual({
    PATH: '/bin',
    HOME: '/home/a',
    LC_ALL: 'C',
    HTTP_PROXY: 'http://proxy:3128',
    TERM: 'dumb',
    NO_COLOR: '1',
    PAGER: 'cat',
    GIT_PAGER: 'cat',
    GIT_EDITOR: 'true',
    GIT_TERMINAL_PROMPT: '0',
  });
});

test('a time limit ends the whole group, also what ignores the request to end', async () => {
  const { cwd, run } = setUp();
  const result = await run(
    `trap '' TERM; (trap '' TERM; echo $BASHPID > inner; sleep 60; sleep 60) & echo started; wait; wait`,
    { timeoutMs: 300 },
  );
  expect(result).toMatchObject({ exitCode: null, timedOut: true, output: 'started\n' });
  expect(lives(Number(readFileSync(join(cwd, 'inner'), 'utf8')))).toBe(false);
});

test('a stop ends grandchildren too, and the call ends with the reason of the stop', async () => {
  const { cwd, run } = setUp();
  const controller = new AbortController();
  const running = run(
    `bash -c 'bash -c "echo \\$\\$ > deep; exec sleep 60" & echo $$ > middle; wait' & echo $$ > top; wait`,
    { signal: controller.signal },
  );
  running.catch(() => {});
  const pids = await Promise.all(
    ['deep', 'middle', 'top'].map(async (name) => Number(await eventually(join(cwd, name)))),
  );
  expect(pids.map(lives)).toEqual([true, true, true]);
  controller.abort(new DOMException('stopped', 'AbortError'));
  await expect(running).rejects.toThrow('stopped');
  expect(pids.map(lives)).toEqual([false, false, false]);
});

test('a stopped signal starts nothing', async () => {
  const { cwd, run } = setUp();
  await expect(run('touch made', { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  expect(existsSync(join(cwd, 'made'))).toBe(false);
});

test('what a command leaves running is ended, and said', async () => {
  const { cwd, run } = setUp();
  const started = performance.now();
  const result = await run('sleep 60 & echo $! > pid; echo done');
  expect(result).toMatchObject({ exitCode: 0, timedOut: false });
  expect(result.output).toMatch(/^done\n\[Processes that the command left running were ended/);
  expect(lives(Number(readFileSync(join(cwd, 'pid'), 'utf8')))).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});

test('a process that leaves the group and holds the pipe does not hang the call', async () => {
  const { cwd, run } = setUp();
  const started = performance.now();
  const result = await run(`setsid bash -c 'echo $$ > pid; sleep 20' & sleep 0.3; echo done`);
  expect(result).toMatchObject({ exitCode: 0, output: 'done\n' });
  expect(performance.now() - started).toBeLessThan(5000);
  process.kill(Number(readFileSync(join(cwd, 'pid'), 'utf8')), 'SIGKILL');
});

test('a process outside the group that goes on writing does not hang the call either', async () => {
  const { cwd, run } = setUp();
  const started = performance.now();
  const result = await run(
    `setsid bash -c 'echo $$ > pid; while sleep 0.05; do echo tick; done' & sleep 0.3; echo done`,
  );
  process.kill(Number(readFileSync(join(cwd, 'pid'), 'utf8')), 'SIGKILL');
  expect(result.output).toContain('done\n');
  expect(performance.now() - started).toBeLessThan(9000);
}, 15_000);

test('200 MB of output: bounded memory, head and tail kept, 64 MB in a private file', async () => {
  const { run, live } = setUp();
  let most = 0;
  const before = process.memoryUsage().rss;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - before);
  }, 20);
  const result = await run(`echo first; head -c 200000000 /dev/zero | tr '\\0' x; echo; echo last`);
  clearInterval(watch);
  expect(result.exitCode).toBe(0);
  expect(result.output).toMatch(/^first\nx{100}/);
  expect(result.output).toMatch(/x{100}\nlast\n$/);
  expect(result.output).toMatch(/\n\[… \d+ bytes cut here\. The first 67108864 bytes are in .*\.txt; read parts of it/);
  expect(result.output.length).toBeLessThan(34_000);
  expect(live.join('').length).toBeLessThan(1_200_000);
  const spill = statSync(result.spill ?? '');
  expect([spill.size, spill.mode & 0o777]).toEqual([64 * 1024 * 1024, 0o600]);
  expect(most).toBeLessThan(150 * 1024 * 1024);
}, 60_000);

test('output streams while the command runs, characters whole', async () => {
  const { cwd, run, live } = setUp();
  const running = run(
    `printf '\\xf0\\x9f'; sleep 0.1; printf '\\x98\\x80!'; until test -e go; do sleep 0.01; done; printf end`,
  );
  await until(() => live.join('') === '😀!');
  writeFileSync(join(cwd, 'go'), '');
  expect((await running).output).toBe('😀!end');
  expect(live.join('|')).toMatch(/^😀!\|.*end$/);
});

test('a folder that does not exist is said', async () => {
  const { processes } = setUp();
  const { signal } = new AbortController();
  const nowhere = { cwd: '/nowhere/at/all', timeoutMs: 1000, signal, output: () => {}, sandbox: false };
  await expect(processes.run('true', nowhere)).rejects.toThrow(/folder \/nowhere\/at\/all does not exist/);
});

test('background: start, read what is new, end, know the rest', async () => {
  const { cwd, processes } = setUp();
  const id = await processes.start('echo one; sleep 0.1; echo two; echo $$ > pid; sleep 60', { cwd, sandbox: false });
  expect(id).toBe('p1');
  const pid = Number(await eventually(join(cwd, 'pid')));
  let output = '';
  while (output !== 'one\ntwo\n') {
    const read = await processes.read(id);
    expect(read).toMatchObject({ running: true, exitCode: null });
    output += read.output;
    await wait(10);
  }
  expect(await processes.read(id)).toEqual({ output: '', running: true, exitCode: null });
  expect(processes.running()).toEqual([{ id, command: expect.stringContaining('echo one') }]);
  expect(await processes.kill(id)).toEqual({ output: '', exitCode: null });
  expect(lives(pid)).toBe(false);
  expect(processes.running()).toEqual([]);
  await expect(processes.read('p9')).rejects.toThrow('There is no background process p9. There are: p1.');

  const short = await processes.start('echo bye; exit 4', { cwd, sandbox: false });
  await until(() => processes.running().length === 0);
  expect(await processes.kill(short)).toEqual({ output: 'bye\n', exitCode: 4 });
  expect(await processes.read(short)).toEqual({ output: '', running: false, exitCode: 4 });
});

test('background output between two reads is bounded', async () => {
  const { cwd, processes } = setUp();
  const id = await processes.start(`head -c 3000000 /dev/zero | tr '\\0' y; echo; echo end; touch done; sleep 60`, {
    cwd,
    sandbox: false,
  });
  await until(() => existsSync(join(cwd, 'done')));
  // The end is in the pipe by then; ending the process reads what is left of it.
  const { output } = await processes.kill(id);
  expect(output.length).toBeLessThan(66_000);
  expect(output).toMatch(/^\[… \d+ earlier characters were dropped …\]\ny+/);
  expect(output).toMatch(/end\n$/);
});

test('dispose ends everything', async () => {
  const { cwd, processes } = setUp();
  await processes.start('echo $$ > pid; sleep 60', { cwd, sandbox: false });
  const pid = Number(await eventually(join(cwd, 'pid')));
  await processes.dispose();
  expect(lives(pid)).toBe(false);
});

test('a command that only looks does not run where what hides secret files from git cannot be written', async () => {
  const cwd = temporaryFolder();
  const environment = commandEnvironment(process.env);
  const processes = createProcesses({
    environment,
    spillFolder: join(cwd, 'output'),
    looking() {
      void writeGitAttributes(join(cwd, 'missing/attributes'), '.env -diff', environment);
      return environment;
    },
  });
  disposals.push(processes.dispose);
  const options = { cwd, timeoutMs: 20_000, signal: new AbortController().signal, output: () => undefined };
  const run = processes.run('echo ran > ran.txt', { ...options, sandbox: false, readOnly: true });
  await expect(run).rejects.toThrow('ENOENT');
  expect(existsSync(join(cwd, 'ran.txt'))).toBe(false);
});
