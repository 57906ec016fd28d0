import { causes } from '../repair/evidence.ts';
import { countBelow, createLineIndex, type LineIndex, TooMuchWork, type Work } from './lineIndex.ts';
import type { PatchHunk, PatchLine } from './patch.ts';
import { createHunkRepairer } from './repairHunk.ts';
import { createScopes, type Scope } from './scopes.ts';
import { unnumberedLines } from './unnumberedLines.ts';

/** Where a hunk fits: 0-based first lines, ascending. `lines` is the hunk as it was read to fit there. */
export interface Located {
  readonly hunk: PatchHunk;
  readonly lines: readonly PatchLine[];
  readonly places: readonly number[];
  /** What was overlooked or repaired before it fitted, in a few words. */
  readonly causes: readonly string[];
  /** Where the hunk had to be repaired: the text that takes the place of as many lines. */
  readonly repaired?: { readonly inserted: string; readonly length: number };
}

export type Place = Located | { readonly hunk: PatchHunk; readonly failure: Failure };

/** Why a hunk has no place. `lines` are 0-based. */
export type Failure =
  | { readonly reason: 'absent' }
  | { readonly reason: 'noContext' }
  | { readonly reason: 'tooRepetitive' }
  | { readonly reason: 'tooManyMisses' }
  | { readonly reason: 'headerAbsent'; readonly header: string }
  | { readonly reason: 'undecided'; readonly lines: readonly number[]; readonly causes: readonly string[] }
  | { readonly reason: 'unsure'; readonly line: number; readonly why: string; readonly causes: readonly string[] }
  | { readonly reason: 'elsewhere'; readonly lines: readonly number[]; readonly headers: readonly number[] };

/** How lines of a patch are compared with those of the file, strictest first. */
const passes: readonly { readonly causes: readonly string[]; key(line: string): string }[] = [
  { causes: [], key: (line) => line },
  { causes: [causes.trailing], key: (line) => line.trimEnd() },
];

/** Comparisons for all hunks of one file: some tenths of a second. */
const mostWork = 20_000_000;

/** Finds the places of hunks in the lines of a file, given with and without their line ends. */
export function createLocator(whole: readonly string[], file: readonly string[]): (hunk: PatchHunk) => Place {
  const repair = createHunkRepairer(whole);
  const indices: LineIndex[] = [];
  const scopes = createScopes(file);
  const work: Work = { left: mostWork };
  const lastFilled = file.findLastIndex((line) => line.trim() !== '');

  /** The passes are tried in order, in each the hunk first as it is written; the first place that suits the `@@` lines counts. */
  function locate(hunk: PatchHunk): Place {
    const scope = hunk.headers.length > 0 ? scopes(hunk.headers) : undefined;
    if (scope?.missing !== undefined) return { hunk, failure: { reason: 'headerAbsent', header: scope.missing } };
    if (!hunk.lines.some(({ kind, bare }) => kind !== 'add' && !bare)) return insertion(hunk, scope);
    let elsewhere: readonly number[] | undefined;
    for (const [pass, { key, causes: overlooked }] of passes.entries()) {
      indices[pass] ??= createLineIndex(file, key);
      const index = indices[pass];
      for (const lines of readings(hunk.lines)) {
        const wanted = lines.flatMap(({ kind, text }) => (kind === 'add' ? [] : [text]));
        if (wanted.length === 0) continue;
        const all = index.places(wanted, work);
        if (all.length === 0) continue;
        const places = atEnd(hunk, suiting(all, wanted.length, scope), wanted.length);
        if (places.length > 0) return { hunk, lines, places, causes: overlooked };
        elsewhere ??= all;
      }
    }
    if (!elsewhere) return nearMiss(hunk, scope);
    return { hunk, failure: { reason: 'elsewhere', lines: elsewhere, headers: scope?.lines ?? [] } };
  }

  /** Line numbers that were copied along are taken off where the hunk fits nowhere with them. */
  function withoutNumbers(hunk: PatchHunk): Place {
    const found = locate(hunk);
    if (!('failure' in found) || found.failure.reason !== 'absent') return found;
    for (const { lines, firstLine } of unnumberedLines(trimmed(hunk.lines))) {
      const plain = locate({ ...hunk, lines });
      if ('failure' in plain || (firstLine !== undefined && !plain.places.includes(firstLine - 1))) continue;
      return { ...plain, hunk, causes: [causes.lineNumbers, ...plain.causes] };
    }
    return found;
  }

  function nearMiss(hunk: PatchHunk, scope: Scope | undefined): Place {
    const lines = trimmed(hunk.lines);
    const anywhere = repair(lines);
    const found = anywhere.kind === 'several' && scope?.only ? repair(lines, scope.only) : anywhere;
    switch (found.kind) {
      case 'none':
        return { hunk, failure: { reason: 'absent' } };
      case 'tooMuch':
        return { hunk, failure: { reason: 'tooManyMisses' } };
      case 'several':
        return { hunk, failure: { reason: 'undecided', lines: found.lines, causes: found.causes } };
      case 'unsure':
        return { hunk, failure: { reason: 'unsure', line: found.line, why: found.why, causes: found.causes } };
      case 'certain': {
        const { start, length, inserted } = found;
        const places = suiting([start], length, scope);
        if (places.length > 0) return { hunk, lines, places, causes: found.causes, repaired: { inserted, length } };
        return { hunk, failure: { reason: 'elsewhere', lines: [start], headers: scope?.lines ?? [] } };
      }
    }
  }

  /** New lines without any line that stays or goes: below the line that `@@` names, or at the end. */
  function insertion(hunk: PatchHunk, scope: Scope | undefined): Place {
    const places = hunk.atEnd || file.length === 0 ? [file.length] : scope?.lines.map((line) => line + 1);
    if (!places) return { hunk, failure: { reason: 'noContext' } };
    return { hunk, lines: trimmed(hunk.lines), places, causes: [] };
  }

  /** `*** End of File` decides where the hunk fits there, white space after it or not; elsewhere it says nothing. */
  function atEnd(hunk: PatchHunk, places: readonly number[], length: number): readonly number[] {
    const last = places.at(-1);
    if (!hunk.atEnd || last === undefined) return places;
    return last + length > lastFilled ? [last] : places;
  }

  return (hunk) => {
    try {
      return withoutNumbers(hunk);
    } catch (error) {
      if (error instanceof TooMuchWork) return { hunk, failure: { reason: 'tooRepetitive' } };
      throw error;
    }
  };
}

