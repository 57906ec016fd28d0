import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { needsSandbox, sandboxProject } from '../../../support/sandboxProject.ts';
import { keptFolder } from '../../../support/temporary.ts';

const project = await sandboxProject({
  'src/a.ts': 'export const a = 1;\n',
  'AGENTS.md': 'Be kind.\n',
  'lib/.vscode/settings.json': '{}\n',
  'packages/a/.npmrc': 'registry=https://registry.example.org\n',
  'scripts/hooks/pre-push': '#!/bin/sh\n',
});
const { root, at, run, git, missing } = project;
const outside = keptFolder({ 'theirs.txt': 'theirs\n' });

// Made after the first commit, so that git does not track them.
writeFileSync(at('.env'), 'PASSWORD=hunter2\n');
mkdirSync(at('config/keys'), { recursive: true });
writeFileSync(at('config/keys/server.pem'), 'BEGIN hunter2\n');
git('init', '-q', at('vendor/nested'));
git('config', 'core.hooksPath', 'scripts/hooks');
symlinkSync('AGENTS.md', at('CLAUDE.md'));

const listener = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
const unix = createServer((socket) => socket.end()).listen(join(outside, 's'));
let connections = 0;
for (const server of [listener, unix]) server.on('connection', () => (connections += 1));
afterAll(() => [listener, unix].map((server) => server.close()));
const port = (): number => (listener.address() as { port: number }).port;

/** A time to sleep that no other process of this machine has in its command line. */
const mark = `4321.${process.pid}${Date.now()}`;

/** Everything that no command may change: the content of files, and the names in folders. */
function guardedState(): unknown {
  const text = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  return {
    names: [
      root,
      at('.git'),
      at('.git/hooks'),
      at('lib/.vscode'),
      at('scripts/hooks'),
      at('vendor/nested/.git/hooks'),
      outside,
    ].map((folder) =>
      readdirSync(folder).filter((name) => !/^(?:index|COMMIT_EDITMSG|ORIG_HEAD|allowed.*)$/.test(name)),
    ),
    files: [
      at('.git/config'),
      at('AGENTS.md'),
      at('lib/.vscode/settings.json'),
      at('packages/a/.npmrc'),
      at('scripts/hooks/pre-push'),
      at('vendor/nested/.git/config'),
      join(outside, 'theirs.txt'),
    ].map(text),
    home: existsSync(join(process.env.HOME ?? '/', '.belay-hostile')),
    connections,
  };
}

