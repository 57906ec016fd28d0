import { spawn } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startModelServer } from '../../support/modelServer.ts';
import { call, editing, say, script, turn } from '../../support/script.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');

/** Edits, a deletion, and reading so much that the rest is kept in a file. */
const work = script('work', [
  editing('edit', 'a.js', 'wrong', 'right', 'Mended.'),
  turn('read', [call('run_command', { command: 'cat long.txt' })], [say('Read it.')]),
]);

/** Every entry below a folder that somebody else than its owner may touch, with its mode. */
function open(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const found = lstatSync(join(folder, name));
    const wanted = found.isDirectory() ? 0o700 : 0o600;
    return (found.mode & 0o777) === wanted ? [] : [`${name} ${(found.mode & 0o777).toString(8)}`];
  });
}

async function run(umask: string, root: string, env: Readonly<Record<string, string>>, task: string): Promise<void> {
  const line = `umask ${umask}; exec "$0" "$@"`;
  const args = ['run', '--cwd', root, '--mode', 'allowEdits', task];
  const child = spawn('sh', ['-c', line, process.execPath, program, ...args], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  expect(await new Promise((done) => child.once('close', done))).toBe(0);
}

describe.skipIf(process.platform === 'win32')('what Belay keeps', () => {
  it.each(['000', '022', '077'])('is for its owner only, with the umask %s', { timeout: 60_000 }, async (umask) => {
    const server = await startModelServer(work);
    try {
      const root = temporaryFolder({ 'a.js': 'wrong\n', 'long.txt': 'line of text\n'.repeat(60_000) });
      const home = join(temporaryFolder(), 'made', 'belay');
      const env = { BELAY_HOME: home, ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'k' };
      await run(umask, root, env, 'please edit');
      await run(umask, root, env, 'please read');
      const kept = readdirSync(home, { recursive: true, encoding: 'utf8' }).map(String);
      for (const part of [/sessions\/.+\.jsonl$/, /checkpoints\/./, /output\/./])
        expect(kept.some((one) => part.test(one))).toBe(true);
      expect(kept.filter((one) => one.endsWith('.tmp'))).toEqual([]);
      expect(open(home)).toEqual([]);
      expect(lstatSync(home).mode & 0o777).toBe(0o700);
    } finally {
      await server.close();
    }
  });

  it('a folder that others may enter is closed to them', { timeout: 60_000 }, async () => {
    const server = await startModelServer(work);
    try {
      const home = temporaryFolder();
      mkdirSync(join(home, 'projects'));
      chmodSync(home, 0o755);
      const root = temporaryFolder({ 'a.js': 'wrong\n' });
      await run(
        '022',
        root,
        { BELAY_HOME: home, ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'k' },
        'please edit',
      );
      expect(lstatSync(home).mode & 0o777).toBe(0o700);
    } finally {
      await server.close();
    }
  });
});
