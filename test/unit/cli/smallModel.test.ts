import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Event, type EventOf, Event as EventSchema } from '../../../src/protocol/events.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { call, say, script, turn } from '../../support/script.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');
const small = ['--small-model', 'claude-haiku-4-5'];

/** The classifier is sure of few such commands. */
const commands = ['mkdir -p out && cp a.js out/', 'node a.js'];

/** `belay` in a project of its own. The small model is asked by a question of its own, before the task's words count. */
async function belay(opinion: string, title: object = say('Mend the sum')) {
  const server = await startModelServer(
    script('small', [
      turn('^You judge whether', [say(opinion)]),
      turn('^Write a title', 'reply' in title ? (title as never) : [title as never]),
      turn(
        'build',
        commands.map((command) => call('run_command', { command })),
        [say('Built.')],
      ),
      turn('mend', [say('Mended.')]),
    ]),
  );
  onTestFinished(() => server.close());
  const [home, root] = [temporaryFolder(), temporaryFolder({ 'a.js': '1' })];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, BELAY_HOME: home };
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [program, ...args, '--cwd', root], {
      env: { ...env, ANTHROPIC_BASE_URL: server.url, ANTHROPIC_API_KEY: 'k' } as NodeJS.ProcessEnv,
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      err += String(chunk);
    });
    const outcome = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
      child.once('close', (code) => resolve({ code, out, err })),
    );
    return { child, outcome };
  };
  const run = async (...args: string[]) => {
    const { code, out, err } = await start('run', '--json', ...args).outcome;
    const events = out
      .split('\n')
      .flatMap((line): Event[] => (line === '' ? [] : [EventSchema.parse(JSON.parse(line))]));
    const of = <T extends Event['type']>(type: T) => events.filter((event): event is EventOf<T> => event.type === type);
    return { code, err, events, of };
  };
  return { server, start, run };
}

const sandbox = JSON.parse(
  spawnSync(process.execPath, [program, 'sandbox', '--self-test', '--json'], { encoding: 'utf8' }).stdout,
);
const needsSandbox = it.skipIf(!sandbox.available);

describe('belay run --small-model', () => {
  it('gives the session its title, which counts to what it cost', async () => {
    const { server, start, run } = await belay('LOW');
    const { code, of } = await run(...small, 'mend it');
    expect(code).toBe(0);
    expect(of('setting').at(-1)?.title).toBe('Mend the sum');
    expect(of('spent')).toMatchObject([{ by: 'title', model: 'claude-haiku-4-5', cost: expect.any(Number) }]);
    expect(server.requests.map(({ body }) => (body as { model: string }).model)).toContain('claude-haiku-4-5');
    expect((await start('sessions', 'list').outcome).out).toContain('Mend the sum');
    const report = JSON.parse((await start('cost', '--json').outcome).out);
    expect(report.total.requests).toBe(2);
    expect(report.models).toMatchObject([{ requests: 1 }, { requests: 1 }]);
  });

  it('is not asked where it was not named, nor where no budget is left', async () => {
    for (const [options, sent] of [
      [[], 1],
      [[...small, '--max-steps', '1'], 1],
    ] as const) {
      const { server, run } = await belay('LOW');
      const { code, of } = await run(...options, 'mend it');
      expect([code, server.requests.length, of('spent')]).toEqual([0, sent, []]);
    }
  });

  it('does not hold up an interrupt while it thinks of a title', async () => {
    const { server, start } = await belay('LOW', { reply: [say('Late')], delayMs: 20_000 });
    const { child, outcome } = start('run', ...small, 'mend it');
    while (server.requests.length < 2) await sleep(20);
    child.kill('SIGINT');
    const began = performance.now();
    expect(await outcome).toMatchObject({ code: 0, out: expect.stringContaining('Mended.') });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  needsSandbox(
    'weighs in Auto what the classifier is not sure of',
    async () => {
      const second = 'a second model takes it for harmless';
      const verdicts = async (opinion: string, ...options: string[]) => {
        const { code, of } = await (await belay(opinion)).run('--mode', 'auto', ...options, 'build it');
        const passed = of('verdict').filter(({ verdict }) => verdict.reason.includes(second));
        return { code, passed: passed.length, asked: of('spent').filter(({ by }) => by === 'opinion').length };
      };
      const without = await verdicts('LOW');
      const low = await verdicts('LOW', ...small);
      const high = await verdicts('HIGH', ...small);
      expect(without).toEqual({ code: 3, passed: 0, asked: 0 });
      expect(low.asked).toBeGreaterThan(0);
      expect(low.passed).toBe(low.asked);
      expect(high).toEqual({ code: 3, passed: 0, asked: low.asked });
    },
    60_000,
  );

  it.each([
    ['has no key', ['--small-model', 'openai/gpt-6-luna'], 'There is no key for openai/gpt-6-luna. Set OPENAI_API_KEY'],
    ['is one of VS Code', ['--small-model', 'vscode/copilot/small'], 'can be used in VS Code only'],
    ['has no known price', ['--small-model', 'claude-unknown-9', '--max-cost', '1'], 'price of claude-unknown-9'],
  ])('one that %s is bad usage', async (_, options, message) => {
    const { server, start } = await belay('LOW');
    const { code, err } = await start('run', '--model', 'claude-sonnet-5', ...options, 'mend it').outcome;
    expect([code, err.includes(message), server.requests.length]).toEqual([2, true, 0]);
  });
});
