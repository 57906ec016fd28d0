import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGit } from '../../../src/platform/git.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const home = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };
const signal = new AbortController().signal;

function repository() {
  const folder = temporaryFolder({ 'a.txt': 'one\n', '.gitattributes': '*.txt filter=evil diff=evil\n' });
  const canary = join(temporaryFolder(), 'ran');
  const raw = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  raw('init', '--quiet', '--initial-branch=main');
  raw('add', '.');
  raw('commit', '--quiet', '-m', 'first');
  writeFileSync(join(folder, 'a.txt'), 'two\n');
  return { folder, canary, raw };
}

const git = createGit({ environment: home });

test('status, diff and log of a repository', async () => {
  const { folder } = repository();
  const run = async (...args: string[]) => await git.run(args, { cwd: folder, signal });
  expect(await run('status', '--short', '--branch')).toEqual({
    exitCode: 0,
    stdout: '## main\n M a.txt\n',
    stderr: '',
  });
  expect((await run('diff')).stdout).toContain('-one\n+two\n');
  expect((await run('log', '--format=%s')).stdout).toBe('first\n');
  expect(await run('log', 'nowhere', '--')).toMatchObject({
    exitCode: 128,
    stderr: expect.stringContaining('nowhere'),
  });
  await expect(run('push')).rejects.toThrow('not one of the subcommands');
  await expect(run('constructor')).rejects.toThrow('not one of the subcommands');
});

test('a diff leaves out files with keys and says so, whatever the repository’s attributes, unless one is named', async () => {
  const { folder, raw } = repository();
  writeFileSync(join(folder, '.gitattributes'), '.env diff\n*.key diff\n');
  writeFileSync(join(folder, '.env'), 'marmalade=1\n');
  writeFileSync(join(folder, 'a.key'), 'marmalade 1\n');
  raw('add', '--force', '.');
  raw('commit', '--quiet', '-m', 'keys');
  writeFileSync(join(folder, '.env'), 'marmalade=2\n');
  writeFileSync(join(folder, 'b.txt'), 'marmalade 1\n');
  raw('mv', 'a.key', 'a[1].key');
  writeFileSync(join(folder, 'a.txt'), 'three\n');
  const careful = createGit({ environment: home, isSecret: (path) => /(?:\.env|\.key)$/.test(path) });
  const diff = async (...args: string[]) => (await careful.run(['diff', ...args], { cwd: folder, signal })).stdout;
  for (const args of [
    [],
    ['--'],
    ['HEAD', '--'],
    ['HEAD~1', 'HEAD'],
    ['HEAD', '--', '.'],
    ['--cached'],
    ['-M', 'HEAD'],
  ]) {
    expect(await diff(...args), args.join(' ')).not.toContain('marmalade');
  }
  expect(await diff('HEAD')).toContain('+three\n[left out, since such files usually hold keys: .env, a.key, a[1].key.');
  expect(await diff('--', 'a.txt')).not.toContain('left out');
  expect(await diff('--', '.env')).toContain('+marmalade=2');
  expect(await diff('--', join(folder, '.env'))).toContain('+marmalade=2');
  expect(await diff('nowhere', '--')).toBe('');
});

test('outside a repository git says so itself', async () => {
  const outcome = await git.run(['status'], { cwd: temporaryFolder(), signal });
  expect(outcome).toMatchObject({ exitCode: 128, stderr: expect.stringContaining('not a git repository') });
});

const neutralised: [name: string, settings: (canary: string) => Record<string, string>][] = [
  ['hooks', (canary) => ({ 'core.hooksPath': canary })],
  ['pager', (canary) => ({ 'core.pager': `touch ${canary}; cat`, 'pager.log': `touch ${canary}; cat` })],
  ['aliases', (canary) => ({ 'alias.status': `!touch ${canary}`, 'alias.diff': `!touch ${canary}` })],
  ['submodule summary', () => ({ 'status.submoduleSummary': 'true', 'diff.submodule': 'diff' })],
  ['the built-in monitor', () => ({ 'core.fsmonitor': 'false' })],
];

