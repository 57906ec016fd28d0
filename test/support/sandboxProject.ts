import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { commandEnvironment } from '../../src/platform/commandEnvironment.ts';
import { createGit } from '../../src/platform/git.ts';
import { createProcesses } from '../../src/platform/processes.ts';
import { findRipgrep } from '../../src/platform/ripgrepPath.ts';
import { createSandbox } from '../../src/platform/sandbox/sandbox.ts';
import { sandboxPaths } from '../../src/security/sandboxPaths.ts';
import { keptFolder } from './temporary.ts';

/**
 * A project with a repository, and commands in a true sandbox. `missing` says why there is no sandbox on this machine,
 * undefined where there is one. Made once for a test file, since a process has one sandbox.
 */
export async function sandboxProject(files: Readonly<Record<string, string>> = {}, domains: readonly string[] = []) {
  const root = keptFolder({ 'package.json': '{ "name": "shop", "scripts": { "test": "node -e 1" } }\n', ...files });
  const belayHome = keptFolder();
  const folder = join(belayHome, 'project');
  const spillFolder = join(folder, 'output');
  mkdirSync(spillFolder, { recursive: true });
  writeFileSync(join(belayHome, 'settings.json'), '{ "key": "belays-own-secret" }\n');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      cwd: root,
      stdio: 'pipe',
    });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'start');

  const bundleFolder = join(import.meta.dirname, '../../dist');
  const ripgrep = await findRipgrep({ bundleFolder: import.meta.dirname });
  const environment = commandEnvironment(process.env);
  const allowed = [...domains];
  const looking = createGit({ environment });
  const sandbox = createSandbox({
    root,
    belayHome,
    folder,
    readable: [spillFolder],
    bundleFolder,
    ripgrep,
    paths: sandboxPaths,
    environment,
    allowedDomains: () => allowed,
    async tracked(paths) {
      const { stdout } = await looking.run(['ls-files', '-z', '--', ...paths], {
        cwd: root,
        signal: AbortSignal.timeout(10_000),
      });
      return stdout
        .split('\0')
        .filter(Boolean)
        .map((path) => join(root, path));
    },
    log: { debug() {}, warn() {} },
  });
  const processes = createProcesses({ environment, spillFolder, sandbox });
  afterAll(async () => {
    await processes.dispose();
    await sandbox.dispose();
  });
  const { available, reason } = await sandbox.state();
  const run = (command: string, more: { timeoutMs?: number; signal?: AbortSignal; cwd?: string } = {}) =>
    processes.run(command, {
      cwd: root,
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      output() {},
      sandbox: true,
      ...more,
    });
  return {
    root,
    belayHome,
    folder,
    allowed,
    sandbox,
    processes,
    git,
    run,
    at: (name: string) => join(root, name),
    missing: available ? undefined : reason,
  };
}

/** The title of a suite that needs the sandbox: it says so where it is skipped. */
export function needsSandbox(title: string, missing: string | undefined): string {
  return missing === undefined ? title : `${title} (skipped, there is no sandbox on this machine: ${missing})`;
}
