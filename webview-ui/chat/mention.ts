/** What is being typed after an `@` right before the caret. `start` is the place of the `@`. */
export interface Mention {
  readonly start: number;
  readonly query: string;
}

export function mentionAt(text: string, caret: number): Mention | undefined {
  const found = /(?:^|[\s(])@([^\s@]{0,200})$/.exec(text.slice(0, caret));
  if (!found) return undefined;
  const query = found[1] ?? '';
  return { start: caret - query.length - 1, query };
}

/** Puts a path in the place of what was typed after the `@`; `caret` is where to go on typing. */
export function insertMention(text: string, mention: Mention, path: string): { text: string; caret: number } {
  const before = `${text.slice(0, mention.start)}@${path} `;
  const after = text.slice(mention.start + 1 + mention.query.length).replace(/^ /, '');
  return { text: before + after, caret: before.length };
}

/** Of the paths that were chosen for a message, those that its text still mentions. */
export function stillMentioned(text: string, paths: readonly string[]): string[] {
  return [...new Set(paths)].filter((path) => text.includes(`@${path}`));
}
