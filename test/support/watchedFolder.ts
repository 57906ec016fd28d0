import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createCheckpoints } from '../../src/platform/checkpoints.ts';
import type { CheckpointLimits } from '../../src/platform/cleanCheckpoints.ts';
import { createDiskEdits } from '../../src/platform/diskEdits.ts';
import { findRipgrep } from '../../src/platform/ripgrepPath.ts';
import { createCommandWatch, type Saves } from '../../src/platform/watch/commandWatch.ts';
import { temporaryFolder } from './temporary.ts';

const binary = await findRipgrep({ bundleFolder: import.meta.dirname });
const environment = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' };
const person = ['-c', 'user.name=T', '-c', 'user.email=t@example.com'];

interface Options {
  readonly git?: boolean;
  readonly saves?: Saves;
  readonly root?: string;
  readonly store?: string;
  readonly limits?: CheckpointLimits;
}

/** A project in a temporary folder, with git or without, whose commands are watched as in a session. */
export function watchedFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  { git = true, saves, root = temporaryFolder(files), store = temporaryFolder(), limits }: Options = {},
) {
  const shell = (command: string, cwd = root): string =>
    execFileSync('bash', ['-c', command], { cwd, env: environment, encoding: 'utf8', stdio: 'pipe' });
  const runGit = (...args: string[]): string =>
    execFileSync('git', [...person, ...args], { cwd: root, env: environment, encoding: 'utf8', stdio: 'pipe' });
  if (git) {
    runGit('init', '--quiet', '--initial-branch=main');
    runGit('add', '--all');
    runGit('commit', '--quiet', '--allow-empty', '-m', 'first');
  }
  const checkpoints = createCheckpoints({ folder: store, ...(limits ? { limits: () => limits } : {}) });
  const warnings: string[] = [];
  const watch = createCommandWatch({
    root,
    environment,
    binary,
    checkpoints,
    folder: join(store, 'watch'),
    log: { warn: (text) => void warnings.push(text) },
    ...(saves ? { saves } : {}),
  });
  const edits = createDiskEdits({ checkpoints, display: (path) => path });
  return {
    root,
    store,
    shell,
    runGit,
    watch,
    edits,
    checkpoints,
    warnings,
    at: (name: string): string => join(root, name),
    /** Runs a shell command, and `meanwhile`, under the watch. */
    async watched(command: string, meanwhile?: () => void) {
      const end = await watch.begin(new AbortController().signal, 'call');
      shell(command);
      meanwhile?.();
      return await end();
    },
    tree: () => treeOf(root),
  };
}

/** Every file below a folder with its permissions and bytes; git's own and empty folders left out. */
export function treeOf(root: string, folder = ''): Record<string, string> {
  const result: Record<string, string> = {};
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const name = join(folder, entry.name);
    const path = join(root, name);
    if (entry.name === '.git') continue;
    if (entry.isDirectory()) Object.assign(result, treeOf(root, name));
    else if (entry.isSymbolicLink()) result[name] = `-> ${readlinkSync(path)}`;
    else result[name] = `${(statSync(path).mode & 0o777).toString(8)} ${readFileSync(path, 'latin1')}`;
  }
  return result;
}
