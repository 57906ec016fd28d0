import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The way from a path that a model wrote to an absolute one, and back to what is shown. */
export interface ProjectPaths {
  /** Absolute and normalised: relative to the root, from the home folder after `~/`, or from a `file:` URI. */
  resolve(path: string): string;
  /** Relative to the root where it is inside (`.` for the root itself), otherwise as it is. `/` between the parts. */
  display(path: string): string;
}

export function projectPaths(root: string): ProjectPaths {
  return {
    resolve(path) {
      if (/^file:\/\//i.test(path)) return fileURLToPath(path);
      if (path === '~') return homedir();
      if (path.startsWith('~/')) return join(homedir(), path.slice(2));
      return resolve(root, path);
    },
    display(path) {
      const inside = relative(root, path);
      if (inside === '') return '.';
      if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return path;
      return inside.split(sep).join('/');
    },
  };
}
