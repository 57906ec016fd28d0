import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCheckpoints } from '../../src/platform/checkpoints.ts';
import { findRipgrep } from '../../src/platform/ripgrepPath.ts';
import { createCommandWatch } from '../../src/platform/watch/commandWatch.ts';
import type { Row } from './rows.mts';

const signal = new AbortController().signal;
const environment = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };

/**
 * What it costs to note a project's files before a command, and to find out afterwards what it changed. Of later ones
 * the best counts: the machine's noise only ever adds. The floor is one `git status`, which looks at the same files.
 */
export async function measureWatch(folder: string): Promise<Row[]> {
  const repository = join(folder, 'repository');
  await fill(repository, 50_000);
  const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: repository, stdio: 'pipe' });
  git('init', '--quiet');
  git('config', 'gc.auto', '0');
  git('add', '--all');
  git('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'all');
  const plain = join(folder, 'plain');
  await fill(plain, 5000);
  const rows = [
    ...(await measure(repository, folder, '50,000-file git repository', { first: 1000, later: 150 }, () =>
      git('status'),
    )),
    ...(await measure(plain, folder, '5,000-file folder without git', { first: 1000, later: 150 })),
  ];
  await Promise.all([repository, plain].map((path) => rm(path, { recursive: true, force: true })));
  return rows;
}

async function measure(
  root: string,
  folder: string,
  what: string,
  goals: { readonly first: number; readonly later: number },
  floor?: () => void,
): Promise<Row[]> {
  const store = join(folder, 'watch-store');
  await rm(store, { recursive: true, force: true });
  const checkpoints = createCheckpoints({ folder: store });
  const watch = createCommandWatch({
    root,
    environment,
    binary: await findRipgrep({ bundleFolder: import.meta.dirname }),
    checkpoints,
    folder: join(store, 'watch'),
    log: { warn: console.error },
  });
  const before: number[] = [];
  const after: number[] = [];
  for (let round = 0; round < 8; round++) {
    let started = performance.now();
    const end = await watch.begin(signal, 'bench');
    before.push(performance.now() - started);
    const changed = [0, 1, 2].map((file) => join(root, 'd1', `file${round * 3 + file}.ts`));
    for (const path of changed) await appendFile(path, '// changed\n');
    started = performance.now();
    const changes = await end();
    after.push(performance.now() - started);
    if (changes?.summary.length !== changed.length)
      throw new Error(`the watch missed something: ${changes?.uncovered}`);
  }
  await watch.dispose();
  const [first, ...later] = before;
  const floors = floor ? Array.from({ length: 8 }, () => timed(floor)) : [];
  const least = floors.length > 0 ? { floor: Math.min(...floors) } : {};
  return [
    { name: `${what}: before the first command`, value: first, unit: 'ms', goal: goals.first },
    { name: `${what}: before a later one`, value: Math.min(...later), unit: 'ms', goal: goals.later, ...least },
    { name: `${what}: what it changed`, value: Math.min(...after.slice(1)), unit: 'ms', goal: goals.later, ...least },
  ];
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Files of one to three kilobytes, a hundred to a folder. */
async function fill(root: string, count: number): Promise<void> {
  for (let folder = 0; folder < count / 100; folder++) {
    const path = join(root, `d${folder}`);
    await mkdir(path, { recursive: true });
    await Promise.all(
      Array.from({ length: 100 }, (_, file) =>
        writeFile(
          join(path, `file${file}.ts`),
          `export const value${folder}_${file} = ${file};\n`.repeat(30 + (file % 50)),
        ),
      ),
    );
  }
}
