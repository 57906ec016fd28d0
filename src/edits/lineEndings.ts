export type LineEnding = '\n' | '\r\n';

/** The line ending that most lines of a text have; `fallback` for a text without any. */
export function majorityEnding(text: string, fallback: LineEnding = '\n'): LineEnding {
  let windows = 0;
  let all = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    all += 1;
    if (text.charCodeAt(at - 1) === carriageReturn) windows += 1;
  }
  if (all === 0) return fallback;
  return windows * 2 > all ? '\r\n' : '\n';
}

/** The text with every line end written as one kind. A lone carriage return is no line end and stays. */
export function withEnding(text: string, ending: LineEnding): string {
  return text.replace(/\r?\n/g, ending);
}

/** The lines of a text, each with its own line end; no empty line after a final line end, none for an empty text. */
export function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', start)) {
    lines.push(text.slice(start, at + 1));
    start = at + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** The offset at which the line of another offset begins. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

const carriageReturn = 13;
