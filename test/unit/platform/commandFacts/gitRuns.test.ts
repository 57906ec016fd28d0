import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOnlyEnvironment } from '../../../../src/platform/commandEnvironment.ts';
import { createGitRuns } from '../../../../src/platform/commandFacts/gitRuns.ts';
import { isSecret, secretGlobs } from '../../../../src/security/paths.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const secrets = { globs: secretGlobs, isSecret };
const environment = readOnlyEnvironment({ PATH: process.env.PATH ?? '', HOME: '/nonexistent' });

function repository(files: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder({ 'a.txt': 'one\n', '.gitattributes': '*.txt filter=evil diff=evil\n', ...files });
  const canary = join(temporaryFolder(), 'ran');
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  return { folder, canary, git };
}

/** Entries that name a program, as research and advisories list them; `%` stands for a program that leaves a trace. */
const entries: readonly (readonly [key: string, value: string])[] = [
  ['core.fsmonitor', '%'],
  ['core.sshCommand', '%'],
  ['core.askPass', '%'],
  ['core.editor', '%'],
  ['core.pager', '%'],
  ['core.gitProxy', '%'],
  ['core.worktree', '/tmp'],
  ['pager.log', '%'],
  ['pager.status', '%'],
  ['filter.evil.clean', '%'],
  ['filter.evil.smudge', '%'],
  ['filter.evil.process', '%'],
  ['diff.external', '%'],
  ['diff.evil.command', '%'],
  ['diff.evil.textconv', '%'],
  ['gpg.program', '%'],
  ['gpg.ssh.program', '%'],
  ['credential.helper', '!%'],
  ['alias.st', '!%'],
  ['alias.status', '!%'],
  ['include.path', '../evil'],
  ['includeIf.gitdir:/.path', '../evil'],
  ['url.ext::sh.insteadOf', 'https://'],
  ['interactive.diffFilter', '%'],
  ['remote.origin.uploadpack', '%'],
  ['remote.origin.vcs', 'evil'],
  ['core.alternateRefsCommand', '%'],
  ['hook.check.command', '%'],
  ['hook.check.event', 'post-index-change'],
  ['merge.evil.driver', '%'],
  ['trailer.sign.cmd', '%'],
  ['trailer.sign.command', '%'],
  ['submodule.a.update', '!%'],
  ['gc.recentObjectsHook', '%'],
  ['protocol.ext.allow', 'always'],
  ['extensions.partialClone', 'origin'],
  ['mailmap.file', '../outside'],
  ['mailmap.blob', 'HEAD:.env'],
  ['blame.ignoreRevsFile', '.env'],
  ['blame.ignoreRevsFile', '/etc/passwd'],
  ['pretty.mine', '%C(auto)%h %G?'],
  ['format.pretty', 'format:%h%-GK'],
  ['branch.sort', '-signature:grade'],
  ['log.diffMerges', 'remerge'],
];

const harmless: readonly (readonly [key: string, value: string])[] = [
  ['core.fsmonitor', 'true'],
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '.husky/_'],
  ['core.autocrlf', 'input'],
  ['pager.log', 'false'],
  ['gpg.format', 'ssh'],
  ['remote.origin.url', 'https://example.org/a.git'],
  ['branch.main.merge', 'refs/heads/main'],
  ['user.name', 'Ada'],
  ['commit.gpgsign', 'true'],
  ['diff.algorithm', 'histogram'],
  ['submodule.a.update', 'rebase'],
  ['blame.ignoreRevsFile', '.git-blame-ignore-revs'],
  ['pretty.mine', '%C(auto)%h %an'],
  ['format.pretty', 'oneline'],
  ['log.diffMerges', 'first-parent'],
  ['branch.sort', '-committerdate'],
  ['mergetool.keepBackup', 'false'],
];

