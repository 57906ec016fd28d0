import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../../src/agent/cost/requests.ts';
import { createSessionStore, projectFolder } from '../../../src/platform/sessionStore.ts';
import type { Event, NewEvent } from '../../../src/protocol/events.ts';
import { startModelServer } from '../../support/modelServer.ts';
import { call, editing, say, script, turn } from '../../support/script.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = join(import.meta.dirname, '../../../dist/cli.js');
const looks = Array.from({ length: 105 }, (_, at) => [call('grep', { pattern: `word ${at}` })]);
const fix = script('fix', [
  editing('fix', 'a.js', 'wrong', 'right', 'Mended.'),
  turn('look long', ...looks, [say('Looked.')]),
]);

/** `belay` in projects that share one home, against the scripted server. */
async function belay(scenario = fix) {
  const server = await startModelServer(scenario);
  const home = temporaryFolder();
  const project = (): string => temporaryFolder({ 'a.js': 'wrong\n' });
  const env = {
    BELAY_HOME: home,
    ANTHROPIC_BASE_URL: server.url,
    ANTHROPIC_API_KEY: 'k',
    CLOUD_ML_REGION: 'europe-west1',
    PATH: process.env.PATH ?? '',
  };
  /** A project with a session of these events. */
  const worked = async (events: readonly NewEvent[]): Promise<string> => {
    const root = project();
    const store = createSessionStore({ folder: join(projectFolder(home, root), 'sessions') });
    const log = await store.create('s1');
    for (const [at, event] of events.entries()) await log.append({ id: `e${at}`, time: at, ...event } as Event);
    await log.close();
    return root;
  };
  const run = (...args: string[]) =>
    new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      const child = spawn(process.execPath, [program, ...args], { env });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => {
        out += String(chunk);
      });
      child.stderr.on('data', (chunk) => {
        err += String(chunk);
      });
      child.once('close', (code) => resolve({ code, out, err }));
    });
  const task = (root: string, ...more: string[]) =>
    run('run', '--cwd', root, '--mode', 'allowEdits', ...more, 'fix it');
  return { server, project, worked, run, task, [Symbol.asyncDispose]: () => server.close() };
}

const asked: NewEvent = { type: 'user', turn: 't1', text: 'fix it', steering: false, attachments: [], images: [] };
const known = ['--model', 'claude-sonnet-5'];

describe('belay run with a budget', () => {
  it.each([
    [['--max-cost', '0.0000001'], 0],
    [['--max-tokens', '10'], 0],
    [['--max-steps', '1'], 1],
  ])('%j ends with 3 and a sentence, and sends nothing more', async (options, sent) => {
    await using parts = await belay();
    const { code, out, err } = await parts.task(parts.project(), ...known, ...options);
    expect(code).toBe(3);
    expect(`${out}${err}`).toMatch(/would exceed the budget of this session|reached its limit of 1 steps/);
    expect(parts.server.requests).toHaveLength(sent);
  });

  it('ends an answer that streams on when the minutes are used up, keeps what had come, with 3 and a sentence', async () => {
    const slow = script('slow', [
      turn('fix it', { reply: [say('One word after the other. '.repeat(40))], delayMs: 400 }),
    ]);
    await using parts = await belay(slow);
    const root = parts.project();
    const { code, out, err } = await parts.task(root, ...known, '--max-minutes', '0.05');
    expect(code).toBe(3);
    expect(err).toMatch(/used so far: [\d.]+ seconds of 3 seconds.*Raise the budget/);
    expect(out).toContain('One');
    expect(parts.server.requests).toHaveLength(1);
    const id = (await parts.run('sessions', 'list', '--cwd', root)).out.split(' ')[0] ?? '';
    expect((await parts.run('sessions', 'show', id, '--cwd', root)).out).toContain(out.trim());
  });

  it('ends a command that runs on when the minutes are used up, with 3 and a sentence', async () => {
    const sleep = script('sleep', [turn('fix it', [call('run_command', { command: 'sleep 15' }), say('Done.')])]);
    await using parts = await belay(sleep);
    const began = performance.now();
    const options = ['--mode', 'yolo', '--yolo-anyway', '--max-minutes', '0.05'];
    const { code, out, err } = await parts.task(parts.project(), ...known, ...options);
    expect(code).toBe(3);
    expect(performance.now() - began).toBeLessThan(13_000);
    expect(`${out}${err}`).toMatch(/used so far: [\d.]+ seconds of 3 seconds/);
  });

  it('makes more than a hundred requests in a turn, as its help says', async () => {
    await using parts = await belay();
    const { code, out } = await parts.run('run', '--cwd', parts.project(), ...known, 'look long');
    expect([code, out.trim()]).toEqual([0, 'Looked.']);
  });

  it.each([['0'], ['-1'], ['much']])('does not take --max-cost %s', async (text) => {
    await using parts = await belay();
    const { code, err } = await parts.task(parts.project(), `--max-cost=${text}`);
    expect(code).toBe(2);
    expect(err).toContain('is not a number of dollars above 0');
  });
});

