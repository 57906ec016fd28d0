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
  ['head -1 .env', 'ask', 35],
  ['wc -c .env', 'ask', 35],
  ['sort .env', 'ask', 35],
  ['grep KEY .env', 'ask', 35],
  ['diff .env a.txt', 'ask', 35],
  ['awk 1 .env', 'ask', 35],
  ['sed -n p .env', 'ask', 35],
  ['jq . mixed/credentials.json', 'ask', 35],
  ['base64 keys/id_rsa', 'ask', 35],
  ['git show HEAD:.env', 'ask', 35],
  ['git diff -- .env', 'ask', 35],
  ['cd hidden && cat .env.local', 'ask', 35],
  ['for f in .env a.txt; do cat "$f"; done', 'ask', 35],
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

  it('an absolute path inside is inside', async () => {
    const root = project();
    const { verdict } = commandGate(root);
    expect(await verdict(`cat ${root}/a.txt`)).toMatchObject({ decision: 'allow', readOnly: true });
    expect(await verdict(`cat ${root}2/a.txt`)).toMatchObject({ decision: 'ask' });
  });

  it('a program that is not the system’s asks', async () => {
    const { verdict } = commandGate(project(), { programOrigin: async (name) => ({ path: `/tmp/${name}` }) });
    expect(await verdict('ls')).toMatchObject({ decision: 'ask', checks: [{ number: 12 }] });
    expect(await verdict('echo hello')).toMatchObject({ decision: 'allow' });
  });

  it('a repository whose configuration can run something asks', async () => {
    const root = project();
    const { verdict } = commandGate(root);
    mkdirSync(join(root, '.git'));
    writeFileSync(join(root, '.git/config'), '[core]\n\tfsmonitor = ./evil\n');
    writeFileSync(join(root, '.git/HEAD'), 'ref: refs/heads/main\n');
    mkdirSync(join(root, '.git/objects'));
    mkdirSync(join(root, '.git/refs'));
    expect(await verdict('git status')).toMatchObject({ decision: 'ask', checks: [{ number: 20 }] });
    expect(await verdict('git --version')).toMatchObject({ decision: 'ask' });
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
