import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { merge3 } from '../../src/edits/merge.ts';
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
  rows.push({ name: 'three-way merge, 100,000 lines, 400 changes', value: bestMerge(), unit: 'ms' });
  return rows;
}

/** What the person and the agent changed in a large file, each in two hundred places. */
function bestMerge(): number {
  const base = Array.from({ length: 100_000 }, (_, at) => (at % 7 === 0 ? '}\n' : `line ${at % 900}\n`));
  const side = (offset: number): string =>
    base.map((line, at) => (at % 500 === offset ? `${offset} ${at}\n` : line)).join('');
  const [whole, mine, theirs] = [base.join(''), side(3), side(250)];
  const times = Array.from({ length: 10 }, () => {
    const started = performance.now();
    if (!merge3(whole, mine, theirs).ok) throw new Error('the merge found a conflict');
    return performance.now() - started;
  });
  return Math.min(...times);
}
