import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countTokens as countOther } from 'gpt-tokenizer/encoding/cl100k_base';
import { toolSchema } from '../../src/agent/askModel.ts';
import { assemble } from '../../src/prompts/assemble.ts';
import { parseSection } from '../../src/prompts/section.ts';
import { calibrate, ratioOf } from '../../src/prompts/tokens/calibration.ts';
import { createTokenCounter } from '../../src/prompts/tokens/tokenCounter.ts';
import { tools } from '../../src/tools/index.ts';
import type { Row } from './rows.mts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const values = {
  root: '/home/ada/shop',
  platform: 'linux x64',
  shell: 'bash',
  date: '2026-11-21',
  versionControl: 'git',
  instructions: { files: ['AGENTS.md'], text: 'Use tabs.\n'.repeat(1000) },
};

/** The prompt: how long it takes to assemble, how large it is, and how far local counts are off another vocabulary. */
export async function measurePrompts(): Promise<Row[]> {
  const sections = readdirSync(join(root, 'src/prompts/sections'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => parseSection(readFileSync(join(root, 'src/prompts/sections', name), 'utf8')));
  const choice = { flags: {}, variants: {}, experiments: [] };
  const make = () =>
    assemble(
      values,
      choice,
      sections,
      tools.map(({ name }) => name),
    );
  const { fixed } = make();
  const counter = createTokenCounter();
  const loading = performance.now();
  await counter.countLocally('warm');
  const loaded = performance.now() - loading;
  const schemas = tools
    .map(toolSchema)
    .map(({ name, description, inputSchema }) => JSON.stringify({ name, description, input_schema: inputSchema }))
    .join('');
  const source = sources().join('\n').slice(0, 100_000);
  const counting = performance.now();
  await counter.countLocally(source);
  const counted = performance.now() - counting;
  return [
    { name: 'prompt assembled', value: best(make), unit: 'ms', goal: 2 },
    { name: 'static prompt', value: await counter.countLocally(fixed), unit: 'tokens' },
    { name: 'schemas of all tools without an editor', value: await counter.countLocally(schemas), unit: 'tokens' },
    { name: 'vocabulary for token counts loaded', value: loaded, unit: 'ms' },
    { name: '100 KB of source code counted', value: counted, unit: 'ms' },
    {
      name: 'token counts against another vocabulary, before',
      value: (await missed(counter.countLocally)).first,
      unit: '%',
    },
    {
      name: 'token counts against another vocabulary, fitted',
      value: (await missed(counter.countLocally)).mean,
      unit: '%',
      goal: 5,
    },
  ];
}

/**
 * No provider answers here, so another real vocabulary (cl100k) stands for a model's own: each source file is a prompt
 * whose size is foretold first and learnt from then.
 */
async function missed(count: (text: string) => Promise<number>): Promise<{ first: number; mean: number }> {
  let known: Parameters<typeof calibrate>[0];
  const errors: number[] = [];
  for (const text of sources()) {
    const [here, there] = [await count(text), countOther(text)];
    errors.push((Math.abs(here * ratioOf('other', known) - there) / there) * 100);
    known = calibrate(known, 'other', here, there);
  }
  const [first = Number.NaN, ...rest] = errors;
  return { first, mean: rest.reduce((sum, error) => sum + error, 0) / rest.length };
}

function sources(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'));
}

function best(work: () => unknown): number {
  return Math.min(
    ...Array.from({ length: 20 }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }),
  );
}
