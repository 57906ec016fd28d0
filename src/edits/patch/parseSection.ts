import { endOfFile, type PatchHunk, type PatchLine, PatchSyntaxError, type SourceLine } from './patch.ts';

const unended = /^\\ No newline at end of file\s*$/i;

/**
 * The hunks of a section that updates a file. Several `@@` lines on top of each other belong to one hunk; a hunk without
 * any line that begins with `-` or `+` changes nothing and is left out. Throws `PatchSyntaxError`.
 */
export function parseHunks(body: readonly SourceLine[]): PatchHunk[] {
  const hunks: PatchHunk[] = [];
  let open: OpenHunk | undefined;
  const close = (atEnd: boolean): void => {
    if (open?.lines.some(({ kind }) => kind !== 'keep')) hunks.push({ ...open, atEnd });
    open = undefined;
  };
  for (const source of withoutFileNames(body)) {
    const { text, number } = source;
    if (text.startsWith('@@')) {
      if (open?.lines.some(({ bare }) => !bare)) close(false);
      const header = headerText(text);
      const headers = [...(open?.headers ?? []), ...(header === '' ? [] : [header])];
      open = { line: number, headers, lines: [] };
    } else if (endOfFile.test(text)) close(true);
    else if (unended.test(text)) {
      const last = open?.lines.pop();
      if (last) open?.lines.push({ ...last, unended: true });
    } else if (open || text !== '') {
      open ??= { line: number, headers: [], lines: [] };
      open.lines.push(hunkLine(source));
    }
  }
  close(false);
  return hunks;
}

interface OpenHunk {
  readonly line: number;
  readonly headers: readonly string[];
  readonly lines: PatchLine[];
}

/** The two lines with which a unified diff names its file say nothing that the section has not said. */
function withoutFileNames(body: readonly SourceLine[]): readonly SourceLine[] {
  const start = body.findIndex(({ text }) => text !== '');
  const [one, two, three] = body.slice(start, start + 3).map(({ text }) => text);
  const named = one?.startsWith('--- ') && two?.startsWith('+++ ') && three?.startsWith('@@');
  return named ? body.slice(start + 2) : body;
}

/** What an `@@` line says; the line numbers of a unified diff, and what follows them, name no line of the file. */
function headerText(line: string): string {
  const text = line.slice(2).trim();
  if (/^-\d+(?:,\d+)?\s+\+\d+(?:,\d+)?(?:\s*@@|\s*$)/.test(text)) return '';
  return text.replace(/\s*@@$/, '');
}

function hunkLine(source: SourceLine): PatchLine {
  const { text } = source;
  if (text.startsWith(' ')) return { kind: 'keep', text: text.slice(1) };
  if (text.startsWith('-')) return { kind: 'remove', text: text.slice(1) };
  if (text.startsWith('+')) return { kind: 'add', text: text.slice(1) };
  if (text.trim() === '') return { kind: 'keep', text: '', bare: true };
  throw new PatchSyntaxError(
    source,
    'a line of a hunk begins with a space (it stays), - (it goes) or + (it is new), also where the line itself is indented.',
  );
}

/**
 * The text of a new file. Every line begins with `+`; an empty line may lack it, and where no line has one, the lines
 * are taken as they are. Ends with a line end. Throws `PatchSyntaxError`.
 */
export function parseAddition(body: readonly SourceLine[]): { readonly text: string; readonly unsigned?: true } {
  const lines = body.filter(({ text }) => !unended.test(text));
  const open = lines.length < body.length;
  while (lines.at(-1)?.text === '') lines.pop();
  while (lines[0]?.text === '' || lines[0]?.text.startsWith('@@')) lines.shift();
  const marked = lines.some(({ text }) => text.startsWith('+'));
  const wrong = marked
    ? lines.find(({ text }) => text !== '' && !text.startsWith('+'))
    : lines.find(({ text }) => text.startsWith('-') || text.startsWith(' '));
  if (wrong && (marked || lines.every(({ text }) => /^(?:[- ]|$)/.test(text)))) {
    throw new PatchSyntaxError(wrong, 'every line of a new file begins with +.');
  }
  const text = lines.map((line) => (marked ? line.text.slice(1) : line.text)).join('\n');
  if (lines.length === 0) return { text: '' };
  return { text: `${text}${open ? '' : '\n'}`, ...(marked ? {} : { unsigned: true }) };
}