describe('belay run with a model of unknown price', () => {
  const unknown = ['--model', 'claude-unknown-9'];
  const words = 'The price of claude-unknown-9 is not known';

  it('says once that the money limit cannot hold', async () => {
    await using parts = await belay();
    const { code, err } = await parts.task(parts.project(), ...unknown);
    expect(code).toBe(0);
    expect(err.split(words)).toHaveLength(2);
    const { out } = await parts.task(parts.project(), ...unknown, '--json');
    const events = out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    expect(events.filter(({ type }) => type === 'notice')).toMatchObject([
      { level: 'warning', code: 'unknownPrice', text: expect.stringContaining('the money limit cannot hold') },
    ]);
  });

  it.each([[unknown], [['--model', 'claude-sonnet-5', '--fallback-model', 'claude-unknown-9']]])(
    'takes no --max-cost with %j, and says what to do',
    async (models) => {
      await using parts = await belay();
      const { code, err } = await parts.task(parts.project(), ...models, '--max-cost', '1');
      expect(code).toBe(2);
      expect(err).toContain(words);
      expect(err).toContain('Use --max-tokens, --max-steps or --max-minutes instead');
      expect(parts.server.requests).toHaveLength(0);
    },
  );
});

describe('belay cost', () => {
  it('tells what the newest session cost, in tables and as JSON, and what a day did over all projects', async () => {
    await using parts = await belay();
    const [one, other] = [parts.project(), parts.project()];
    expect((await parts.run('cost', '--cwd', one)).out).toBe('No session in this project yet.\n');
    expect((await parts.run('cost', '--cwd', one, '--json')).out).toBe('null\n');
    expect((await parts.task(one, ...known)).code).toBe(0);
    expect((await parts.task(other, ...known)).code).toBe(0);

    const report = JSON.parse((await parts.run('cost', '--cwd', one, '--json')).out);
    expect(report).toMatchObject({ title: 'fix it', turns: [{ name: 'fix it' }] });
    expect(report.total.requests).toBe(report.requests.length);
    expect(report.total.cost).toBeGreaterThan(0);
    expect(report.models[0].price).toMatchObject({ input: 2, output: 10, source: expect.stringContaining('http') });
    const tokens = (list: { tokens: number }[]): number => list.reduce((sum, one) => sum + one.tokens, 0);
    const { input, cacheRead, cacheWrite } = report.total;
    expect(Math.abs(tokens(report.sections) - (input + cacheRead + cacheWrite))).toBeLessThan(20);
    expect(report.tools.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['edit_file']));

    const { out } = await parts.run('cost', '--cwd', one, '--session', report.sessionId);
    expect(out).toContain(`$${report.total.cost.toFixed(4)}`);
    expect(out).toMatch(/claude-sonnet-5: \$2 in, \$10 out per million tokens \(http.*read 20/);

    const { days } = JSON.parse((await parts.run('cost', '--cwd', one, '--day', '--json')).out);
    expect(days).toHaveLength(1);
    expect(days[0].name).toBe(dayOf(Date.now()));
    // The other project finds part of its prompt in the provider's cache, and is cheaper.
    const second = JSON.parse((await parts.run('cost', '--cwd', other, '--json')).out);
    expect(days[0].cost).toBeCloseTo(report.total.cost + second.total.cost, 9);
    expect(days[0].requests).toBe(report.total.requests + second.total.requests);
  });

  it('shows the limits that the run was given, and the usual ones of sessions that do not tell', async () => {
    await using parts = await belay();
    const root = parts.project();
    const limits = async (): Promise<unknown[]> => {
      const { budget } = JSON.parse((await parts.run('cost', '--cwd', root, '--json')).out);
      return budget.map(({ measure, limit }: { measure: string; limit?: number }) => [measure, limit]);
    };
    const usual = { agents: 20, repeats: 10 };
    await parts.task(root, ...known, '--max-cost', '2', '--max-tokens', '900000', '--max-minutes', '7');
    const given = { cost: 2, tokens: 900_000, steps: 250, minutes: 7, ...usual };
    expect(await limits()).toEqual(Object.entries(given));
    const { out } = await parts.run('cost', '--cwd', root);
    expect(out).toMatch(
      /^Budget, used and allowed: \$0\.\d+ of \$2\.00; [\d,]+ tokens of 900,000 tokens; 3 requests of/m,
    );
    const older = await parts.worked([asked]);
    const { budget } = JSON.parse((await parts.run('cost', '--cwd', older, '--json')).out);
    expect(budget[0]).toEqual({ measure: 'cost', used: 0, limit: 5 });
  });

  it('names what broke the cache, and shows what was different', async () => {
    await using parts = await belay();
    const lost = { type: 'cacheBreak', turn: 't1', vector: 'toolSet', tokens: 900, dollars: 0.5 } as const;
    const unpriced = { ...lost, vector: 'expiry', changed: '', tokens: 12_000, dollars: null } as const;
    const root = await parts.worked([asked, { ...lost, changed: '- grep\n+ find' }, unpriced]);
    const { out } = await parts.run('cost', '--cwd', root);
    expect(out).toMatch(/^Cache break +what changed +tokens +cost$/m);
    expect(out).toMatch(/^Tools were added or removed\. +- grep +900 +\$0\.50$/m);
    const { breaks } = JSON.parse((await parts.run('cost', '--cwd', root, '--json')).out);
    expect(breaks).toMatchObject([
      { vector: 'toolSet', changed: '- grep\n+ find' },
      { vector: 'expiry', cost: null },
    ]);
    // A run says it as it happens, in the same words.
    const { err } = await parts.run('sessions', 'show', 's1', '--cwd', root);
    expect(err.trim().split('\n')).toEqual([
      '! The prompt cache did not hold. Tools were added or removed. 900 tokens read anew, $0.50 more.',
      '! The prompt cache did not hold. The pause was longer than the provider keeps it. 12,000 tokens read anew, at a price that is not known.',
    ]);
  });

  it('knows the price of a Vertex model by the region that is set', async () => {
    await using parts = await belay();
    const usage = { input: 1_000_000, output: 0, cacheRead: 0, cacheWrite: 0 };
    const by = { model: 'vertex/claude-sonnet-5', usage };
    const root = await parts.worked([asked, { type: 'spent', turn: 't1', by: 'attempt', ...by }]);
    const { out } = await parts.run('cost', '--cwd', root);
    expect(out).toMatch(/^vertex\/claude-sonnet-5: \$2\.2 in, \$11 out per million tokens/m);
    expect(out).toMatch(/^fix it: \$2\.20$/m);
    expect((await parts.run('cost', '--cwd', root, '--day')).out).toMatch(/\$2\.20$/m);
  });

  it('says what is not known', async () => {
    await using parts = await belay();
    const root = parts.project();
    await parts.task(root, '--model', 'claude-nobody-knows');
    expect((await parts.run('cost', '--cwd', root)).out).toMatch(/fix it: unknown \(\d+ requests\)/);
    const { out } = await parts.run('cost', '--cwd', root, '--json');
    const { total, requests, models, agents, purposes, turns, budget } = JSON.parse(out);
    const all = [
      total,
      ...models,
      ...agents,
      ...purposes,
      ...turns,
      ...requests.map((one: { amount: unknown }) => one.amount),
    ];
    for (const one of all) expect(one).toMatchObject({ cost: null, unpriced: expect.any(Number) });
    expect(budget[0]).toEqual({ measure: 'cost', used: null, unpriced: requests.length, limit: 5 });
    expect(JSON.parse((await parts.run('cost', '--day', '--json')).out).days).toMatchObject([{ cost: null }]);
  });

  it.each([[['cost', '--session', 'nope']], [['sessions', 'show', 'nope']], [['sessions', 'show', '../nope']]])(
    'is bad usage with a session that is not there: %j',
    async (args) => {
      await using parts = await belay();
      const { code, err } = await parts.run(...args, '--cwd', parts.project());
      expect(code).toBe(2);
      expect(err).toMatch(/There is no session ".*nope" in this project\. See belay sessions list\.\n/);
    },
  );

  it.each([['--day', '--session', 'x'], ['words']])('is not asked so: %s', async (...args) => {
    await using parts = await belay();
    expect((await parts.run('cost', ...args)).code).toBe(2);
  });
});
