import { diffArrays } from 'diff';
import { splitLines } from './lineEndings.ts';

/** A run of lines that both texts share, or that one of them replaces by others. Lines carry their own line ends. */
export type LineRun =
  | { readonly kind: 'same'; readonly lines: readonly string[] }
  | { readonly kind: 'change'; readonly removed: readonly string[]; readonly added: readonly string[] };

/**
 * How `before` becomes `after`, line by line. Never slow: where the texts differ too much for an exact answer within the
 * time, the differing middle comes back as one change.
 */
export function diffLines(before: string, after: string): LineRun[] {
  const old = splitLines(before);
  const fresh = splitLines(after);
  let head = 0;
  const shorter = Math.min(old.length, fresh.length);
  while (head < shorter && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1;

  const runs: LineRun[] = [];
  if (head > 0) runs.push({ kind: 'same', lines: old.slice(0, head) });
  runs.push(...diffMiddle(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)));
  if (tail > 0) runs.push({ kind: 'same', lines: old.slice(old.length - tail) });
  return runs;
}

const maxEditLength = 3000;
const timeout = 150;

function diffMiddle(old: string[], fresh: string[]): LineRun[] {
  if (old.length === 0 && fresh.length === 0) return [];
  if (old.length === 0 || fresh.length === 0) return [{ kind: 'change', removed: old, added: fresh }];
  const parts = diffArrays(old, fresh, { maxEditLength, timeout });
  if (parts === undefined) return [{ kind: 'change', removed: old, added: fresh }];
  const runs: LineRun[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = (): void => {
    if (removed.length > 0 || added.length > 0) runs.push({ kind: 'change', removed, added });
    [removed, added] = [[], []];
  };
  for (const part of parts) {
    if (part.removed) removed.push(...part.value);
    else if (part.added) added.push(...part.value);
    else {
      flush();
      runs.push({ kind: 'same', lines: part.value });
    }
  }
  flush();
  return runs;
}
