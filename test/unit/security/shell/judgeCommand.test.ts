import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandGate } from '../../../support/commandGate.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

/** A project with secrets, links and awkward names. */
function project(): string {
  const outside = temporaryFolder({ 'secret.txt': 'x', 'inner/deep.txt': 'x' });
  const root = temporaryFolder({
    'a.txt': 'a',
    'notes.md': 'n',
    'package.json': '{}',
    '.env': 'KEY=1',
    '.env.example': 'KEY=',
    'src/a.ts': 'a',
    'src/b.ts': 'b',
    'clean/a.ts': 'a',
    'certs/server.pem': 'x',
    'names/a b.txt': '',
    'names/c.txt': '',
    'dashes/-rf.txt': '',
    'dashes/a.txt': '',
    'hidden/.env.local': 'x',
    'hidden/a.txt': 'x',
    'mixed/credentials.json': '{}',
    'mixed/a.json': '{}',
    'keys/id_rsa': 'x',
    'libs/thin.a': '!<thin>\n',
    'libs/b.o': 'x',
  });
  symlinkSync(outside, join(root, 'out'));
  symlinkSync(join(outside, 'secret.txt'), join(root, 'out.txt'));
  mkdirSync(join(root, 'links'));
  symlinkSync(join(outside, 'secret.txt'), join(root, 'links/x.txt'));
  symlinkSync('../src', join(root, 'links/inside'));
  symlinkSync('nowhere', join(root, 'broken'));
  return root;
}