test.each(neutralised)('works in a repository with %s, and runs none of it', async (_name, settings) => {
  const { folder, canary, raw } = repository();
  for (const [key, value] of Object.entries(settings(canary))) raw('config', key, value);
  for (const args of [['status'], ['diff'], ['log', '-p'], ['show']]) {
    expect(await git.run(args, { cwd: folder, signal })).toMatchObject({ exitCode: 0 });
  }
  expect(existsSync(canary)).toBe(false);
});

const refused: [key: string, value: (canary: string) => string][] = [
  ['filter.evil.clean', (canary) => `touch ${canary}; cat`],
  ['filter.evil.process', (canary) => `touch ${canary}`],
  ['diff.external', (canary) => `touch ${canary}`],
  ['diff.evil.command', (canary) => `touch ${canary}`],
  ['diff.evil.textconv', (canary) => `touch ${canary}; cat`],
  ['core.fsmonitor', (canary) => `touch ${canary}`],
  ['core.sshCommand', (canary) => `touch ${canary}`],
  ['include.path', () => '../elsewhere'],
  ['includeIf.gitdir:/.path', () => '../elsewhere'],
  ['remote.origin.uploadpack', (canary) => `touch ${canary}`],
];

test.each(refused)('refuses a repository that sets %s', async (key, value) => {
  const { folder, canary, raw } = repository();
  raw('config', key, value(canary));
  for (const args of [['status'], ['diff'], ['log', '-p']]) {
    const outcome = git.run(args, { cwd: folder, signal });
    await expect(outcome).rejects.toThrow(new RegExp(`configuration sets ${key.split(':')[0]}.*run_command`, 'i'));
    await expect(outcome).rejects.toMatchObject({ name: 'ToolError' });
  }
  expect(existsSync(canary)).toBe(false);
});

test('a filter hidden in an included file is found', async () => {
  const { folder, canary, raw } = repository();
  writeFileSync(join(folder, 'more'), `[filter "evil"]\n\tclean = touch ${canary}; cat\n`);
  const path = join(folder, '.git/config');
  writeFileSync(path, `${readFileSync(path, 'utf8')}[include]\n\tpath = ../more\n`);
  raw('config', '--list');
  await expect(git.run(['diff'], { cwd: folder, signal })).rejects.toThrow(/configuration sets/);
  expect(existsSync(canary)).toBe(false);
});

test('what the person has set for themselves is no reason to refuse', async () => {
  const { folder } = repository();
  const own = temporaryFolder({
    '.gitconfig': '[filter "lfs"]\n\tclean = git-lfs clean\n[core]\n\tfsmonitor = false\n',
  });
  const personal = createGit({ environment: { ...home, HOME: own } });
  expect(await personal.run(['status'], { cwd: folder, signal })).toMatchObject({ exitCode: 0 });
});

test('a bare repository inside the workspace is not entered', async () => {
  const { folder, canary } = repository();
  const bare = join(folder, 'sub');
  execFileSync('git', ['init', '--quiet', '--bare', bare]);
  execFileSync('git', ['-C', bare, 'config', 'core.fsmonitor', `touch ${canary}`]);
  execFileSync('git', ['-C', bare, 'config', 'core.bare', 'false']);
  const outcome = await git.run(['status'], { cwd: bare, signal }).catch((error: unknown) => error);
  expect(outcome).not.toMatchObject({ exitCode: 0 });
  expect(existsSync(canary)).toBe(false);
});

test('GIT_ variables of the environment do not lead elsewhere', async () => {
  const [one, other] = [repository(), repository()];
  const led = createGit({
    environment: { ...home, GIT_DIR: join(other.folder, '.git'), GIT_EXTERNAL_DIFF: `touch ${one.canary}` },
  });
  expect((await led.run(['rev-parse', '--show-toplevel'], { cwd: one.folder, signal })).stdout.trim()).toBe(one.folder);
  await led.run(['diff'], { cwd: one.folder, signal });
  expect(existsSync(one.canary)).toBe(false);
});

test('a missing git and a stop are said', async () => {
  const none = createGit({ environment: { PATH: '/nonexistent' } });
  await expect(none.run(['status'], { cwd: temporaryFolder(), signal })).rejects.toThrow('not installed');
  await expect(
    git.run(['status'], { cwd: temporaryFolder(), signal: AbortSignal.abort(new Error('stopped')) }),
  ).rejects.toThrow('stopped');
});
