import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandEnvironment, readOnlyEnvironment } from '../../../../src/platform/commandEnvironment.ts';
import { writeGitAttributes } from '../../../../src/platform/gitAttributes.ts';
import { secretAttributes } from '../../../../src/security/paths.ts';
import { commandGate } from '../../../support/commandGate.ts';

/** No known form of a key, so that nothing but the name of its file tells what it is. */
const first = 'marmalade-sandwich-one';
const second = 'marmalade-sandwich-two';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'belay-git-secrets-')));
const attributes = join(root, '.git/belay-attributes');
let looking: Record<string, string>;
let ids: Readonly<Record<string, string>>;

function git(...args: string[]): string {
  const options = { cwd: root, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], options).trim();
}

/** A command with the ids of this repository. */
function filledIn(template: string): string {
  return template.replace(/(?:BLOB|TREE)7?|COMMIT/g, (name) => ids[name] ?? '');
}

beforeAll(async () => {
  const files = {
    'a.txt': 'plain one\n',
    '.env': `PASSPHRASE=${first}\n`,
    'deep/Secrets.JSON': `{"phrase": "${first}"}\n`,
    'deep/.ssh/config': `# ${first}\n`,
    '.env.example': 'PASSPHRASE=example one\n',
    id_rsa: `${first}\n`,
    'tracked.key': `${first}\n`,
    '.env.local': `PASSPHRASE=${first}\n${'plain line\n'.repeat(20)}`,
    'src/a.ts': 'const a = 1;\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--force', '.');
  git('commit', '--quiet', '-m', 'first');
  git('rm', '--quiet', 'id_rsa');
  git('mv', '.env.local', 'renamed.txt');
  writeFileSync(join(root, 'renamed.txt'), `Changed line\n${'plain line\n'.repeat(20)}`);
  writeFileSync(join(root, 'src/a.ts'), 'const a = 2;\n');
  git('add', 'renamed.txt', 'src');
  git('commit', '--quiet', '-m', 'fix: second');
  git('tag', 'v1.2');
  writeFileSync(join(root, 'a.txt'), 'plain two\n');
  writeFileSync(join(root, '.env'), `PASSPHRASE=${second}\n`);
  writeFileSync(join(root, '.env.example'), 'PASSPHRASE=example two\n');
  writeFileSync(join(root, 'deep/Secrets.JSON'), `{"phrase": "${second}"}\n`);
  git('stash', '--quiet');
  git('stash', 'apply', '--quiet');
  const blob = git('rev-parse', 'HEAD:.env');
  const tree = git('rev-parse', 'HEAD:deep/.ssh');
  const commit = git('rev-parse', 'HEAD');
  ids = { BLOB7: blob.slice(0, 7), BLOB: blob, TREE7: tree.slice(0, 7), TREE: tree, COMMIT: commit.slice(0, 7) };
  git('tag', 'filetag', blob);
  git('tag', '-a', '-m', 'x', 'filenote', blob);
  git('tag', 'foldertag', tree);
  git('tag', '-a', '-m', 'x', 'foldernote', tree);
  git('branch', 'odd{');
  git('branch', 'odd}');
  const environment = commandEnvironment(process.env);
  await writeGitAttributes(attributes, secretAttributes(), environment);
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
    'git log -L1,1:renamed.txt',
    'git log -s -L 1,+1:renamed.txt',
    'git show -L1,1:renamed.txt HEAD~1',
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
    // A path begins after the first colon that stands in no braces.
    "git show 'HEAD@{12:00}:tracked.key'",
    "git cat-file -p 'HEAD^{/fix: second}:tracked.key'",
    "git cat-file blob 'main@{1 day ago 00:00}:.env'",
    "git show 'HEAD^{/fix: {2}:.env'",
    "git show 'odd{:.env'",
    "git show 'odd}:.env'",
    "git diff 'odd{..odd}:.env'",
    'git show :0:.env',
    // Either side of a range.
    'git diff HEAD:src/a.ts..HEAD:tracked.key',
    'git diff HEAD:src/a.ts...HEAD:tracked.key',
    'git diff HEAD:tracked.key..HEAD:src/a.ts',
    'git diff ..HEAD:tracked.key',
    'git diff filetag..HEAD:src/a.ts',
    'git diff HEAD:src/a.ts..filenote',
    // What some file held, by names of every form.
    'git cat-file -p x-gBLOB7',
    'git show filetag',
    'git show filenote',
    'git show tags/filetag',
    "git show 'filenote^{}'",
    'git cat-file blob filenote',
    'git cat-file -p filetag',
    'git --no-pager show filetag',
    'git -C src show filetag',
    'git diff filetag HEAD:src/a.ts',
    'git grep -e marmalade filetag',
    'git grep -e -- filetag',
    "git grep -e '' -e -- filetag",
    'git cat-file -p f*tag',
    "git for-each-ref --format='%(raw)' refs/tags/filetag",
    "git tag -l --format='%(*raw)' filenote",
    'git tag -n9',
    'git log --oneline -p -- .env',
    'git log --oneline -m -- .env',
    'git log --oneline HEAD:.env -- .env',
    'git log -1 .env',
    'git diff --stat -p -- .env',
    'git diff --stat -U1 -- .env',
    'git diff --stat --word-diff -- .env',
    'git diff --stat --cc -- .env',
    'git diff --cached -- .env',
    'git diff --stat HEAD:.env -- .env',
    'git show --all',
    'git show --tags',
    'git show --glob=refs/tags',
    // Folders that do not tell where they lie.
    'git show TREE:config',
    'git show TREE7:config',
    'git cat-file -p foldertag:config',
    'git show foldernote:config',
    'git diff 4b825dc642cb6eb9a060e54bf8d69288fbee4904 TREE',
    'git diff 4b825dc642cb6eb9a060e54bf8d69288fbee4904..foldertag',
    'git diff 4b825dc foldernote',
    'git diff 4b825dc642cb6eb9a060e54bf8d69288fbee4904 HEAD:deep/.ssh',
    'git diff 4b825dc642cb6eb9a060e54bf8d69288fbee4904..HEAD:deep/.ssh',
    "git diff 4b825dc642cb6eb9a060e54bf8d69288fbee4904 'TREE^{tree}'",
    'git -C deep diff 4b825dc642cb6eb9a060e54bf8d69288fbee4904 HEAD:./.ssh',
    "git grep -e '' TREE",
    "git grep -e '' foldertag",
    "git grep -e '' 'HEAD^{/fix: second}:deep/.ssh' -- config",
    "git show 4b825dc642cb6eb9a060e54bf8d69288fbee4904 HEAD 'TREE'",
    // An id stands for all whose id is printed.
    'git show $(git rev-parse filetag)',
    'x=$(git rev-parse filenote); git show "$x"',
    'x=$(git rev-parse --short BLOB7); git show "$x"',
    'x=$(git rev-parse HEAD); y=$(git rev-parse filetag); for z in $x $y; do git show $z; done',
    'for x in $(git rev-parse HEAD BLOB); do git cat-file -p "$x"; done',
    "x=$(git rev-parse foldertag); git grep -e '' $x",
    'x=$(git rev-parse foldernote); git show "$x:config"',
    'x=$(git rev-parse HEAD:.env); git show "$x"',
    'x=$(git rev-parse tags/filetag); git diff "$x" HEAD',
    'x=$(git rev-parse HEAD); git grep -e \'\' "$x:deep/.ssh"',
    'x=$(git rev-parse HEAD); git diff "$x:deep/.ssh" "$x:src"',
    'x=$(git rev-parse HEAD~1); git show "$x:.env"',
    'x=$(git rev-parse HEAD~1); git show $x:id_rsa',
    'x=$(git rev-parse -q --verify nothing); git show "$x:.env"',
    'x=$(git rev-parse HEAD~1); git diff $x -- .env',
    'for x in $(git rev-list --all); do git show "$x"; done',
    'for x in $(git rev-list --objects --all); do git show "$x"; done',
    'git archive HEAD',
    'git format-patch --stdout HEAD~1',
  ];

  test.each(commands)('%s', async (template) => {
    const command = filledIn(template);
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

  const harmless: readonly string[] = [
    'git diff main..HEAD -- src',
    'git diff main...HEAD',
    'git diff HEAD~1..',
    'git diff HEAD~1:src/a.ts..HEAD:src/a.ts',
    'git diff HEAD~1:src/a.ts HEAD:src/a.ts',
    "git diff 'HEAD^{tree}' 'HEAD~1^{tree}'",
    "git diff 'HEAD@{1 day ago}'",
    "git diff 'HEAD@{12:00}' -- src/a.ts",
    'git diff 4b825dc642cb6eb9a060e54bf8d69288fbee4904 HEAD',
    'git diff 4b825dc642cb6eb9a060e54bf8d69288fbee4904..HEAD --stat',
    'git diff a.txt',
    'git diff src',
    'git diff -- a.txt src',
    'x=$(git rev-parse v1.2); git show --stat "$x"',
    'x=$(git rev-parse HEAD); git show "$x:src/a.ts" "$x:deep"',
    'x=$(git merge-base main HEAD~1); git diff "$x"..HEAD -- src',
    'for x in $(git log --format=%h -2 -- src/a.ts); do git show "$x:src/a.ts"; done',
    'git show HEAD:src/a.ts',
    "git show 'HEAD^{/fix: second}:src/a.ts'",
    'git show HEAD:deep',
    'git show HEAD:',
    'git -C src show HEAD:./a.ts',
    'git show COMMIT',
    'git show COMMIT:src/a.ts',
    'git show v1.2',
    "git show 'v1.2^{commit}'",
    'git show x-gCOMMIT',
    'git show TREE',
    'git log HEAD~1..',
    'git log --oneline -- .env',
    "git log -3 --format='%h %s' --name-status HEAD -- .env tracked.key",
    'git diff --stat -- .env',
    'git diff --name-only HEAD~1 -- .env a.txt',
    'git log -p COMMIT',
    'git log --grep "fix: second" --oneline',
    'git cat-file -p HEAD',
    "git cat-file -p 'HEAD^{tree}'",
    'git cat-file -t BLOB',
    'git cat-file -s filetag',
    'git ls-tree -r TREE',
    'git rev-parse HEAD:.env',
    'git rev-list -1 HEAD',
    "git blame -L '/const/,+1' src/a.ts",
    'git blame -L 1,1 COMMIT -- src/a.ts',
    "git shortlog -s --group='format:%an' HEAD",
  ];

  test.each(harmless)('%s runs unasked', async (template) => {
    const command = filledIn(template);
    expect(await commandGate(root).verdict(command)).toMatchObject({ decision: 'allow' });
    const options = { cwd: root, env: looking, encoding: 'utf8' } as const;
    const { stdout, status } = spawnSync('bash', ['--noprofile', '--norc', '-c', command], options);
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
});

test('a revision of which git does not tell what it is asks', async () => {
  const { verdict } = commandGate(root, { gitObjects: () => Promise.reject(new Error('no disk')) });
  expect(await verdict('git show v1.2')).toMatchObject({ decision: 'ask' });
  expect(await verdict('git rev-parse v1.2')).toMatchObject({ decision: 'allow' });
});
