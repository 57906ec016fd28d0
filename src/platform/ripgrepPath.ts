import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

export interface RipgrepPlaces {
  /** The folder of the running bundle; a binary may lie in `bin` beside it, or in a `node_modules` at or above it. */
  readonly bundleFolder: string;
  /** VS Code's own folder, where there is one. */
  readonly appRoot?: string | undefined;
  /** The search path of the environment. */
  readonly path?: string | undefined;
}

/** Where ripgrep's binary may be, best first. */
export function ripgrepCandidates(places: RipgrepPlaces): string[] {
  const binary = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const target = `${process.platform}-${process.arch}`;
  const candidates = [join(places.bundleFolder, 'bin', binary)];
  for (const folder of foldersUp(places.bundleFolder)) {
    candidates.push(join(folder, 'node_modules', '@vscode', `ripgrep-${target}`, 'bin', binary));
  }
  if (places.appRoot !== undefined) {
    for (const modules of ['node_modules', 'node_modules.asar.unpacked']) {
      const folder = join(places.appRoot, modules, '@vscode');
      candidates.push(join(folder, 'ripgrep', 'bin', binary));
      candidates.push(join(folder, 'ripgrep-universal', 'bin', target, binary));
      candidates.push(join(folder, `ripgrep-${target}`, 'bin', binary));
    }
  }
  // An empty entry means the current folder, which may be a workspace: never run a binary from there.
  const path = (places.path ?? '').split(delimiter).filter((folder) => folder !== '' && folder !== '.');
  return [...candidates, ...path.map((folder) => join(folder, binary))];
}

/** The first candidate that can be run. Throws where there is none, and says what to install. */
export async function findRipgrep(places: RipgrepPlaces): Promise<string> {
  for (const candidate of ripgrepCandidates(places)) {
    if (await canRun(candidate)) return candidate;
  }
  throw new Error(
    'ripgrep was not found, so Belay cannot search. Install it (https://github.com/BurntSushi/ripgrep) so that rg is on the path.',
  );
}

async function canRun(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function foldersUp(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUp(parent)];
}
