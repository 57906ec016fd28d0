import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { checksFor, type ScriptPlaces, selfTestScript } from './selfTestScript.ts';

export interface SelfTestCheck {
  readonly name: string;
  readonly held: boolean;
  /** For people: what was tried, and what happened where it did not hold. */
  readonly detail: string;
}

export interface SelfTestInput {
  /** The session's own folder for temporary files, and Belay's own folder. */
  readonly temporary: string;
  readonly belayHome: string;
  readonly home: string;
  /** Existing guarded files of the workspace. */
  readonly guarded: readonly string[];
  /** Hosts that commands may reach. */
  readonly allowedDomains: readonly string[];
  /** Runs a script in the sandbox, with more roots. */
  run(script: string, roots: readonly string[]): Promise<SelfTestRun>;
}

export interface SelfTestRun {
  readonly output: string;
  readonly exitCode: number | null;
}

/**
 * Proves that the sandbox holds: a script tries, inside it, what must not be possible. What it says counts, and what is
 * found outside afterwards. No answer counts as not held.
 */
export async function selfTest(input: SelfTestInput): Promise<SelfTestCheck[]> {
  const id = randomUUID();
  const scratch = mkdtempSync(join(input.temporary, 'self-test-'));
  const outside = mkdtempSync(join(dirname(input.temporary), 'belay-outside-'));
  const places: Omit<ScriptPlaces, 'port'> = {
    repository: join(scratch, 'repository'),
    bare: join(scratch, 'bare'),
    outside,
    home: input.home,
    workspaceSecret: join(scratch, 'repository', '.env'),
    ownSecret: join(input.belayHome, `self-test-${id}`),
    guarded: input.guarded,
    socket: join(scratch, 's'),
    hostProcess: process.pid,
    loopbackAllowed: input.allowedDomains.some((one) => /^(?:localhost|127\.)/.test(one)),
    id,
  };
  const listeners: Listener[] = [];
  try {
    makeScratch(places);
    const tcp = await listen({ host: '127.0.0.1', port: 0 });
    const unix = await listen({ path: places.socket });
    listeners.push(tcp, unix);
    const script = selfTestScript({ ...places, port: tcp.port });
    const run = await input.run(script, [places.repository, places.bare]);
    const found: Readonly<Record<string, boolean>> = {
      writeOutside: existsSync(join(outside, id)),
      writeHome: existsSync(join(input.home, `.belay-self-test-${id}`)),
      symlink: existsSync(join(outside, `${id}-link`)),
      hooksAbsent: existsSync(join(places.bare, '.git/hooks/pre-commit')) || existsSync(join(places.bare, 'moved')),
      settingsAbsent: existsSync(join(places.repository, '.vscode/settings.json')),
      network: tcp.connections() > 0,
      proxy: tcp.connections() > 0,
      unixSocket: unix.connections() > 0,
    };
    return verdicts(run, found);
  } finally {
    for (const listener of listeners) listener.server.close();
    for (const path of [scratch, outside, places.ownSecret, join(input.home, `.belay-self-test-${id}`)]) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

function verdicts(run: SelfTestRun, found: Readonly<Record<string, boolean>>): SelfTestCheck[] {
  const answers = new Map<string, string>();
  for (const line of run.output.split('\n')) {
    const [name = '', answer] = line.split(' ');
    if (answer === 'works' || answer === 'fails') answers.set(name, answer);
  }
  return checksFor().map(({ name, says, expects }) => {
    const answer = answers.get(name);
    if (answer === undefined)
      return { name, held: false, detail: `${says} It could not be tried. ${lastWords(run)}`.trim() };
    const held = answer === expects && !found[name];
    return { name, held, detail: held ? says : `${says} This does not hold.` };
  });
}

function lastWords({ output, exitCode }: SelfTestRun): string {
  const last = output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  return last === '' ? `The sandbox ended with ${exitCode ?? 'a signal'}.` : `The sandbox said: ${last}`;
}

function makeScratch({ repository, bare, workspaceSecret, ownSecret }: Omit<ScriptPlaces, 'port'>): void {
  for (const folder of [repository, bare]) {
    for (const name of ['objects', 'refs']) mkdirSync(join(folder, '.git', name), { recursive: true });
    writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(folder, '.git/config'), '[core]\n\trepositoryformatversion = 0\n');
  }
  mkdirSync(join(repository, '.git/hooks'));
  writeFileSync(join(repository, '.git/hooks/pre-commit'), '');
  for (const path of [workspaceSecret, ownSecret]) writeFileSync(path, 'WORD=belay-self-test\n', { mode: 0o600 });
}

interface Listener {
  readonly server: Server;
  readonly port: number;
  connections(): number;
}

async function listen(where: { host: string; port: number } | { path: string }): Promise<Listener> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.destroy();
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(where, done);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, port, connections: () => count };
}
