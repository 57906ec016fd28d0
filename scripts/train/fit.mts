import { type Features, sizes } from '../../src/security/classifier/features.ts';
import type { Prepared } from './prepare.mts';
import { createRandom, shuffled } from './random.mts';

export type Tables = Readonly<Record<keyof typeof sizes, Float64Array>>;

/** Passes over the data; more of them change nothing that counts. */
const passes = 14;
const rate = 0.12;
/** Pulls weights to nothing: strong enough that a name seen once does not decide. */
const decay: Readonly<Record<keyof typeof sizes, number>> = { general: 2e-4, own: 1e-4, rising: 1e-4 };
/** A HIGH command taken for LOW costs more than the other way round. */
const cost = { HIGH: 2, LOW: 1 } as const;

/** The sum of the weights of a unit: what a program is called counts only where it is known. */
export function sumOf(tables: Tables, features: Features, known: boolean): number {
  let sum = 0;
  for (const index of features.general) sum += tables.general[index] ?? 0;
  for (const index of features.rising) sum += tables.rising[index] ?? 0;
  if (!known) return sum;
  for (const index of features.own) sum += tables.own[index] ?? 0;
  for (const index of features.ownRising) sum += tables.rising[index] ?? 0;
  return sum;
}

/**
 * Logistic regression with L2 regularisation (AdaGrad, Duchi et al. 2011). Each command is learned twice: with its
 * programs known, and as if they were unknown, so that the general weights can stand alone. A HIGH command is learned by
 * its gravest part, a LOW one by all its parts. Weights of the rising table never fall below nothing.
 */
export function fitTables(examples: readonly Prepared[]): Tables {
  // What its form alone stops says nothing of its words: `PATH=/tmp npm test` is no lesson about `npm test`.
  const learned = examples.filter(({ label, floor }) => label === 'LOW' || floor !== 'high');
  const tables = emptyTables();
  const squares = emptyTables();
  const random = createRandom(7);
  const learn = (features: Features, known: boolean, label: Prepared['label']): void => {
    const target = label === 'HIGH' ? 1 : 0;
    const gradient = cost[label] * (1 / (1 + Math.exp(-sumOf(tables, features, known))) - target);
    step('general', features.general, gradient);
    step('rising', features.rising, gradient);
    if (!known) return;
    step('own', features.own, gradient);
    step('rising', features.ownRising, gradient);
  };
  const step = (name: keyof typeof sizes, indices: readonly number[], gradient: number): void => {
    const weights = tables[name];
    const seen = squares[name];
    for (const index of indices) {
      const weight = weights[index] ?? 0;
      const slope = gradient + decay[name] * weight;
      const square = (seen[index] ?? 0) + slope * slope;
      seen[index] = square;
      const next = weight - (rate * slope) / Math.sqrt(square + 1e-8);
      weights[index] = name === 'rising' ? Math.max(0, next) : next;
    }
  };
  for (let pass = 0; pass < passes; pass++)
    for (const { label, units } of shuffled(learned, random))
      for (const known of [true, false]) {
        if (label === 'LOW') for (const { features } of units) learn(features, known, label);
        else {
          const [gravest] = [...units].sort(
            (a, b) => sumOf(tables, b.features, known) - sumOf(tables, a.features, known),
          );
          if (gravest) learn(gravest.features, known, label);
        }
      }
  return quantised(tables);
}

function emptyTables(): Tables {
  return {
    general: new Float64Array(sizes.general),
    own: new Float64Array(sizes.own),
    rising: new Float64Array(sizes.rising),
  };
}

/** What one step of the whole numbers in the data file is worth. */
export function stepOf(table: Float64Array): number {
  return table.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127 || 1;
}

/** The weights as the data file can hold them, so that what is measured is what runs. */
function quantised(tables: Tables): Tables {
  const round = (table: Float64Array): Float64Array => {
    const step = stepOf(table);
    return table.map((weight) => Math.round(weight / step) * step);
  };
  return { general: round(tables.general), own: round(tables.own), rising: round(tables.rising) };
}
