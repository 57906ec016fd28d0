import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { build, copySandbox } from './build.mjs';
import { thirdPartyNotices } from './check/thirdPartyNotices.mjs';
import { root } from './setup/dependencies.mjs';
import { runMain, SetupFailure, UsageFailure } from './setup/failure.mjs';
import { ripgrepBinary } from './setup/ripgrep.mjs';
import { npm } from './setup/run.mjs';

/** VS Code's name of a platform → the name of ripgrep's package for it. */
const targets = new Map([
  ['linux-x64', 'linux-x64'],
  ['linux-arm64', 'linux-arm64'],
  ['linux-armhf', 'linux-arm'],
  ['alpine-x64', 'linux-x64'],
  ['alpine-arm64', 'linux-arm64'],
  ['darwin-x64', 'darwin-x64'],
  ['darwin-arm64', 'darwin-arm64'],
  ['win32-x64', 'win32-x64'],
  ['win32-arm64', 'win32-arm64'],
]);

/**
 * Builds the extension and packs it for one platform.
 * @param {string} target as VS Code names platforms, e.g. `darwin-arm64`
 * @returns {Promise<string>} the path of the package
 */
export async function packageExtension(target) {
  const platform = targets.get(target);
  if (!platform) throw new UsageFailure(`Unknown target ${target}. Known: ${[...targets.keys()].join(', ')}`);
  const metafiles = await build();
  const own = target === ownTarget();
  if (!own) await replaceRipgrep(platform);
  const unbundled = await copySandbox(platform);
  writeFileSync(join(root, 'dist/THIRD_PARTY_NOTICES.txt'), thirdPartyNotices(Object.values(metafiles), unbundled));
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folder = join(root, 'dist-vsix');
  mkdirSync(folder, { recursive: true });
  const packagePath = join(folder, `belay-${target}-${version}.vsix`);
  await createVSIX({
    cwd: root,
    packagePath,
    target,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  // What stays in dist is for this machine.
  if (!own) await build();
  return packagePath;
}

/** The target of this machine. */
export function ownTarget() {
  return `${process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
}

/** Puts the ripgrep of another platform into `dist`; npm brings it, since it lies in a registry package.
 * @param {string} platform
 */
async function replaceRipgrep(platform) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const name = `@vscode/ripgrep-${platform}`;
  const { version } = lock.packages[`node_modules/${name}`];
  const folder = mkdtempSync(join(tmpdir(), 'belay-ripgrep-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const install = ['install', '--force', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`];
    const { code, output } = await npm(install, { cwd: folder, capture: true });
    if (code !== 0) throw new SetupFailure(`npm could not fetch ${name}: ${output.trim().split('\n').at(-1)}`);
    const bin = join(root, 'dist/bin');
    rmSync(bin, { recursive: true, force: true });
    mkdirSync(bin);
    const copy = join(bin, platform.startsWith('win32') ? 'rg.exe' : 'rg');
    cpSync(ripgrepBinary(join(folder, 'node_modules'), platform), copy);
    chmodSync(copy, 0o755);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {string} */
function targetOption() {
  try {
    const { values } = parseArgs({ options: { target: { type: 'string' } } });
    return values.target ?? ownTarget();
  } catch (error) {
    throw new UsageFailure(
      `${error instanceof Error ? error.message : error} Usage: npm run package -- [--target PLATFORM]`,
    );
  }
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  await runMain(async () => {
    const path = await packageExtension(targetOption());
    console.log(`${relative(process.cwd(), path)}  ${(statSync(path).size / 1024 / 1024).toFixed(1)} MB`);
    return undefined;
  });
}
