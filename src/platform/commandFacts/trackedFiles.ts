import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { askGit } from './askGit.ts';

/**
 * Files that git tracks below a path, absolute, in submodules as well. A path at which there is nothing may be a revision: all
 * of the folder's are told then. Throws outside a repository.
 */
export function createTrackedFiles(environment: Readonly<Record<string, string>>) {
  return async (folder: string, path: string): Promise<readonly string[]> => {
    const below = existsSync(path) ? ['--', path] : [];
    const args = ['--literal-pathspecs', 'ls-files', '-z', '--recurse-submodules', ...below];
    const listed = await askGit(args, folder, environment);
    return listed.split('\0').flatMap((name) => (name === '' ? [] : [join(folder, name)]));
  };
}
