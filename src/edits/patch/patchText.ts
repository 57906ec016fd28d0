import { diffLines } from '../lineDiff.ts';
import { majorityEnding, splitLines } from '../lineEndings.ts';
import { truncationMarker } from '../truncation.ts';
import {
  type Described,
  describeFailure,
  describeMarker,
  describeOverlap,
  describeUndecided,
} from './describeFailure.ts';
import { layOut, type Placed } from './layout.ts';
import { createLocator, type Located } from './locateHunk.ts';
import type { PatchHunk, PatchLine } from './patch.ts';

/** Why one hunk does not fit. `hunk` counts from 1 within its file, `line` is the line of the patch where it begins. */
export interface HunkFailure extends Described {
  readonly hunk: number;
  readonly line: number;
}

/** What had to be overlooked before hunks fitted, in a few words; the hunks count from 1. */
export interface PatchRepair {
  readonly cause: string;
  readonly hunks: readonly number[];
}

export type PatchedText =
  | { readonly ok: true; readonly text: string; readonly repairs: readonly PatchRepair[] }
  | { readonly ok: false; readonly failures: readonly HunkFailure[] };

/**
 * Applies the hunks of a patch to a text, all or none. Lines that stay keep their own bytes; new lines take the line ends
 * of those that they replace or stand next to, and a text without a final line end stays without one.
 */
export function patchText(text: string, hunks: readonly PatchHunk[]): PatchedText {
  const lines = splitLines(text);
  const file = lines.map(body);
  const failed = new Map<PatchHunk, Described>();
  const located: Located[] = [];
  const locate = createLocator(lines, file);
  for (const hunk of hunks) {
    const place = locate(hunk);
    const read = 'failure' in place ? hunk.lines : place.lines;
    const marker = leftOut(read, 'repaired' in place ? place.repaired?.inserted : undefined, text);
    if (marker !== undefined) failed.set(hunk, { message: describeMarker(marker) });
    else if ('failure' in place) failed.set(hunk, describeFailure(place, file, failed.size));
    else located.push(place);
  }
  const layout = layOut(located);
  if (layout.ok && failed.size === 0) {
    return { ok: true, text: assemble(lines, layout.placed, text), repairs: repairsOf(hunks, layout.placed) };
  }
  if (!layout.ok) {
    for (const place of layout.undecided) failed.set(place.hunk, { message: describeUndecided(place) });
    for (const { hunk } of layout.overlapping) failed.set(hunk, { message: describeOverlap() });
  }
  const failures = hunks.flatMap((hunk, index) => {
    const described = failed.get(hunk);
    return described ? [{ hunk: index + 1, line: hunk.line, ...described }] : [];
  });
  return { ok: false, failures };
}

/** The first new line that stands for code left out, also where it does so only after a repair. */
function leftOut(lines: readonly PatchLine[], repaired: string | undefined, file: string): string | undefined {
  const textOf = (one: PatchLine['kind'], other: PatchLine['kind']): string =>
    lines.flatMap(({ kind, text }) => (kind === one || kind === other ? [text] : [])).join('\n');
  const replaced = textOf('remove', 'keep');
  const marker = truncationMarker(textOf('add', 'add'), replaced, file);
  return marker ?? (repaired === undefined ? undefined : truncationMarker(repaired, replaced, file));
}

function repairsOf(hunks: readonly PatchHunk[], placed: readonly Placed[]): PatchRepair[] {
  const repaired = new Map<string, number[]>();
  const numbers = new Map(hunks.map((hunk, index) => [hunk, index + 1]));
  for (const { hunk, causes } of placed) {
    for (const cause of causes) {
      const known = repaired.get(cause) ?? [];
      known.push(numbers.get(hunk) ?? 0);
      repaired.set(cause, known);
    }
  }
  return [...repaired].map(([cause, which]) => ({ cause, hunks: which.sort((a, b) => a - b) }));
}

/** The new text: the lines of the file, and between them what the hunks make of theirs. */
function assemble(lines: readonly string[], placed: readonly Placed[], text: string): string {
  const ending = majorityEnding(text);
  const result: string[] = [];
  const push = (line: string): void => {
    const last = result.length - 1;
    if (last >= 0 && !result[last]?.endsWith('\n')) result[last] += ending;
    result.push(line);
  };
  let [at, open] = [0, false];
  for (const { lines: patch, start, repaired } of placed) {
    while (at < start) push(lines[at++] ?? '');
    if (repaired) {
      for (const fresh of splitLines(repaired.inserted)) push(fresh);
      at = start + repaired.length;
      open = false;
      continue;
    }
    let line = start;
    for (const block of blocks(patch)) {
      if (block.kind === 'keep') {
        for (let kept = 0; kept < block.removed.length; kept++, line++) {
          if (line < at) continue;
          push(lines[line] ?? '');
          open = false;
        }
      } else {
        const old = lines.slice(line, line + block.removed.length);
        line += old.length;
        const near = [endOf(result.at(-1) ?? ''), endOf(lines[line] ?? ''), ending];
        for (const fresh of replaced(old, block, near)) push(fresh);
        if (block.added.length > 0) open = endsOpen(block, !text.endsWith('\n') && text !== '');
      }
      at = Math.max(at, line);
    }
    if (at < lines.length) open = false;
  }
  while (at < lines.length) push(lines[at++] ?? '');
  const last = result.length - 1;
  if (open && last >= 0) result[last] = body(result[last] ?? '');
  return result.join('');
}

/** Neighbouring lines that stay, or that go and come. For lines that stay, `removed` holds them. */
interface Block {
  readonly kind: 'keep' | 'change';
  readonly removed: PatchLine[];
  readonly added: PatchLine[];
}

function blocks(lines: readonly PatchLine[]): Block[] {
  const result: Block[] = [];
  for (const line of lines) {
    const kind = line.kind === 'keep' ? 'keep' : 'change';
    let last = result.at(-1);
    if (last?.kind !== kind) {
      last = { kind, removed: [], added: [] };
      result.push(last);
    }
    (line.kind === 'add' ? last.added : last.removed).push(line);
  }
  return result;
}

/**
 * What stands in place of the file's lines `old`; a line that the patch takes out and puts back keeps its bytes. `near`
 * are the line ends of what stands next to them, the better ones first.
 */
function replaced(old: readonly string[], { removed, added }: Block, near: readonly string[]): string[] {
  const result: string[] = [];
  let line = 0;
  for (const run of diffLines(joined(removed), joined(added))) {
    if (run.kind === 'same') {
      for (const _ of run.lines) result.push(old[line++] ?? '');
      continue;
    }
    const ends = old.slice(line, line + run.removed.length).map(endOf);
    line += run.removed.length;
    const otherwise = [ends.at(-1), endOf(result.at(-1) ?? ''), endOf(old[line] ?? ''), ...near].find(Boolean);
    for (const [index, text] of run.added.entries()) result.push(body(text) + (ends[index] || otherwise));
  }
  return result;
}

function joined(lines: readonly PatchLine[]): string {
  return lines.map(({ text, unended }, index) => (unended && index === lines.length - 1 ? text : `${text}\n`)).join('');
}

/** Whether new lines at the end of the file end it without a line end: as the patch says, else as it was. */
function endsOpen({ removed, added }: Block, was: boolean): boolean {
  if (added.at(-1)?.unended) return true;
  return was && !removed.at(-1)?.unended;
}

function body(line: string): string {
  if (!line.endsWith('\n')) return line;
  return line.slice(0, line.endsWith('\r\n') ? -2 : -1);
}

function endOf(line: string): string {
  return line.slice(body(line).length);
}
