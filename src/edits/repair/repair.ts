import { type Cause, causes } from './evidence.ts';
import { type Fit, fitAt, type KnownReadings, outcomeOf } from './fit.ts';
import { type Fold, foldOfFile } from './fold.ts';
import { occurrences } from './occurrences.ts';
import { candidatesAt, soughtText } from './place.ts';

/** One part of the file's text to be replaced. */
export interface Insertion {
  readonly start: number;
  readonly end: number;
  readonly inserted: string;
}

export type Repair =
  | { readonly kind: 'none' }
  /** `places` are the offsets at which it fits, not all of them where they are many. */
  | { readonly kind: 'several'; readonly places: readonly number[]; readonly repairs: readonly string[] }
  | {
      readonly kind: 'unsure';
      readonly start: number;
      readonly end: number;
      readonly why: string;
      readonly repairs: readonly string[];
    }
  | { readonly kind: 'certain'; readonly insertions: readonly Insertion[]; readonly repairs: readonly string[] };

/** Work that a search may cost, in characters compared; more than that only hostile texts ask for. */
const maxWork = 4_000_000;
const maxPlaces = 50;

/** Looks in one file for texts that it does not have to the letter. */
export function repairIn(text: string, lineEnd: string): (oldText: string, newText: string, all: boolean) => Repair {
  return (oldText, newText, all) => search(foldOfFile(text), oldText, newText, lineEnd, all);
}

function search(file: Fold, oldText: string, newText: string, lineEnd: string, all: boolean): Repair {
  const sought = soughtText(oldText, newText);
  const { old, core } = sought;
  // A text of white space alone fits everywhere.
  if (core === 0) return { kind: 'none' };
  const fits: Fit[] = [];
  const known: KnownReadings = new Map();
  let work = 0;
  for (const hit of occurrences(file.codes, old.codes.subarray(0, core))) {
    const fit = fitAt(file.text, candidatesAt(file, hit, sought), known);
    if (fit && !(all && overlaps(fits.at(-1), fit))) fits.push(fit);
    work += oldText.length + newText.length;
    if (work > maxWork || (!all && fits.length > maxPlaces)) break;
  }
  return judge(file.text, fits, lineEnd, all, work > maxWork);
}

function overlaps(before: Fit | undefined, fit: Fit): boolean {
  return before !== undefined && fit.start < before.end;
}

function judge(text: string, found: readonly Fit[], lineEnd: string, all: boolean, stopped: boolean): Repair {
  const fits = withoutShifted(found);
  const [first] = fits;
  if (first === undefined) return { kind: 'none' };
  const repairs = namesOf(new Set(fits.flatMap((fit) => [...fit.causes])));
  if (stopped || (fits.length > 1 && !(all && alike(text, fits)))) {
    return { kind: 'several', places: fits.map(({ start }) => start), repairs };
  }
  const outcome = outcomeOf(text, first, lineEnd);
  if ('unsure' in outcome) return { kind: 'unsure', start: first.start, end: first.end, why: outcome.unsure, repairs };
  return { kind: 'certain', insertions: fits.map(({ start, end }) => ({ start, end, ...outcome })), repairs };
}

/** Whether all places are the very same text, read in the same way: only then one repair is certain for all. */
function alike(text: string, [first, ...rest]: readonly Fit[]): boolean {
  const sign = (fit: Fit | undefined): string =>
    fit === undefined
      ? ''
      : `${fit.causes.has('indentation') && fit.readings.map(({ candidate }) => candidate.midLine)} ${text.slice(fit.start, fit.end)}`;
  return rest.every((fit) => sign(fit) === sign(first));
}

/** A place that is indented as the model wrote it is meant rather than the same text at another level. */
function withoutShifted(fits: readonly Fit[]): readonly Fit[] {
  const level = fits.filter(({ causes }) => !causes.has('indentation'));
  const shifted = fits.filter(({ causes }) => causes.has('indentation'));
  const explained = (fit: Fit): boolean =>
    level.some(({ causes }) => [...causes].every((cause) => fit.causes.has(cause)));
  return shifted.every(explained) ? (level.length > 0 ? level : fits) : fits;
}

/** The causes in words, always in the same order. */
function namesOf(found: ReadonlySet<Cause>): string[] {
  return (Object.keys(causes) as Cause[]).filter((cause) => found.has(cause)).map((cause) => causes[cause]);
}
