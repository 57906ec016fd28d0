import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Runtime from '@anthropic-ai/sandbox-runtime';
import { isBelow } from './policy.ts';

/** The one manager that the library has in a process. */
export type Manager = typeof Runtime.SandboxManager;
export type RuntimeConfig = Runtime.SandboxRuntimeConfig;

const entry = 'node_modules/@anthropic-ai/sandbox-runtime/dist/index.js';

/**
 * Loads the library as it was copied beside the bundle, never bundled: it looks for its helper programs relative to its
 * own files. From the sources, the one that npm has installed.
 */
export async function loadManager(bundleFolder: string): Promise<Manager> {
  for (const folder of [join(bundleFolder, 'sandbox'), join(bundleFolder, '..')]) {
    const path = join(folder, entry);
    if (!(await isThere(path))) continue;
    const loaded: typeof Runtime = await import(/* @vite-ignore */ pathToFileURL(path).href);
    return loaded.SandboxManager;
  }
  throw new Error('the sandbox library is missing from this installation of Belay; install it again');
}

/** The programs that the sandbox needs, by path. What is missing is `undefined`. */
export interface SandboxPrograms {
  readonly bwrap: string | undefined;
  readonly socat: string | undefined;
  readonly bash: string | undefined;
}

/** Looks for them on the search path, never inside a workspace: a project must not bring its own sandbox. */
export async function findPrograms(path: string | undefined, roots: readonly string[]): Promise<SandboxPrograms> {
  const folders = (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const places = [...new Set([...folders, '/usr/bin', '/bin', '/usr/local/bin'])];
  const outside = places.filter((folder) => !roots.some((root) => isBelow(root, folder)));
  const find = async (name: string): Promise<string | undefined> => {
    for (const folder of outside) if (await canRun(join(folder, name))) return join(folder, name);
    return undefined;
  };
  const [bwrap, socat, bash] = await Promise.all([find('bwrap'), find('socat'), find('bash')]);
  return { bwrap, socat, bash };
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function canRun(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
