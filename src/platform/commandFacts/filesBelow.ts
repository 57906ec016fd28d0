import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { SearchScope } from '../../agent/commandFacts.ts';
import { errorCode } from '../errorCode.ts';
import { globPattern } from '../globPattern.ts';
import { runRipgrep } from '../runRipgrep.ts';

const timeLimitMs = 5000;
const maxFiles = 1000;

/**
 * Files below a folder, or the file itself, that match one of the globs, as ripgrep finds them without following links.
 * Nothing where there are too many, or it takes too long to tell.
 */
export async function filesBelow(
  binary: string,
  path: string,
  globs: readonly string[],
  { hidden, ignored }: SearchScope,
): Promise<readonly string[] | undefined> {
  const kind = await stat(path).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!kind) return [];
  if (!kind.isDirectory()) return [path];
  const tests = globs.map((glob) => globPattern(glob));
  const found: string[] = [];
  const args = ['--files', '--null', '--no-config', '--no-messages', ...(hidden ? ['--hidden'] : [])];
  // A glob overrules ignore files, so it may only stand here where they do not count.
  if (ignored) args.push('--no-ignore', ...globs.flatMap((glob) => ['--iglob', glob]));
  const signal = AbortSignal.timeout(timeLimitMs);
  const cut = await runRipgrep(binary, [...args, '--', path], path, signal, '\0', (file) => {
    const below = relative(path, file).split(sep).join('/');
    // Where ignore files count, one of them may bring a hidden file back, and ripgrep lists it then.
    if (ignored && !hidden && /(?:^|\/)\./.test(below)) return true;
    if (tests.some((fits) => fits(below.toLowerCase()))) found.push(file);
    return found.length <= maxFiles;
  });
  return cut ? undefined : found;
}
