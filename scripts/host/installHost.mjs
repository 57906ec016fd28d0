import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupFailure } from '../setup/failure.mjs';
import { npm, run } from '../setup/run.mjs';
import { holdLock } from './holdLock.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const nativeModules = [
  '@vscode/spdlog',
  '@vscode/native-watchdog',
  '@vscode/deviceid',
  '@vscode/sqlite3',
  'node-pty',
  '@parcel/watcher',
];
/** Raised when the steps below change, so that an older installation is not mistaken for this one. */
const recipe = 1;

/**
 * A VS Code server from registry packages, ready to start.
 * @typedef {{ node: string, server: string }} Host absolute paths of Node 24 and of VS Code's folder
 */

/**
 * Installs the VS Code host into the user's cache, once for all clones; returns at once when it is there.
 * An interrupted installation goes on at the step where it stopped.
 * @param {(line: string) => void} [say] receives one line of progress per step
 * @returns {Promise<Host>}
 * @throws {SetupFailure} naming what is missing and the command that installs it
 */
export async function installHost(say = console.log) {
  if (process.platform === 'win32') {
    throw new SetupFailure('The VS Code host runs on Linux and macOS only. On Windows use: npm start -- --desktop');
  }
  const folder = hostFolder();
  if (stepsDone(folder).includes('finished')) return hostIn(folder);
  mkdirSync(folder, { recursive: true });
  const release = await holdLock(`${folder}.lock`, () =>
    say('Another installation of the VS Code host is running; waiting for it …'),
  );
  try {
    if (!stepsDone(folder).includes('finished')) await install(folder, say);
  } finally {
    release();
  }
  return hostIn(folder);
}

/** Where the host of this lock file lives: `BELAY_VSCODE_HOST`, or a folder in the user's cache. */
function hostFolder() {
  if (process.env.BELAY_VSCODE_HOST) return process.env.BELAY_VSCODE_HOST;
  const lock = readFileSync(join(here, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).update(`${recipe} ${process.platform} ${process.arch}`).digest('hex');
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'belay', `host-${hash.slice(0, 16)}`);
}

/**
 * @param {string} folder
 * @param {(line: string) => void} say
 */
async function install(folder, say) {
  await requireBuildTools();
  say(`Installing the VS Code host into ${folder} (about 800 MB, two or three minutes; only once)`);
  const server = join(folder, 'node_modules/code-server/lib/vscode');
  await step(folder, 'packages', () => {
    say('  1/4  VS Code and Node 24');
    for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(here, name), join(folder, name));
    return npmIn(folder, folder, ['ci', '--ignore-scripts', '--engine-strict=false']);
  });
  const node = nodeIn(folder);
  await step(folder, 'server', () => {
    say("  2/4  what VS Code's server is made of");
    return npmIn(folder, server, ['ci', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps'], node);
  });
  await step(folder, 'native', () => {
    say('  3/4  building its native modules (the slow part)');
    return npmIn(folder, server, ['rebuild', ...nativeModules], node);
  });
  await step(folder, 'extensions', () => {
    say('  4/4  its built-in extensions');
    const extensions = join(server, 'extensions');
    return npmIn(folder, extensions, ['ci', '--omit=dev', '--ignore-scripts', '--legacy-peer-deps'], node);
  });
  await step(folder, 'finished', async () => {
    const { code, output } = await run(node, [join(server, 'out/server-main.js'), '--version'], { capture: true });
    if (code === 0) return;
    rmSync(stepsFile(folder), { force: true });
    throw new SetupFailure(`The installed VS Code host does not start: ${lastLines(output, 3)}`);
  });
  say('  The VS Code host is ready.');
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {() => Promise<void>} work
 */
async function step(folder, name, work) {
  const done = stepsDone(folder);
  if (done.includes(name)) return;
  await work();
  writeFileSync(stepsFile(folder), `${[...done, name].join('\n')}\n`);
}

/** @param {string} folder */
function stepsFile(folder) {
  return join(folder, 'steps-done');
}

/** @param {string} folder */
function stepsDone(folder) {
  return existsSync(stepsFile(folder)) ? readFileSync(stepsFile(folder), 'utf8').trim().split('\n') : [];
}

/** @param {string} folder @returns {Host} */
function hostIn(folder) {
  return { node: nodeIn(folder), server: join(folder, 'node_modules/code-server/lib/vscode') };
}

/** Node 24 from its platform package, or this very Node where there is no package and it is the right one.
 * @param {string} folder
 */
function nodeIn(folder) {
  const names = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  const found = names.map((name) => join(folder, 'node_modules', name, 'bin/node')).find((path) => existsSync(path));
  if (found) return found;
  if (process.versions.node.startsWith('24.')) return process.execPath;
  throw new SetupFailure(
    `VS Code needs Node 24 and the registry has none for ${process.platform} ${process.arch}: install Node 24 (nodejs.org) and run this again with it.`,
  );
}

/**
 * @param {string} folder holds the log
 * @param {string} cwd
 * @param {readonly string[]} args
 * @param {string} [node] the Node to build with; its package brings its headers
 */
async function npmIn(folder, cwd, args, node) {
  const env = { ...process.env };
  if (node) {
    env.PATH = `${dirname(node)}${delimiter}${env.PATH ?? ''}`;
    const root = dirname(dirname(node));
    if (existsSync(join(root, 'include/node/node.h'))) env.npm_config_nodedir = root;
  }
  const { code, output } = await npm(args, { cwd, env, capture: true });
  const log = join(folder, 'install.log');
  appendFileSync(log, `$ npm ${args.join(' ')}\n${output}\n`);
  if (code === 0) return;
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH/.test(output)) {
    throw new SetupFailure(
      'The npm registry cannot be reached: check the network or `npm config get registry`, then run this again.',
    );
  }
  if (/ENOSPC/.test(output)) {
    throw new SetupFailure(
      `The disk is full: the VS Code host needs about 1 GB in ${folder}. Free some and run this again.`,
    );
  }
  const reason = output.split('\n').filter((line) => /error/i.test(line));
  throw new SetupFailure(`npm ${args[0]} failed: ${lastLines(reason.join('\n'), 2)} (the whole story: ${log})`);
}

async function requireBuildTools() {
  /** @type {[string, string[], string][]} */
  const tools = [
    ['Python 3', ['python3'], 'python3'],
    ['make', ['make'], 'make'],
    ['a C++ compiler', [...(process.env.CXX ? [process.env.CXX] : []), 'c++', 'g++', 'clang++'], 'g++'],
  ];
  /** @type {[string, string][]} */
  const missing = [];
  for (const [name, commands, debian] of tools) {
    const tried = await Promise.all(commands.map((command) => run(command, ['--version'], { capture: true })));
    if (!tried.some(({ code }) => code === 0)) missing.push([name, debian]);
  }
  if (missing.length === 0) return;
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  const command =
    process.platform === 'darwin'
      ? 'xcode-select --install'
      : `${sudo}apt-get install -y ${missing.map(([, debian]) => debian).join(' ')}  (or the like on your system)`;
  const names = missing.map(([name]) => name).join(' and ');
  throw new SetupFailure(`Building VS Code's native modules needs ${names}, not found here. Install with: ${command}`);
}

/**
 * @param {string} text
 * @param {number} count
 */
function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join(' · ');
}
