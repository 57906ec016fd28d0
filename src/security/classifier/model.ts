import { type Features, sizes } from './features.ts';
import { hash } from './hash.ts';

/** From the sum of weights to a probability: 1 / (1 + exp(−(slope · sum + offset))). */
export interface Calibration {
  readonly slope: number;
  readonly offset: number;
}

export interface Table {
  /** What one step of the small whole numbers is worth. */
  readonly step: number;
  /** One signed byte for each index. */
  readonly base64: string;
}

/** The weights as they lie in the data file. */
export interface WeightsFile {
  /** SHA-256 of everything they were made from: data, code of the features, code of the training. */
  readonly madeFrom: string;
  readonly tables: Readonly<Record<keyof typeof sizes, Table>>;
  /** Programs that training knew, and programs that it did not. */
  readonly calibration: Readonly<Record<'known' | 'unknown', Calibration>>;
  /** Below `low` a command is let through, from `high` on it is certainly grave. */
  readonly thresholds: { readonly low: number; readonly high: number };
  /** How harmless commands of training began: the first three bytes of the hash of each key, sorted. */
  readonly seen: string;
}

export interface Model {
  readonly thresholds: WeightsFile['thresholds'];
  /** Harmless commands of training had this key (one in some thousands is a mistake). */
  seen(key: string): boolean;
  /** Probability in [0, 1] that a unit with these features is HIGH. */
  high(features: Features, known: boolean): number;
}

/** Throws where the file is damaged. */
export function createModel(file: WeightsFile): Model {
  const general = decode(file.tables.general.base64, sizes.general);
  const own = decode(file.tables.own.base64, sizes.own);
  const rising = decode(file.tables.rising.base64, sizes.rising);
  const seen = decodeKeys(file.seen);
  return {
    thresholds: file.thresholds,
    seen: (key) => seen.has(hash(key) >>> 8),
    high(features, known) {
      let sum = file.tables.general.step * total(general, features.general);
      sum += file.tables.rising.step * total(rising, features.rising);
      if (known) {
        sum += file.tables.own.step * total(own, features.own);
        sum += file.tables.rising.step * total(rising, features.ownRising);
      }
      const { slope, offset } = file.calibration[known ? 'known' : 'unknown'];
      return 1 / (1 + Math.exp(-(slope * sum + offset)));
    },
  };
}

function total(table: Int8Array, indices: readonly number[]): number {
  let sum = 0;
  for (const index of indices) sum += table[index] ?? Number.NaN;
  return sum;
}

function decode(base64: string, size: number): Int8Array {
  const text = atob(base64);
  if (text.length !== size) throw new Error('The weights of the risk model are damaged.');
  return Int8Array.from(text, (letter) => letter.charCodeAt(0));
}

function decodeKeys(base64: string): ReadonlySet<number> {
  const text = atob(base64);
  const keys = new Set<number>();
  for (let at = 0; at + 3 <= text.length; at += 3)
    keys.add((text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2));
  return keys;
}
