import { lineStart } from '../lineEndings.ts';
import { plainSpaces } from './characters.ts';
import { type Comparison, compare, explainWhiteSpace, type IndentPair, plainIndent } from './compare.ts';
import { compose } from './compose.ts';
import type { Cause } from './evidence.ts';
import { type Fold, fold, newline } from './fold.ts';
import { type IndentMap, indentMaps, indentUnit } from './indentation.ts';
import type { Candidate } from './place.ts';
import { rewriteBy } from './rewrite.ts';
import { mixedSign, signsOf } from './signs.ts';

/** A part of the file that the old text stands for once it is repaired; where it begins may be read in two ways. */
export interface Fit {
  readonly start: number;
  readonly end: number;
  readonly causes: ReadonlySet<Cause>;
  readonly readings: readonly Reading[];
}

/** Everything about one reading that does not depend on where in the file it is. */
interface Reading {
  readonly candidate: Candidate;
  readonly place: Fold;
  readonly comparison: Comparison;
  readonly maps: readonly IndentMap[];
}

/** Readings by their text, since hostile files have the same one very often. */
export type KnownReadings = Map<string, Reading | undefined>;

/** What is to be put in a place, or why that is not certain. */
export type Outcome = { readonly inserted: string } | { readonly unsure: string };

/** Tells whether the old text stands for a part of the file; `undefined` where no reading fits. */
export function fitAt(file: string, candidates: readonly Candidate[], known: KnownReadings): Fit | undefined {
  const found = candidates.flatMap((candidate) => {
    const key = `${candidate.midLine} ${candidate.afterIndent} ${candidate.finalNewline} ${candidate.trailing} ${file.slice(candidate.start, candidate.end)}`;
    const reading = known.has(key) ? known.get(key) : read(file, candidate);
    if (known.size < maxKnown) known.set(key, reading);
    return reading === undefined ? [] : { ...reading, candidate };
  });
  const level = found.filter(({ maps }) => isLevel(maps));
  const readings = level.length > 0 && !level.some((reading) => isOpen(reading, file)) ? level : found;
  const [first] = readings;
  if (first === undefined) return undefined;
  return {
    start: Math.min(...readings.map(({ candidate }) => candidate.start)),
    end: first.candidate.end,
    causes: causesOf(first),
    readings,
  };
}

const maxKnown = 100;

function isLevel(maps: readonly IndentMap[]): boolean {
  return maps.some(({ kind }) => kind === 'same');
}

/**
 * True where one line alone was sent without its indentation, and the new text has further lines without it: they may
 * have been sent like the first, or as they are to be.
 */
function isOpen({ candidate, comparison }: Reading, file: string): boolean {
  if (!candidate.afterIndent || comparison.indents.length > 0) return false;
  const further = candidate.newText.split('\n').slice(1);
  if (further.length === 0) return false;
  const indent = file.slice(lineStart(file, candidate.start), candidate.start);
  return further.some((line) => line.trim() !== '' && !line.startsWith(indent));
}

function causesOf({ candidate, comparison, maps }: Reading): Set<Cause> {
  const causes = new Set(comparison.causes);
  if (candidate.finalNewline) causes.add('finalNewline');
  if (candidate.trailing) causes.add('trailing');
  if (!isLevel(maps)) causes.add('indentation');
  return causes;
}

function read(file: string, candidate: Candidate): Reading | undefined {
  const place = fold(file.slice(candidate.start, candidate.end));
  const comparison = compare(candidate.old, place);
  if (comparison === undefined) return undefined;
  const { evidence, causes, indents, lead } = comparison;
  const pairs: IndentPair[] = [...indents];
  if (startsBlank(candidate)) {
    // An empty first line shows nothing of the indentation.
  } else if (!candidate.midLine) {
    const plain = lead[0] === lead[1] ? lead[0] : plainIndent(lead[0], lead[1], evidence, causes);
    if (plain === undefined) return undefined;
    pairs.unshift([plain, plainSpaces(lead[1]) === plain ? plain : lead[1]]);
  } else if (!explainWhiteSpace(lead[0], lead[1], evidence, causes)) {
    return undefined;
  }
  const hints = () => ({
    fileUnit: indentUnit(linesAround(file, candidate)),
    sentUnit: indentUnit(`${candidate.old.text}\n${candidate.newText}`.split('\n')),
  });
  const maps = indentMaps(pairs, hints, !candidate.afterIndent);
  return maps.length === 0 ? undefined : { candidate, place, comparison, maps };
}