describe.skipIf(missing !== undefined)(needsSandbox('a hostile command', missing), () => {
  it.each<[name: string, command: string]>([
    ['writes outside', `echo x > ${outside}/new; echo x >> ${outside}/theirs.txt; rm ${outside}/theirs.txt`],
    ['writes into the home folder', 'echo x > ~/.belay-hostile; echo x >> ~/.bashrc'],
    ['writes into the system', 'echo x > /etc/belay-hostile; echo x > /usr/local/bin/belay-hostile'],
    [
      'writes into /tmp by a known name',
      `echo x > ${tmpdir()}/belay-hostile; mkdir -p /tmp/claude && echo x > /tmp/claude/belay-hostile`,
    ],
    ['goes up from the workspace', 'cd ..; echo x > belay-hostile'],
    [
      'writes through a link that it makes',
      `ln -s ${outside} allowed-link; echo x > allowed-link/new; rm allowed-link`,
    ],
    [
      'swaps a folder for a link',
      `mkdir allowed-dir; rmdir allowed-dir; ln -s ${outside} allowed-dir; echo x > allowed-dir/new; rm allowed-dir`,
    ],
    ['makes a hook', 'echo evil > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit'],
    ['moves the hooks away', 'mv .git/hooks .git/old; mkdir .git/hooks; echo evil > .git/hooks/pre-commit'],
    ['moves the repository away', 'mv .git .git2; git init -q; git config core.fsmonitor evil'],
    ['removes the hooks', 'rm -rf .git/hooks'],
    [
      'changes the configuration',
      'git config core.fsmonitor "touch evil"; echo "[core] fsmonitor=evil" >> .git/config',
    ],
    ['replaces the configuration', 'cp .git/config c; mv -f c .git/config; rm -f c; rm -f .git/config'],
    ['makes a configuration of the worktree', 'echo "[core] fsmonitor=evil" > .git/config.worktree'],
    ['puts attributes into the repository', 'mkdir -p .git/info; echo "* filter=evil" > .git/info/attributes'],
    ['changes where the hooks are', 'echo evil >> scripts/hooks/pre-push; echo evil > scripts/hooks/pre-commit'],
    [
      'makes a hook in a nested repository',
      'echo evil > vendor/nested/.git/hooks/pre-commit; git -C vendor/nested config core.pager evil',
    ],
    ['makes editor settings', 'mkdir .vscode && echo "{}" > .vscode/settings.json'],
    ['makes editor settings by moving', 'mkdir s && echo "{}" > s/tasks.json && mv s .vscode; rm -rf s'],
    [
      'changes editor settings deeper down',
      'echo evil > lib/.vscode/settings.json; echo evil > lib/.vscode/tasks.json; rm -rf lib',
    ],
    ['makes MCP servers', 'echo "{}" > .mcp.json; ln -s src/a.ts .mcp.json'],
    ['makes a workflow', 'mkdir -p .github/workflows; echo evil > .github/workflows/ci.yml'],
    ['makes settings of npm', 'echo "script-shell=evil" > .npmrc; echo evil >> packages/a/.npmrc'],
    ['changes the instructions', 'echo evil >> AGENTS.md; echo evil > CLAUDE.md; rm AGENTS.md; mv src/a.ts AGENTS.md'],
    ['makes Belay’s own settings', 'mkdir .belay && echo "{}" > .belay/settings.json'],
    [
      'makes a hook through another spelling',
      'cd src/../.git/./hooks && echo evil > pre-commit; cd "$PWD"; echo evil > /proc/self/cwd/pre-commit',
    ],
    ['makes a hook through a hard link', 'ln src/a.ts .git/hooks/pre-commit'],
    ['makes a hook through an open folder', 'exec 5< .git/hooks; echo evil > /proc/self/fd/5/pre-commit'],
    [
      'reaches outside through /proc',
      `echo x > /proc/1/root${outside}/new; ls /proc/1/root/proc/1/root && echo x > /proc/self/root${outside}/new`,
    ],
    ['unmounts', 'umount .git/config; umount -l .git/hooks; echo evil > .git/hooks/pre-commit'],
    ['mounts', `mount --bind ${outside} src; mount -o remount,rw /; mount -t tmpfs none .git/hooks`],
    ['makes a user namespace', 'unshare -Urm sh -c "umount .git/config; echo evil >> .git/config"'],
    [
      'makes a namespace by another name',
      'bwrap --bind / / --dev /dev sh -c "echo evil >> .git/config"; nsenter -t 1 -m sh -c "echo evil >> .git/config"',
    ],
    ['connects to this machine', `exec 3<>/dev/tcp/127.0.0.1/${0}`],
    [
      'speaks to a socket',
      `socat -u /dev/null UNIX-CONNECT:${outside}/s; python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("${outside}/s")'`,
    ],
  ])('%s', async (_, command) => {
    const before = guardedState();
    await run(command.replace('/127.0.0.1/0', `/127.0.0.1/${port()}`));
    expect(guardedState()).toEqual(before);
    expect(readdirSync(tmpdir())).not.toContain('belay-hostile');
  });

  it.each<[name: string, command: string]>([
    [
      'a secret file',
      'cat .env; head -c 100 config/keys/server.pem; cp .env allowed-copy; cat allowed-copy; rm -f allowed-copy',
    ],
    ['a secret file through a link', 'ln -s .env allowed-l; cat allowed-l; rm allowed-l'],
    ['a secret file through /proc', 'cat /proc/self/cwd/.env /proc/1/root"$PWD"/.env'],
    [
      'Belay’s own folder',
      `cat ${project.belayHome}/settings.json; ls ${project.belayHome}; grep -r secret ${project.belayHome}`,
    ],
    ['shadow passwords', 'cat /etc/shadow'],
    [
      'memory of this process',
      `cat /proc/${process.pid}/environ /proc/${process.pid}/mem; strings /proc/${process.pid}/maps`,
    ],
  ])('does not read %s', async (_, command) => {
    const { output } = await run(command);
    expect(output).not.toMatch(/hunter2|belays-own-secret|root:[^:]*:\d|HOME=/);
  });

  it.each<[name: string, command: string]>([
    ['by curl', 'curl -sS --max-time 5 https://example.com'],
    ['by curl without the proxy', 'curl -sS --max-time 5 --noproxy "*" https://example.com'],
    ['by name', 'getent hosts example.com || python3 -c "import socket; print(socket.gethostbyname(\'example.com\'))"'],
    ['by address', 'exec 3<>/dev/tcp/1.1.1.1/53 && echo through'],
    ['by git', 'git ls-remote https://github.com/git/git.git'],
    ['by ssh', 'GIT_TERMINAL_PROMPT=0 git ls-remote git@github.com:git/git.git'],
    ['by UDP', 'echo x > /dev/udp/1.1.1.1/53 && echo through'],
    ['by npm', 'npm view left-pad version --fetch-retries=0'],
    [
      'with a name of its own for the proxy',
      'curl -sS --max-time 5 --proxy-user a:b -x localhost:3128 https://example.com',
    ],
  ])('does not reach the network %s', async (_, command) => {
    const { output } = await run(`if ${command}; then echo REACHED; fi`, { timeoutMs: 20_000 });
    expect(output).not.toMatch(/^REACHED|through$/m);
  });

  it('does not end or see a process outside', async () => {
    const { output } = await run(`kill -9 ${process.pid} || echo cannot; kill -9 -1; echo on; ps -e | wc -l`);
    expect(output).toMatch(/^bash: line \d+: kill: .*\ncannot$/m);
    expect(existsSync(`/proc/${process.pid}`)).toBe(true);
  });

  it('leaves nothing running', async () => {
    const { output } = await run(
      `setsid -f sleep ${mark}; nohup sleep ${mark} >/dev/null 2>&1 & (sleep ${mark} &) ; echo started`,
    );
    expect(output).toContain('started');
    await expect.poll(running).toEqual([]);
  });

  it('that does not end is ended whole at the time limit', async () => {
    const result = await run(`trap "" TERM INT HUP; setsid -f sleep ${mark}; while :; do sleep 0.05; done`, {
      timeoutMs: 500,
    });
    expect(result).toMatchObject({ timedOut: true, exitCode: null });
    expect(running()).toEqual([]);
  });

  it('puts a redirection into the repository, which is moved away and said', async () => {
    const { refused } = await run('echo ../evil > .git/commondir; sleep 0.2; cat .git/commondir');
    expect(existsSync(at('.git/commondir'))).toBe(false);
    expect(refused.join()).toMatch(/write .*\.git\/commondir \(moved to .*quarantine.*\)/);
  });

  it('replaces a link to instructions, which is put back and said', async () => {
    const { refused } = await run('rm CLAUDE.md; echo evil > CLAUDE.md');
    expect(readFileSync(at('CLAUDE.md'), 'utf8')).toBe('Be kind.\n');
    expect(refused.join()).toMatch(/replace the link .*CLAUDE\.md/);
  });

  it('what is refused is said', async () => {
    const { refused, sandboxed } = await run(
      `echo x > ${outside}/new; mkdir -p .github/workflows; echo x > .git/hooks/pre-commit; curl -sS https://example.com`,
    );
    expect(sandboxed).toBe(true);
    expect(refused).toEqual(
      expect.arrayContaining([
        `write ${outside}/new`,
        `write ${at('.git/hooks/pre-commit')}`,
        expect.stringContaining('connect to example.com:443'),
      ]),
    );
    expect(refused.join()).toContain('.github');
  });

  it('an empty list of hosts is no network; a host is reached once it is allowed, and refused again afterwards', async () => {
    const ask = `curl -sS -o /dev/null -w '%{http_connect}' --max-time 5 http://127.0.0.1.nip.invalid:${port()} -p`;
    expect((await run(ask)).refused.join()).toContain('not on the allow list');
    project.allowed.push('127.0.0.1.nip.invalid');
    // Allowed now: what fails is the name, which does not exist.
    expect((await run(ask)).refused.join()).not.toContain('not on the allow list');
    project.allowed.length = 0;
    expect((await run(ask)).refused.join()).toContain('not on the allow list');
  });
});

/** The processes that have the mark in their command line. One that has ended has none. */
function running(): string[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.filter((pid) => readSafely(`/proc/${pid}/cmdline`).includes(mark));
}

function readSafely(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
