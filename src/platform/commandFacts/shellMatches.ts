import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** More matches than this are not looked at. */
const maxMatches = 2000;

/**
 * What a shell pattern may match, with `/` between its parts and `\` before literal characters. Rather too much than too
 * little: brackets count as any character, and case is ignored. Names that begin with a dot only where the pattern says
 * so, as in a shell. Nothing where there are more than can be looked at.
 */
export async function shellMatches(pattern: string): Promise<readonly string[] | undefined> {
  const parts = pattern.split('/').filter((part) => part !== '');
  let found = [pattern.startsWith('/') ? '/' : '.'];
  for (const part of parts) {
    const literal = unescaped(part);
    if (literal !== undefined) {
      found = found.map((folder) => join(folder, literal));
      continue;
    }
    const test = expression(part);
    const next: string[] = [];
    for (const folder of found) {
      for (const name of await names(folder)) {
        if ((name.startsWith('.') && !/^\\?\./.test(part)) || !test.test(name)) continue;
        next.push(join(folder, name));
        if (next.length > maxMatches) return undefined;
      }
    }
    found = next;
  }
  return found;
}

/** The text of a part without wildcards; nothing where it has one. */
function unescaped(part: string): string | undefined {
  return /^(?:[^\\*?[]|\\.)*$/s.test(part) ? part.replace(/\\(.)/gs, '$1') : undefined;
}

function expression(part: string): RegExp {
  const source = part.replace(
    /\\(.)|\[[!^]?\]?(?:\[[:.=][^\]]*\]|[^\]])*\]|([*?])|([^\w])/gs,
    (whole, escaped, wild, other) => {
      if (escaped !== undefined || other !== undefined) return `\\u{${(escaped ?? other).codePointAt(0).toString(16)}}`;
      if (wild === '*') return '.*';
      return wild === '?' || whole.startsWith('[') ? '.' : whole;
    },
  );
  return new RegExp(`^${source}$`, 'isu');
}

/** A folder that is missing, or none, matches nothing. Throws where it cannot be read. */
async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
