import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheRows, measureCacheLoss } from './cache.mts';
import { measureChecking } from './checking.mts';
import { measureCheckpoints } from './checkpoints.mts';
import { measureCleaning } from './cleaning.mts';
import { measureEdits } from './edits.mts';
import { measureHunks } from './hunks.mts';
import { measureManyTools } from './manyTools.mts';
import { measurePatches } from './patches.mts';
import { makeProject, reading, scenarioOf } from './project.mts';
import { measurePrompts } from './prompts.mts';
import { measureRisk } from './risk.mts';
import { printRows, type Row } from './rows.mts';
import { type Measured, runAgent } from './runAgent.mts';
import { measureWatch } from './watch.mts';
import { measureWindow } from './window.mts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const bare = fileURLToPath(new URL('./bareLoop.mts', import.meta.url));
const steps = 60;
/** Runs of which the best is reported: the machine's noise only ever adds. */
const runs = 5;

async function main(): Promise<void> {
  const project = await makeProject(steps * 5);
  try {
    const rows: Row[] = [];
    const env = { BELAY_HOME: project.home };
    const belay = (scenario: ReturnType<typeof scenarioOf>): Promise<Measured> =>
      runAgent({ argv: [join(dist, 'cli.js'), 'run', '--cwd', project.root, '--json', 'Read them.'], env, scenario });
    const floor = (scenario: ReturnType<typeof scenarioOf>): Promise<Measured> =>
      runAgent({ argv: [bare, project.root, 'Read them.'], env, scenario });

    const long = scenarioOf(Array.from({ length: steps }, (_, step) => reading(step)));
    const short = scenarioOf([reading(0)]);
    const wide = scenarioOf(
      Array.from({ length: 20 }, (_, step) => reading(...[0, 1, 2, 3, 4].map((n) => step * 5 + n))),
    );

    await belay(short);
    const starts = await repeat(() => belay(short));
    const bareStarts = await repeat(() => floor(short));
    rows.push(
      row(
        'process start to first request',
        least(starts, 'toFirstRequestMs'),
        250,
        least(bareStarts, 'toFirstRequestMs'),
      ),
      row('last answer to exit', least(starts, 'toExitMs'), 20, least(bareStarts, 'toExitMs')),
    );

    const longRuns = await repeat(() => belay(long));
    const bareRuns = await repeat(() => floor(long));
    const best = bestBy(longRuns, ({ gaps }) => median(gaps));
    const bareBest = bestBy(bareRuns, ({ gaps }) => median(gaps));
    rows.push(
      row(`loop overhead per step, ${steps} steps, median`, median(best.gaps), 5, median(bareBest.gaps)),
      row(
        `loop overhead per step, ${steps} steps, 95th percentile`,
        percentile(best.gaps, 0.95),
        15,
        percentile(bareBest.gaps, 0.95),
      ),
      {
        name: 'last ten steps against the first ten, median',
        value: growth(longRuns),
        unit: 'times',
        goal: 1,
        floor: growth(bareRuns),
      },
      { name: `peak memory, ${steps} steps`, value: best.peakMb, unit: 'MB', goal: 150, floor: bareBest.peakMb },
    );

    rows.push(...cacheRows(best, steps), ...(await measureCacheLoss()));
    const wideRuns = await repeat(() => belay(wide));
    const bareWide = await repeat(() => floor(wide));
    rows.push(
      row(
        'five parallel reads, whole step, median',
        median(bestBy(wideRuns, wholeStep).gaps),
        10,
        median(bestBy(bareWide, wholeStep).gaps),
      ),
    );
    rows.push(...(await measureCheckpoints(project.root, project.home)));
    rows.push(...(await measureWatch(join(project.home, 'bench-watch'))));
    rows.push(...measureHunks());
    rows.push(...(await measureEdits()));
    rows.push(...measurePatches());
    rows.push(...(await measureChecking()), ...measureCleaning(), ...measureRisk());
    rows.push(...(await measurePrompts()), ...(await measureManyTools()));
    rows.push(...(await faults(belay)));
    if (!process.argv.includes('--no-window')) rows.push(...(await measureWindow()));
    printRows(rows, process.argv.includes('--json'));
    if (rows.some((one) => one.failed)) process.exitCode = 1;
  } finally {
    await project.dispose();
  }
}

/** Each step's best over the runs, so that a hiccup of the machine does not pass for growth: the last ten over the first. */
function growth(measured: readonly Measured[]): number {
  const steps = measured[0]?.gaps ?? [];
  const quiet = steps.map((_, step) => Math.min(...measured.map(({ gaps }) => gaps[step] ?? Number.NaN)));
  return median(quiet.slice(-10)) / median(quiet.slice(0, 10));
}

/** Each must end with the task done, after exactly one request more. */
async function faults(belay: (scenario: ReturnType<typeof scenarioOf>) => Promise<Measured>): Promise<Row[]> {
  const cases: [string, object][] = [
    ['429 with retry-after: 1', { status: 429, retryAfter: '1' }],
    ['529', { status: 529 }],
    ['stream cut in the middle', { cutAfter: 4 }],
  ];
  const rows: Row[] = [];
  for (const [name, fault] of cases) {
    const started = performance.now();
    const run = await belay(scenarioOf([{ ...reading(0), faults: [fault] }, reading(1)]));
    const results = run.lines.filter(({ type, status }) => type === 'result' && status === 'ok').length;
    const right = run.code === 0 && results === 2 && run.requests.length === 4;
    rows.push({ name: `${name}: task done right`, value: performance.now() - started, unit: 'ms', failed: !right });
  }
  return rows;
}

function row(name: string, value: number, goal: number, floor: number): Row {
  return { name, value, unit: 'ms', goal, floor };
}

async function repeat<T>(run: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let count = 0; count < runs; count++) results.push(await run());
  return results;
}

const wholeStep = ({ gaps }: Measured): number => median(gaps);

function bestBy<T>(values: readonly T[], cost: (value: T) => number): T {
  return values.reduce((best, value) => (cost(value) < cost(best) ? value : best));
}

function least(values: readonly Measured[], key: 'toFirstRequestMs' | 'toExitMs'): number {
  return Math.min(...values.map((value) => value[key]));
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which `share` of the values lie, without interpolation. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

await main();
