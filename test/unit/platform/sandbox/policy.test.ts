import { describe, expect, it } from 'vitest';
import {
  type Findings,
  isDomainPattern,
  type SandboxPolicy,
  sandboxPolicy,
  unfitRoot,
} from '../../../../src/platform/sandbox/policy.ts';
import { sandboxPaths } from '../../../../src/security/sandboxPaths.ts';

const root = '/home/ada/shop';
const nothing: Findings = { repositories: [], gitFolders: [], guarded: [], secrets: [], hookFolders: [] };

/** The policy of a project in which these paths exist, relative to its root. */
function policy(existing: readonly string[], findings: Partial<Findings> = {}, more: { processFolder?: string } = {}) {
  const there = new Set(existing.map((name) => `${root}/${name}`));
  return sandboxPolicy({
    roots: [root],
    temporary: '/tmp/belay-1',
    home: '/home/ada',
    belayHome: '/home/ada/.belay',
    readable: ['/home/ada/.belay/projects/shop/output'],
    bundleFolder: '/home/ada/.vscode/extensions/belay/dist',
    processFolder: '/',
    paths: sandboxPaths,
    findings: { ...nothing, ...findings },
    exists: (path) => path === root || there.has(path),
    ...more,
  });
}

const git = { repositories: [root], gitFolders: [`${root}/.git`] };
const gitFiles = ['.git', '.git/hooks', '.git/config', '.git/info'];

