import { ToolError } from '../../agent/tool.ts';

const maxLines = 2000;
const maxCharacters = 100_000;
const maxLineLength = 2000;

/**
 * Lines `first` to `last` (1-based, inclusive) with their numbers, as many as the limits allow. Every cut says how to
 * get the rest. Throws `ToolError` when the text has no line `first`.
 */
export function numberedLines(text: string, first: number, last: number | undefined): string {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (first > lines.length) {
    throw new ToolError(`The file has ${lines.length} lines, so there is no line ${first}.`);
  }
  const wanted = Math.min(last ?? lines.length, lines.length);
  const width = Math.max(String(wanted).length, 4);
  const shown: string[] = [];
  let size = 0;
  let number = first;
  for (; number <= wanted && shown.length < maxLines; number++) {
    const line = `${String(number).padStart(width)}\t${shorten(lines[number - 1] ?? '')}`;
    size += line.length + 1;
    if (size > maxCharacters && shown.length > 0) break;
    shown.push(line);
  }
  if (number <= wanted) {
    shown.push(`[cut: lines ${number} to ${wanted} are not shown; read on with firstLine ${number}]`);
  } else if (wanted < lines.length) {
    shown.push(`[the file has ${lines.length} lines]`);
  }
  return shown.join('\n');
}

function shorten(line: string): string {
  if (line.length <= maxLineLength) return line;
  const more = line.length - maxLineLength;
  return `${line.slice(0, maxLineLength)} [cut: ${more} more characters in this line; use grep to see a part of it]`;
}
