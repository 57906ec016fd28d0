import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A project of `count` small source files in a folder of its own, and a home for Belay's data beside it. */
export async function makeProject(count) {
  const folder = await mkdtemp(join(tmpdir(), 'belay-bench-'));
  const root = join(folder, 'project');
  await mkdir(join(root, 'src'), { recursive: true });
  const body = Array.from({ length: 40 }, (_, line) => `export const value${line} = ${line};`).join('\n');
  for (let index = 0; index < count; index++) await writeFile(join(root, 'src', `file${index}.ts`), `${body}\n`);
  return { root, home: join(folder, 'home'), dispose: () => rm(folder, { recursive: true, force: true }) };
}

/** One step that reads each of these files. */
export const reading = (...files) => ({
  reply: files.map((file) => ({ type: 'call', name: 'read_file', input: { path: `src/file${file}.ts` } })),
});

/** A scenario in which any message leads to these steps and a closing sentence. */
export function scenario(steps) {
  return {
    name: 'bench',
    turns: [{ otherwise: true, steps: [...steps, { reply: [{ type: 'text', text: 'Done.' }] }] }],
  };
}
