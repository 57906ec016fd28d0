import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupFailure } from '../setup/failure.mjs';
import { run, withoutNpmRun } from '../setup/run.mjs';
import { installHost } from './installHost.mjs';
import { startGroup } from './processGroup.mjs';

/**
 * @typedef {object} HostOptions
 * @property {string} folder absolute path of the folder to open
 * @property {string} dataDir where the server keeps its settings, extensions and logs
 * @property {string | readonly string[]} [extensionDevelopmentPath] an unpacked extension to run, or several
 * @property {string} [testsPath] a module whose `run` is called in the extension host; needs the former
 * @property {readonly string[]} [vsix] packages to install first
 * @property {number} [port] 0 or absent: a free one
 * @property {boolean} [trustAll] open every folder as trusted (no Restricted Mode)
 * @property {Record<string, unknown> | undefined} [userSettings] VS Code settings of this server's user; absent: as they are
 * @property {NodeJS.ProcessEnv} [env] the environment, instead of this process's
 */

/**
 * A running VS Code server. `url` opens the folder and carries the connection token.
 * @typedef {{ url: string, port: number, pid: number, log: () => string, ended: Promise<number>, close: () => Promise<void> }} RunningHost
 */

/**
 * Starts a VS Code server on a loopback port, behind a random connection token.
 * `close` resolves when none of its processes is left.
 * @param {HostOptions} options
 * @returns {Promise<RunningHost>}
 */
export async function startHost(options) {
  const { node, server } = await installHost();
  const data = dataFolders(options.dataDir);
  if (options.userSettings) writeSettings(data.user, options.userSettings);
  const main = join(server, 'out/server-main.js');
  const env = hostEnvironment(options.env ?? process.env);
  const shared = ['--server-data-dir', data.root, '--user-data-dir', data.user, '--extensions-dir', data.extensions];
  for (const vsix of options.vsix ?? []) {
    const { code, output } = await run(node, [main, '--install-extension', vsix, ...shared], { capture: true, env });
    if (code !== 0) throw new SetupFailure(`VS Code did not install ${vsix}: ${output.trim()}`);
  }
  const token = randomBytes(24).toString('base64url');
  const tokenFile = join(data.root, 'connection-token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const args = [
    main,
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--connection-token-file', tokenFile],
    ...['--accept-server-license-terms', '--disable-telemetry', ...shared],
    ...(options.trustAll ? ['--disable-workspace-trust'] : []),
    ...(options.extensionDevelopmentPath ? ['--enable-smoke-test-driver'] : ['--default-folder', options.folder]),
  ];
  const group = startGroup(node, args, { env, cwd: options.folder });
  const log = collectLog(group);
  try {
    const port = await listeningPort(group, log, options.port);
    const url = addressOf(port, token, options);
    return { url, port, pid: group.pid, log, ended: group.ended, close: group.end };
  } catch (error) {
    await group.end();
    throw error;
  }
}

/** @param {string} root */
function dataFolders(root) {
  const folders = { root, user: join(root, 'user'), extensions: join(root, 'extensions') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folders;
}

/** @param {string} userData @param {Record<string, unknown>} settings */
function writeSettings(userData, settings) {
  const file = join(userData, 'User/settings.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}

/** The person's environment, without what belongs to another VS Code or to npm's run of this script.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function hostEnvironment(env) {
  const foreign = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_ENV$|VITEST)/;
  return Object.fromEntries(Object.entries(withoutNpmRun(env)).filter(([name]) => !foreign.test(name)));
}

/** @param {import('./processGroup.mjs').ProcessGroup} group */
function collectLog(group) {
  let text = '';
  const add = (/** @type {Buffer} */ bytes) => {
    text = (text + bytes.toString()).slice(-200_000);
  };
  group.stdout.on('data', add);
  group.stderr.on('data', add);
  return () => text;
}

/**
 * @param {import('./processGroup.mjs').ProcessGroup} group
 * @param {() => string} log
 * @param {number | undefined} wanted
 * @returns {Promise<number>}
 */
function listeningPort(group, log, wanted) {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => fail('it did not answer within 60 seconds'), 60_000);
    const look = () => {
      const found = /Extension host agent listening on (\d+)/.exec(log());
      if (!found) return;
      clearTimeout(limit);
      group.stdout.off('data', look);
      resolve(Number(found[1]));
    };
    /** @param {string} reason */
    const fail = (reason) => {
      clearTimeout(limit);
      const taken = /EADDRINUSE/.test(log());
      reject(
        new SetupFailure(
          taken
            ? `Port ${wanted} is in use: choose another with --port, or leave it out.`
            : `The VS Code server did not start: ${reason}. Its last words: ${log().trim().slice(-600)}`,
        ),
      );
    };
    group.stdout.on('data', look);
    group.ended.then((code) => fail(`it ended with code ${code}`), reject);
  });
}

/**
 * @param {number} port
 * @param {string} token
 * @param {HostOptions} options
 */
function addressOf(port, token, options) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set('tkn', token);
  if (!options.extensionDevelopmentPath) return url.href;
  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ...[options.extensionDevelopmentPath].flat().map((path) => ['extensionDevelopmentPath', remote(path)]),
    ...(options.testsPath ? [['extensionTestsPath', remote(options.testsPath)]] : []),
    ['skipWelcome', 'true'],
  ];
  url.searchParams.set('folder', options.folder);
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}
