import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readOnlyEnvironment } from '../../../../src/platform/commandEnvironment.ts';
import { createGitObjects } from '../../../../src/platform/commandFacts/gitObjects.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const environment = readOnlyEnvironment({ PATH: process.env.PATH ?? '', HOME: '/nonexistent' });

it('tells files and folders by every form of their names, also beside names that end git', async () => {
  const folder = temporaryFolder({ 'd/a.txt': 'one\n' });
  const git = (...args: string[]): string => {
    const person = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];
    return execFileSync('git', [...person, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  const blob = git('rev-parse', 'HEAD:d/a.txt');
  git('tag', 'plain', blob);
  git('tag', '-a', '-m', 'x', 'noted', blob);
  git('tag', '-a', '-m', 'x', 'twice', 'noted');
  git('tag', '-a', '-m', 'x', 'folder', 'HEAD:d');
  git('tag', '-a', '-m', 'x', 'version', 'HEAD');
  const files = [blob, blob.slice(0, 7), `x-g${blob.slice(0, 10)}`, 'plain', 'noted', 'twice', 'HEAD:d/a.txt'];
  const folders = ['folder', 'HEAD:d', 'HEAD^{tree}', 'HEAD^{/first}:d'];
  const others = ['HEAD', 'main', 'version', 'HEAD@{1 day ago}', 'nothing', 'HEAD:d a', 'd', 'blob', ':/first'];
  const gitObjects = createGitObjects(environment);
  const expected = new Map([
    ...files.map((name) => [name, 'blob'] as const),
    ...folders.map((name) => [name, 'tree'] as const),
  ]);
  expect(await gitObjects(folder, [...files, ...others, ...folders])).toEqual(expected);
  expect(await gitObjects(folder, ['HEAD@{99}', ...files, '@{u}', ...folders])).toEqual(expected);
  await expect(gitObjects('/nonexistent', ['HEAD'])).rejects.toThrow();
});
