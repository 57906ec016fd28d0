import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findRipgrep } from '../../../../src/platform/ripgrepPath.ts';
import { createJournal, removeLeftovers } from '../../../../src/platform/sandbox/leftovers.ts';
import { findPrograms } from '../../../../src/platform/sandbox/library.ts';
import { missingPrograms, notSupported, untrusted } from '../../../../src/platform/sandbox/reasons.ts';
import { refusalsIn } from '../../../../src/platform/sandbox/refusals.ts';
import { sandboxReportText } from '../../../../src/platform/sandbox/reportText.ts';
import { runOnce } from '../../../../src/platform/sandbox/runOnce.ts';
import { scanWorkspace } from '../../../../src/platform/sandbox/scan.ts';
import { selfTest } from '../../../../src/platform/sandbox/selfTest.ts';
import { guardUnholdable, linksAmong } from '../../../../src/platform/sandbox/unholdable.ts';
import { sandboxPaths } from '../../../../src/security/sandboxPaths.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const ripgrep = await findRipgrep({ bundleFolder: import.meta.dirname });

describe('the self-test', () => {
  const run = (bash: string) => {
    const temporary = temporaryFolder();
    const home = temporaryFolder();
    return selfTest({
      temporary,
      belayHome: temporaryFolder(),
      home,
      guarded: [],
      allowedDomains: [],
      run: (script) =>
        runOnce(bash, script, {
          cwd: temporary,
          environment: { PATH: process.env.PATH ?? '', TMPDIR: temporary, HOME: home },
        }),
    });
  };

  it('fails where nothing holds a command', async () => {
    const checks = await run('/bin/bash');
    const held = checks.filter((check) => check.held).map(({ name }) => name);
    // What else is held here is so for other reasons: there is no proxy, and a machine may forbid namespaces by itself.
    expect(
      held.filter((name) => !['commands', 'workspace', 'guarded', 'proxy', 'namespaces', 'unixSocket'].includes(name)),
    ).toEqual([]);
    expect(checks.find(({ name }) => name === 'hooks')?.detail).toMatch(/This does not hold\.$/);
  });

  it('fails where no command runs at all, and says what was said', async () => {
    const folder = temporaryFolder({
      bash: '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n',
    });
    chmodSync(join(folder, 'bash'), 0o755);
    const checks = await run(join(folder, 'bash'));
    expect(checks.filter((check) => check.held)).toEqual([]);
    expect(untrusted(checks)).toMatch(/^The sandbox does not start here\..*No permissions to create new namespace/);
  });
});

describe('looking through a workspace', () => {
  it('finds what there is to guard and to hide', async () => {
    const root = temporaryFolder({
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/config': '[core]\n\thooksPath = tools/hooks\n',
      '.git/objects/ab/AGENTS.md': '',
      '.git/modules/sub/HEAD': 'ref: x\n',
      '.git/modules/sub/objects/x': '',
      '.git/worktrees/w/HEAD': 'ref: x\n',
      '.git/worktrees/w/commondir': '../..\n',
      '.env': 'A=1\n',
      '.env.example': 'A=\n',
      'a/b/.vscode/settings.json': '{}\n',
      'a/AGENTS.md': 'x\n',
      'a/agents.MD': 'x\n',
      'a/.npmrc': 'registry=https://example.org\n',
      'b/.npmrc': '//example.org/:_authToken=abc\n',
      'certs/server.key': 'x\n',
      'sub/.git': 'gitdir: ../.git/modules/sub\n',
      'lib/nested/.git/HEAD': 'ref: x\n',
      'lib/nested/.git/objects/x': '',
      'node_modules/dep/.npmrc': '_authToken=x\n',
      'node_modules/dep/AGENTS.md': 'x\n',
      'src/main.ts': '',
    });
    symlinkSync('AGENTS.md', join(root, 'a/CLAUDE.md'));
    const relative = (paths: readonly string[]): string[] => paths.map((path) => path.slice(root.length + 1)).sort();
    const found = await scanWorkspace({ roots: [root], ripgrep, paths: sandboxPaths });
    expect(Object.fromEntries(Object.entries(found).map(([name, paths]) => [name, relative(paths)]))).toEqual({
      repositories: ['', 'lib/nested', 'sub'],
      gitFolders: ['.git', '.git/modules/sub', 'lib/nested/.git'],
      guarded: [
        '.git/worktrees/w/commondir',
        'a/.npmrc',
        'a/AGENTS.md',
        'a/agents.MD',
        'a/b/.vscode',
        'b/.npmrc',
        'sub/.git',
      ],
      secrets: ['.env', 'b/.npmrc', 'certs/server.key'],
      hookFolders: ['tools/hooks'],
    });
  });

  it('gives up where there is too much to guard', async () => {
    const root = temporaryFolder(Object.fromEntries(Array.from({ length: 1600 }, (_, n) => [`p${n}/AGENTS.md`, ''])));
    await expect(scanWorkspace({ roots: [root], ripgrep, paths: sandboxPaths })).rejects.toThrow(
      /too many for the sandbox/,
    );
  });
});

