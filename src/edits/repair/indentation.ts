import type { IndentPair } from './compare.ts';

/** Turns the indentation of a line as the model wrote it into that of the file; `undefined` where it cannot. */
export interface IndentMap {
  readonly kind: 'same' | 'shift' | 'tabs' | 'scale';
  /** White space is added to every line, or taken from it; a tab for spaces is none of it. */
  readonly shifts: boolean;
  map(indent: string): string | undefined;
}

export interface IndentHints {
  /** Spaces of one level in the file around the place, and in the model's texts, where that can be seen. */
  readonly fileUnit: number | undefined;
  readonly sentUnit: number | undefined;
}

const same: IndentMap = { kind: 'same', shifts: false, map: (indent) => indent };

/** Spaces that people write for a tab. */
const tabWidths = [4, 2, 8, 3] as const;
const scaleUnits = [2, 4, 8] as const;

/**
 * All mappings of indentation that turn each sent one into the file's own: a uniform shift, tabs for spaces or the other
 * way round (also together with a shift by whole levels), another width of a level. None where the lines contradict.
 */
export function indentMaps(pairs: readonly IndentPair[], hints: () => IndentHints, allowShift: boolean): IndentMap[] {
  const known = distinct(pairs);
  if (known === undefined) return [];
  if (known.every(([sent, actual]) => sent === actual)) return [same];
  const fits = (map: IndentMap): boolean => known.every(([sent, actual]) => map.map(sent) === actual);
  const all = conversions(known, hints());
  const converted = all.map(({ map }): IndentMap => ({ kind: 'tabs', shifts: false, map })).filter(fits);
  if (!allowShift) return converted;
  const simple = [...shifts(known, (indent) => indent, 'shift').filter(fits), ...converted];
  // Tabs for spaces and a shift at once is believed where the texts show that width, or where nothing simpler fits.
  const shifted = all
    .filter(({ shown, excluded }) => (simple.length > 0 ? shown : !excluded))
    .flatMap(({ map, isLevel }) => shifts(known, map, 'tabs', isLevel))
    .filter(fits);
  const found = [...simple, ...shifted, ...scales(known).filter(fits).slice(0, 1)];
  return found.length > 0 || pairs.length < 2 ? found : swaps(known).filter(fits);
}

/** One pair for each sent indentation; `undefined` where one became two different ones. */
function distinct(pairs: readonly IndentPair[]): IndentPair[] | undefined {
  const known = new Map<string, string>();
  for (const [sent, actual] of pairs) {
    if ((known.get(sent) ?? actual) !== actual) return undefined;
    known.set(sent, actual);
  }
  return [...known];
}

/** The shift that the first pair shows, after a conversion. */
function shifts(
  pairs: readonly IndentPair[],
  convert: (indent: string) => string,
  kind: 'shift' | 'tabs',
  isLevel: (shift: string) => boolean = () => true,
): IndentMap[] {
  const [sent, actual] = pairs[0] ?? ['', ''];
  const from = convert(sent);
  if (actual.endsWith(from) && actual.length > from.length) {
    const added = actual.slice(0, actual.length - from.length);
    return isLevel(added) ? [{ kind, shifts: true, map: (indent) => added + convert(indent) }] : [];
  }
  if (from.endsWith(actual) && from.length > actual.length) {
    const removed = from.slice(0, from.length - actual.length);
    if (!isLevel(removed)) return [];
    const map = (indent: string): string | undefined => {
      const converted = convert(indent);
      return converted.startsWith(removed) ? converted.slice(removed.length) : undefined;
    };
    return [{ kind, shifts: true, map }];
  }
  return [];
}

interface Conversion {
  map(indent: string): string;
  /** The texts show this width, or another one. */
  readonly shown: boolean;
  readonly excluded: boolean;
  isLevel(shift: string): boolean;
}

function conversions(pairs: readonly IndentPair[], { fileUnit, sentUnit }: IndentHints): Conversion[] {
  const found: Conversion[] = [];
  for (const width of tabWidths) {
    const level = ' '.repeat(width);
    const toTabs = (indent: string): string => indent.replaceAll(level, '\t');
    const toSpaces = (indent: string): string => indent.replaceAll('\t', level);
    const changes = (map: (indent: string) => string) => pairs.some(([sent]) => map(sent) !== sent);
    if (changes(toTabs)) {
      found.push({ map: toTabs, ...evidenceFor(width, sentUnit), isLevel: (shift) => /^\t*$/.test(shift) });
    }
    if (changes(toSpaces)) {
      const isLevel = (shift: string): boolean => /^ *$/.test(shift) && shift.length % width === 0;
      found.push({ map: toSpaces, ...evidenceFor(width, fileUnit), isLevel });
    }
  }
  return found;
}

function evidenceFor(width: number, unit: number | undefined): Pick<Conversion, 'shown' | 'excluded'> {
  return { shown: unit === width, excluded: unit !== undefined && unit !== width };
}

/** Levels of another width, believed only where three of them show it: two could as well be two different shifts. */
function scales(pairs: readonly IndentPair[]): IndentMap[] {
  if (pairs.length < 3 || !pairs.every(([sent, actual]) => /^ *$/.test(sent + actual))) return [];
  const found: IndentMap[] = [];
  for (const from of scaleUnits) {
    for (const to of scaleUnits) {
      if (from === to) continue;
      const map = (indent: string): string | undefined =>
        /^ *$/.test(indent) && indent.length % from === 0 ? ' '.repeat((indent.length / from) * to) : undefined;
      found.push({ kind: 'scale', shifts: false, map });
    }
  }
  return found;
}

/**
 * Another beginning of every line, as where a tab stands for the level and spaces align what follows. Nothing is known of
 * an indentation that is not among the pairs.
 */
function swaps(pairs: readonly IndentPair[]): IndentMap[] {
  const [first] = pairs;
  if (first === undefined) return [];
  const [from, to] = pairs.reduce((least, pair) => (pair[0].length < least[0].length ? pair : least), first);
  const known = new Set(pairs.map(([sent]) => sent));
  const map = (indent: string): string | undefined =>
    known.has(indent) && indent.startsWith(from) ? to + indent.slice(from.length) : undefined;
  return [{ kind: 'tabs', shifts: false, map }];
}

/** Spaces of one level, from the smallest step between neighbouring lines; `undefined` where no line is indented more. */
export function indentUnit(lines: readonly string[]): number | undefined {
  const steps = new Map<number, number>();
  let before = 0;
  for (const line of lines) {
    const indent = /^ *(?=[^\s])/.exec(line)?.[0].length;
    if (indent === undefined) continue;
    if (indent > before) steps.set(indent - before, (steps.get(indent - before) ?? 0) + 1);
    before = indent;
  }
  let unit: number | undefined;
  let most = 0;
  for (const [step, count] of steps) if (count > most && step > 1) [unit, most] = [step, count];
  return unit;
}
