import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Message, ToolResultBlock } from '../../../src/agent/ports.ts';
import { createScriptedModel } from '../../../src/models/scripted/scriptedModel.ts';
import type { AssistantBlock, ToolUseBlock } from '../../../src/protocol/content.ts';
import { Todo } from '../../../src/protocol/events.ts';
import { tools } from '../../../src/tools/index.ts';
import { readScenario } from '../../support/modelServer.ts';
import { asking, connect, hear, says } from './asking.ts';

const tourFolder = fileURLToPath(new URL('../../../media/tour', import.meta.url));
const tour = await readScenario(join(tourFolder, 'scenario.json'));
const task = 'Find out why the test fails and fix it';

/** The few calls that the tour makes; each is held against the schema of the true tool as well. */
const inputs = z.discriminatedUnion('name', [
  z.object({ name: z.literal('todo_write'), input: z.strictObject({ todos: z.array(Todo) }) }),
  z.object({ name: z.literal('list_directory'), input: z.strictObject({ path: z.string() }) }),
  z.object({ name: z.literal('glob'), input: z.strictObject({ pattern: z.string(), path: z.string().optional() }) }),
  z.object({ name: z.literal('read_file'), input: z.strictObject({ path: z.string() }) }),
  z.object({ name: z.literal('run_command'), input: z.strictObject({ command: z.literal('npm test') }) }),
  z.object({
    name: z.literal('edit_file'),
    input: z.strictObject({ path: z.string(), oldText: z.string().min(1), newText: z.string() }),
  }),
]);

const rejection = 'The person rejected this. Do not repeat it; ask or try something else.';

interface Played {
  readonly calls: readonly string[];
  readonly report: string;
  readonly cart: string;
}