const cases: readonly (readonly [command: string, decision: 'allow' | 'ask', check?: number])[] = [
  ['cat a.txt', 'allow'],
  ['cat nothing.txt', 'allow'],
  ['cat src/../a.txt', 'allow'],
  ['cat .env.example', 'allow'],
  ['cat .env', 'ask', 35],
  ['cat ./.env', 'ask', 35],
  ['cat src/../.env', 'ask', 35],
  ['cat .e""nv', 'ask', 35],
  ["cat '.env'", 'ask', 35],
  ['cat ".ENV"', 'ask', 35],
  ['cat {.env,a.txt}', 'ask', 35],
  ['cat .en?', 'ask', 35],
  ['cat .e*', 'ask', 35],
  ['cat < .env', 'ask', 35],
  // Names are listed where a link leads that a wildcard stands for.
  ['echo */*', 'ask', 35],
  ['echo o*/*', 'ask', 35],
  ["printf '%s\\n' src/../*/*", 'ask', 35],
  ['for f in */*; do echo "$f"; done', 'ask', 35],
  ['for d in *; do echo $d/*; done', 'ask', 35],
  ['echo *', 'allow'],
  ['echo src/*', 'allow'],
  ['echo s*/*', 'allow'],
  ['echo clean/*.ts links/*', 'allow'],
  ['head -1 .env', 'ask', 35],
  ['wc -c .env', 'ask', 35],
  ['sort .env', 'ask', 35],
  ['grep KEY .env', 'ask', 35],
  ['diff .env a.txt', 'ask', 35],
  ['awk 1 .env', 'ask', 35],
  ['nm libs/b.o', 'allow'],
  ['nm libs/thin.a', 'ask', 35],
  ['size libs/*', 'ask', 35],
  ['readelf -h libs/thin.a', 'ask', 35],
  ['sed -n p .env', 'ask', 35],
  ['jq . mixed/credentials.json', 'ask', 35],
  ['base64 keys/id_rsa', 'ask', 35],
  ['git show HEAD:.env', 'ask', 35],
  ['git diff -- .env', 'ask', 35],
  ['cd hidden && cat .env.local', 'ask', 35],
  ['for f in .env a.txt; do cat "$f"; done', 'ask', 35],
  ['echo ~/.ssh/*', 'ask', 35],
  ['printf "%s\\n" $HOME/.*', 'ask', 35],
  ['for f in ~/.ssh/*; do echo "$f"; done', 'ask', 35],
  [': <(sleep 300)', 'ask'],
  ['echo <(sleep 300)', 'ask'],
  ['diff <(sort a.txt) <(sort src/a.ts)', 'allow'],
  ['sleep 999m', 'ask'],
  ['sleep 400 400', 'ask'],
  ['rg foo -g "*.{ts,tsx}"', 'allow'],
  ['rg foo -g "*.{ts,local}"', 'ask', 35],
  ['rg foo -g "src/**"', 'allow'],
  ['rg foo -g "hidden/**"', 'ask', 35],
  ['rg foo -t java', 'allow'],
  ['rg foo -t json', 'ask', 35],
  ['ls -la .env', 'allow'],
  ['stat .env', 'allow'],
  ['test -f .env && echo yes', 'allow'],
  ['find . -name "*.pem"', 'allow'],
  ['ls certs', 'allow'],
  ['cat /etc/passwd', 'ask', 35],
  ['cat ../x', 'ask', 35],
  ['cat ~/x', 'ask', 35],
  ['cat $HOME/x', 'ask', 35],
  ['ls /', 'ask', 35],
  ['ls ..', 'ask', 35],
  ['ls ~', 'ask', 35],
  ['find / -name x', 'ask', 35],
  ['du -sh /', 'ask', 35],
  ['grep -r x /etc', 'ask', 35],
  ['echo /etc/*', 'ask', 35],
  ['echo ../*', 'ask', 35],
  ['ls /etc/host*', 'ask', 35],
  ['cat /proc/self/environ', 'ask', 35],
  ['cat file:///etc/passwd', 'allow'],
  ['cat out.txt', 'ask', 35],
  ['cat out/secret.txt', 'ask', 35],
  ['ls out', 'ask', 35],
  ['ls out/', 'ask', 35],
  ['cat out/../secret.txt', 'ask', 35],
  ['cat out/inner/../secret.txt', 'ask', 35],
  ['cat links/*', 'ask', 35],
  ['cat links/*.txt', 'ask', 35],
  ['cat links/inside/a.ts', 'allow'],
  ['cat links/inside/../a.txt', 'allow'],
  ['cat broken', 'ask', 35],
  // A program that follows links below a folder reads what they lead to.
  ['diff -r links src', 'ask', 35],
  ['diff -r src links', 'ask', 35],
  ['diff links src', 'ask', 35],
  ['diff -rN links/inside clean', 'allow'],
  ['diff -r src clean', 'allow'],
  ['diff -r --no-dereference links src', 'allow'],
  ['diff a.txt notes.md', 'allow'],
  ['diff -r hidden src', 'ask', 35],
  ['ls -RL links', 'ask', 35],
  ['ls -lL links', 'ask', 35],
  ['ls --dereference links', 'ask', 35],
  ['ls -lL', 'ask', 35],
  ['ls -RL src certs', 'allow'],
  ['ls -lR links', 'allow'],
  ['ls -I /etc', 'ask', 35],
  ['ls -I "*.o" src', 'allow'],
  // What stands after an operand is an operand for some.
  ['cut a.txt -d .env', 'ask', 35],
  ['cut a.txt -d , -f 1', 'allow'],
  ['paste a.txt -d out.txt', 'ask', 35],
  ['awk 1 a.txt -F .env', 'ask'],
  ['cd out && ls', 'ask', 35],
  ['cd links/inside && ls', 'ask', 36],
  ['cd .. && ls', 'ask', 35],
  ['cd / && ls', 'ask', 35],
  ['cd src && cat ../a.txt', 'allow'],
  ['cd src && cat ../../x', 'ask', 35],
  ['cd src; cat ../a.txt', 'ask', 35],
  ['cd src && ls; cd .. && ls', 'ask', 35],
  ['(cd src && ls); cat a.txt', 'allow'],
  ['cat *.md', 'allow'],
  ['cat *', 'ask', 35],
  ['cat src/*', 'allow'],
  ['cat hidden/*', 'allow'],
  ['cat hidden/.*', 'ask', 35],
  ['cat mixed/*.json', 'ask', 35],
  ['cat mixed/a*.json', 'allow'],
  ['cat keys/*', 'ask', 35],
  ['ls keys/*', 'allow'],
  ['cat certs/*.pem', 'ask', 35],
  ['cat */*.pem', 'ask', 35],
  ['cat src/*/../../../etc/passwd', 'ask', 35],
  ['cat dashes/*', 'allow'],
  ['cd dashes && sort *', 'ask', 34],
  // Names of files as options: -R goes through links, -f reads patterns or never ends, --files0-from reads a list.
  ['cd dashes && grep -n a *', 'ask', 34],
  ['cd dashes && tail *', 'ask', 34],
  ['cd dashes && wc -l *', 'ask', 34],
  ['cd dashes && du -sh *', 'ask', 34],
  ['cd dashes && hexdump -C *', 'ask', 34],
  ['cd dashes && sha256sum *', 'ask', 34],
  ['cd dashes && for f in *; do grep a "$f"; done', 'ask', 34],
  ['cd dashes && grep -n a -- *', 'allow'],
  ['grep -n a dashes/*', 'allow'],
  // What a revision holds at a path that a variable stands for.
  ['for f in .e*; do git show "HEAD:$f"; done', 'ask', 35],
  ['for f in .en?; do git cat-file -p ":0:$f"; done', 'ask', 35],
  ['for f in keys/*; do git diff "HEAD:$f" HEAD:a.txt; done', 'ask', 35],
  ['for f in *; do git show "HEAD:sub/../$f"; done', 'ask', 20],
  ['for f in src/*; do git show "HEAD:$f"; done', 'allow'],
  // Some versions of bash take the folder above for a match.
  ['cat .?/x.txt', 'ask', 35],
  ['cat .*/secret.txt', 'ask', 35],
  ['find .* -name x', 'ask', 35],
  ['ls .*', 'ask', 35],
  ['echo .*/*', 'ask', 35],
  ['ls -d .*', 'allow'],
  ['ls .[!.]*', 'allow'],
  ['cd names && sort *', 'allow'],
  ['for f in names/*; do cat "$f"; done', 'allow'],
  ['for f in names/*; do cat $f; done', 'ask', 15],
  ['for f in src/*; do cat $f; done', 'allow'],
  ['grep -r x src', 'allow'],
  ['grep -r x clean', 'allow'],
  ['grep -r KEY .', 'ask', 35],
  ['grep -r KEY', 'ask', 35],
  ['grep -r x --include=*.ts .', 'allow'],
  ['grep -r x --include=*.json .', 'ask', 35],
  ['grep -rn x hidden', 'ask', 35],
  ['grep -r x certs', 'ask', 35],
  ['grep -r x keys/*', 'ask', 35],
  ['rg x src', 'allow'],
  ['rg x hidden', 'allow'],
  ['rg --hidden x hidden', 'ask', 35],
  ['rg -uu x hidden', 'ask', 35],
  ["rg -g '.env*' x hidden", 'ask', 35],
  ["rg -g '*.md' x", 'allow'],
  ['rg x', 'ask', 35],
  ['rg x certs', 'ask', 35],
  ["rg KEY --hidden -g '!.env' -g '!*.pem' -g '!id_rsa' -g '!credentials.json' -g '!.env.local'", 'allow'],
  ["rg --hidden KEY -g '!.env'", 'ask', 35],
  ["rg --hidden KEY hidden -g '!.env.local'", 'allow'],
  ["rg --hidden KEY hidden -g '!.env.*'", 'allow'],
  ["rg --hidden KEY hidden -g '!**/.env.local'", 'allow'],
  ["rg --hidden KEY hidden -g '!.ENV.local'", 'ask', 35],
  ["rg --hidden KEY hidden -g '!/.env.local'", 'ask', 35],
  ["rg --hidden KEY hidden -g '!.env.local' -g '.env*'", 'ask', 35],
  ["rg --hidden KEY hidden -g '.env*' -g '!.env.local'", 'ask', 35],
  ["rg KEY hidden/.env.local -g '!.env.local'", 'ask', 35],
  ["rg KEY hidden/.env.local -g '*.ts'", 'ask', 35],
  ["rg KEY certs -g '!certs'", 'ask', 35],
  ["rg KEY . -g '!certs' -g '!keys' -g '!mixed'", 'allow'],
  ["rg KEY . -g '!**/certs/**' -g '!**/keys/**' -g '!mixed'", 'allow'],
  ["rg KEY . -g '!certs/**' -g '!keys' -g '!mixed'", 'ask', 35],
  ['rg -t ts KEY', 'allow'],
  ['rg -tpy --type rust KEY', 'allow'],
  ["rg -t ts -g 'id_*' KEY", 'ask', 35],
  ['rg -t json KEY', 'ask', 35],
  ['rg -t sh KEY', 'ask', 35],
  ['grep -r --exclude=.env.local KEY hidden', 'allow'],
  ["grep -r --exclude='.env*' KEY hidden", 'allow'],
  ['grep -r --exclude=.env* KEY hidden', 'ask', 35],
  ['grep -r --exclude=.env KEY hidden', 'ask', 35],
  ['grep -r --exclude=.ENV.LOCAL KEY hidden', 'ask', 35],
  ['grep -r --exclude=./.env.local KEY hidden', 'ask', 35],
  ['grep -r --exclude=.env.local KEY hidden/.env.local', 'ask', 35],
  ['grep -r --exclude-dir=.env.local KEY hidden', 'ask', 35],
  ['grep -r --exclude-dir=hidden KEY hidden', 'ask', 35],
  ['grep -r --exclude=certs KEY .', 'ask', 35],
  ['grep -r --exclude=.env.local --include=.env.local KEY hidden', 'ask', 35],
  ["grep -r --exclude=foo --include='*.ts' KEY hidden", 'ask', 35],
  ["grep -r --include='*.ts' --exclude=foo KEY hidden", 'allow'],
  ["grep -rn --exclude-dir={certs,keys,mixed,hidden} --exclude='.env' KEY .", 'allow'],
  ["grep -rn --exclude-dir={certs,keys,mixed} --exclude='.env' KEY .", 'ask', 35],
  ['diff -r src clean', 'allow'],
  ['diff -r certs clean', 'ask', 35],
  ['rg --files', 'allow'],
  ['git status', 'allow'],
  ['ls "$PWD/src"', 'allow'],
  ['cat $PWD/../x', 'ask', 35],
];

