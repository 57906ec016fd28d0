import { ToolError } from '../agent/tool.ts';

/** A test for paths relative to the folder searched, with `/` between their parts. */
export type PathTest = (path: string) => boolean;

/**
 * Reads a glob: `*` and `?` stay within one part of a path, `**` spans several, `[a-z]` and `{a,b}` as usual. A pattern
 * without `/` fits the last part at any depth; `!` in front turns it round. Throws `ToolError` for one that is not closed.
 */
export function globPattern(pattern: string): PathTest {
  if (pattern.startsWith('!')) {
    const fits = globPattern(pattern.slice(1));
    return (path) => !fits(path);
  }
  const plain = pattern.replace(/^(?:\.?\/)+/, '').replace(/\/$/, '/**');
  const anywhere = !pattern.includes('/');
  const expression = new RegExp(`^${anywhere ? '(?:.*/)?' : ''}${translate(plain, pattern)}$`, 'su');
  return (path) => expression.test(path);
}

function translate(glob: string, whole: string): string {
  let result = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob.charAt(at);
    if (character === '*') {
      const stars = /^\*+/.exec(glob.slice(at))?.[0].length ?? 1;
      const alone = (at === 0 || glob[at - 1] === '/') && stars > 1;
      if (alone && glob[at + stars] === '/') {
        result += '(?:.*/)?';
        at += stars;
      } else {
        result += alone && at + stars === glob.length ? '.*' : '[^/]*';
        at += stars - 1;
      }
    } else if (character === '?') result += '[^/]';
    else if (character === '[') {
      const end = glob.indexOf(']', at + (/^\[[!^]?\]/.test(glob.slice(at)) ? glob.slice(at).indexOf(']') + 1 : 1));
      if (end === -1) throw badGlob(whole, 'a [ is not closed');
      const negated = /^[!^]/.test(glob.slice(at + 1));
      const members = glob.slice(at + (negated ? 2 : 1), end).replace(/[\\\][^&|~]/g, '\\$&');
      result += negated ? `[^/${members}]` : `[${members}]`;
      at = end;
    } else if (character === '{') {
      depth += 1;
      result += '(?:';
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      result += ')';
    } else if (character === ',' && depth > 0) result += '|';
    else if (character === '\\' && at + 1 < glob.length) {
      at += 1;
      result += escaped(glob.charAt(at));
    } else result += escaped(character);
  }
  if (depth > 0) throw badGlob(whole, 'a { is not closed');
  return result;
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}

function badGlob(pattern: string, why: string): ToolError {
  return new ToolError(`The glob "${pattern}" cannot be read: ${why}. Use patterns such as src/**/*.ts or *.{js,jsx}.`);
}
