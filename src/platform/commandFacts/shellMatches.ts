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
    const tokens = tokensOf(part);
    const next: string[] = [];
    for (const folder of found) {
      for (const name of [...dots(part), ...(await names(folder))]) {
        if ((name.startsWith('.') && !/^\\?\./.test(part)) || !fits(tokens, name)) continue;
        next.push(join(folder, name));
        if (next.length > maxMatches) return undefined;
      }
    }
    found = next;
  }
  return found;
}

/** The folder itself and the one above, which bash matched as well before 5.2, unless the second character may be no dot. */
function dots(part: string): readonly string[] {
  return /^\\?\.(?!\[[!^]\.\])/.test(part) ? ['.', '..'] : [];
}

/** The text of a part without wildcards; nothing where it has one. */
function unescaped(part: string): string | undefined {
  return /^(?:[^\\*?[]|\\.)*$/s.test(part) ? part.replace(/\\(.)/gs, '$1') : undefined;
}

const anything = Symbol('*');
const anyone = Symbol('?');
type Token = string | typeof anything | typeof anyone;

/** A part as characters in lower case and wildcards; several stars in a row are one. */
function tokensOf(part: string): Token[] {
  const found: Token[] = [];
  for (const [whole, escaped] of part.matchAll(/\\(.)|\[[!^]?\]?(?:\[[:.=][^\]]*\]|[^\]])*\]|\*+|./gsu)) {
    if (escaped !== undefined) found.push(...escaped.toLowerCase());
    else if (whole.startsWith('*')) found.push(anything);
    else if (whole === '?' || whole.length > 2) found.push(anyone);
    else found.push(...whole.toLowerCase());
  }
  return found;
}

/** Whether a name is one of those. Not by an expression: with many stars one tries every way to share the name among them. */
function fits(tokens: readonly Token[], name: string): boolean {
  const characters = [...name.toLowerCase()];
  let [at, token] = [0, 0];
  /** Where the last star stands, and the character up to which it reaches. */
  let star: { readonly token: number; reach: number } | undefined;
  while (at < characters.length) {
    const wanted = tokens[token];
    if (wanted === anything) star = { token: token++, reach: at };
    else if (wanted !== undefined && (wanted === anyone || wanted === characters[at])) {
      at += 1;
      token += 1;
    } else if (star) {
      star.reach += 1;
      [at, token] = [star.reach, star.token + 1];
    } else return false;
  }
  return tokens.slice(token).every((one) => one === anything);
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
