import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { groupRuns } from '../../src/platform/processGroup.ts';

/** Files with names that commands of the tests use, and names that become options when a wildcard matches them. */
const files: Readonly<Record<string, string>> = {
  a: 'b\na\nc 1\n',
  b: 'b\nx\n',
  x: 'x=1\n',
  'a.txt': 'one\ntwo\nfoo bar\n',
  'b.txt': 'two\none\n',
  'a b.txt': 'spaced\n',
  'a.csv': 'n,v\nb,2\na,1\n',
  'a.log': 'error: 1\nok\n',
  'build.log': 'error\n',
  'a.json': '{"a":[1,2],"name":"n"}\n',
  'b.json': '{"b":1}\n',
  'a.bin': '\u0001\u0002text text text\u0000',
  'config.ini': '# c\nk=v\n',
  'README.md': '# Read me\n\nv1.2.3 TODO foo\n',
  'CHANGELOG.md': '# Changes\n',
  'package.json': '{"name":"p","version":"1.0.0","scripts":{"test":"true"},"dependencies":{"a":"1"}}\n',
  'src/a.ts': 'export class Foo {}\nfunction foo(a, b) {}\n// TODO\n',
  'src/b.ts': 'import x from "y";\n',
  'src/index.ts': 'export * from "./a";\n',
  'src/lib/c.ts': 'export const c = 1;\n',
  'test/a.test.ts': 'test();\n',
  'lib/a.js': 'module.exports = 1;\n',
  'weird/-o': '',
  'weird/-rf': '',
  'weird/--output=evil': '',
  'weird/-delete': '',
  'weird/-exec': '',
  'weird/*.txt': 'star\n',
  'weird/$(touch evil).txt': 'x\n',
  'evil.sh': '#!/bin/sh\ntouch /project/evil\n',
  'home/.bashrc': 'touch "$HOME/ran"\n',
  'tmp/.keep': '',
};

/** A small project with history, made anew for each run; nothing in it may change when a command only looks. */
export interface Scratch {
  readonly root: string;
  /** Everything that is there: names, modes, sizes, times and contents. */
  state(): string;
  /** Runs a command as Belay would run it unasked, without network where that can be had, and ends what it leaves behind. */
  run(command: string, environment: Readonly<Record<string, string>>): Promise<Ran>;
  remove(): void;
}

export interface Ran {
  readonly left: boolean;
  readonly timedOut: boolean;
  /** What it printed, errors included, byte by byte. */
  readonly output: string;
}

const timeLimitMs = 5000;

/** `add` may put more into the project, before its first commit. */
export function scratchProject(add: (root: string) => void = () => {}): Scratch {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'belay-scratch-')));
  const root = join(folder, 'project');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
  }
  symlinkSync('a.txt', join(root, 'link.txt'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      stdio: 'pipe',
    });
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(root, '.gitignore'), 'home\ntmp\n*.log\n');
  add(root);
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  writeFileSync(join(root, 'a.txt'), 'one\ntwo\nthree\n');
  git('commit', '--quiet', '-am', 'second');
  git('tag', 'v1');
  git('branch', 'feature');
  writeFileSync(join(root, 'b.txt'), 'changed\n');
  return {
    root,
    state: () => stateOf(folder),
    async run(command, environment) {
      const env = { ...environment, HOME: join(root, 'home'), TMPDIR: join(root, 'tmp') };
      // In the end it counts the processes that are still there beside itself and the one that started it.
      const counted =
        'bash --noprofile --norc -c "$1"; for i in {1..100}; do set -- /proc/[0-9]*; (($# > 2)) || exit 0; sleep 0.02; done; exit 99';
      const shell = [
        'bash',
        '--noprofile',
        '--norc',
        '-c',
        ...(hasBubblewrap ? [counted, 'bash', command] : [command]),
      ];
      const inner = hasBubblewrap ? ['bwrap', ...confinement(folder), '--chdir', root, ...shell] : shell;
      const child = spawn(inner[0] ?? '', inner.slice(1), {
        cwd: root,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      return await watch(child);
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

const hasBubblewrap = worksBubblewrap();

/** Everything readable, only the scratch folder writable, no network, processes of its own. */
function confinement(folder: string): string[] {
  return [
    '--ro-bind',
    '/',
    '/',
    '--dev',
    '/dev',
    '--proc',
    '/proc',
    '--bind',
    folder,
    folder,
    '--unshare-net',
    '--unshare-pid',
    '--die-with-parent',
  ];
}

function worksBubblewrap(): boolean {
  try {
    execFileSync('bwrap', [...confinement(tmpdir()), 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** In bytes. */
const mostOutput = 16 * 1024 ** 2;

async function watch(child: ChildProcess): Promise<Ran> {
  const { pid } = child;
  if (pid === undefined) throw new Error('the command could not be started');
  let timedOut = false;
  const end = (): void => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeLimitMs);
  const chunks: Buffer[] = [];
  let kept = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      // A command may print on until it is ended. All of it is read, so that it is not kept waiting.
      if (kept < mostOutput) chunks.push(chunk);
      kept += chunk.length;
    });
  }
  // What it printed has arrived when its pipes are closed, which what it leaves behind may keep open.
  const closed = new Promise((resolve) => child.once('close', resolve));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearTimeout(timer);
  const left = hasBubblewrap ? code === 99 : !timedOut && groupRuns(pid);
  end();
  await closed;
  return { left, timedOut, output: Buffer.concat(chunks).toString('latin1') };
}

function stateOf(path: string): string {
  const found = lstatSync(path, { bigint: true });
  const own = `${path} ${found.mode} ${found.mtimeNs}`;
  if (found.isSymbolicLink()) return `${own} ${readlinkSync(path)}`;
  if (!found.isDirectory()) return `${own} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
  return [
    own,
    ...readdirSync(path)
      .sort()
      .map((name) => stateOf(join(path, name))),
  ].join('\n');
}
