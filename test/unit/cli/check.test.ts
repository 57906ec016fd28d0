import { spawn } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');

function project(): string {
  const root = temporaryFolder({ 'a.txt': 'a', '.env': 'KEY=1', 'src/a.ts': 'a' });
  symlinkSync('/etc', join(root, 'out'));
  symlinkSync('nowhere', join(root, 'dangling'));
  return root;
}

async function belay(args: readonly string[], input = '') {
  const home = join(temporaryFolder(), 'belay');
  const child = spawn(process.execPath, [program, 'check', ...args], { env: { ...process.env, BELAY_HOME: home } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err, home };
}

interface Line {
  readonly id: unknown;
  readonly decision?: string;
  readonly checks?: readonly number[];
  readonly error?: string;
  readonly real?: string;
}

const read = (out: string): Line[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line): Line => JSON.parse(line));
const lines = (...all: readonly unknown[]): string => all.map((one) => `${JSON.stringify(one)}\n`).join('');

describe('belay check', () => {
  it('answers commands in their order, bad lines among them, and leaves nothing behind', async () => {
    const root = project();
    const input = [
      lines({ id: 1, command: 'cat a.txt' }, { id: 'two', command: 'rm -rf src' }, { id: 3, command: 'ls\u200b' }),
      'not json\n\n{"id":5,"command":7}\n{"id":6}\n[]\n"text"\nnull\n{"id":9,"command":\n',
      lines({ id: 10, command: 'cat .env' }, { id: 11, command: '' }, { command: 'ls' }),
      '{"id":12,"command":"ls -la"}',
    ].join('');
    const { code, out, home } = await belay(['command', '--cwd', root], input);
    expect(code).toBe(0);
    expect(read(out).map(({ id, decision, checks }) => [id, decision ?? 'error', ...(checks ?? [])])).toEqual([
      [1, 'allow'],
      ['two', 'ask', 37],
      [3, 'deny', 4],
      [null, 'error'],
      [5, 'error'],
      [6, 'error'],
      [null, 'error'],
      [null, 'error'],
      [null, 'error'],
      [9, 'error'],
      [10, 'ask', 35],
      [11, 'deny', 9],
      [null, 'error'],
      [12, 'allow'],
    ]);
    expect(existsSync(home)).toBe(false);
    expect(readdirSync(root).sort()).toEqual(['.env', 'a.txt', 'dangling', 'out', 'src']);
  });

  it('answers paths, for a write where nothing else is said', async () => {
    const root = project();
    const input = lines(
      ...['a.txt', 'new/b.txt', '../x', 'out/passwd', '.git/config', '.env', 'dangling', '%2e%2e/x', 'a\0b', ''].map(
        (path, id) => ({ id, path }),
      ),
      { id: 20, path: '.git/config', access: 'read' },
      { id: 21, path: 'a.txt', access: 'execute' },
      { id: 22, command: 'ls' },
    );
    const { code, out } = await belay(['path', '--cwd', root], input);
    expect(code).toBe(0);
    const answers = read(out);
    expect(answers.map(({ decision = 'error' }) => decision)).toEqual([
      ...['inside', 'inside', 'outside', 'outside', 'protected', 'protected', 'deny', 'outside', 'deny', 'deny'],
      ...['inside', 'error', 'error'],
    ]);
    expect(answers[3]?.real).toBe('/etc/passwd');
  });

  it('judges for a mode, a shell, and without a sandbox', async () => {
    const root = project();
    const decide = async (...args: string[]) =>
      read((await belay(['command', '--cwd', root, ...args])).out)[0]?.decision;
    expect(await decide('npm test')).toBe('ask');
    expect(await decide('--mode', 'bypass', 'npm test')).toBe('allow');
    expect(await decide('--mode', 'bypass', '--no-sandbox', 'npm test')).toBe('deny');
    expect(await decide('ls **/*.ts')).toBe('allow');
    expect(await decide('--shell', 'zsh', 'ls **/*.ts')).toBe('ask');
  });

  it('explains to people', async () => {
    const root = project();
    const command = await belay(['command', '--cwd', root, '--explain', 'cat a.txt | sort > b.txt']);
    expect(command.out).toMatch(/^cat a\.txt \| sort > b\.txt\n {2}ask, HIGH/);
    expect(command.out).toMatch(/21 redirects: .*\n {6}It stops: Writing/);
    const path = await belay(['path', '--cwd', root, '--explain', 'out/passwd']);
    expect(path.out).toContain('which is really /etc/passwd');
    const hidden = await belay(
      ['command', '--cwd', root, '--explain'],
      lines({ id: 1, command: 'ls \u202e\u001b[8m' }),
    );
    expect(hidden.out).toContain('ls \\u{202e}\\u{1b}[8m');
    expect((await belay(['command', '--explain'], 'x\n')).out).toContain('A line was not judged');
  });

  it.each([
    [[], 'Say what to check'],
    [['files'], 'Say what to check'],
    [['command', 'ls', '-la'], "Unknown option '-l'"],
    [['command', 'ls', 'src'], 'one pair of quotes'],
    [['command', '--shell', 'fish'], 'judged for bash or zsh'],
    [['command', '--mode', 'reckless'], 'There is no mode'],
    [['path', '--cwd', '/nowhere/at/all'], 'There is no folder /nowhere/at/all'],
    [['path', '--cwd', program], 'There is no folder'],
  ])('%j is bad usage', async (args, message) => {
    const { code, err, out } = await belay(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toContain('belay check command|path');
  });
});