it.each<[string, string[], string[]]>([
  ['a write', ['deny openat /tmp/x'], ['write /tmp/x']],
  ['a write as macOS says it', ['bash(12) deny(1) file-write-create /tmp/x'], ['write /tmp/x']],
  ['a folder', ['deny mkdir /tmp/x/y'], ['make the folder /tmp/x/y']],
  ['the same twice', ['deny openat /tmp/x', 'deny openat /tmp/x'], ['write /tmp/x']],
  [
    'a host',
    ['deny network-outbound a.example:443 (host is not on the allow list)'],
    ['connect to a.example:443 (host is not on the allow list)'],
  ],
  ['devices', ['deny openat /dev/tty', 'deny openat /proc/self/mem', 'deny openat /sys/x'], []],
  ['caches of python', ['deny openat /usr/lib/python3/__pycache__/a.pyc'], []],
  ['something else', ['nonsense', 'deny', 'deny x'], []],
  ['a very long path', [`deny openat /tmp/${'x'.repeat(5000)}`], [`write /tmp/${'x'.repeat(189)}`]],
  [
    'very many',
    Array.from({ length: 20 }, (_, n) => `deny openat /tmp/${n}`),
    [...Array.from({ length: 12 }, (_, n) => `write /tmp/${n}`), 'and 8 more'],
  ],
])('names refusals: %s', (_, lines, said) => {
  expect(refusalsIn(lines)).toEqual(said);
});

