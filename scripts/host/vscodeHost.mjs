#!/usr/bin/env node
// Stands in for a desktop VS Code where `runTests` of @vscode/test-electron wants an executable: takes its arguments,
// runs the tests in the host, and exits with their code.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { runMain, SetupFailure } from '../setup/failure.mjs';
import { onEnding } from '../setup/parent.mjs';
import { openBrowser, openWindow } from './openWindow.mjs';
import { startHost } from './startHost.mjs';

await runMain(async () => {
  const args = process.argv.slice(2);
  const folder = args.find((arg) => !arg.startsWith('-'));
  const extensionDevelopmentPath = optionsIn(args, 'extensionDevelopmentPath');
  const [testsPath] = optionsIn(args, 'extensionTestsPath');
  if (!folder || extensionDevelopmentPath.length === 0 || !testsPath) {
    throw new SetupFailure('Usage: vscodeHost FOLDER --extensionDevelopmentPath=PATH --extensionTestsPath=PATH');
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'belay-host-'));
  const userSettings = JSON.parse(process.env.BELAY_TEST_SETTINGS ?? '{}');
  const host = await startHost({ folder, dataDir, extensionDevelopmentPath, testsPath, userSettings, trustAll: true });
  const ending = new AbortController();
  onEnding(() => ending.abort());
  try {
    return await runTests(host, ending.signal);
  } finally {
    await host.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

/**
 * @param {import('./startHost.mjs').RunningHost} host
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
async function runTests(host, signal) {
  const browser = await openBrowser();
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(130));
      host.ended.then(
        (code) => reject(new SetupFailure(`The VS Code server ended with code ${code}: ${host.log().slice(-600)}`)),
        reject,
      );
      const onLog = (/** @type {string} */ _type, /** @type {unknown[]} */ args) => console.log(format(...args));
      openWindow(browser, host.url, { onLog, onExit: resolve }).catch(reject);
    });
  } finally {
    await browser.close();
  }
}

/** @param {readonly string[]} args @param {string} name */
function optionsIn(args, name) {
  return args.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3));
}
