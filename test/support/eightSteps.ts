import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ToolSearch } from '../../src/agent/deferral.ts';
import { createAnthropicModel } from '../../src/models/anthropic.ts';
import { assemble } from '../../src/prompts/assemble.ts';
import { parseSection, type Section } from '../../src/prompts/section.ts';
import type { Usage } from '../../src/protocol/content.ts';
import { tools } from '../../src/tools/index.ts';
import { type FakeSession, fakeSession } from './fakeSession.ts';
import { startModelServer } from './modelServer.ts';
import { call, say, script, turn } from './script.ts';
import { serverTools } from './sixtyTools.ts';

const source = `export function total(prices: number[], rate: number): number {
  let sum = 0;
  for (const price of prices) sum += price;
  return sum * rate;
}
`;
const failing = 'FAIL cart.test.ts > adds the tax\nExpected: 120\nReceived: 20\n\nexit code 1';

const test = `test('adds the tax', () => {
  expect(total([40, 60], 0.2)).toBe(120);
});
`;

const edit = { path: 'src/cart.ts', oldText: '  return sum * rate;', newText: '  return sum * (1 + rate);' };

/** A small task from the first look to the report: a test fails, the cause is found, mended and checked. */
const steps = [
  [call('run_command', { command: 'npm test' })],
  [call('grep', { pattern: 'function total' })],
  [call('read_file', { path: 'src/cart.ts' })],
  [call('read_file', { path: 'src/cart.test.ts' })],
  [call('edit_file', edit)],
  [call('run_command', { command: 'npm test' })],
];
const report = [say('total() in `src/cart.ts:4` now adds the tax to the sum; all 3 tests pass.')];

/** Eight requests with what is in the prompt, and nine in which a tool is searched for and called. */
const scenarios = {
  core: script('eight steps', [turn('total', ...steps, [call('run_command', { command: 'npm run lint' })], report)]),
  search: script('a search', [
    turn(
      'total',
      ...steps,
      [call('tool_search', { query: 'show uncommitted changes' })],
      [call('git_diff', {})],
      report,
    ),
  ]),
  dispatched: script('a search, dispatched', [
    turn(
      'total',
      ...steps,
      [call('tool_search', { query: 'show uncommitted changes' })],
      [call('call_tool', { name: 'git_diff', input: {} })],
      report,
    ),
  ]),
};

/** Sixty tools and no editor: those of this version, and those of five servers. */
export const sixtyTools = [...tools, ...serverTools].slice(0, 60);

/** Input tokens as they are billed: one that is neither read from the cache nor written to it is one unit. */
export function unitsOf({ input, cacheRead, cacheWrite }: Usage): number {
  return input + 1.25 * cacheWrite + 0.1 * cacheRead;
}

/** A gateway that does not know deferred loading, so that the tools come through the dispatcher. */
const gateway: typeof globalThis.fetch = async (input, init) => {
  if (!String(init?.body).includes('"defer_loading"')) return await fetch(input, init);
  const error = { type: 'invalid_request_error', message: 'tools.9.defer_loading: Extra inputs are not permitted' };
  return Response.json({ type: 'error', error }, { status: 400 });
};

/** The task with sixty tools, from an empty cache. Nothing of it depends on the machine. */
export async function eightSteps(options: {
  readonly task: keyof typeof scenarios;
  readonly toolSearch?: ToolSearch;
  readonly dispatched?: true;
}): Promise<{
  readonly units: number;
  readonly usages: readonly Usage[];
  readonly made: FakeSession;
  readonly bodies: readonly unknown[];
}> {
  const server = await startModelServer(scenarios[options.task], { cache: {} });
  try {
    let tested = 0;
    const made = await fakeSession({
      model: createAnthropicModel({
        model: 'claude-sonnet-5-5',
        ...(options.dispatched ? { fetch: gateway } : {}),
        apiKey: 'key',
        baseUrl: server.url,
        log: { debug() {}, info() {}, warn() {}, error() {} },
      }),
      tools: sixtyTools,
      toolSearch: () => options.toolSearch ?? 'auto',
      prompt: async (choice, names) => assemble(values, choice, sections(), names),
      files: {
        stat: async () => ({ type: 'file', size: source.length, mtimeMs: 0 }),
        readText: async (path) => ({ text: path.endsWith('.test.ts') ? test : source, hash: 'h', unsaved: false }),
        readBytes: async (path) => new TextEncoder().encode(path.endsWith('.test.ts') ? test : source),
        list: async () => [],
        realPath: async (path) => path,
      },
      search: {
        glob: async () => ({ paths: [], truncated: false }),
        grep: async () => ({
          lines: ['/project/src/cart.ts:1:export function total(prices: number[], rate: number): number {'],
          truncated: false,
        }),
      },
      processes: {
        run: async () => ({
          exitCode: tested === 0 ? 1 : 0,
          timedOut: false,
          output: tested++ === 0 ? failing : '3 tests passed',
          spill: undefined,
          sandboxed: true,
          refused: [],
          limit: undefined,
        }),
        start: async () => 'b1',
        read: async () => ({ output: '', running: false, exitCode: 0 }),
        kill: async () => ({ output: '', exitCode: 0 }),
        running: () => [],
      },
      git: {
        run: async () => ({
          exitCode: 0,
          stdout:
            'diff --git a/src/cart.ts b/src/cart.ts\n@@ -4 +4 @@\n-  return sum * rate;\n+  return sum * (1 + rate);\n',
          stderr: '',
        }),
      },
    });
    await made.session.prompt('A test of total() fails. Mend it.');
    const usages = made.of('assistant').map(({ usage }) => usage);
    const units = usages.reduce((sum, usage) => sum + unitsOf(usage), 0);
    return { units, usages, made, bodies: server.requests.map(({ body }) => body) };
  } finally {
    await server.close();
  }
}

/** Every section of this version, as the product reads them. */
function sections(): Section[] {
  const folder = fileURLToPath(new URL('../../src/prompts/sections', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => parseSection(readFileSync(join(folder, name), 'utf8')));
}

const values = {
  root: '/home/ada/shop',
  platform: 'linux x64',
  shell: 'bash',
  date: '2026-11-28',
  versionControl: 'git',
  instructions: undefined,
};