/**
 * The ways to read the empty lines of a hunk that have no sign before them, as written first: they may be lines of
 * context, may only set hunks apart at the ends of one, or be new lines between new lines.
 */
function readings(lines: readonly PatchLine[]): (readonly PatchLine[])[] {
  if (!lines.some(({ bare }) => bare)) return [lines];
  let [start, end] = [0, lines.length];
  while (start < end && lines[start]?.bare) start++;
  while (end > start && lines[end - 1]?.bare) end--;
  const inner = lines.slice(start, end);
  const shorter = end < lines.length - 1 ? [lines.slice(start, -1)] : [];
  return [lines, ...shorter, inner, spacedOut(inner)];
}

/** The reading with the fewest lines. */
function trimmed(lines: readonly PatchLine[]): readonly PatchLine[] {
  return readings(lines).at(-1) ?? lines;
}

/** Empty lines without a sign count as new where the next lines on both sides are new. */
function spacedOut(lines: readonly PatchLine[]): PatchLine[] {
  const signs = lines.map(({ kind, bare }) => (bare ? undefined : kind));
  const above = [...signs];
  for (let index = 1; index < above.length; index++) above[index] ??= above[index - 1];
  const below = [...signs];
  for (let index = below.length - 2; index >= 0; index--) below[index] ??= below[index + 1];
  return lines.map((line, index) =>
    line.bare && above[index] === 'add' && below[index] === 'add' ? { kind: 'add', text: '' } : line,
  );
}

/** Those places that the `@@` lines leave: not before them, in their bodies, right below them, as far as that decides. */
function suiting(places: readonly number[], length: number, scope: Scope | undefined): readonly number[] {
  const [first] = scope?.lines ?? [];
  if (!scope || first === undefined) return places;
  const after = places.slice(countBelow(places, first - length + 1));
  if (places.length === 1 || after.length === 0) return after;
  const named = (from: number, to: number): boolean => (scope.lines[countBelow(scope.lines, from)] ?? to) < to;
  const inside = scope.inside(after, length);
  const below = inside.filter((place) => named(place - 1, place + length));
  return below.length === 1 ? below : inside;
}
