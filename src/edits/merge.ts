import { diffLines } from './lineDiff.ts';
import { splitLines } from './lineEndings.ts';

/** A place that both sides changed in different ways. The texts are whole lines; `line` counts from 1 in `mine`. */
export interface MergeConflict {
  readonly line: number;
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

export type Merged =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly conflicts: readonly MergeConflict[] };

/**
 * Merges two texts that both come from `base`, line by line (the diff3 way). A line's end belongs to the line, so line
 * ends and the presence of a final one are merged like any other content. Changes of neighbouring lines do not conflict as
 * long as it is clear which comes first; the same change on both sides counts once. Swapping `mine` and `theirs` gives
 * the same text.
 */
export function merge3(base: string, mine: string, theirs: string): Merged {
  if (mine === theirs || base === theirs) return { ok: true, text: mine };
  if (base === mine) return { ok: true, text: theirs };
  const old = splitLines(base);
  const groups = group([...changesOf(base, mine, 'mine'), ...changesOf(base, theirs, 'theirs')]);
  const output: string[] = [];
  const conflicts: MergeConflict[] = [];
  let at = 0;
  let shift = 0;
  for (const { start, end, changes } of groups) {
    output.push(old.slice(at, start).join(''));
    const merged = mergeGroup(changes);
    if (merged === undefined) {
      const side = (name: Side) => withChanges(old, start, end, changes, name);
      conflicts.push({
        line: start + shift + 1,
        base: old.slice(start, end).join(''),
        mine: side('mine'),
        theirs: side('theirs'),
      });
    } else output.push(merged);
    at = end;
    for (const { side, start: from, end: to, added } of changes) {
      if (side === 'mine') shift += added.length - (to - from);
    }
  }
  if (conflicts.length > 0) return { ok: false, conflicts };
  return { ok: true, text: output.join('') + old.slice(at).join('') };
}

type Side = 'mine' | 'theirs';

/** Lines `start` to `end` (not included) of the base become `added`. */
interface Change {
  readonly side: Side;
  readonly start: number;
  readonly end: number;
  readonly added: readonly string[];
}

interface Group {
  readonly start: number;
  end: number;
  readonly changes: Change[];
}

function changesOf(base: string, text: string, side: Side): Change[] {
  const changes: Change[] = [];
  let at = 0;
  for (const run of diffLines(base, text)) {
    const length = run.kind === 'same' ? run.lines.length : run.removed.length;
    if (run.kind === 'change') changes.push({ side, start: at, end: at + length, added: run.added });
    at += length;
  }
  return changes;
}

/** Puts together what cannot be decided apart. In the order of the base; an insertion stands before its line. */
function group(changes: readonly Change[]): Group[] {
  const sorted = [...changes].sort((one, other) => one.start - other.start || one.end - other.end);
  const groups: Group[] = [];
  for (const change of sorted) {
    const last = groups.at(-1);
    if (last && entangled(last, change)) {
      last.end = Math.max(last.end, change.end);
      last.changes.push(change);
    } else groups.push({ start: change.start, end: change.end, changes: [change] });
  }
  return groups;
}

/** True where the ranges overlap, insert at the same point, or the second would go on an unfinished last line. */
function entangled(one: Group, other: Change): boolean {
  if (other.start < one.end) return true;
  if (other.start > one.end) return false;
  const bothInsert = one.start === one.end && other.start === other.end;
  const unfinished = one.changes.some(({ added }) => added.length > 0 && !added.at(-1)?.endsWith('\n'));
  return bothInsert || unfinished;
}

/** The lines that a group becomes, or `undefined` for a conflict. */
function mergeGroup(changes: readonly Change[]): string | undefined {
  const [first, second] = changes;
  if (!first) return '';
  if (!second) return first.added.join('');
  // Lines deleted by either side; nothing was written, so nothing can be lost.
  if (changes.every(({ added }) => added.length === 0)) return '';
  const same =
    changes.length === 2 &&
    first.start === second.start &&
    first.end === second.end &&
    first.added.length === second.added.length &&
    first.added.every((line, index) => line === second.added[index]);
  return same ? first.added.join('') : undefined;
}

/** A range of the base with the changes of one side. */
function withChanges(old: readonly string[], start: number, end: number, changes: readonly Change[], side: Side) {
  let text = '';
  let at = start;
  for (const change of changes) {
    if (change.side !== side) continue;
    text += old.slice(at, change.start).join('') + change.added.join('');
    at = change.end;
  }
  return text + old.slice(at, end).join('');
}
