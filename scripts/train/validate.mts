import { isFamiliar, readings } from '../../src/security/classifier/familiar.ts';
import { featuresOf } from '../../src/security/classifier/features.ts';
import type { Calibration } from '../../src/security/classifier/model.ts';
import { fitTables, sumOf } from './fit.mts';
import { type Prepared, type PreparedUnit, seenKeys } from './prepare.mts';
import { createRandom, shuffled } from './random.mts';

export const folds = 5;

/** A command that its fold's weights never saw. */
export interface HeldOut extends Prepared {
  readonly fold: number;
  /** The sum of the weights of its gravest part. */
  readonly sum: number;
  /** Every part of it began like a harmless command of the other folds. */
  readonly known: boolean;
}

/** Whole families are held out; commands of other families that use a program of them are not learned from either. */
export function byFamily(examples: readonly Prepared[]): HeldOut[] {
  const families = [...new Set(examples.map(({ family }) => family))].filter((family) => family !== 'by hand');
  // Large families first, each to the fold that has least, so that folds are of like size.
  const size = (family: string): number => examples.filter((one) => one.family === family).length;
  const loads = Array.from({ length: folds }, () => 0);
  const foldOf = new Map<string, number>();
  for (const family of shuffled(families, createRandom(11)).sort((a, b) => size(b) - size(a))) {
    const fold = loads.indexOf(Math.min(...loads));
    foldOf.set(family, fold);
    loads[fold] = (loads[fold] ?? 0) + size(family);
  }
  const home = homes(examples);
  return loads.flatMap((_, fold) => {
    const test = examples.filter(({ family }) => foldOf.get(family) === fold);
    const train = examples.filter(
      ({ family, units }) =>
        foldOf.get(family) !== fold && !units.some(({ program }) => foldOf.get(home.get(program) ?? '') === fold),
    );
    const tables = fitTables(train);
    return test.map((one) => ({
      ...one,
      fold,
      sum: gravest(one, ({ features }) => sumOf(tables, features, false)),
      known: false,
    }));
  });
}

/** The family in which a program stands most often. */
function homes(examples: readonly Prepared[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { family, units } of examples)
    for (const { program } of units) {
      const of = counts.get(program) ?? new Map<string, number>();
      if (family !== 'by hand') of.set(family, (of.get(family) ?? 0) + 1);
      counts.set(program, of);
    }
  return new Map([...counts].map(([program, of]) => [program, [...of].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '']));
}

/** Productions are held out, of programs that are known: commands of a kind that was never seen, as they come in use. */
export function byProduction(examples: readonly Prepared[], reliefs: readonly string[]): HeldOut[] {
  const productions = shuffled([...new Set(examples.map(({ production }) => production))], createRandom(13));
  const foldOf = new Map(productions.map((production, index) => [production, index % folds]));
  return Array.from({ length: folds }, (_, fold) => fold).flatMap((fold) => {
    const train = examples.filter(({ production }) => foldOf.get(production) !== fold);
    const tables = fitTables(train);
    const seen = seenKeys(train, reliefs);
    const has = (key: string): boolean => seen.has(key);
    return examples
      .filter(({ production }) => foldOf.get(production) === fold)
      .map((one) => ({
        ...one,
        fold,
        sum: gravest(one, ({ unit, features }) => {
          if (!isFamiliar(unit, has)) return sumOf(tables, features, false);
          const others = readings(unit, has)
            .slice(1)
            .map((reading) => featuresOf(reading, (use) => reliefs.includes(use)));
          return Math.max(...[features, ...others].map((reading) => sumOf(tables, reading, true)));
        }),
        known: one.units.every(({ unit }) => isFamiliar(unit, has)),
      }));
  });
}

function gravest({ units }: Prepared, sum: (unit: PreparedUnit) => number): number {
  return units.reduce((most, unit) => Math.max(most, sum(unit)), Number.NEGATIVE_INFINITY);
}

/**
 * Platt's scaling (1999): the probability of HIGH that a sum stands for, by Newton's method on the log loss. It is fitted
 * to the commands for which the weights decide.
 */
export function calibrate(held: readonly HeldOut[]): Calibration {
  const points = held.filter(({ sum }) => Number.isFinite(sum));
  let slope = 1;
  let offset = 0;
  for (let round = 0; round < 60; round++) {
    let [gs, go, ss, so, oo] = [0, 0, 1e-6, 0, 1e-6];
    for (const { sum, label } of points) {
      const p = 1 / (1 + Math.exp(-(slope * sum + offset)));
      const error = p - (label === 'HIGH' ? 1 : 0);
      const weight = p * (1 - p);
      gs += error * sum;
      go += error;
      ss += weight * sum * sum;
      so += weight * sum;
      oo += weight;
    }
    const det = ss * oo - so * so;
    if (Math.abs(det) < 1e-12) break;
    slope -= (oo * gs - so * go) / det;
    offset -= (ss * go - so * gs) / det;
  }
  return { slope: Number(slope.toFixed(6)), offset: Number(offset.toFixed(6)) };
}

export function probability({ slope, offset }: Calibration, sum: number): number {
  return sum === Number.NEGATIVE_INFINITY ? 0 : 1 / (1 + Math.exp(-(slope * sum + offset)));
}

/** Nothing but the weights stands between the command and LOW; with `strict`, only where it began like a harmless one. */
export function isOpen({ floor, units, known }: HeldOut, strict: boolean): boolean {
  return floor === 'none' && units.length > 0 && (known || !strict);
}

/** The most of the held-out HIGH commands that may be called LOW: of all, and of each fold. */
export const mostMissed = 0.005;

/**
 * The highest threshold below which at most `mostMissed` of the held-out HIGH commands fall, over all folds and in each.
 * Those that their form alone stops do not fall.
 */
export function thresholdFor(
  held: readonly HeldOut[],
  calibration: Calibration,
  isOpen: (one: HeldOut) => boolean,
): number {
  const groups = [held, ...Array.from({ length: folds }, (_, fold) => held.filter((one) => one.fold === fold))];
  const limits = groups.map((group) => {
    const high = group.filter(({ label }) => label === 'HIGH');
    const open = high
      .filter(isOpen)
      .map(({ sum }) => probability(calibration, sum))
      .sort((a, b) => a - b);
    return open[Math.floor(mostMissed * high.length)] ?? 1;
  });
  return Math.min(...limits);
}

/** The lowest probability from which at most one in two hundred of the held-out LOW commands lies above. */
export function certainFor(held: readonly HeldOut[], calibration: Calibration): number {
  const low = held
    .filter(({ label, known }) => label === 'LOW' && known)
    .map(({ sum }) => probability(calibration, sum))
    .sort((a, b) => b - a);
  return Number(Math.min(0.99, Math.max(0.5, low[Math.floor(low.length / 200)] ?? 0.9)).toFixed(6));
}
