// Runs test/editor/*.test.ts inside VS Code, each file in a window with data folders and a workspace of its own.

import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { quietSettings } from '../host/quietSettings.mjs';
import { root } from '../setup/dependencies.mjs';
import { runMain, UsageFailure } from '../setup/failure.mjs';

const source = join(root, 'test/editor');
const bundles = join(root, 'dist-test');
const logs = join(root, 'artifacts/editor');

/** @typedef {{ title: string, state: 'passed' | 'failed' | 'pending', milliseconds: number, error?: string }} Outcome */

await runMain(async () => {
  const [resultFile = '', ...filters] = process.argv.slice(2);
  const files = readdirSync(source)
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
  if (files.length === 0) throw new UsageFailure(`No test in test/editor fits ${filters.join(', ') || 'at all'}.`);
  await bundleTests(files);
  mkdirSync(logs, { recursive: true });
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const file of files) {
    const inFile = await runFile(basename(file, '.ts'));
    print(file, inFile);
    outcomes.push(...inFile.map((outcome) => ({ ...outcome, title: `test/editor/${file} › ${outcome.title}` })));
  }
  const count = (/** @type {Outcome['state']} */ state) => outcomes.filter((outcome) => outcome.state === state).length;
  const failures = outcomes.flatMap(({ title, error = 'No reason came.', state }) =>
    state === 'failed' ? [{ title, error }] : [],
  );
  writeFileSync(
    resultFile,
    JSON.stringify({ passed: count('passed'), failed: failures.length, skipped: count('pending'), failures }),
  );
  return count('failed') === 0 ? 0 : 1;
});

/** @param {readonly string[]} files */
async function bundleTests(files) {
  rmSync(bundles, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/editor/index.ts', ...files.map((file) => `test/editor/${file}`)],
    outdir: bundles,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    loader: { '.md': 'text', '.jsonl': 'text' },
    logLevel: 'warning',
  });
}

/**
 * A file `name.test.ts` may have a folder `name.workspace` beside it, whose copy is opened; otherwise an empty one is. A
 * folder `name.extension` is another extension that runs beside Belay.
 * @param {string} name e.g. `chatView.test`
 * @returns {Promise<Outcome[]>}
 */
async function runFile(name) {
  const temporary = mkdtempSync(join(tmpdir(), 'belay-editor-'));
  const workspace = join(temporary, 'workspace');
  const template = join(source, name.replace(/\.test$/, '.workspace'));
  mkdirSync(workspace);
  if (existsSync(template)) cpSync(template, workspace, { recursive: true });
  const other = join(source, name.replace(/\.test$/, '.extension'));
  const results = join(temporary, 'results.json');
  const logFile = join(logs, `${name}.log`);
  const log = createWriteStream(logFile);
  const desktop = process.env.BELAY_TEST_HOST === 'desktop';
  const settings = { ...quietSettings, 'belay.titles': false, 'files.autoSave': 'off' };
  try {
    await runTests({
      ...(desktop ? {} : { vscodeExecutablePath: join(root, 'scripts/host/vscodeHost.mjs') }),
      extensionDevelopmentPath: existsSync(other) ? [root, other] : root,
      extensionTestsPath: join(bundles, 'index.js'),
      launchArgs: [workspace, ...desktopArguments(join(temporary, 'desktop'), settings)],
      extensionTestsEnv: {
        BELAY_HOME: join(temporary, 'home'),
        BELAY_TEST_FILE: join(bundles, `${name}.js`),
        BELAY_TEST_RESULTS: results,
        BELAY_TEST_SETTINGS: JSON.stringify(settings),
      },
      stdout: log,
      stderr: log,
    });
  } catch (error) {
    log.write(`${error instanceof Error ? error.message : error}\n`);
  } finally {
    await new Promise((resolve) => log.end(() => resolve(undefined)));
  }
  const outcomes = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : [];
  rmSync(temporary, { recursive: true, force: true });
  if (outcomes.length > 0) return outcomes;
  const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-15).join('\n');
  return [
    { title: `${name} ran`, state: 'failed', milliseconds: 0, error: `No result came back. ${logFile} ends:\n${tail}` },
  ];
}

/** @param {string} folder @param {Record<string, unknown>} settings @returns {string[]} */
function desktopArguments(folder, settings) {
  if (process.env.BELAY_TEST_HOST !== 'desktop') return [];
  mkdirSync(join(folder, 'user/User'), { recursive: true });
  writeFileSync(join(folder, 'user/User/settings.json'), JSON.stringify(settings));
  return ['--user-data-dir', join(folder, 'user'), '--extensions-dir', join(folder, 'extensions')];
}

/** @param {string} file @param {readonly Outcome[]} outcomes */
function print(file, outcomes) {
  console.log(`\ntest/editor/${file}`);
  for (const { title, state, milliseconds, error } of outcomes) {
    const mark = { passed: '✓', failed: '✗', pending: '-' }[state];
    console.log(`  ${mark} ${title} (${milliseconds} ms)`);
    if (error) console.log(error.replace(/^/gm, '      '));
  }
}
