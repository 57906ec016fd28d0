import type { ChangeSummary, FileChange } from '../protocol/changes.ts';
import type { Hunk as Change } from './hunks.ts';
import { diffLines, type LineRun } from './lineDiff.ts';
import { splitLines } from './lineEndings.ts';

/** What a change does to a file: lines added and removed, and its unified diff without file header, cut when long. */
export function summarise(change: FileChange): ChangeSummary {
  switch (change.kind) {
    case 'create': {
      const added = splitLines(change.after);
      return {
        kind: 'create',
        path: change.path,
        added: added.length,
        removed: 0,
        diff: unified(added.length === 0 ? [] : [{ kind: 'change', removed: [], added }], false),
      };
    }
    case 'edit': {
      const runs = diffLines(change.before, change.after);
      const count = (pick: (run: Extract<LineRun, { kind: 'change' }>) => readonly string[]) =>
        runs.reduce((sum, run) => sum + (run.kind === 'change' ? pick(run).length : 0), 0);
      return {
        kind: 'edit',
        path: change.path,
        added: count((run) => run.added),
        removed: count((run) => run.removed),
        diff: unified(runs, change.before.includes('\r\n') !== change.after.includes('\r\n') || mixed(runs)),
      };
    }
    case 'delete':
      return { kind: 'delete', path: change.path, added: 0, removed: 0, diff: '' };
    case 'move':
      return { kind: 'move', path: change.path, to: change.to, added: 0, removed: 0, diff: '' };
  }
}

/** Hunks as a diff without context lines, cut when long. Line numbers are those of the two texts. */
export function diffOfHunks(all: readonly Change[]): string {
  const returns = mixed(all.map(({ removed, added }) => ({ kind: 'change', removed, added })));
  const output: string[] = [];
  let cut = 0;
  for (const { oldStart, newStart, removed, added } of all) {
    const lines = [
      `@@ -${range(oldStart, removed.length)} +${range(newStart, added.length)} @@`,
      ...removed.flatMap((line) => printed('-', line, returns)),
      ...added.flatMap((line) => printed('+', line, returns)),
    ];
    for (const line of lines) {
      if (output.length < maxLinesOfHunks) output.push(line);
      else cut += 1;
    }
  }
  if (cut > 0) output.push(cutNote(cut));
  return output.join('\n');
}

const context = 3;
const maxLinesOfHunks = 60;
const maxLines = 200;
const maxCharacters = 20_000;
const maxLineLength = 500;

/** True where a changed region has both kinds of line end, so that a difference may be invisible without a sign for it. */
function mixed(runs: readonly LineRun[]): boolean {
  const lines = runs.flatMap((run) => (run.kind === 'change' ? [...run.removed, ...run.added] : []));
  return lines.some((line) => line.endsWith('\r\n')) && lines.some((line) => /(?:^|[^\r])\n$/.test(line));
}

interface Hunk {
  oldStart: number;
  newStart: number;
  oldCount: number;
  newCount: number;
  lines: string[];
}

/** The hunks with up to three lines of context, and a last line that says what was cut. */
function unified(runs: readonly LineRun[], showReturns: boolean): string {
  const output: string[] = [];
  let size = 0;
  let cut = 0;
  for (const hunk of hunks(runs, showReturns)) {
    const header = `@@ -${range(hunk.oldStart, hunk.oldCount)} +${range(hunk.newStart, hunk.newCount)} @@`;
    for (const line of [header, ...hunk.lines]) {
      if (cut > 0 || output.length >= maxLines || size + line.length + 1 > maxCharacters) cut += 1;
      else {
        output.push(line);
        size += line.length + 1;
      }
    }
  }
  if (cut > 0) output.push(cutNote(cut));
  return output.join('\n');
}

function cutNote(lines: number): string {
  return `… ${lines} more lines of this diff are not shown`;
}

function range(start: number, count: number): string {
  const first = count === 0 ? start - 1 : start;
  return count === 1 ? `${first}` : `${first},${count}`;
}

function hunks(runs: readonly LineRun[], showReturns: boolean): Hunk[] {
  const result: Hunk[] = [];
  let open: Hunk | undefined;
  let [oldLine, newLine] = [1, 1];
  const show = (sign: string, line: string): string[] => printed(sign, line, showReturns);
  for (const [index, run] of runs.entries()) {
    if (run.kind === 'change') {
      open ??= { oldStart: oldLine, newStart: newLine, oldCount: 0, newCount: 0, lines: [] };
      for (const line of run.removed) open.lines.push(...show('-', line));
      for (const line of run.added) open.lines.push(...show('+', line));
      open.oldCount += run.removed.length;
      open.newCount += run.added.length;
      oldLine += run.removed.length;
      newLine += run.added.length;
      continue;
    }
    const { length } = run.lines;
    const last = index === runs.length - 1;
    if (open && !last && length <= 2 * context) extend(open, run.lines, show);
    else {
      if (open) {
        extend(open, run.lines.slice(0, context), show);
        result.push(open);
        open = undefined;
      }
      if (!last) {
        const lead = run.lines.slice(-context);
        const start = length - lead.length;
        open = { oldStart: oldLine + start, newStart: newLine + start, oldCount: 0, newCount: 0, lines: [] };
        extend(open, lead, show);
      }
    }
    oldLine += length;
    newLine += length;
  }
  if (open) result.push(open);
  return result;
}

function extend(hunk: Hunk, lines: readonly string[], show: (sign: string, line: string) => string[]): void {
  for (const line of lines) hunk.lines.push(...show(' ', line));
  hunk.oldCount += lines.length;
  hunk.newCount += lines.length;
}

/** One line of a diff; a text that does not end its last line is marked the way `diff` and `git` do. */
function printed(sign: string, line: string, showReturns: boolean): string[] {
  const ended = line.endsWith('\n');
  const body = ended ? line.slice(0, line.endsWith('\r\n') ? -2 : -1) : line;
  const shown = body.length > maxLineLength ? `${body.slice(0, maxLineLength)}… (${body.length} characters)` : body;
  const text = `${sign}${shown}${showReturns && line.endsWith('\r\n') ? '␍' : ''}`;
  return ended ? [text] : [text, '\\ No newline at end of file'];
}
