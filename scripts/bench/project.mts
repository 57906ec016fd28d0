import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseScenario, type Scenario } from '../../src/protocol/scenario.ts';

export interface Project {
  readonly root: string;
  /** Belay's data during the measurement. */
  readonly home: string;
  dispose(): Promise<void>;
}

/** A project of `count` small source files in a folder of its own. */
export async function makeProject(count: number): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'belay-bench-'));
  const root = join(folder, 'project');
  await mkdir(join(root, 'src'), { recursive: true });
  const body = Array.from({ length: 40 }, (_, line) => `export const value${line} = ${line};`).join('\n');
  for (let index = 0; index < count; index++) await writeFile(join(root, 'src', `file${index}.ts`), `${body}\n`);
  return { root, home: join(folder, 'home'), dispose: () => rm(folder, { recursive: true, force: true }) };
}

export interface Step {
  readonly reply: readonly unknown[];
  readonly faults?: readonly unknown[];
}

/** One step that reads each of these files. */
export function reading(...files: readonly number[]): Step {
  return { reply: files.map((file) => ({ type: 'call', name: 'read_file', input: { path: `src/file${file}.ts` } })) };
}

/** A scenario in which any message leads to these steps and a closing report. */
export function scenarioOf(steps: readonly Step[], report = 'Done.'): Scenario {
  const end = { reply: [{ type: 'text', text: report }] };
  return parseScenario({ name: 'bench', turns: [{ otherwise: true, steps: [...steps, end] }] }, 'bench');
}
