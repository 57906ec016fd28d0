import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandEnvironment, readOnlyEnvironment } from '../../../../src/platform/commandEnvironment.ts';
import { writeGitAttributes } from '../../../../src/platform/gitAttributes.ts';
import { secretAttributes } from '../../../../src/security/paths.ts';
import { commandGate } from '../../../support/commandGate.ts';
import { secretNames } from '../../../support/paths/secretNames.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

// What git takes for text: Belay's attributes keep files with keys out of its diffs, and those of a repository count for more.

const root = realpathSync(mkdtempSync(join(tmpdir(), 'belay-git-attributes-')));

function git(...args: string[]): string {
  const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], options).trim();
}

beforeAll(() => {
  mkdirSync(join(root, 'deep'));
  const files = { 'a.txt': 'plain', '.env': 'KEY=1', id_rsa: 'x', 'deep/Secrets.JSON': '{}' };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), `${text}\n`);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--force', '.');
  git('commit', '--quiet', '-m', 'first');
  git('rm', '--quiet', 'id_rsa');
  git('commit', '--quiet', '-m', 'second');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('attributes of a repository', () => {
  test.each([
    ['.gitattributes', '*.env diff\n.env diff\n'],
    ['.gitattributes', '[attr]open diff=python\n.env open\n'],
    ['deep/.gitattributes', 'Secrets.JSON diff=json\n'],
    ['.git/info/attributes', 'id_rsa diff\n'],
    // What is not said counts for less than what Belay says of it, unless that it is not said is written down.
    ['.gitattributes', '.env !diff\n'],
    ['.gitattributes', '* !diff\n'],
    ['.gitattributes', '*.pem text !diff\n'],
    ['.gitattributes', '[attr]s !diff\n.env s\n'],
    ['.git/info/attributes', '"*" diff\n'],
    // For files that once were there, or of which git only keeps a stash.
    ['.gitattributes', 'config/* diff\n'],
    ['.gitattributes', 'config/** text diff\n'],
    ['deep/.gitattributes', '* diff\n'],
    ['deep/.gitattributes', 'id_rsa diff\n'],
  ])('a repository whose %s has them shown asks', async (path, text) => {
    const { verdict } = commandGate(root);
    expect(await verdict('git log -p')).toMatchObject({ decision: 'allow' });
    writeFileSync(join(root, path), text);
    git('add', '--intent-to-add', '--', ...(path.startsWith('.git/') ? [] : [path]));
    try {
      const asked = await verdict('git log -p');
      expect(asked.decision).toBe('ask');
      expect(JSON.stringify(asked)).toContain('The attributes of this repository make git show');
    } finally {
      rmSync(join(root, path));
      git('reset', '--quiet');
    }
    expect(await verdict('git log -p')).toMatchObject({ decision: 'allow' });
  });

  test('the attributes that projects have are nothing to ask about', async () => {
    const usual = [
      '# a remark',
      '* text=auto eol=lf',
      '*.cs diff=csharp',
      '*.md diff=markdown',
      '*.[ch] diff=cpp',
      '*_test.go diff=golang',
      '*.blade.php diff=html',
      'Makefile diff=make',
      'docs/guide.rst diff',
      'package-lock.json -diff',
      '/dist/** -diff linguist-generated',
      '*.png binary',
      '*.sh text eol=lf diff=bash',
    ];
    const { verdict } = commandGate(root);
    writeFileSync(join(root, '.gitattributes'), `${usual.join('\n')}\n`);
    try {
      expect(await verdict('git log -p')).toMatchObject({ decision: 'allow' });
    } finally {
      rmSync(join(root, '.gitattributes'));
    }
  });
});

test('the person’s own attributes go on to count, and those of Belay for more', async () => {
  const home = temporaryFolder({ '.config/git/attributes': '*.txt text\n.env diff\n' });
  const path = join(temporaryFolder(), 'git-attributes');
  const environment = { ...commandEnvironment(process.env), HOME: home };
  await writeGitAttributes(path, secretAttributes(), environment);
  await expect.poll(() => readFileSync(path, 'utf8')).toContain('*.txt text');
  const env = readOnlyEnvironment(environment, path);
  const attribute = (name: string, file: string): string =>
    execFileSync('git', ['check-attr', name, file], { cwd: root, env, encoding: 'utf8' }).trim();
  expect(attribute('text', 'a.txt')).toBe('a.txt: text: set');
  expect(attribute('diff', 'deep/.ENV')).toBe('deep/.ENV: diff: unset');
  expect(attribute('diff', 'x/.ssh/a/b')).toBe('x/.ssh/a/b: diff: unset');
  for (const plain of [
    '.env.example',
    'app.example.env',
    'id_rsa.pub',
    'credentials.ts',
    'a.bak',
    'key.ts',
    '#a#',
    'a~1~',
    'a.~b~',
    'server.pem.example',
    'api.key.test.ts',
    'id_rsa.pub',
    'id_rsa_test.go',
  ])
    expect(attribute('diff', plain)).toBe(`${plain}: diff: unspecified`);
  const names = secretNames.filter((name) => /^[\w./-]+$|~$|^#| copy$| copy\./.test(name) && !/#Copy|^~/.test(name));
  const hidden = [
    ...names,
    ...[
      'id_rsa.bak1',
      'id_rsa.OLD',
      'id_rsa_bak',
      'server.pem.20240101',
      '#server.pem#',
      '.server.pem.swp',
      '.npmrc.tmp',
    ],
    ...['.npmrc.swp', 'credentials.json.1', 'Copy of .npmrc', '.env (copy)', 'id_rsa.backup.1', 'server.pem - Copy'],
    ...[
      'id_rsa.dpkg-old',
      '.netrc.rpmsave',
      'id_rsa.orig.1',
      'id_rsa.2024-01-01',
      'credentials (1).json',
      'id_rsa.rej',
    ],
  ];
  const answers = execFileSync('git', ['check-attr', '-z', '--stdin', 'diff'], {
    cwd: root,
    env,
    encoding: 'utf8',
    input: hidden.join('\0'),
  });
  expect(hidden.filter((name) => !answers.includes(`${name}\0diff\0unset`))).toEqual([]);
});
