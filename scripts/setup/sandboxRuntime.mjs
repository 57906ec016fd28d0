import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { SetupFailure } from './failure.mjs';

const library = 'node_modules/@anthropic-ai/sandbox-runtime';

/** Belongs to the library's own Windows back end, which Belay does not use. */
const absent = ['@microsoft/mxc-sdk'];

/**
 * Copies the sandbox library, unbundled: it finds its helper programs relative to its own files, and bundled into one
 * file it runs without the helper that forbids Unix sockets. Only the files that its entry reaches, each under its own
 * path, and the helpers of one platform.
 * @param {string} root the folder that holds `node_modules`
 * @param {string} platform e.g. `linux-x64`, as Node names platforms
 * @param {string} target gets a `node_modules`
 * @returns {Promise<string[]>} the folders of the packages that were copied, e.g. `node_modules/node-forge`
 */
export async function copySandboxRuntime(root, platform, target) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`${library}/dist/index.js`],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: absent,
    preserveSymlinks: true,
    outfile: 'unused.mjs',
    logLevel: 'error',
  });
  const files = Object.keys(metafile.inputs);
  const stray = files.find((file) => !file.startsWith('node_modules/'));
  if (stray) throw new SetupFailure(`The sandbox library reaches ${stray}, which is in no package.`);
  const packages = [...new Set(files.map((file) => packageOf(root, file)))];
  const texts = packages.flatMap((folder) => [`${folder}/package.json`, `${folder}/LICENSE`]);
  for (const file of [...files, ...texts.filter((file) => existsSync(join(root, file)))]) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(root, file), join(target, file));
  }
  for (const { file, program } of helpers(platform)) {
    const copy = join(target, library, file);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(join(root, library, file), copy);
    if (program) chmodSync(copy, 0o755);
  }
  return packages;
}

/** @param {string} platform @returns {{ file: string, program: boolean }[]} */
function helpers(platform) {
  const [system, processor] = platform.split('-');
  const jar = { file: 'vendor/java-proxy-agent/srt-proxy-agent.jar', program: false };
  if (system === 'darwin') return [jar];
  if (system !== 'linux') return [];
  // There is no such helper for 32-bit ARM; without it the sandbox counts as not available.
  const seccomp = { file: `vendor/seccomp/${processor}/apply-seccomp`, program: true };
  return processor === 'x64' || processor === 'arm64' ? [jar, seccomp] : [jar];
}

/** The folder of the package that a file belongs to: the nearest one above it whose manifest has a version.
 * @param {string} root
 * @param {string} file
 * @returns {string}
 */
function packageOf(root, file) {
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    const manifest = join(root, folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version) return folder;
  }
  throw new SetupFailure(`${file} belongs to no package.`);
}
