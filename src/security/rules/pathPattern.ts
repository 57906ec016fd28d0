import { matchesText } from './wildcard.ts';

/** How a path pattern is read on this machine: absolute, normalised folders. */
export interface PatternBase {
  readonly root: string;
  readonly userHome: string;
  readonly ignoreCase: boolean;
}

/**
 * True where a path is what a pattern names, or lies below it. A pattern is relative to the workspace, absolute, or begins
 * with `~/`; `*` and `?` stand for characters of one name, `**` for any number of folders. `path` is absolute and
 * normalised.
 */
export function matchesPath(pattern: string, path: string, base: PatternBase): boolean {
  const wanted = segments(absolute(pattern, base), base);
  const given = segments(path, base);
  const from = (at: number, place: number): boolean => {
    const part = wanted[at];
    if (part === undefined) return true;
    if (part === '**') {
      // `src/**` names what lies below src, and not src itself.
      for (let next = place; next <= given.length; next += 1)
        if ((at + 1 < wanted.length || next < given.length) && from(at + 1, next)) return true;
      return false;
    }
    const segment = given[place];
    return segment !== undefined && matchesText(part, segment, true) && from(at + 1, place + 1);
  };
  return wanted.length > 0 && from(0, 0);
}

/** The pattern names one file or folder and nothing else, without wildcards. */
export function namesExactly(pattern: string, path: string, base: PatternBase): boolean {
  if (/[*?]/.test(pattern)) return false;
  return segments(absolute(pattern, base), base).join('/') === segments(path, base).join('/');
}

/** For searching below a folder: globs that find every file which the pattern may name. */
export function searchGlobs(pattern: string): readonly string[] {
  const last = pattern.replace(/^(?:~\/|\/|\.\/)+/, '').replace(/(?:\/\*\*)?\/?$/, '');
  const bare = last.slice(last.lastIndexOf('/') + 1) || '*';
  return [`**/${bare}`, `**/${bare}/**`];
}

function absolute(pattern: string, { root, userHome }: PatternBase): string {
  if (pattern === '~' || pattern.startsWith('~/')) return `${userHome}${pattern.slice(1)}`;
  if (/^(?:[/\\]|[A-Za-z]:)/.test(pattern)) return pattern;
  return `${root}/${pattern}`;
}

function segments(path: string, { ignoreCase }: PatternBase): string[] {
  const folded = ignoreCase ? path.toLowerCase() : path;
  const kept: string[] = [];
  for (const segment of folded.normalize('NFC').split(/[\\/]+/)) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  return kept;
}
