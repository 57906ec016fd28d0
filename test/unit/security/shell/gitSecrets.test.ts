import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandEnvironment, readOnlyEnvironment } from '../../../../src/platform/commandEnvironment.ts';
import { writeGitAttributes } from '../../../../src/platform/gitAttributes.ts';
import { secretAttributes } from '../../../../src/security/paths.ts';
import { commandGate } from '../../../support/commandGate.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

/** No known form of a key, so that nothing but the name of its file tells what it is. */
const first = 'marmalade-sandwich-one';
const second = 'marmalade-sandwich-two';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'belay-git-secrets-')));
const attributes = join(root, '.git/belay-attributes');
let looking: Record<string, string>;
let blob: string;

function git(...args: string[]): string {
  const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], options).trim();
}

beforeAll(async () => {
  const files = {
    'a.txt': 'plain one\n',
    '.env': `PASSPHRASE=${first}\n`,
    'deep/Secrets.JSON': `{"phrase": "${first}"}\n`,
    'deep/.ssh/config': `# ${first}\n`,
    '.env.example': 'PASSPHRASE=example one\n',
    id_rsa: `${first}\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--force', '.');
  git('commit', '--quiet', '-m', 'first');
  git('rm', '--quiet', 'id_rsa');
  git('commit', '--quiet', '-m', 'second');
  writeFileSync(join(root, 'a.txt'), 'plain two\n');
  writeFileSync(join(root, '.env'), `PASSPHRASE=${second}\n`);
  writeFileSync(join(root, '.env.example'), 'PASSPHRASE=example two\n');
  writeFileSync(join(root, 'deep/Secrets.JSON'), `{"phrase": "${second}"}\n`);
  git('stash', '--quiet');
  git('stash', 'apply', '--quiet');
  blob = git('rev-parse', 'HEAD:.env');
  const environment = commandEnvironment(process.env);
  await writeGitAttributes(attributes, secretAttributes, environment);
  looking = readOnlyEnvironment(environment, attributes);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('what git holds of files with keys is not shown unasked', () => {
  const commands: readonly string[] = [
    'git diff',
    'git diff HEAD',
    'git diff HEAD~1 HEAD',
    'git diff -U100 --word-diff',
    'git diff -M -C --find-copies-harder HEAD~1',
    'git diff -R -- deep',
    'git diff --stat && git diff -W',
    'git log -p',
    'git log -p --all --full-history',
    'git log -p -m --cc --reverse',
    'git log -p -S marmalade --pickaxe-all',
    'git whatchanged -p',
    'git show',
    'git show HEAD~1',
    'git show stash@{0}',
    'git stash show -p',
    'git stash show -p stash@{0}',
    'git log -p --follow -- a.txt',
    'git diff --text',
    'git log -p -a',
    'git show HEAD:.env',
    'git show HEAD:./deep/Secrets.JSON',
    'git show :.env',
    'git show HEAD~1:id_rsa',
    'git blame .env',
    'git blame HEAD~1 -- id_rsa',
    'git log -L 1,1:.env',
    'git log -p -- .env',
    'git diff -- .env',
    'git diff HEAD~1:.env HEAD:a.txt',
    'git grep marmalade',
    'git grep marmalade HEAD~1',
    'git show BLOB',
    'git show BLOB7',
    'git diff BLOB HEAD:a.txt',
    'git diff BLOB..HEAD:a.txt',
    'git show BLOB^{blob}',
    'git log -1 && git show BLOB7',
    'for one in BLOB; do git show $one; done',
    'git cat-file -p BLOB',
    'git cat-file blob HEAD:.env',
    'git archive HEAD',
    'git format-patch --stdout HEAD~1',
  ];

  test.each(commands)('%s', async (template) => {
    const command = template.replace(/BLOB7/g, blob.slice(0, 7)).replace(/BLOB/g, blob);
    const { decision } = await commandGate(root).verdict(command);
    if (decision !== 'allow') return;
    const { stdout, stderr, status } = spawnSync('bash', ['--noprofile', '--norc', '-c', command], {
      cwd: root,
      env: looking,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).not.toContain('marmalade');
  });

  test('and what else they show is shown, without a question', async () => {
    for (const command of ['git diff', 'git log -p --all -m', 'git show stash@{0} -m', 'git stash show -p']) {
      expect(await commandGate(root).verdict(command), command).toMatchObject({ decision: 'allow' });
      const shown = execFileSync('bash', ['-c', command], { cwd: root, env: looking, encoding: 'utf8' });
      expect(shown).toContain('plain two');
      expect(shown).toContain('example two');
      expect(shown).toMatch(/Binary files a\/\.env and b\/\.env differ/);
    }
    expect(await commandGate(root).verdict(`git show ${git('rev-parse', 'HEAD')}`)).toMatchObject({
      decision: 'allow',
    });
  });

  test.each([
    ['.gitattributes', '*.env diff\n.env diff\n'],
    ['.gitattributes', '[attr]open diff=python\n.env open\n'],
    ['deep/.gitattributes', 'Secrets.JSON diff=json\n'],
    ['.git/info/attributes', 'id_rsa diff\n'],
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
});

test('the person’s own attributes go on to count, and those of Belay for more', async () => {
  const home = temporaryFolder({ '.config/git/attributes': '*.txt text\n.env diff\n' });
  const path = join(temporaryFolder(), 'git-attributes');
  const environment = { ...commandEnvironment(process.env), HOME: home };
  await writeGitAttributes(path, secretAttributes, environment);
  await expect.poll(() => readFileSync(path, 'utf8')).toContain('*.txt text');
  const env = readOnlyEnvironment(environment, path);
  const attribute = (name: string, file: string): string =>
    execFileSync('git', ['check-attr', name, file], { cwd: root, env, encoding: 'utf8' }).trim();
  expect(attribute('text', 'a.txt')).toBe('a.txt: text: set');
  expect(attribute('diff', 'deep/.ENV')).toBe('deep/.ENV: diff: unset');
  expect(attribute('diff', 'x/.ssh/a/b')).toBe('x/.ssh/a/b: diff: unset');
  expect(attribute('diff', '.env.example')).toBe('.env.example: diff: unspecified');
});
