import { countBelow, createLineIndex, type LineIndex, TooMuchWork, type Work } from './lineIndex.ts';
import type { PatchHunk, PatchLine } from './patch.ts';
import { createScopes, type Scope } from './scopes.ts';

/** Where a hunk fits: 0-based first lines, ascending. `lines` is the hunk as it was read to fit there. */
export interface Located {
  readonly hunk: PatchHunk;
  readonly lines: readonly PatchLine[];
  readonly places: readonly number[];
  /** Index into `passes` of the first that found it. */
  readonly pass: number;
}

export type Place = Located | { readonly hunk: PatchHunk; readonly failure: Failure };

/** Why a hunk has no place. `lines` are 0-based. */
export type Failure =
  | { readonly reason: 'absent' }
  | { readonly reason: 'noContext' }
  | { readonly reason: 'tooRepetitive' }
  | { readonly reason: 'headerAbsent'; readonly header: string }
  | { readonly reason: 'elsewhere'; readonly lines: readonly number[]; readonly headers: readonly number[] };

/** How lines of a patch are compared with those of the file, strictest first; `cause` says what is overlooked. */
export const passes: readonly { readonly cause?: string; key(line: string): string }[] = [
  { key: (line) => line },
  { cause: 'trailing white space', key: (line) => line.trimEnd() },
];

/** Comparisons for all hunks of one file: some tenths of a second. */
const mostWork = 20_000_000;

/** Finds the places of hunks in the lines of a file (without their line ends). */
export function createLocator(file: readonly string[]): (hunk: PatchHunk) => Place {
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
    for (const [pass, { key }] of passes.entries()) {
      indices[pass] ??= createLineIndex(file, key);
      const index = indices[pass];
      for (const lines of readings(hunk.lines)) {
        const wanted = lines.flatMap(({ kind, text }) => (kind === 'add' ? [] : [text]));
        if (wanted.length === 0) continue;
        const all = index.places(wanted, work);
        if (all.length === 0) continue;
        const places = atEnd(hunk, suiting(all, wanted.length, scope), wanted.length);
        if (places.length > 0) return { hunk, lines, places, pass };
        elsewhere ??= all;
      }
    }
    if (!elsewhere) return { hunk, failure: { reason: 'absent' } };
    return { hunk, failure: { reason: 'elsewhere', lines: elsewhere, headers: scope?.lines ?? [] } };
  }

  /** New lines without any line that stays or goes: below the line that `@@` names, or at the end. */
  function insertion(hunk: PatchHunk, scope: Scope | undefined): Place {
    const places = hunk.atEnd || file.length === 0 ? [file.length] : scope?.lines.map((line) => line + 1);
    if (!places) return { hunk, failure: { reason: 'noContext' } };
    return { hunk, lines: readings(hunk.lines).at(-1) ?? hunk.lines, places, pass: 0 };
  }

  /** `*** End of File` decides where the hunk fits there, white space after it or not; elsewhere it says nothing. */
  function atEnd(hunk: PatchHunk, places: readonly number[], length: number): readonly number[] {
    const last = places.at(-1);
    if (!hunk.atEnd || last === undefined) return places;
    return last + length > lastFilled ? [last] : places;
  }

  return (hunk) => {
    try {
      return locate(hunk);
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