function startsBlank({ old }: Candidate): boolean {
  return old.codes[0] === newline;
}

/** Lines of the file near a part of it, enough to see how wide its levels are. */
function linesAround(file: string, { start, end }: Candidate): string[] {
  return file
    .slice(Math.max(0, start - aroundLength), end + aroundLength)
    .split('\n')
    .slice(1, -1);
}

const aroundLength = 5000;

/**
 * What is to be put in the place of a fit. Where its beginning or its indentation can be read in several ways, all must
 * lead to the same file.
 */
export function outcomeOf(file: string, fit: Fit, lineEnd: string): Outcome {
  const outcomes = fit.readings.flatMap((reading) =>
    reading.maps.map((indentation): Outcome => {
      const { start, end } = reading.candidate;
      const outcome = composeWith(reading, indentation, lineEnd);
      if ('unsure' in outcome) return outcome;
      return { inserted: file.slice(fit.start, start) + outcome.inserted + file.slice(end, fit.end) };
    }),
  );
  return outcomes.reduce((one, other) => {
    if ('unsure' in one) return one;
    if ('unsure' in other) return other;
    return one.inserted === other.inserted ? one : { unsure: 'its indentation can be read in two ways' };
  });
}

function composeWith({ candidate, place, comparison }: Reading, indentation: IndentMap, lineEnd: string): Outcome {
  if (writtenForFile(indentation, comparison, candidate)) return { unsure: otherFrame };
  const { evidence } = comparison;
  const fresh = fold(candidate.newText);
  const [old, written] = [signsOf(candidate.old), signsOf(fresh)];
  const mixed = mixedSign(evidence, old, written);
  if (mixed !== undefined) return { unsure: `it has ${mixed} written in two ways` };
  const composed = compose({
    old: candidate.old,
    place,
    fresh,
    rewrite: rewriteBy(evidence, new Set([...old.plain, ...written.plain])),
    indent: indentation.map,
    midLine: candidate.midLine,
    lineEnd,
    quotesOfFile: evidence.quotesOfFile,
  });
  return 'unsure' in composed ? composed : { inserted: composed.text };
}

const otherFrame = 'newText seems to be indented as the file is, oldText is not';

/**
 * True where the new text may already have the indentation of the file, which would then be changed twice. A line that it
 * shares with the old text shows that it is indented like that.
 */
function writtenForFile(indentation: IndentMap, { indents, lead }: Comparison, candidate: Candidate): boolean {
  const { kind, shifts } = indentation;
  if (!shifts && kind !== 'scale') return false;
  const lines = candidate.newText
    .split('\n')
    .filter((line, index) => line.trim() !== '' && !(candidate.midLine && index === 0));
  const old = new Set(candidate.old.text.split('\n').map((line) => line.trimEnd()));
  if (lines.length === 0 || lines.some((line) => /^\s/.test(line) && old.has(line.trimEnd()))) return false;
  if (kind === 'scale') {
    const [oldUnit, newUnit] = [candidate.old.text, candidate.newText].map((text) => indentUnit(text.split('\n')));
    return newUnit !== undefined && newUnit !== oldUnit;
  }
  const [base, file] = shortest(candidate.midLine || startsBlank(candidate) ? indents : [lead, ...indents]);
  if (file.length > base.length) return lines.every((line) => line.startsWith(file) && !old.has(line.trimEnd()));
  return lines.every((line) => line.startsWith(file)) && lines.some((line) => !line.startsWith(base));
}

function shortest(pairs: readonly IndentPair[]): IndentPair {
  return pairs.reduce<IndentPair>(
    (least, pair) => (pair[0].length < least[0].length ? pair : least),
    pairs[0] ?? ['', ''],
  );
}