/** Plays the tour with real files and real tests; calls of the tools in `rejected` are turned down. */
async function play(
  message: string,
  rejected: readonly string[] = [],
  prepare: (root: string) => Promise<void> = async () => undefined,
): Promise<Played> {
  const root = await mkdtemp(join(tmpdir(), 'belay-tour-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await cp(join(tourFolder, 'project'), root, { recursive: true });
  await prepare(root);
  const model = createScriptedModel(tour, { delayMs: 0 });
  const messages: Message[] = [says(message)];
  const calls: string[] = [];
  for (;;) {
    const { message: answer, error } = await hear(model, asking(...messages));
    if (!answer) throw error;
    messages.push({ role: 'assistant', content: answer.content });
    const asked = answer.content.filter((block) => block.type === 'toolUse');
    if (asked.length === 0) {
      expect(answer.stopReason).toBe('endTurn');
      const cart = await readFile(join(root, 'src/cart.js'), 'utf8').catch(() => '');
      return { calls, report: textOf(answer.content), cart };
    }
    calls.push(...asked.map((call) => call.name));
    const results: ToolResultBlock[] = [];
    for (const call of asked) results.push(await run(root, call, rejected));
    messages.push({ role: 'user', content: results });
    expect(calls.length).toBeLessThan(20);
  }
}

async function run(root: string, call: ToolUseBlock, rejected: readonly string[]): Promise<ToolResultBlock> {
  const done = (text: string, isError = false): ToolResultBlock => ({
    type: 'toolResult',
    callId: call.id,
    text,
    images: [],
    isError,
  });
  const tool = tools.find((candidate) => candidate.name === call.name);
  expect(tool?.input.safeParse(call.input)).toMatchObject({ success: true, data: call.input });
  const { name, input } = inputs.parse({ name: call.name, input: call.input });
  if (rejected.includes(name)) return done(rejection, true);
  switch (name) {
    case 'todo_write':
      return done('Noted.');
    case 'list_directory':
      return done((await readdir(join(root, input.path))).join('\n'));
    case 'glob':
      return done((await readdir(root, { recursive: true })).filter((path) => path.endsWith('.js')).join('\n'));
    case 'read_file':
      return readFile(join(root, input.path), 'utf8').then(done, () => done(`No such file: ${input.path}`, true));
    case 'run_command':
      return done(await npmTest(root));
    case 'edit_file': {
      const file = join(root, input.path);
      const before = await readFile(file, 'utf8');
      if (before.split(input.oldText).length !== 2) return done('oldText is not in the file exactly once.', true);
      await writeFile(
        file,
        before.replace(input.oldText, () => input.newText),
      );
      return done('Applied.');
    }
  }
}

function npmTest(root: string): Promise<string> {
  // Node tells its test runner from a nested one by these variables.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...env } = process.env;
  return new Promise((resolve) => {
    const path = `${dirname(process.execPath)}${delimiter}${env.PATH ?? ''}`;
    execFile('npm', ['test'], { cwd: root, env: { ...env, PATH: path } }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

function textOf(content: readonly AssistantBlock[]): string {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
}

const research = ['todo_write', 'list_directory', 'glob', 'read_file', 'read_file', 'read_file'];

test('the tour finds the cause, fixes it, and shows that the tests pass', async () => {
  const { calls, report, cart } = await play(task);
  expect(calls).toEqual([...research, 'run_command', 'edit_file', 'run_command', 'todo_write']);
  expect(report).toContain('so do the others: 8 in all');
  expect(report).toContain('| Total in the test | 9.80 | 21.50 |');
  expect(cart).toContain('prices.sort((a, b) => a - b)');
});

test('a rejected edit is left alone', async () => {
  const { calls, report, cart } = await play(task, ['edit_file']);
  expect(calls).toEqual([...research, 'run_command', 'edit_file']);
  expect(report).toMatch(/^I leave `src\/cart\.js` as it is/);
  expect(cart).toContain('prices.sort()');
});

test('rejected commands are done without, and the report says so', async () => {
  const { calls, report, cart } = await play(task, ['run_command']);
  expect(calls).toEqual([...research, 'run_command', 'edit_file', 'run_command']);
  expect(report).toContain('were **not** run again');
  expect(cart).toContain('a - b');
});

test('what is mended already is not mended again', async () => {
  const { calls, report } = await play(task, [], async (root) => {
    const file = join(root, 'src/cart.js');
    await writeFile(file, (await readFile(file, 'utf8')).replace('sort()', 'sort((a, b) => a - b)'));
  });
  expect(calls).toEqual([...research, 'run_command']);
  expect(report).toMatch(/^All tests pass already/);
});

test('a file that has changed is not edited', async () => {
  const { report, cart } = await play(task, [], async (root) => {
    const file = join(root, 'src/cart.js');
    await writeFile(
      file,
      (await readFile(file, 'utf8'))
        .replace('const [cheapest]', 'const [lowest]')
        .replace('return cheapest', 'return lowest'),
    );
  });
  expect(report).toMatch(/^The edit could not be made/);
  expect(cart).toContain('const [lowest] = prices.sort();');
});

test('in another project the tour does not guess', async () => {
  const { calls, report } = await play(task, [], (root) => rm(join(root, 'test'), { recursive: true }));
  expect(calls).toEqual(['todo_write', 'list_directory', 'glob']);
  expect(report).toContain('Belay: Choose Model');
});

test.each([
  'Find out why the test fails and fix it',
  'find out why the test fails and fix it.',
  'Why does the test fail?',
  'Fix the failing test',
  'please fix the tests',
  'The tests are failing, can you help?',
  'Can you debug the cart?',
])('"%s" starts the task', async (message) => {
  const heard = await hear(createScriptedModel(tour, { delayMs: 0 }), asking(says(message)));
  expect(heard.message?.stopReason).toBe('toolUse');
});

test.each(['What can Belay do?', 'Hello', 'Write a poem', 'Write tests for src/money.js', 'Explain this'])(
  '"%s" is told what the tour is',
  async (message) => {
    const { calls, report } = await play(message);
    expect(calls).toEqual([]);
    for (const part of ['tour', 'Belay: Set API Key', 'Belay: Choose Model', task]) expect(report).toContain(part);
    expect(report.length).toBeLessThan(1200);
  },
);

test('the suggestions are ready to type, and there are no emojis', () => {
  expect(tour.suggestions).toEqual([task, 'What can Belay do?']);
  expect(JSON.stringify(tour)).not.toMatch(/\p{Extended_Pictographic}/u);
});

test('the tour plays over the real API as well', async () => {
  const { model } = await connect(tour, {}, { delayMs: 0 });
  const overHttp = await hear(model, asking(says(task)));
  const inProcess = await hear(createScriptedModel(tour, { delayMs: 0 }), asking(says(task)));
  expect(overHttp.error).toBeUndefined();
  expect(overHttp.message?.content).toEqual(inProcess.message?.content);
});
