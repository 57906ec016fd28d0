import { type Argument, escapePattern } from './argument.ts';

/**
 * Where a command may stand: the workspace's root (`.`), a folder below it (`./src`), or an absolute path. More than one
 * where it is not known whether a `cd` worked.
 */
export type Places = readonly string[];

/** A path of a command as it reaches the system from one place: absolute, below home (`~/…`), or beginning with `./`. */
export function pathFrom(place: string, argument: Argument): string {
  const { home, text, pattern } = argument;
  if (home !== undefined) return home;
  const written = text ?? pattern ?? '';
  if (written.startsWith('/')) return written;
  return `${text === undefined ? escapePattern(place) : place}/${written}`;
}

/**
 * Where `cd` leads: bash takes `..` off the text, whatever links there are. An absolute path of the workspace at `root`, or
 * below it, is the same place as the relative one.
 */
export function afterCd(place: string, path: string, root?: string): string {
  const start = path.startsWith('/') ? [] : place.split('/');
  const segments = [...start, ...path.split('/')].filter((segment) => segment !== '' && segment !== '.');
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(segment);
  }
  if (path.startsWith('/') || place.startsWith('/'))
    return belowRoot(`/${kept.filter((one) => one !== '..').join('/')}`, root);
  return ['.', ...kept].join('/');
}

function belowRoot(path: string, root: string | undefined): string {
  if (root === undefined || root === '/' || !`${path}/`.startsWith(`${root}/`)) return path;
  return `.${path.slice(root.length)}`;
}

export function union(...places: readonly Places[]): Places {
  return [...new Set(places.flat())];
}

export function same(a: Places, b: Places): boolean {
  return a.length === b.length && a.every((place) => b.includes(place));
}
