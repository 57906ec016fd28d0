import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Event, Event as EventSchema } from '../../../src/protocol/events.ts';
import type { Scenario } from '../../../src/protocol/scenario.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { call, editing, say, script, turn } from '../../support/script.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): { child: ChildProcess; outcome: Promise<Outcome> } {
  const clean = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('ANTHROPIC_') && !name.startsWith('BELAY_'),
  );
  const child = spawn(process.execPath, [program, ...args], { env: { ...Object.fromEntries(clean), ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const outcome = new Promise<Outcome>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  return { child, outcome };
}

/** `belay` in a project of its own, against the scripted server. */
async function belay(
  scenario: Scenario,
  files: Readonly<Record<string, string>> = {},
  options: { readonly key?: string } = {},
) {
  const server = await startModelServer(scenario, options);
  const root = temporaryFolder(files);
  const env = { BELAY_HOME: temporaryFolder(), ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'k' };
  return {
    server,
    root,
    env,
    run: (...args: string[]) => start(['run', '--cwd', root, ...args], env).outcome,
    sessions: (...args: string[]) => start(['sessions', ...args, '--cwd', root], env).outcome,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

const eventsOf = (out: string): Event[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => EventSchema.parse(JSON.parse(line)));

/** Tells the command of these tests from every other. */
const seconds = 40_000 + (process.pid % 10_000);

/** Processes that still sleep, wherever they were started. */
const sleeping = (): string[] =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.endsWith(`sleep ${seconds}`));

/** Without a sandbox the mode Bypass runs no command. */
const sandbox = JSON.parse((await start(['sandbox', '--self-test', '--json'], {}).outcome).out);
const needsSandbox = it.skipIf(!sandbox.available);
if (!sandbox.available) console.log(`No sandbox here, so commands are not run in bypass: ${sandbox.reason}`);

const fix = script('fix', [
  editing('fix', 'a.js', 'wrong', 'right', 'Mended.'),
  turn('command', [call('run_command', { command: 'echo hello > made.txt' })], [say('Ran it.')]),
  turn('steer', [say('a\u001b[2Jb\u009b1mc\td')]),
  turn('wait', [call('run_command', { command: `echo on > on.txt; sleep ${seconds}` })], [say('Never.')]),
  turn('long', ...['a', 'b', 'c'].map((name) => [call('read_file', { path: `${name}.txt` })]), [say('Read.')]),
  turn('secret', [call('read_file', { path: '.env' })], [say('I may not.')]),
  turn('history', [call('run_command', { command: 'git show' })], [say('Looked.')]),
]);

describe('belay run', () => {
  it('does the task where the mode lets it, and prints every event', async () => {
    await using parts = await belay(fix, { 'a.js': 'wrong\r\n' });
    const { code, out, err } = await parts.run('--mode', 'allowEdits', '--json', 'fix it');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(readFileSync(join(parts.root, 'a.js'), 'utf8')).toBe('right\r\n');
    const events = eventsOf(out);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['session', 'user', 'proposal', 'applied', 'ended']),
    );
    expect(events.at(-1)).toMatchObject({ type: 'ended', reason: 'done' });
  });

  it('streams the answer to standard output and the work to standard error', async () => {
    await using parts = await belay(fix, { 'a.js': 'wrong\n' });
    const { out, err } = await parts.run('--mode', 'allowEdits', 'fix it');
    expect(out.trim()).toBe('Mended.');
    expect(err).toContain('· Read a.js');
    expect(err).toContain('· Edit a.js');
  });

  it('lets git show nothing of what was committed in files with keys', async () => {
    await using parts = await belay(fix, { 'a.js': 'visible\n', '.env': 'PHRASE=marmalade\n' });
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      ['commit', '-qm', 'all'],
    ]) {
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: parts.root });
    }
    const { code, out } = await parts.run('--json', 'history');
    expect(code).toBe(0);
    const [result] = eventsOf(out).filter((event) => event.type === 'result');
    expect(result).toMatchObject({ status: 'ok', text: expect.stringContaining('+visible') });
    expect(out).toContain('.env');
    expect(out).not.toContain('marmalade');
  });

  it('lets no text of the model steer the terminal', async () => {
    await using parts = await belay(fix);
    const { out } = await parts.run('steer');
    expect(out.trim()).toBe('a[2Jb1mc\td');
    const { out: list } = await parts.sessions('list');
    const { out: shown } = await parts.sessions('show', list.split(' ')[0] ?? '');
    expect(shown).toContain('a[2Jb1mc\td');
  });

  it.each([
    ['an edit', 'fix it', 'default'],
    ['a command', 'command', 'allowEdits'],
    ['a secret', 'secret', 'default'],
    ['a secret in bypass', 'secret', 'bypass'],
  ])('refuses %s, says why, and ends with 3', async (_, task, mode) => {
    await using parts = await belay(fix, { 'a.js': 'wrong\n', '.env': 'KEY=1\n' });
    const { code, out } = await parts.run('--mode', mode, '--json', task);
    expect(code).toBe(3);
    expect(readFileSync(join(parts.root, 'a.js'), 'utf8')).toBe('wrong\n');
    expect(existsSync(join(parts.root, 'made.txt'))).toBe(false);
    const refused = eventsOf(out).find(
      (event) => event.type === 'result' && ['denied', 'rejected'].includes(event.status),
    );
    expect(refused).toMatchObject({ text: expect.stringMatching(/needs a person's approval|Not allowed/) });
    expect(JSON.stringify(parts.server.requests)).not.toContain('KEY=1');
  });

  needsSandbox('runs a command in bypass, in the sandbox', async () => {
    await using parts = await belay(fix);
    const { code, out } = await parts.run('--mode', 'bypass', '--json', 'command');
    expect(code).toBe(0);
    expect(readFileSync(join(parts.root, 'made.txt'), 'utf8')).toBe('hello\n');
    const verdict = eventsOf(out).find(({ type }) => type === 'verdict');
    expect(verdict).toMatchObject({ verdict: { rule: 'commandSandboxed', sandbox: true } });
  });

  it('refuses a command in bypass where there is no sandbox, and says what to do', async () => {
    await using parts = await belay(fix);
    // A home folder is no workspace of the sandbox.
    const env = { ...parts.env, HOME: parts.root };
    const { code, out } = await start(['run', '--cwd', parts.root, '--mode', 'bypass', '--json', 'command'], env)
      .outcome;
    expect(code).toBe(3);
    expect(existsSync(join(parts.root, 'made.txt'))).toBe(false);
    const result = eventsOf(out).find(({ type }) => type === 'result');
    expect(result).toMatchObject({
      status: 'denied',
      text: expect.stringMatching(/sandbox.*home folder|not installed/),
    });
  });

  it('reads the task from standard input', async () => {
    await using parts = await belay(fix, { 'a.js': 'wrong\n' });
    const { child, outcome } = start(['run', '--cwd', parts.root, '--mode', 'allowEdits', '-'], parts.env);
    child.stdin?.end('fix it');
    expect((await outcome).code).toBe(0);
  });

  needsSandbox('an interrupt stops the command, keeps the conversation, and ends with 3', async () => {
    await using parts = await belay(fix);
    const { child, outcome } = start(['run', '--cwd', parts.root, '--mode', 'bypass', '--json', 'wait'], parts.env);
    while (!existsSync(join(parts.root, 'on.txt'))) await sleep(20);
    child.kill('SIGINT');
    const { code, out } = await outcome;
    expect(code).toBe(3);
    expect(eventsOf(out).at(-1)).toMatchObject({ type: 'ended', reason: 'stopped' });
    expect(sleeping()).toEqual([]);
    expect(readdirSync(parts.root)).toEqual(['on.txt']);
  });

  needsSandbox('after a crash nothing goes on running, and the conversation can still be read', async () => {
    await using parts = await belay(fix);
    const { child, outcome } = start(['run', '--cwd', parts.root, '--mode', 'bypass', '--json', 'wait'], parts.env);
    while (!existsSync(join(parts.root, 'on.txt'))) await sleep(20);
    expect(sleeping()).not.toEqual([]);
    child.kill('SIGKILL');
    await outcome;
    while (sleeping().length > 0) await sleep(20);
    expect((await start(['sandbox', '--self-test', '--cwd', parts.root], parts.env).outcome).code).toBe(0);
    expect(readdirSync(parts.root)).toEqual(['on.txt']);
    const { code, out } = await parts.sessions('list', '--json');
    expect(code).toBe(0);
    const { sessionId } = JSON.parse(out);
    const shown = await parts.sessions('show', sessionId, '--json');
    expect(eventsOf(shown.out).map(({ type }) => type)).toEqual([
      'session',
      'setting',
      'chosen',
      'user',
      'prompt',
      'assistant',
      'call',
      'verdict',
    ]);
  });

  it('a wrong key is said at once, with 4', async () => {
    await using parts = await belay(fix, {}, { key: 'another' });
    const { code, err } = await parts.run('fix it');
    expect(code).toBe(4);
    expect(err).toMatch(/key/i);
    expect(parts.server.requests.length).toBe(1);
  });

  it('shortens the conversation from the share on that --compact-at names, and not at all at 0', async () => {
    const files = Object.fromEntries(
      ['a.txt', 'b.txt', 'c.txt'].map((name) => [name, `${name} has words.\n`.repeat(1500)]),
    );
    for (const [share, most] of [
      ['0.05', 1],
      ['0', 0],
    ] as const) {
      await using parts = await belay(fix, files);
      const { code, out } = await parts.run('--model', 'claude-haiku-4-5', '--compact-at', share, '--json', 'long');
      const compacted = eventsOf(out).filter(({ type }) => type === 'compacted');
      expect([code, Math.min(compacted.length, 1)]).toEqual([0, most]);
    }
  });

  it.each<[string[], string[], string[]]>([
    [['--effort', 'high'], ['"output_config":{"effort":"high"}'], []],
    [['--effort', 'default'], [], ['output_config']],
    [['--cache-lifetime', '1h'], ['"ttl":"1h"'], []],
    [['--cache-lifetime', '5m'], ['"cache_control"'], ['"ttl"']],
    [['--tool-search', 'on'], ['"name":"tool_search"', '"defer_loading":true'], []],
    [['--tool-search', 'off'], [], ['"name":"tool_search"', '"defer_loading"']],
    [['--edit-tools', 'patch'], ['"name":"apply_patch"'], ['"name":"edit_file"']],
    [['--edit-tools', 'both'], ['"name":"apply_patch"', '"name":"edit_file"'], []],
  ])('asks as %j says', async (options, sent, unsent) => {
    await using parts = await belay(fix);
    const { code } = await parts.run('--model', 'claude-sonnet-5-5', ...options, 'steer');
    const body = JSON.stringify(parts.server.requests[0]?.body);
    expect([code, sent.filter((text) => !body.includes(text)), unsent.filter((text) => body.includes(text))]).toEqual([
      0,
      [],
      [],
    ]);
  });

  it('lets the model read as much of a result as --max-result-tokens says', async () => {
    const texts = await Promise.all(
      [[], ['--max-result-tokens', '1000']].map(async (options) => {
        await using parts = await belay(fix, { 'a.txt': 'one of many words\n'.repeat(1500), 'b.txt': '', 'c.txt': '' });
        await parts.run(...options, 'long');
        return JSON.stringify(parts.server.requests[1]?.body);
      }),
    );
    expect((texts[0]?.length ?? 0) - (texts[1]?.length ?? 0)).toBeGreaterThan(15_000);
  });

  it.each([
    ['no command', [], 'A command is missing'],
    ['an unknown command', ['fly'], 'There is no command "fly"'],
    ['no task', ['run'], 'The task is missing'],
    ['an unknown mode', ['run', '--mode', 'turbo', 'x'], 'There is no mode "turbo"'],
    ['an unknown option', ['run', '--fast', 'x'], '--fast'],
    ['a bad number', ['run', '--max-steps', 'many', 'x'], '"many" is not a whole number'],
    ['a share as a percentage', ['run', '--compact-at', '80', 'x'], '"80" is not a share from 0 (never) to 0.95'],
    ['a share that is none', ['run', '--compact-at', '', 'x'], '"" is not a share'],
    ['an unknown effort', ['run', '--effort', 'most', 'x'], 'There is no effort "most"; choose one of default, low'],
    ['an unknown lifetime', ['run', '--cache-lifetime', '2h', 'x'], 'There is no cache lifetime "2h"'],
    ['an unknown tool search', ['run', '--tool-search', 'yes', 'x'], 'There is no tool search "yes"'],
    ['an unknown form of edits', ['run', '--edit-tools', 'sed', 'x'], 'There is no form of edits "sed"'],
    ['a result of half a token', ['run', '--max-result-tokens', '1000.5', 'x'], 'from 1000 to 1000000'],
    ['a window that is none', ['run', '--context-window', '', 'x'], '"" is not a whole number of tokens from 1000'],
    ['no key', ['run', 'x'], 'ANTHROPIC_API_KEY'],
    ['a folder that is not there', ['run', '--model', 'tour', '--cwd', '/nowhere/at/all', 'x'], '/nowhere/at/all'],
    ['an unknown action', ['sessions', 'eat'], 'belay sessions list'],
    ['no session', ['sessions', 'show'], 'Name one session'],
    ['no test named', ['sandbox'], 'belay sandbox --self-test'],
    [
      'a host that is none',
      ['run', '--model', 'tour', '--allow-domain', 'https://x.org', 'x'],
      '"https://x.org" is no host',
    ],
  ])('%s is bad usage: one line, the usage, and 2', async (_, args, message) => {
    const { code, err } = await start(args, { BELAY_HOME: temporaryFolder() }).outcome;
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain('Usage:');
  });
});

describe('belay sessions', () => {
  it('tells how many edits of each model and tool fitted', async () => {
    await using parts = await belay(fix, { 'a.js': 'wrong\n' });
    expect((await parts.sessions('edits')).out).toBe('No edits yet in the sessions of this project.\n');
    await parts.run('--mode', 'allowEdits', 'fix it, please');
    const { out } = await parts.sessions('edits');
    expect(out).toMatch(/^model +tool +calls +applied +repaired +partly +refused +rejected +other +fitting\n/);
    expect(out).toMatch(/\n\S+ +edit_file +1 +1 +0 +0 +0 +0 +0 +100 %\n$/);
    const line = JSON.parse((await parts.sessions('edits', '--json')).out);
    expect(line).toMatchObject({ tool: 'edit_file', applied: 1, refused: 0, fitting: 1 });
    expect((await parts.sessions('edits', 'more')).code).toBe(2);
  });

  it('lists, searches and shows', async () => {
    await using parts = await belay(fix, { 'a.js': 'wrong\n' });
    await parts.run('--mode', 'allowEdits', 'fix it, please');
    const list = await parts.sessions('list');
    expect(list.out).toContain('fix it, please');
    expect((await parts.sessions('search', 'Mended')).out).toContain('fix it, please');
    expect((await parts.sessions('search', 'nothing of it')).out).toBe('');
    const id = list.out.split(' ')[0] ?? '';
    const shown = await parts.sessions('show', id);
    expect(shown.out).toContain('> fix it, please');
    expect(shown.out).toContain('Mended.');
    expect((await parts.sessions('show', 'unknown')).code).toBe(2);
  });
});

describe('belay sandbox --self-test', () => {
  it('says for each check whether it held, and ends with 0 or 3', async () => {
    const { code, out } = await start(['sandbox', '--self-test', '--cwd', temporaryFolder()], {}).outcome;
    expect(code).toBe(sandbox.available ? 0 : 3);
    expect(out).toMatch(sandbox.available ? /^held .*\n.*The sandbox holds/s : /There is no sandbox here.*asks\. \S/);
  });

  it('as JSON, where there is none: the reason and what to do', async () => {
    const root = temporaryFolder();
    const { code, out } = await start(['sandbox', '--self-test', '--json', '--cwd', root], { HOME: root }).outcome;
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual({ available: false, reason: expect.stringMatching(/\.$/), checks: [] });
  });
});
