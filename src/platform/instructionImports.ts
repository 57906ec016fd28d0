import { isAbsolute, join, resolve } from 'node:path';

/** A mention of another file, `@docs/style.md`, as it stands in a text of instructions. */
export interface Mention {
  /** As written, without the `@`. */
  readonly written: string;
  /** It can only be meant as a file, so one that is not there is told. */
  readonly certain: boolean;
}

/** A longer line is no prose, and looking for pairs of backticks in it would take time by the square of its length. */
const longestLine = 4000;

/**
 * The files that a text of instructions mentions with `@path`, in order, each once. What stands in code (fences, indented
 * blocks and backticks) is an example; `@name` without a slash or a dot is a person, and an address is none.
 */
export function mentionsIn(text: string): Mention[] {
  const found = new Map<string, Mention>();
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || (mark.startsWith(fence) && line.trim() === mark))) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    if (fence !== undefined || /^(?: {4}|\t)(?!\s*(?:[-*+]|\d+\.)\s)/.test(line)) continue;
    if (line.length > longestLine) continue;
    const prose = line.replace(/(`+)(?:(?!\1)[\s\S])*?\1/g, ' ');
    for (const [, raw = ''] of prose.matchAll(/(?:^|[\s([{"'])@((?:\\ |[^\s\\)\]}"'<>|])+)/g)) {
      const written = raw.replaceAll('\\ ', ' ').replace(/[.,;:!?]+$/, '');
      if (!/[/.]/.test(written) || written.includes('@')) continue;
      const certain = /^(?:~?\/|\.{1,2}\/)/.test(written) || /\.(?:md|mdc|markdown|txt)$/i.test(written);
      if (!found.has(written)) found.set(written, { written, certain });
    }
  }
  return [...found.values()];
}

/** Where a mention leads: relative to the folder of the file that it stands in, or from the person's home. */
export function mentionedPath(written: string, folder: string, home: string): string {
  if (written.startsWith('~/')) return join(home, written.slice(2));
  return isAbsolute(written) ? resolve(written) : resolve(folder, written);
}
