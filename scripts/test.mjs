import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureChromium } from './host/chromium.mjs';
import { installHost } from './host/installHost.mjs';
import { ensureDependencies, root, runTool } from './setup/dependencies.mjs';
import { runMain, SetupFailure, UsageFailure } from './setup/failure.mjs';
import { onEnding } from './setup/parent.mjs';
import { endRunning } from './setup/run.mjs';

const parts = ['unit', 'replay', 'view', 'editor', 'e2e'];
const usage = `Usage: npm test -- [${parts.join(' | ')}]… [words in the names of the test files]…`;

/** @typedef {{ title: string, error: string }} Failure */
/** @typedef {{ passed: number, failed: number, skipped: number, failures: readonly Failure[] }} Counts */

await runMain(async () => {
  const { chosen, filters } = readArguments(process.argv.slice(2));
  onEnding((reason) => {
    endRunning();
    console.error(`The tests were stopped: ${reason}.`);
    process.exit(130);
  });
  await ensureDependencies();
  const inHost = chosen.includes('e2e') || (chosen.includes('editor') && process.env.BELAY_TEST_HOST !== 'desktop');
  if (inHost || chosen.includes('view')) await ensureChromium();
  if (inHost) await installHost();
  const { code } = await runTool(['scripts/build.mjs']);
  if (code !== 0) throw new SetupFailure('The build failed, so nothing was tested.');
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {Failure[]} */
  const failures = [];
  for (const part of chosen) {
    console.log(`\n== ${part} ==`);
    const counts = await runPart(part, filters);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    failures.push(...counts.failures);
  }
  // Said again at the end: a failure among thousands of lines is not found, and only the end may have been kept.
  for (const { title, error } of failures) console.log(`\n✗ ${title}\n${error.slice(0, 1500).replace(/^/gm, '    ')}`);
  if (total.skipped > 0) console.log(`\n${total.skipped} skipped`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});

/** @param {readonly string[]} args */
function readArguments(args) {
  const option = args.find((arg) => arg.startsWith('-'));
  if (option) throw new UsageFailure(`Unknown option ${option}. ${usage}`);
  const named = parts.filter((part) => args.includes(part));
  return { chosen: named.length > 0 ? named : parts, filters: args.filter((arg) => !parts.includes(arg)) };
}

/**
 * @param {string} part
 * @param {readonly string[]} filters
 * @returns {Promise<Counts>}
 */
async function runPart(part, filters) {
  const folder = join(root, 'artifacts/tests');
  const results = join(folder, `${part}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(results, { force: true });
  const args =
    part === 'editor'
      ? ['scripts/test/editorTests.mjs', results, ...filters]
      : [
          'node_modules/vitest/vitest.mjs',
          'run',
          '--project',
          part,
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${results}`,
          ...filters,
        ];
  const { code } = await runTool(args, { env: testEnvironment() });
  const counts = existsSync(results) ? readCounts(results, part) : { passed: 0, failed: 0, skipped: 0, failures: [] };
  if (code === 0 || counts.failed > 0) return counts;
  const error = `It ended with ${code} although no test failed: see its output above (an error outside of the tests, a worker that died, no test at all).`;
  return { ...counts, failed: 1, failures: [{ title: part, error }] };
}

/** No test may reach a true model or the person's own sessions. */
function testEnvironment() {
  const env = { ...process.env, BELAY_HOME: join(root, 'artifacts/home') };
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(ANTHROPIC|OPENAI)_/.test(name)));
}

/** @param {string} file @param {string} part @returns {Counts} */
function readCounts(file, part) {
  const results = JSON.parse(readFileSync(file, 'utf8'));
  if (part === 'editor') return results;
  const failures = results.testResults.flatMap(failuresOf);
  return {
    passed: results.numPassedTests,
    failed: failures.length,
    skipped: results.numPendingTests + results.numTodoTests,
    failures,
  };
}

/**
 * @param {{ name: string, status: string, message?: string, assertionResults: { fullName: string, status: string, failureMessages?: string[] }[] }} suite
 * @returns {Failure[]}
 */
function failuresOf({ name, status, message, assertionResults }) {
  const title = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  // A file that could not be loaded, or whose preparation failed, has failed without one of its tests having run.
  if (status === 'failed' && failed.length === 0) return [{ title, error: message || 'It could not be run.' }];
  return failed.map((test) => ({
    title: `${title} › ${test.fullName}`,
    error: (test.failureMessages ?? []).join('\n'),
  }));
}
