import { posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PathWorld } from '../../../src/security/paths/judgePath.ts';
import { root } from './onLinux.ts';

const links: Readonly<Record<string, string>> = {
  [`${root}/escape`]: '/etc',
  [`${root}/up`]: '/home/ada',
  [`${root}/innocent.txt`]: '/home/ada/.ssh/id_ed25519',
  [`${root}/docs/hook`]: `${root}/.git/hooks/pre-commit`,
  [`${root}/same`]: `${root}/src`,
};

/** Whether a part of the path has just this name: others may hold its letters. */
function has(path: string, name: string): boolean {
  return path.split(/[\\/]/).includes(name);
}

/** A workspace on a system, without a disk: where links lead is written here. */
export function worldOf(platform: 'linux' | 'darwin' | 'win32'): PathWorld {
  const windows = platform === 'win32';
  const folder = windows ? 'C:\\Users\\ada\\shop' : root;
  const home = windows ? 'C:\\Users\\ada\\.belay' : '/home/ada/.belay';
  return {
    root: folder,
    realRoot: folder,
    home,
    realHome: home,
    readable: [`${home}${windows ? '\\' : '/'}output`],
    ignoreCase: platform !== 'linux',
    platform,
    resolve(path) {
      if (/^file:\/\//i.test(path)) return fileURLToPath(path, { windows });
      const person = windows ? 'C:\\Users\\ada' : '/home/ada';
      if (path === '~' || path.startsWith('~/')) return (windows ? win32 : posix).join(person, path.slice(1));
      return (windows ? win32 : posix).resolve(folder, path);
    },
    async realPath(path) {
      if (has(path, 'loop')) throw new Error('Its symbolic links go round in circles.');
      if (has(path, 'dangling')) throw new Error('It is a symbolic link that leads nowhere.');
      const link = Object.keys(links).find((from) => path === from || path.startsWith(`${from}/`));
      return link === undefined ? path : path.replace(link, links[link] ?? '');
    },
  };
}