describe('what a repository’s own configuration makes git run', () => {
  it.each(entries)('%s is found', async (key, value) => {
    const { folder, git } = repository();
    const gitRuns = createGitRuns(environment, secrets);
    expect(await gitRuns(folder)).toBeUndefined();
    git('config', key, value.replace('%', '/tmp/evil.sh'));
    // Noticed although the answer before was kept.
    expect(await gitRuns(folder)).toContain('can make git run a program');
  });

  it.each(harmless)('%s = %s is nothing to ask about', async (key, value) => {
    const { folder, git } = repository();
    git('config', key, value);
    expect(await createGitRuns(environment, secrets)(folder)).toBeUndefined();
  });

  it('a subfolder counts as the repository around it, and a folder outside of one runs nothing', async () => {
    const { folder, git } = repository({ 'sub/b.txt': 'b' });
    git('config', 'core.fsmonitor', './x');
    expect(await createGitRuns(environment, secrets)(join(folder, 'sub'))).toContain('core.fsmonitor');
    expect(await createGitRuns(environment, secrets)(temporaryFolder())).toBeUndefined();
  });

  it('a repository inside the tree counts as well, since git status enters it', async () => {
    const { folder, canary, git } = repository();
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    const inside = (...args: string[]) =>
      execFileSync('git', ['-C', inner, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
        stdio: 'pipe',
      });
    inside('init', '--quiet');
    writeFileSync(join(inner, 'a.txt'), 'a');
    inside('add', '.');
    inside('commit', '--quiet', '-m', 'inner');
    git('-c', 'advice.addEmbeddedRepo=false', 'add', 'inner');
    const gitRuns = createGitRuns(environment, secrets);
    expect(await gitRuns(folder)).toBeUndefined();
    inside('config', 'core.fsmonitor', `touch ${canary}; false`);
    expect(await gitRuns(folder)).toContain('core.fsmonitor');
  });

  it('a submodule’s note of where its own files lie is nothing to ask about, one of another place is', async () => {
    const { folder, git } = repository();
    const origin = repository().folder;
    git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', origin, 'sub');
    const gitRuns = createGitRuns(environment, secrets);
    const sub = join(folder, 'sub');
    expect(execFileSync('git', ['-C', sub, 'config', 'core.worktree'], { encoding: 'utf8' })).toContain('../sub');
    expect(await gitRuns(realpathSync(folder))).toBeUndefined();
    expect(await gitRuns(realpathSync(sub))).toBeUndefined();
    execFileSync('git', ['config', '--file', join(folder, '.git/modules/sub/config'), 'core.worktree', '/tmp']);
    expect(await gitRuns(realpathSync(folder))).toContain('core.worktree');
  });

  it('worktree configuration counts', async () => {
    const { folder, git } = repository();
    git('config', 'extensions.worktreeConfig', 'true');
    git('config', '--worktree', 'diff.external', '/tmp/evil.sh');
    expect(await createGitRuns(environment, secrets)(folder)).toContain('diff.external');
  });

  it('a worktree counts like its repository', async () => {
    const { git } = repository();
    const tree = join(temporaryFolder(), 'tree');
    git('worktree', 'add', '--quiet', tree);
    git('config', 'core.fsmonitor', './x');
    expect(await createGitRuns(environment, secrets)(realpathSync(tree))).toContain('core.fsmonitor');
  });

  it.each([
    ['local', '.git-blame-ignore-revs'],
    ['global', '.git-blame-ignore-revs'],
    ['global', 'docs/ignored'],
  ])('a file that blame reads, set in the %s configuration as %s, is no link', async (scope, value) => {
    const home = temporaryFolder();
    const { folder, git } = repository({ '.env': 'KEY=marmalade\n', 'keys/ignored': 'KEY=marmalade\n' });
    const own = { ...environment, HOME: home };
    const config = scope === 'local' ? ['-C', folder, 'config'] : ['config', '--global'];
    execFileSync('git', [...config, 'blame.ignoreRevsFile', value], { env: own });
    const gitRuns = createGitRuns(own, secrets);
    expect(await gitRuns(folder)).toBeUndefined();
    const deep = value.includes('/');
    const link = join(folder, deep ? 'docs' : value);
    symlinkSync(deep ? 'keys' : '.env', link);
    const { stderr } = spawnSync('git', ['blame', 'a.txt'], { cwd: folder, env: own, encoding: 'utf8' });
    expect(stderr).toContain('marmalade');
    expect(await gitRuns(folder)).toContain('blame.ignorerevsfile');
    rmSync(link);
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, value), `${git('rev-parse', 'HEAD')}`);
    expect(await gitRuns(folder)).toBeUndefined();
  });

  it('a broken repository throws, which counts as a reason to ask', async () => {
    const folder = temporaryFolder({ '.git/config': '[core' });
    await expect(createGitRuns(environment, secrets)(folder)).rejects.toThrow();
  });
});

describe('the environment of commands that only look', () => {
  const run = (cwd: string, command: string) =>
    spawnSync('bash', ['--noprofile', '--norc', '-c', command], { cwd, env: environment, encoding: 'utf8' });

  it.each(['core.fsmonitor', 'core.pager', 'pager.log', 'core.hooksPath'])('%s runs nothing', (key) => {
    const { folder, canary, git } = repository({ 'evil.sh': '' });
    writeFileSync(join(folder, 'evil.sh'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'pre-commit'])
      writeFileSync(join(folder, hook), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
    git('config', key, key === 'core.hooksPath' ? folder : join(folder, 'evil.sh'));
    for (const command of ['git status', 'git log -1', 'git diff', 'git ls-files', 'git blame a.txt'])
      expect(run(folder, command).status).toBe(0);
    expect(existsSync(canary)).toBe(false);
  });

  it('a bare repository laid out in a folder is refused', () => {
    const { folder } = repository();
    const bare = join(folder, 'sub');
    execFileSync('git', ['init', '--quiet', '--bare', bare]);
    expect(run(bare, 'git log').stderr).toContain('bare repository');
  });

  it('git writes nothing, not even its index', () => {
    const { folder } = repository();
    const index = (): string => execFileSync('sha256sum', [join(folder, '.git/index')], { encoding: 'utf8' });
    writeFileSync(join(folder, 'a.txt'), 'one\n');
    const before = index();
    for (const command of ['git status', 'git diff', 'git describe --always', 'git diff-index HEAD'])
      run(folder, command);
    expect(index()).toBe(before);
  });
});
