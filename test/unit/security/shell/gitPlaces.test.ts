import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandGate } from '../../../support/commandGate.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

describe('git in a true repository', () => {
  it('git in a folder is asked about where that lies in another repository, and reads what lies there', async () => {
    const root = temporaryFolder({
      'src/deep/a.ts': 'a\n',
      'vendor/own/a.ts': 'a\n',
      'bare/HEAD': 'ref: refs/heads/main\n',
      'keys/.env': 'KEY=1\n',
    });
    const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, stdio: 'pipe' });
    git(root, 'init', '--quiet');
    git(root, 'add', '--force', 'src', 'keys');
    git(join(root, 'vendor/own'), 'init', '--quiet');
    symlinkSync(join(root, 'src'), join(root, 'link'));
    const gate = commandGate(root);
    const cases: [command: string, decision: string][] = [
      ['cd src && git status', 'allow'],
      ['cd src/deep && git log -3 && git diff --stat', 'allow'],
      ['git -C src/deep log --oneline', 'allow'],
      [`git -C ${root}/src grep -n a`, 'allow'],
      ['for d in src src/deep; do git -C $d log -1; done', 'allow'],
      ['cd bare && git status', 'allow'],
      ['cd vendor && git log', 'allow'],
      ['cd vendor/own && git log', 'ask'],
      ['git -C vendor/own status', 'ask'],
      ['git -C vendor -C own status', 'ask'],
      ['for d in src vendor/own; do git -C $d log -1; done', 'ask'],
      ['cd link && git status', 'ask'],
      ['git -C link status', 'ask'],
      ['git -C keys grep KEY', 'ask'],
      ['cd keys && git show HEAD:./.env', 'ask'],
      ["git -C src grep KEY -- ':/keys'", 'ask'],
      ['git -C src grep KEY -- ../keys', 'ask'],
      ['git -C src -c core.pager=x log', 'ask'],
    ];
    for (const [command, decision] of cases)
      expect([command, (await gate.verdict(command)).decision]).toEqual([command, decision]);
  });

  it('git grep is asked about for tracked files with keys, where it searches', async () => {
    const root = temporaryFolder({
      'src/a.ts': '',
      'deploy/prod.env': 'KEY=1',
      '.env': 'KEY=1',
      'src/.env': '',
      'new.pem': '',
    });
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' });
    git('init', '--quiet');
    git('add', 'src/a.ts');
    const { verdict } = commandGate(root);
    const judged = async (commands: readonly string[]) =>
      await Promise.all(commands.map(async (command) => [command, (await verdict(command)).decision]));
    const everywhere = [
      'git grep KEY',
      'git grep -n KEY -- .',
      'git grep -e KEY',
      'git grep KEY HEAD~1',
      'git grep KEY deploy',
    ];
    const elsewhere = [
      'git grep KEY -- src',
      'git grep KEY src',
      "git grep KEY -- '*.ts'",
      'git grep KEY HEAD -- src src/a.ts',
    ];
    for (const [command, decision] of await judged([...everywhere, ...elsewhere]))
      expect([command, decision]).toEqual([command, 'allow']);
    git('add', '--force', 'deploy');
    for (const [command, decision] of await judged(elsewhere)) expect([command, decision]).toEqual([command, 'allow']);
    const hostile = [
      ...everywhere,
      ...[
        'git grep --no-index KEY',
        'git grep --untracked KEY src',
        'git grep KEY -- deploy src',
        "git grep KEY -- '*.env'",
      ],
      ...[
        "git grep KEY -- ':/'",
        "git grep KEY -- ':!src'",
        "git grep KEY -- 'd*'",
        'git grep KEY -- src/..',
        'git grep KEY HEAD src',
      ],
      ...[
        'git grep KEY --',
        'git grep KEY -- src .',
        'git grep KEY -- .env',
        "git grep KEY -- 'src' '*'",
        'git grep KEY -- s*c deploy',
      ],
    ];
    for (const [command, decision] of await judged(hostile)) expect([command, decision]).toEqual([command, 'ask']);
    expect(await commandGate(temporaryFolder({ 'a.ts': '' })).verdict('git grep KEY')).toMatchObject({
      decision: 'ask',
    });
  });

  it('a repository whose configuration can run something asks', async () => {
    const root = temporaryFolder({ 'a.txt': 'a\n' });
    const { verdict } = commandGate(root);
    mkdirSync(join(root, '.git'));
    writeFileSync(join(root, '.git/config'), '[core]\n\tfsmonitor = ./evil\n');
    writeFileSync(join(root, '.git/HEAD'), 'ref: refs/heads/main\n');
    mkdirSync(join(root, '.git/objects'));
    mkdirSync(join(root, '.git/refs'));
    expect(await verdict('git status')).toMatchObject({ decision: 'ask', checks: [{ number: 20 }] });
    expect(await verdict('git --version')).toMatchObject({ decision: 'ask' });
  });
});
