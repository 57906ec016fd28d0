import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';

type Origin = 'system' | 'missing' | { readonly path: string };

/** Folders into which only the system or an administrator installs. */
const systemFolders = [
  ...['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/usr/games', '/snap/bin'],
  ...['/opt/local/bin', '/run/current-system/sw/bin', '/nix/var/nix/profiles/default/bin'],
];
/** Package managers whose folders belong to the person: Homebrew. */
const packageFolders = ['/opt/homebrew', '/usr/local', '/home/linuxbrew/.linuxbrew'];
/** Where the files behind the names may lie. */
const systemRoots = ['/bin', '/sbin', '/lib', '/usr', '/opt', '/snap', '/nix', '/System', '/Library', '/etc'];

/** How long an answer is kept, in milliseconds: long enough for one command, short enough to notice a planted program. */
const keptMs = 1000;

/**
 * Looks a name up as the shell does, along `path`, and says whether what it finds is the system's own: in a folder of the
 * system, owned by root there, and not in the workspace.
 */
export function createProgramOrigin({ path, root }: { readonly path: string; readonly root: string }) {
  const kept = new Map<string, { readonly origin: Origin; readonly until: number }>();
  const folders = path.split(delimiter);
  return (name: string): Origin => {
    const now = performance.now();
    const known = kept.get(name);
    if (known && known.until > now) return known.origin;
    const origin = lookUp(name, folders, root);
    kept.set(name, { origin, until: now + keptMs });
    return origin;
  };
}

function lookUp(name: string, folders: readonly string[], root: string): Origin {
  const names =
    process.platform === 'win32' ? [name, `${name}.exe`, `${name}.cmd`, `${name}.bat`, `${name}.com`] : [name];
  for (const folder of folders) {
    for (const one of names) {
      const file = join(folder === '' ? '.' : folder, one);
      const found = statSync(file, { throwIfNoEntry: false });
      if (!found?.isFile() || (process.platform !== 'win32' && (found.mode & 0o111) === 0)) continue;
      return isSystems(folder, file, found, root) ? 'system' : { path: file };
    }
  }
  return 'missing';
}

function isSystems(folder: string, file: string, found: Stats, root: string): boolean {
  const real = realpathSync(file);
  if (!isAbsolute(folder) || within(root, file) || within(root, real)) return false;
  if (process.platform === 'win32') return isWindowsSystems(real);
  if (othersMayWrite(found) || othersMayWrite(lstatSync(dirname(real)))) return false;
  if (packageFolders.some((one) => within(one, file) && within(one, real))) return true;
  return (
    systemFolders.includes(folder.replace(/\/+$/, '')) &&
    systemRoots.some((one) => within(one, real)) &&
    found.uid === 0 &&
    lstatSync(dirname(real)).uid === 0
  );
}

function isWindowsSystems(real: string): boolean {
  const { ProgramFiles, SystemRoot } = process.env;
  return [ProgramFiles, SystemRoot].some((one) => one !== undefined && one !== '' && within(one, real));
}

function othersMayWrite({ mode }: Stats): boolean {
  return (mode & 0o002) !== 0 && (mode & 0o1000) === 0;
}

function within(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
