import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';

/**
 * The ripgrep binary of a platform, as its registry package brings it.
 * @param {string} nodeModules
 * @param {string} platform e.g. `linux-x64`, as Node names platforms
 */
export function ripgrepBinary(nodeModules, platform) {
  const name = platform.startsWith('win32') ? 'rg.exe' : 'rg';
  const path = join(nodeModules, '@vscode', `ripgrep-${platform}`, 'bin', name);
  if (existsSync(path)) return path;
  throw new SetupFailure(`There is no ripgrep for ${platform} in ${nodeModules}. Run npm ci again.`);
}
