import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCheckpoints } from '../../src/platform/checkpoints.ts';
import type { Row } from './rows.mts';

/** What the state of files before an edit costs to keep: one small file, and fifty at once. */
export async function measureCheckpoints(root: string, home: string): Promise<Row[]> {
  const checkpoints = createCheckpoints({ folder: join(home, 'bench-checkpoints') });
  const rows: Row[] = [];
  for (const count of [1, 50]) {
    const times: number[] = [];
    for (let round = 0; round < 10; round++) {
      const started = performance.now();
      const entries = await Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const path = join(root, 'src', `file${index}.ts`);
          return { path, before: Buffer.concat([await readFile(path), Buffer.from(`// ${round}`)]) };
        }),
      );
      const id = await checkpoints.put(entries);
      await checkpoints.seal(
        id,
        entries.map(({ path, before }) => ({ path, bytes: before })),
      );
      times.push(performance.now() - started);
    }
    const middle = times.sort((a, b) => a - b)[5];
    rows.push({ name: `checkpoint of ${count} ${count === 1 ? 'file' : 'files'}, median`, value: middle, unit: 'ms' });
  }
  return rows;
}