describe('commands in a true folder', () => {
  it('reads are judged where they lead', async () => {
    const { verdict } = commandGate(project());
    const found = [];
    for (const [command, , check] of cases) {
      const { decision, checks = [] } = await verdict(command);
      found.push([command, decision, ...(check === undefined ? [] : [checks[0]?.number])]);
    }
    expect(found).toEqual(cases.map((one) => [...one]));
  });

  it('a pipe is not read: it may never end', async () => {
    const root = project();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const { verdict } = commandGate(root);
    for (const command of ['cat pipe', 'head -1 pi*', 'grep x pipe'])
      expect([command, (await verdict(command)).decision]).toEqual([command, 'ask']);
    expect(await verdict('ls -l pipe')).toMatchObject({ decision: 'allow' });
  });

  it('a pattern with very many stars is answered at once', async () => {
    const root = temporaryFolder({ [`${'a'.repeat(80)}`]: '' });
    const { verdict } = commandGate(root);
    for (const command of [`ls ${'*a'.repeat(20)}/x`, `ls ${'*'.repeat(3000)}x`])
      expect(['allow', 'ask', 'deny']).toContain((await verdict(command)).decision);
  });

  it('an absolute path inside is inside', async () => {
    const root = project();
    const { verdict } = commandGate(root);
    expect(await verdict(`cat ${root}/a.txt`)).toMatchObject({ decision: 'allow', readOnly: true });
    expect(await verdict(`cat ${root}2/a.txt`)).toMatchObject({ decision: 'ask' });
  });

  it('cd to an absolute path of the workspace is the same as to the relative one', async () => {
    const root = project();
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    const { verdict } = commandGate(root);
    const decisions = [
      [`cd ${root} && git status`, 'allow'],
      [`cd ${root}/ && git log -1 && ls`, 'allow'],
      [`cd ${root}/src && ls && cat ../a.txt`, 'allow'],
      [`cd ${root}/src/.. && git status`, 'allow'],
      [`cd ${root}/../x && ls`, 'ask'],
      [`cd ${root}/out && ls`, 'ask'],
      [`cd ${root}/links/inside && ls`, 'ask'],
      [`cd ${root}/links/inside/.. && git status`, 'ask'],
      [`cd ${root}2 && git status`, 'ask'],
      [`cd ${root} && cat .env`, 'ask'],
      ['cat "$(pwd)/a.txt"', 'allow'],
      ['cd src && ls "$(pwd)"', 'allow'],
      ['ls "$(pwd)"/../x', 'ask'],
      ['cd .. && cat "$(pwd)/x"', 'ask'],
      ['cat "`pwd`/.env"', 'ask'],
    ] as const;
    for (const [command, decision] of decisions)
      expect([command, (await verdict(command)).decision]).toEqual([command, decision]);
  });

  it('what an ignore file brings back is searched although it is hidden', async () => {
    const root = temporaryFolder({
      '.gitignore': '.env*\n!.env.local\n',
      '.env.local': 'KEY=1',
      'a.ts': '',
      '.git/HEAD': '',
    });
    expect(await commandGate(root).verdict('rg KEY')).toMatchObject({ decision: 'ask' });
    const other = temporaryFolder({ '.x/credentials.json': '', 'a.ts': '' });
    expect(await commandGate(other).verdict('rg KEY')).toMatchObject({ decision: 'allow' });
    expect(await commandGate(other).verdict('rg -t json KEY')).toMatchObject({ decision: 'ask' });
    const later = temporaryFolder({ '.env': 'KEY=1', 'clean/a.ts': 'a' });
    const { verdict } = commandGate(later);
    for (const command of ['rg KEY', 'rg KEY .', 'rg --no-ignore-vcs KEY'])
      expect((await verdict(command)).decision, command).toBe(command.includes('--no') ? 'ask' : 'allow');
    writeFileSync(join(later, '.ignore'), '!.env\n');
    const { verdict: now } = commandGate(later);
    for (const command of ['rg KEY', 'rg KEY .', 'rg -i key --no-ignore-vcs'])
      expect((await now(command)).decision, command).toBe('ask');
    expect((await now('rg --no-ignore KEY clean')).decision).toBe('allow');
  });

  it('a program that is not the system’s asks', async () => {
    const { verdict } = commandGate(project(), { programOrigin: async (name) => ({ path: `/tmp/${name}` }) });
    expect(await verdict('ls')).toMatchObject({ decision: 'ask', checks: [{ number: 12 }] });
    expect(await verdict('echo hello')).toMatchObject({ decision: 'allow' });
  });

  it('without the second parser every command asks, and says why', async () => {
    const { verdict } = commandGate(project(), {
      parserFiles: () => Promise.reject(new Error('The parser is missing.')),
    });
    const { decision, checks, reason } = await verdict('ls');
    expect({ decision, numbers: checks?.map(({ number }) => number) }).toEqual({ decision: 'ask', numbers: [10] });
    expect(reason).toContain('The parser is missing.');
  });

  it('commands that are judged at the same time, by several gates as well, are judged alike', async () => {
    const root = project();
    const gates = [commandGate(root), commandGate(root), commandGate(root)];
    const all = await Promise.all(gates.flatMap(({ verdict }) => Array.from({ length: 10 }, () => verdict('ls -la'))));
    expect(new Set(all.map(({ decision }) => decision))).toEqual(new Set(['allow']));
  });

  it('files of the parser that are broken count as missing', async () => {
    const { verdict } = commandGate(project(), {
      parserFiles: async () => ({ runtime: new Uint8Array(10), grammar: new Uint8Array(10) }),
    });
    expect(await verdict('ls')).toMatchObject({ decision: 'ask', checks: [{ number: 10 }] });
  });

  it('a fact that throws asks', async () => {
    const broken = () => Promise.reject(new Error('no disk'));
    const { verdict } = commandGate(project(), { matches: broken, filesBelow: broken, gitRuns: broken });
    for (const command of ['cat *.md', 'grep -r x .', 'git status'])
      expect(await verdict(command)).toMatchObject({ decision: 'ask' });
  });
});
