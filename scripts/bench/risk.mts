import { readFileSync } from 'node:fs';
import { createClassifier } from '../../src/security/classifier/classify.ts';
import type { Row } from './rows.mts';

/** Judging the commands of a working day, and one that is as long as is still judged. */
export function measureRisk(): Row[] {
  const { judge } = createClassifier({ root: '/project' });
  const day = readFileSync(new URL('../train/everyday.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^(?:LOW|HIGH)\t/.test(line))
    .map((line) => line.split('\t').at(-1)?.replaceAll('⏎', '\n') ?? '');
  const long = 'npm run build && '.repeat(400).concat('npm test').slice(0, 10_000);
  const each = best(() => {
    for (const command of day) judge(command);
  });
  return [
    { name: 'the risk of a command judged, on average', value: each / day.length, unit: 'ms', goal: 1 },
    { name: 'the risk of a command of 400 parts judged', value: best(() => judge(long)), unit: 'ms', goal: 60 },
  ];
}

function best(work: () => unknown): number {
  return Math.min(
    ...Array.from({ length: 9 }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }),
  );
}
