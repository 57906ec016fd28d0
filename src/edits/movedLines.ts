import type { Replacement } from './replacements.ts';

/**
 * Those of `some` that put back, as their own, a line which one of `left` took away, or the other way round, and what is
 * tied to them in turn: lines that were moved. Only lines that each text has once count as moved; others may merely be
 * alike.
 */
export function tiedByMoves<T extends Replacement>(
  left: readonly T[],
  some: readonly T[],
  before: readonly string[],
  after: readonly string[],
): T[] {
  const [old, fresh] = [onceIn(before), onceIn(after)];
  const moved = (lines: readonly string[]): string[] => lines.filter((line) => old.has(line) && fresh.has(line));
  const tied: T[] = [];
  const rest = new Set(some);
  for (let added = [...left]; added.length > 0; ) {
    const taken = new Set(added.flatMap(({ oldStart, oldEnd }) => moved(before.slice(oldStart, oldEnd))));
    const given = new Set(added.flatMap(({ newStart, newEnd }) => moved(after.slice(newStart, newEnd))));
    added = [...rest].filter(
      ({ oldStart, oldEnd, newStart, newEnd }) =>
        after.slice(newStart, newEnd).some((line) => taken.has(line)) ||
        before.slice(oldStart, oldEnd).some((line) => given.has(line)),
    );
    for (const one of added) rest.delete(one);
    tied.push(...added);
  }
  return tied;
}

function onceIn(lines: readonly string[]): Set<string> {
  const once = new Set<string>();
  const seen = new Set<string>();
  for (const line of lines) {
    if (seen.has(line)) once.delete(line);
    else if (line.trim() !== '') once.add(line);
    seen.add(line);
  }
  return once;
}
