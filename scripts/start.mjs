import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installHost } from './host/installHost.mjs';
import { quietSettings } from './host/quietSettings.mjs';
import { startHost } from './host/startHost.mjs';
import { ensureDependencies, root, runTool } from './setup/dependencies.mjs';
import { runMain, SetupFailure, UsageFailure } from './setup/failure.mjs';
import { onEnding } from './setup/parent.mjs';
import { endRunning } from './setup/run.mjs';
import { openInDesktop } from './start/desktop.mjs';
import { openInBrowser } from './start/openInBrowser.mjs';
import { freshSampleProject, tourFolder } from './start/sampleProject.mjs';

const usage = 'Usage: npm start -- [--folder PATH] [--desktop] [--port N]';

await runMain(async () => {
  const options = readOptions();
  const noLonger = onEnding(() => {
    endRunning();
    process.exit(130);
  });
  await ensureDependencies();
  console.log('Building Belay …');
  const vsix = await pack();
  if (!options.desktop) await installHost();
  const folder = options.folder ?? (await freshSampleProject());
  if (options.desktop) {
    await openInDesktop(vsix, folder);
    return 0;
  }
  const packages = [vsix, await packShowBelay()];
  noLonger();
  return serve(folder, packages, options);
});

/**
 * @typedef {{ folder: string | undefined, desktop: boolean, port: number | undefined }} Options
 * @returns {Options}
 */
function readOptions() {
  const values = parse();
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new UsageFailure(`--port ${values.port} is no port: give a number from 1 to 65535.`);
  }
  if (values.folder === undefined) return { folder: undefined, desktop: values.desktop ?? false, port };
  // npm runs scripts in the project's folder and tells where the person was.
  const folder = resolve(process.env.INIT_CWD ?? process.cwd(), values.folder);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageFailure(`--folder: there is no folder ${folder}.`);
  return { folder, desktop: values.desktop ?? false, port };
}

function parse() {
  try {
    const options = /** @type {const} */ ({
      folder: { type: 'string' },
      desktop: { type: 'boolean' },
      port: { type: 'string' },
    });
    return parseArgs({ options }).values;
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new UsageFailure(`${reason}. ${usage}`);
  }
}

/** Makes the VSIX of this machine. @returns {Promise<string>} its path */
async function pack() {
  const { code, output } = await runTool(['scripts/package.mjs'], { capture: true });
  if (code !== 0) throw new SetupFailure(`npm run package failed:\n${output.trim()}`);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const target = `${process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
  return join(root, 'dist-vsix', `belay-${target}-${version}.vsix`);
}

/** Makes the VSIX of the little extension that puts Belay's view in front. @returns {Promise<string>} its path */
async function packShowBelay() {
  const path = join(root, 'dist-vsix/showBelay.vsix');
  const { code, output } = await runTool(['scripts/start/packShowBelay.mjs', path], { capture: true });
  if (code !== 0) throw new SetupFailure(`Packing scripts/start/showBelay failed:\n${output.trim()}`);
  return path;
}

/**
 * Serves the folder until Ctrl+C.
 * @param {string} folder
 * @param {readonly string[]} vsix
 * @param {Options} options
 */
async function serve(folder, vsix, options) {
  const dataDir = join(tourFolder(), 'vscode');
  const sample = options.folder === undefined;
  const port = options.port ?? (await lastPort(dataDir));
  const env = { ...process.env, ...(sample ? { BELAY_TOUR_PROJECT: '1' } : {}) };
  const userSettings = existsSync(join(dataDir, 'user/User/settings.json')) ? undefined : { ...quietSettings };
  // The sample is ours; whether to trust a folder of the person's own is theirs to say, in the window.
  const stopped = new Promise((resolve) => onEnding(() => resolve('stopped')));
  const host = await startHost({ folder, dataDir, vsix, port, userSettings, trustAll: sample, env });
  writeFileSync(join(dataDir, 'port'), String(host.port));
  const trust = sample ? '' : '\nVS Code opens it in Restricted Mode until you trust it: “Manage” in the banner.';
  console.log(`\nBelay runs in VS Code at\n\n  ${host.url}\n\nFolder: ${folder}${trust}`);
  console.log(`${modelLine(env)}\nCtrl+C ends it.\n`);
  openInBrowser(host.url);
  const ending = await Promise.race([stopped, host.ended]);
  await host.close();
  if (ending === 'stopped') return 0;
  throw new SetupFailure(`The VS Code server ended by itself with code ${ending}: ${host.log().trim().slice(-600)}`);
}

/** @param {NodeJS.ProcessEnv} env */
function modelLine(env) {
  if (env.ANTHROPIC_API_KEY) return 'Model: Anthropic, with the key in ANTHROPIC_API_KEY.';
  return 'Model: the built-in tour, a scripted one. For a real one set ANTHROPIC_API_KEY, or run “Belay: Set API Key”.';
}

/**
 * The port of the last start where it is free: a browser keeps what it remembers of a window by its address.
 * @param {string} dataDir
 * @returns {Promise<number>} 0 for any
 */
async function lastPort(dataDir) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'port');
  const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (!Number.isInteger(port) || port <= 0 || port > 65_535) return 0;
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}
