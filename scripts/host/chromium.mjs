import { existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupFailure } from '../setup/failure.mjs';
import { run } from '../setup/run.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** What Chromium is started with for tests: no sandbox (root in a container), no traffic of its own. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The path of a Chromium: `BELAY_CHROMIUM`, one on the PATH, or one in a usual place.
 * @returns {string | undefined}
 */
function findChromium() {
  const named = process.env.BELAY_CHROMIUM;
  if (named) {
    if (executable(named)) return named;
    throw new SetupFailure(`BELAY_CHROMIUM names ${named}, which is no program that can be run.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...usualPaths].find(executable);
}

/**
 * The path of a Chromium, installed first where that can be done unasked (root on Debian and its like).
 * @param {(line: string) => void} [say]
 * @returns {Promise<string>}
 * @throws {SetupFailure} saying how to install one
 */
export async function ensureChromium(say = console.log) {
  const found = findChromium();
  if (found) return found;
  const debian = existsSync('/usr/bin/apt-get');
  if (debian && process.getuid?.() === 0) {
    say('Installing Chromium with apt-get (about 300 MB) …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update'], { env, capture: true });
    const { output } = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      env,
      capture: true,
    });
    const installed = findChromium();
    if (installed) return installed;
    throw new SetupFailure(`apt-get could not install Chromium: ${output.trim().split('\n').slice(-2).join(' · ')}`);
  }
  const how = debian ? 'sudo apt-get install -y chromium' : 'install Chromium or Google Chrome';
  throw new SetupFailure(`The tests in VS Code need Chromium. ${how}, or name one in BELAY_CHROMIUM.`);
}

/** @param {string} path */
function executable(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && (found.mode & 0o111) !== 0;
}
