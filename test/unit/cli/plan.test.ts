import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startModelServer } from '../../support/modelServer.ts';
import { call, say, script, turn } from '../../support/script.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');

/** What `belay run` prints, whatever it ends with. */
function belay(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'run', ...args], { env: { ...process.env, ...env } }, (_, out) =>
      resolve(out),
    );
  });
}

it('belay run --plan changes nothing in the mode that would, and says so to the model', async () => {
  const task = turn(
    'Change',
    [call('read_file', { path: 'a.txt' })],
    [call('write_file', { path: 'b.txt', content: 'b' })],
    [say('A plan.')],
  );
  const server = await startModelServer(script('plan', [task]));
  try {
    const results = await Promise.all(
      [['--plan'], []].map(async (plan) => {
        const root = temporaryFolder({ 'a.txt': 'a\n' });
        const env = { BELAY_HOME: temporaryFolder(), ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'k' };
        const out = await belay(['--cwd', root, '--mode', 'allowEdits', ...plan, '--json', 'Change it.'], env);
        const statuses = [...out.matchAll(/"type":"result".*?"status":"(\w+)"/g)].map(([, status]) => status);
        const written = (() => {
          try {
            return readFileSync(join(root, 'b.txt'), 'utf8');
          } catch {
            return undefined;
          }
        })();
        return { statuses, written };
      }),
    );
    expect(results).toEqual([
      { statuses: ['ok', 'denied'], written: undefined },
      { statuses: ['ok', 'ok'], written: 'b' },
    ]);
    expect(server.requests.filter(({ text }) => text.includes('[Plan mode is on.'))).toHaveLength(3);
  } finally {
    await server.close();
  }
}, 30_000);