describe('the policy of the sandbox', () => {
  it('lets the workspace and the temporary folder be written, and nothing else', () => {
    expect(policy([]).allowWrite).toEqual([root, '/tmp/belay-1']);
  });

  it.each([
    ['hooks that exist', gitFiles, git, '.git/hooks'],
    ['hooks that are missing', ['.git', '.git/config'], git, '.git/hooks'],
    ["a repository's configuration", gitFiles, git, '.git/config'],
    ["a worktree's configuration, missing", gitFiles, git, '.git/config.worktree'],
    ['attributes of a repository', gitFiles, git, '.git/info'],
    ['a repository where there is none', [], {}, '.git'],
    ['editor settings that exist', ['.vscode'], {}, '.vscode'],
    ['editor settings that are missing', [], {}, '.vscode'],
    ['MCP servers, missing', [], {}, '.mcp.json'],
    ['instructions, missing', [], {}, 'AGENTS.md'],
    ['workflows, missing', ['.github'], {}, '.github/workflows'],
    ['settings of npm, missing', [], {}, '.npmrc'],
    ['settings of yarn, missing, where yarn is used', ['yarn.lock'], {}, '.yarnrc.yml'],
    ['Belay’s own settings of the project', [], {}, '.belay'],
    ['what a scan found deeper', ['a/.vscode'], { guarded: [`${root}/a/.vscode`] }, 'a/.vscode'],
    ['hooks that the configuration puts elsewhere', [], { hookFolders: [`${root}/scripts/hooks`] }, 'scripts/hooks'],
    ['a nested repository’s hooks', [], { gitFolders: [`${root}/lib/.git`] }, 'lib/.git/hooks'],
    ['a nested repository’s editor settings', [], { repositories: [`${root}/lib`] }, 'lib/.vscode'],
  ] as [string, string[], Partial<Findings>, string][])('guards %s', (_, existing, findings, name) => {
    expect(policy(existing, findings).denyWrite).toContain(`${root}/${name}`);
  });

  it('leaves alone what nobody would act on', () => {
    const { denyWrite } = policy([...gitFiles, 'src', 'package.json'], git);
    for (const name of [
      '.git',
      '.git/objects',
      '.git/index',
      'src',
      'package.json',
      '.yarnrc.yml',
      '.cargo',
      '.pnpmfile.cjs',
    ]) {
      expect(denyWrite).not.toContain(`${root}/${name}`);
    }
  });

  it('every path is absolute and no pattern', () => {
    const made = policy(gitFiles, { ...git, secrets: [`${root}/.env`] });
    for (const list of [
      made.allowWrite,
      made.denyWrite,
      made.denyRead,
      made.allowRead,
      made.standIns,
      made.unholdable,
    ]) {
      expect(list.filter((path) => !path.startsWith('/') || /[*?[\]]/.test(path))).toEqual([]);
      expect(new Set(list).size).toBe(list.length);
    }
  });

  it.each([
    ['/home/ada/.ssh'],
    ['/home/ada/.aws'],
    ['/home/ada/.config/gh'],
    ['/home/ada/.netrc'],
    ['/home/ada/.config/google-chrome'],
    ['/home/ada/Library/Keychains'],
    ['/home/ada/.belay'],
    ['/etc/shadow'],
    ['/run/secrets'],
    [`${root}/.env`],
  ])('hides %s', (path) => {
    expect(policy([], { secrets: [`${root}/.env`] }).denyRead).toContain(path);
  });

  it('what is missing is kept missing by empty folders, which git does not see', () => {
    const { denyWrite, standIns, hiddenFromGit } = policy(gitFiles, git);
    expect(standIns).toContain(`${root}/AGENTS.md`);
    expect(denyWrite).toContain(`${root}/AGENTS.md/belay`);
    expect(hiddenFromGit).toEqual([]);
  });

  it('where programs would trip over a folder a file stands in, hidden from git like secrets', () => {
    const made = policy([...gitFiles, 'yarn.lock'], { ...git, secrets: [`${root}/a b/.env`] });
    expect(made.denyWrite).not.toContain(`${root}/.yarnrc.yml/belay`);
    expect(made.hiddenFromGit).toEqual(['/.yarnrc', '/.yarnrc.yml', '/a\\ b/.env']);
  });

  it('one stand-in for several names below one missing folder', () => {
    const { standIns } = policy(gitFiles, git);
    expect(standIns.filter((path) => path.includes('.github'))).toEqual([`${root}/.github`]);
  });

  it('a redirection of the repository has no stand-in: it is looked after instead', () => {
    expect(policy(gitFiles, git).unholdable).toEqual([`${root}/.git/commondir`]);
    expect(policy([...gitFiles, '.git/commondir'], git).unholdable).toEqual([]);
  });

  it('what the library guards by itself in the process folder gets folders too', () => {
    const guarded = (made: SandboxPolicy): boolean => made.denyWrite.includes(`${root}/.bashrc/belay`);
    expect(guarded(policy([]))).toBe(false);
    expect(guarded(policy([], {}, { processFolder: root }))).toBe(true);
  });

  it('a workspace inside a hidden folder stays readable', () => {
    const made = sandboxPolicy({
      roots: ['/home/ada/.claude/work'],
      temporary: '/tmp/belay-1',
      home: '/home/ada',
      belayHome: '/home/ada/.belay',
      readable: [],
      bundleFolder: '/x',
      processFolder: '/',
      paths: sandboxPaths,
      findings: nothing,
      exists: () => false,
    });
    expect(made.denyRead).not.toContain('/home/ada/.claude');
  });

  it('Belay inside its own workspace cannot be changed', () => {
    const made = sandboxPolicy({
      roots: [root],
      temporary: '/tmp/belay-1',
      home: '/home/ada',
      belayHome: `${root}/.home`,
      readable: [],
      bundleFolder: `${root}/dist`,
      processFolder: '/',
      paths: sandboxPaths,
      findings: nothing,
      exists: () => true,
    });
    expect(made.denyWrite).toEqual(expect.arrayContaining([`${root}/dist`, `${root}/.home`]));
  });
});

it.each([
  ['/', true],
  ['/home', true],
  ['/home/ada', true],
  ['/home/ada/shop', false],
  ['/home/adam', false],
  ['/srv/shop', false],
])('a workspace at %s is unfit: %s', (path, unfit) => {
  expect(unfitRoot(path, '/home/ada') !== undefined).toBe(unfit);
});

it.each([
  ['example.com', true],
  ['*.example.com', true],
  ['registry.npmjs.org:443', true],
  ['localhost', true],
  ['localhost:3000', true],
  ['*', false],
  ['*.com', false],
  ['*.*.com', false],
  ['example.*', false],
  ['https://example.com', false],
  ['example.com/path', false],
  ['example.com:0', false],
  ['example.com:99999', false],
  ['', false],
  ['exa mple.com', false],
  ['user@example.com', false],
])('%s as an allowed host: %s', (text, fits) => {
  expect(isDomainPattern(text)).toBe(fits);
});
