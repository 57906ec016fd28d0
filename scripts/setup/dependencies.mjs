import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from './failure.mjs';
import { npm, run } from './run.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `npm ci` when `node_modules` is missing or is not what the lock file says. */
export async function ensureDependencies() {
  if (installedAsLocked()) return;
  console.log('Installing dependencies with npm ci …');
  const { code } = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
  if (code !== 0) {
    throw new SetupFailure(
      'npm ci failed (its reason is above): mend that, e.g. the network or registry, and run this again.',
    );
  }
}

/**
 * A Node for the project's tools, which need version 22.12 or later: the one that npm installed, or this one.
 * @returns {string} its absolute path
 */
function toolNode() {
  const installed = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(installed)) return installed;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath;
  throw new SetupFailure(
    `Belay's tools need Node 24 and npm has none for ${process.platform} ${process.arch}: install it from nodejs.org. This is ${process.version}.`,
  );
}

/**
 * Runs one of this project's scripts on the tools' Node, which is first on the PATH then.
 * @param {readonly string[]} args script and arguments
 * @param {{ env?: NodeJS.ProcessEnv, capture?: boolean }} [options]
 */
export function runTool(args, options = {}) {
  const node = toolNode();
  const env = { ...(options.env ?? process.env) };
  env.PATH = [join(node, '..'), join(root, 'node_modules/.bin'), env.PATH ?? ''].join(delimiter);
  return run(node, args, { ...options, cwd: root, env });
}

/** Compares the lock file with the copy that npm keeps of what it installed, package by package. */
function installedAsLocked() {
  const copy = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(copy)) return false;
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const installed = packagesIn(copy);
  return Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path];
    return path === '' || (found ? found.version === entry.version : entry.optional === true);
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