describe('what a crash left behind', () => {
  const ended = spawnSync('true').pid;

  it('is removed where it is empty, or Belay’s own, and only then', async () => {
    const root = temporaryFolder({ 'full/file': 'mine\n', filled: 'mine\n' });
    const folder = temporaryFolder();
    for (const name of ['empty', 'used']) mkdirSync(join(root, name));
    writeFileSync(join(root, 'stub'), '');
    chmodSync(join(root, 'stub'), 0o444);
    writeFileSync(join(root, 'writable'), '');
    const temporary = mkdtempSync(join(tmpdir(), 'belay-'));
    writeFileSync(join(temporary, 'x'), '');
    const note = (name: string, journal: object): void =>
      writeFileSync(join(folder, `sandbox-${name}.json`), JSON.stringify(journal));
    const standIns = ['empty', 'full', 'filled', 'stub', 'writable', 'gone'].map((name) => join(root, name));
    note(String(ended), { pid: ended, standIns, temporary });
    note('1', { pid: process.ppid, standIns: [join(root, 'used')], temporary: '/tmp/belay-x' });
    note('2', { pid: ended, standIns: [], temporary: root, socket: join(root, 'filled') });
    writeFileSync(join(folder, 'sandbox-3.json'), 'not json');
    await removeLeftovers(folder);
    expect(readdirSync(root).sort()).toEqual(['filled', 'full', 'used', 'writable']);
    expect(existsSync(temporary)).toBe(false);
    expect(readdirSync(folder)).toEqual(['sandbox-1.json']);
  });

  it('the program that bridged to the proxy is ended', async () => {
    const folder = temporaryFolder();
    const socket = join(tmpdir(), `claude-http-${ended}.sock`);
    const bridge = spawn('sh', ['-c', 'sleep 60 & wait', `UNIX-LISTEN:${socket},fork`], { stdio: 'ignore' });
    const closed = new Promise((done) => bridge.once('close', done));
    const journal = { pid: ended, standIns: [], temporary: '/tmp/belay-x', socket };
    writeFileSync(join(folder, `sandbox-${ended}.json`), JSON.stringify(journal));
    await removeLeftovers(folder);
    await closed;
    expect(bridge.signalCode).toBe('SIGTERM');
  });

  it('is noted before a command runs, and no longer afterwards', () => {
    const folder = temporaryFolder();
    const journal = createJournal(folder, { temporary: '/tmp/belay-x', socket: '/tmp/s' });
    const noted = (): unknown => JSON.parse(readFileSync(join(folder, readdirSync(folder)[0] ?? ''), 'utf8'));
    journal.note(['/a']);
    journal.note(['/b', '/a']);
    const places = { pid: process.pid, temporary: '/tmp/belay-x', socket: '/tmp/s' };
    expect(noted()).toEqual({ ...places, standIns: ['/a', '/b'] });
    journal.clear();
    expect(noted()).toEqual({ ...places, standIns: [] });
    journal.remove();
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('what no mount can hold is moved away, links are put back', async () => {
  const root = temporaryFolder({ 'AGENTS.md': 'true\n', 'git/x': '' });
  const quarantine = join(temporaryFolder(), 'q');
  symlinkSync('AGENTS.md', join(root, 'CLAUDE.md'));
  const links = linksAmong([join(root, 'AGENTS.md'), join(root, 'CLAUDE.md'), join(root, 'none')]);
  expect(links).toEqual([{ path: join(root, 'CLAUDE.md'), target: 'AGENTS.md' }]);
  const guard = guardUnholdable({ missing: [join(root, 'git/commondir')], links }, quarantine);
  spawnSync('sh', ['-c', 'echo evil > git/commondir; rm CLAUDE.md; echo evil > CLAUDE.md'], { cwd: root });
  const said = guard.stop();
  expect(said).toHaveLength(2);
  expect(existsSync(join(root, 'git/commondir'))).toBe(false);
  expect(readlinkSync(join(root, 'CLAUDE.md'))).toBe('AGENTS.md');
  expect(readdirSync(quarantine).map((name) => readFileSync(join(quarantine, name), 'utf8'))).toEqual([
    'evil\n',
    'evil\n',
  ]);
});

describe('why there is no sandbox', () => {
  it.each<[NodeJS.Platform, RegExp | undefined]>([
    ['linux', undefined],
    ['darwin', undefined],
    ['win32', /WSL 2/],
    ['aix', /no sandbox/],
  ])('on %s', (platform, says) => {
    if (says) expect(notSupported(platform)).toMatch(says);
    else expect(notSupported(platform)).toBeUndefined();
  });

  it.each<[string, { bwrap?: string; socat?: string; bash?: string }, RegExp | undefined]>([
    ['nothing missing', { bwrap: 'b', socat: 's', bash: 'b' }, undefined],
    ['bubblewrap missing', { socat: 's', bash: 'b' }, /^bubblewrap is not installed\. Install.* bubblewrap/],
    ['both missing', { bash: 'b' }, /^bubblewrap and socat are not installed\. Install.* bubblewrap socat/],
    ['no bash', { bwrap: 'b', socat: 's' }, /bash/],
  ])('%s', (_, found, says) => {
    const text = missingPrograms({ bwrap: undefined, socat: undefined, bash: undefined, ...found }, 'linux');
    if (says) expect(text).toMatch(says);
    else expect(text).toBeUndefined();
  });

  it('a project does not bring its own sandbox', async () => {
    const root = temporaryFolder({ 'bin/bwrap': '#!/bin/sh\n', 'bin/bash': '#!/bin/sh\n' });
    for (const name of ['bwrap', 'bash']) chmodSync(join(root, 'bin', name), 0o755);
    const found = await findPrograms([join(root, 'bin'), 'bin', ''].join(':'), [root]);
    expect(Object.values(found).filter((path) => path?.includes(root) || path?.startsWith('bin'))).toEqual([]);
    expect(await findPrograms(join(root, 'bin'), ['/elsewhere'])).toMatchObject({ bwrap: join(root, 'bin/bwrap') });
  });

  it('is printed for a person, check by check', () => {
    const checks = [
      { name: 'a', held: true, detail: 'A holds.' },
      { name: 'b', held: false, detail: 'B does not.' },
    ];
    expect(sandboxReportText({ available: false, reason: 'Install it.', checks })).toBe(
      'held    A holds.\nFAILED  B does not.\nThere is no sandbox here, so every command that is not known to be harmless asks. Install it.',
    );
  });
});
