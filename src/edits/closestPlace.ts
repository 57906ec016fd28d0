/**
 * Says why a piece of text was not found: the lines of the file that come closest, and the first difference. Both texts
 * with `\n` as the only line end; `subject` is what the model calls its text.
 */
export function closestPlace(text: string, wanted: string, subject = 'oldText'): string {
  if (text === '') return `${subject} was not found: the file is empty. Give an empty oldText, or use write_file.`;
  const have = text.split('\n');
  const want = wanted.split('\n');
  if (want.length > 1 && want.at(-1) === '') want.pop();
  if (want.every((line) => /^\s*\d+\t/.test(line))) {
    return `${subject} was not found. It begins with the line numbers that read_file shows; they are not part of the file. Leave them out.`;
  }
  const start = bestStart(have, want);
  if (start === undefined) {
    return `${subject} was not found, nor anything close to it. Read the file again with read_file and copy the text exactly.`;
  }
  const end = Math.min(have.length, start + want.length);
  const place = end - start === 1 ? `line ${start + 1}` : `lines ${start + 1}–${end}`;
  return `${subject} was not found. The closest place is ${place}. ${difference(have, want, start, subject)} Copy the text exactly as the file has it.`;
}

const commonLine = 200;
const maxScanned = 50_000;

/** 0-based line at which most lines of `want` agree with the file but for white space at their ends. */
function bestStart(have: readonly string[], want: readonly string[]): number | undefined {
  const places = new Map<string, number[]>();
  const wantedLines = new Set(want.map((line) => line.trim()).filter((line) => line !== ''));
  for (const [index, line] of have.entries()) {
    const key = line.trim();
    if (!wantedLines.has(key)) continue;
    const known = places.get(key);
    if (known === undefined) places.set(key, [index]);
    else if (known.length < commonLine) known.push(index);
  }
  const votes = new Map<number, number>();
  for (const [offset, line] of want.entries()) {
    const found = places.get(line.trim()) ?? [];
    for (const index of found) {
      const start = Math.max(0, index - offset);
      votes.set(start, (votes.get(start) ?? 0) + 1 / found.length + Math.min(line.trim().length, 80) / 80);
    }
  }
  let best: number | undefined;
  let most = 0;
  for (const [start, count] of votes) {
    if (count > most || (count === most && best !== undefined && start < best)) [best, most] = [start, count];
  }
  return best ?? mostSimilar(have, want);
}

/** Where no line agrees: the line that shares most words with the longest wanted one, if it shares at least half. */
function mostSimilar(have: readonly string[], want: readonly string[]): number | undefined {
  const offset = want.reduce(
    (longest, line, index) => (line.length > (want[longest] ?? '').length ? index : longest),
    0,
  );
  const sought = words(want[offset] ?? '');
  if (sought.size === 0) return undefined;
  let best: number | undefined;
  let most = 0.5;
  for (const [index, line] of have.slice(0, maxScanned).entries()) {
    const present = words(line);
    let shared = 0;
    for (const word of present) if (sought.has(word)) shared += 1;
    const score = (2 * shared) / (sought.size + present.size);
    if (score > most) [best, most] = [Math.max(0, index - offset), score];
  }
  return best;
}

function words(line: string): Set<string> {
  return new Set(line.slice(0, 2000).match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []);
}

function difference(have: readonly string[], want: readonly string[], start: number, subject: string): string {
  const window = have.slice(start, start + want.length);
  const squeeze = (lines: readonly string[]) => lines.map((line) => line.replace(/\s+/g, '')).join('');
  const onlySpace = squeeze(window) === squeeze(want) ? 'It differs only in white space. ' : '';
  for (const [index, expected] of want.entries()) {
    const actual = window[index];
    if (actual === undefined) return `${onlySpace}The file ends before line ${index + 1} of ${subject}.`;
    if (actual !== expected) {
      return `${onlySpace}First difference, line ${start + index + 1}:\n  file:    ${quote(actual)}\n  ${subject}: ${quote(expected)}\n`;
    }
  }
  return `${onlySpace}The text differs at its ends, where ${subject} begins or stops within a line.`;
}

/** JSON's way of quoting makes tabs and odd characters visible. */
function quote(line: string): string {
  return JSON.stringify(line.length > 200 ? `${line.slice(0, 200)}…` : line);
}
