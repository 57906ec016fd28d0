/** Translates lines of a text (1-based, ended by a line feed) to lines of the editor (0-based) and back. */
export interface EditorLines {
  of(line: number): number;
  back(editorLine: number): number;
}

/** They differ where a text has lone carriage returns: the editor ends lines there as well. */
export function editorLines(text: string): EditorLines {
  if (!/\r(?!\n)/.test(text)) return { of: (line) => line - 1, back: (editorLine) => editorLine + 1 };
  const starts = [0];
  for (const line of text.split('\n')) {
    const inside = line.replace(/\r$/, '').match(/\r/g)?.length ?? 0;
    starts.push((starts.at(-1) ?? 0) + 1 + inside);
  }
  return {
    of: (line) => starts[line - 1] ?? starts.at(-1) ?? 0,
    back: (editorLine) => Math.max(1, starts.findLastIndex((start) => start <= editorLine) + 1),
  };
}
