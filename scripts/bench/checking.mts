import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCheckWorld } from '../../src/platform/checkWorld.ts';
import { commandAnswers, pathAnswers } from '../../src/security/check/answer.ts';
import { createGate, type GateOptions } from '../../src/security/gate.ts';
import { pathWorld } from '../../src/security/look.ts';
import { isSecret, secretGlobs } from '../../src/security/paths.ts';
import type { Row } from './rows.mts';

const typical = [
  ...['git status', 'cat src/a.ts | head -50', 'grep -rn "foo" src', 'npm test', 'rm -rf dist && npm run build'],
  ...['for f in src/*.ts; do wc -l "$f"; done', "sed -n '1,80p' src/a.ts", 'ls -la && git log --oneline -5'],
];
/** Just below the limit on length: many parts, and one long word. */
const long = [
  'cat src/a.ts | grep foo; '.repeat(399),
  `echo '${'x'.repeat(9_900)}'`,
  `${'echo "$(cat src/a.ts)" && '.repeat(230)}true`,
];
const paths = [
  'src/a.ts',
  '../x',
  '.git/config',
  'a%20b',
  'new/deep/file.ts',
  'src/../.env',
  '/etc/passwd',
  '．git/config',
];

/** What judging costs, with all that is asked of the machine: links, programs, the repository's settings. */
export async function measureChecking(): Promise<Row[]> {
  const root = mkdtempSync(join(tmpdir(), 'belay-bench-'));
  try {
    mkdirSync(join(root, 'src'));
    writeFileSync(join(root, 'src/a.ts'), 'foo\n');
    const world = await openCheckWorld({
      root,
      environment: process.env,
      bundleFolder: fileURLToPath(new URL('../../dist', import.meta.url)),
      shell: 'bash',
      sandboxed: true,
      secrets: { globs: secretGlobs, isSecret },
    });
    const options: GateOptions = {
      root,
      home: world.home,
      readable: [],
      ignoreCase: false,
      sandbox: world.sandbox.state,
      trusted: () => true,
      resolve: world.paths.resolve,
      realPath: world.files.realPath,
      commands: world.commandFacts,
    };
    const command = commandAnswers({ gate: createGate(options), mode: 'default', explain: false });
    const path = pathAnswers({ world: await pathWorld(options), explain: false });
    const commands = (texts: readonly string[]) => texts.map((text, id) => ({ id, command: text }));
    return [
      { name: 'a typical command checked', value: await each(command, commands(typical), 4), unit: 'ms', goal: 0.3 },
      { name: 'a command of 10 KB checked', value: await each(command, commands(long), 1), unit: 'ms', goal: 20 },
      {
        name: 'a path checked',
        value: await each(
          path,
          paths.map((one, id) => ({ id, path: one })),
          4,
        ),
        unit: 'ms',
        goal: 0.3,
      },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Milliseconds for one of the requests, the best of a few rounds, with 64 of them under way as in `belay check`. */
async function each(
  answer: (value: unknown) => Promise<object>,
  requests: readonly object[],
  repeats: number,
): Promise<number> {
  const all = Array.from({ length: repeats }, () => requests).flat();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 60; round += 1) {
    const started = performance.now();
    for (let at = 0; at < all.length; at += 64) await Promise.all(all.slice(at, at + 64).map(answer));
    least = Math.min(least, (performance.now() - started) / all.length);
  }
  return least;
}
