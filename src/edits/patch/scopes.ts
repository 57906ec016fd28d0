import { countBelow } from './lineIndex.ts';

/** Where the `@@` lines of a hunk lead: the lines of the file that the last of them names, and what lies under these. */
export interface Scope {
  /** 0-based lines, ascending; empty where no line of the file reads like one of the headers. */
  readonly lines: readonly number[];
  /** The first header that no line reads like. */
  readonly missing: string | undefined;
  /** The header and its body, where there is one only. */
  readonly only: { readonly start: number; readonly end: number } | undefined;
  /** Those of the ascending places of `length` lines that hold one of `lines`, or lie in its body as indentation tells. */
  inside(places: readonly number[], length: number): readonly number[];
}

/**
 * Reads `@@` lines against the lines of a file. A header names the lines that say the same but for white space at both
 * ends; where none does, those that contain it as whole words. Each header is sought in the body of the one before it,
 * or at least after it.
 */
export function createScopes(lines: readonly string[]): (headers: readonly string[]) => Scope {
  const exact = new Map<string, number[]>();
  const found = new Map<string, readonly number[]>();
  let ends: Int32Array | undefined;

  function positions(header: string): readonly number[] {
    if (exact.size === 0) {
      for (const [index, line] of lines.entries()) {
        const key = line.trim();
        const known = exact.get(key);
        if (known) known.push(index);
        else exact.set(key, [index]);
      }
    }
    const key = header.trim();
    const known = exact.get(key) ?? found.get(key);
    if (known) return known;
    const containing = found.size < mostSearches && key.length <= longestHeader ? containingLines(lines, key) : [];
    found.set(key, containing);
    return containing;
  }

  function scopeOf(at: readonly number[], missing: string | undefined): Scope {
    let known: readonly Body[] | undefined;
    const bodies = (): readonly Body[] => {
      ends ??= bodyEnds(lines);
      known ??= merged(at, ends);
      return known;
    };
    return {
      lines: at,
      missing,
      get only() {
        const [first, second] = bodies();
        return first && !second ? { start: first.header, end: first.end } : undefined;
      },
      inside(places, length) {
        const found: number[] = [];
        let next = 0;
        for (const { header, end } of bodies()) {
          next = Math.max(next, countBelow(places, header - length + 1));
          for (; (places[next] ?? end) < end; next++) found.push(places[next] ?? 0);
        }
        return found;
      },
    };
  }

  return (headers) => {
    let scope: Scope | undefined;
    for (const header of headers) {
      const all = positions(header);
      const outer = scope;
      const first = outer?.lines[0] ?? -1;
      const after = all.filter((line) => line > first);
      if (after.length === 0) return scopeOf([], header);
      const inside = outer ? outer.inside(after, 1) : after;
      scope = scopeOf(inside.length > 0 ? inside : after, undefined);
    }
    return scope ?? scopeOf([], undefined);
  };
}

/** Headers that stand in no line to the letter need a look at every line; more than this many are not looked for. */
const mostSearches = 50;
const longestHeader = 500;

function containingLines(lines: readonly string[], header: string): number[] {
  const words = header.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  const edge = '[\\p{L}\\p{N}_]';
  const pattern = new RegExp(`(?<!${edge}(?=${edge}))${words.join('\\s+')}(?!(?<=${edge})${edge})`, 'u');
  return [...lines.keys()].filter((index) => pattern.test(lines[index] ?? ''));
}

/** A line and the line after the last of its body. */
interface Body {
  readonly header: number;
  readonly end: number;
}

/** The bodies of these lines, without those that lie in another. */
function merged(headers: readonly number[], bodyEnd: Int32Array): Body[] {
  const bodies: Body[] = [];
  for (const header of headers) {
    const end = bodyEnd[header] ?? 0;
    const last = bodies.at(-1);
    if (last && header < last.end) bodies[bodies.length - 1] = { ...last, end: Math.max(last.end, end) };
    else bodies.push({ header, end });
  }
  return bodies;
}

/** Lines that stand as far out as a header and do not end its body: brackets, comments, directives, labels. */
const passing = /^\s*(?:$|[)\]}{#]|\/\/|\/?\*|(?:public|private|protected|default|case\b.*):)/;

/** For each line the one that ends its body: the next that is not indented deeper. All that follows, where it has none. */
function bodyEnds(lines: readonly string[]): Int32Array {
  const ends = new Int32Array(lines.length).fill(lines.length);
  const open: { line: number; indent: number }[] = [];
  let next = -1;
  for (let line = lines.length - 1; line >= 0; line--) {
    const text = lines[line] ?? '';
    if (passing.test(text)) continue;
    const indent = indentation(text);
    while ((open.at(-1)?.indent ?? -1) > indent) open.pop();
    const end = open.at(-1)?.line ?? lines.length;
    if (end !== next) ends[line] = end;
    open.push({ line, indent });
    next = line;
  }
  return ends;
}

function indentation(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === ' ') width += 1;
    else if (character === '\t') width += 4;
    else break;
  }
  return width;
}
