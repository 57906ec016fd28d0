import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SystemPrompt } from '../../src/agent/ports.ts';
import type { Tool } from '../../src/agent/tool.ts';
import { createAnthropicModel } from '../../src/models/anthropic.ts';
import { openCacheWatch } from '../../src/models/cacheWatch.ts';
import { assemble, type PromptValues } from '../../src/prompts/assemble.ts';
import { parseSection } from '../../src/prompts/section.ts';
import type { Usage } from '../../src/protocol/content.ts';
import { tools } from '../../src/tools/index.ts';
import { type FakeSession, fakeSession } from '../../test/support/fakeSession.ts';
import { startModelServer } from '../../test/support/modelServer.ts';
import { scenarioOf } from './project.mts';
import type { Row } from './rows.mts';
import type { Measured } from './runAgent.mts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the provider's cache saves on a long session, and how near that is to a cache that forgets nothing. */
export function cacheRows({ lines, requests, code }: Measured, steps: number): Row[] {
  const usages = lines.flatMap(({ usage }) => usage ?? []);
  const failed = code !== 0 || usages.length !== steps + 1;
  const prompts = usages.map(({ input, cacheRead, cacheWrite }) => input + cacheRead + cacheWrite);
  const total = sum(prompts);
  const paid = sum(usages.map(({ input, cacheRead, cacheWrite }) => input + 0.1 * cacheRead + 1.25 * cacheWrite));
  // Each token is written once, and read with every request after that.
  const perfect = sum(
    prompts.map((tokens, at) => 0.1 * (prompts[at - 1] ?? 0) + 1.25 * (tokens - (prompts[at - 1] ?? 0))),
  );
  const name = `${steps} steps`;
  return [
    {
      name: `input tokens not read from the cache, ${name}`,
      value: (1 - sum(usages.map(({ cacheRead }) => cacheRead)) / total) * 100,
      unit: '%',
      goal: 4,
      failed,
    },
    {
      name: `cost of input against a perfect cache, ${name}`,
      value: paid / perfect,
      unit: 'times',
      goal: 1.02,
      failed,
    },
    { name: `cost of input, ${name}`, value: paid, unit: 'tokens' },
    { name: `sent to the model, ${name}`, value: sum(requests.map(({ text }) => text.length)) / 1_000_000, unit: 'MB' },
  ];
}

interface World {
  values: PromptValues;
  tools: readonly Tool[];
}

/** Tokens that had been kept and were not read after something changed that need not cost anything. */
export async function measureCacheLoss(): Promise<Row[]> {
  const joined = tools.slice(0, 3).map((tool, at): Tool => ({ ...tool, name: `mcp__server__tool${at}` }));
  const cases: readonly (readonly [string, (world: World, made: FakeSession) => unknown])[] = [
    [
      'plan mode on, off and on',
      async (_, { session }) => {
        for (const plan of [true, false, true]) await session.setPlan(plan);
      },
    ],
    ['another permission mode', (_, { session }) => session.setMode('allowEdits')],
    [
      'the memory index changes',
      (world) => {
        world.values = { ...world.values, memoryIndex: '- a note' };
      },
    ],
    [
      'project instructions and date change',
      (world) => {
        const instructions = { files: ['AGENTS.md'], text: 'Use spaces.\n' };
        world.values = { ...world.values, date: '2026-11-29', instructions };
      },
    ],
    [
      'an MCP server joins',
      (world) => {
        world.tools = [...world.tools, ...joined];
      },
    ],
  ];
  const rows: Row[] = [];
  for (const [name, act] of cases) {
    rows.push({ name: `avoidable loss of the cache: ${name}`, value: await lossOf(act), unit: 'tokens', goal: 0 });
  }
  return rows;
}

async function lossOf(act: (world: World, made: FakeSession) => unknown): Promise<number> {
  const server = await startModelServer(scenarioOf([]));
  try {
    const world: World = { values: firstValues, tools };
    const made = await fakeSession({
      model: createAnthropicModel({ model: 'claude-sonnet-5-5', apiKey: 'bench', baseUrl: server.url, log: silent }),
      get tools() {
        return world.tools;
      },
      cacheWatch: openCacheWatch,
      prompt: async (_, names): Promise<SystemPrompt> => assemble(world.values, choice, sections(), names),
    });
    await made.session.prompt(`Look at this. ${'It is long. '.repeat(500)}`);
    await act(world, made);
    await made.session.prompt('And now?');
    const [before, after] = made.of('assistant').map(({ usage }) => usage);
    if (!before || !after || kept(before) === 0) return Number.NaN;
    return kept(before) - after.cacheRead;
  } finally {
    await server.close();
  }
}

function kept({ cacheRead, cacheWrite }: Usage): number {
  return cacheRead + cacheWrite;
}

function sections() {
  const folder = join(root, 'src/prompts/sections');
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return files.map((name) => parseSection(readFileSync(join(folder, name), 'utf8')));
}

const choice = { flags: { memory: true }, variants: {}, experiments: [] };
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const firstValues: PromptValues = {
  root: '/home/ada/shop',
  platform: 'linux x64',
  shell: 'bash',
  date: '2026-11-28',
  versionControl: 'git',
  instructions: { files: ['AGENTS.md'], text: 'Use tabs.\n'.repeat(200) },
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
