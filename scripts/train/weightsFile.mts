import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hash } from '../../src/security/classifier/hash.ts';
import type { Calibration, WeightsFile } from '../../src/security/classifier/model.ts';
import { folder } from './data.mts';
import { stepOf, type Tables } from './fit.mts';

export const classifier = fileURLToPath(new URL('../../src/security/classifier', import.meta.url));

interface Made {
  readonly tables: Tables;
  readonly calibration: Readonly<Record<'known' | 'unknown', Calibration>>;
  readonly thresholds: WeightsFile['thresholds'];
  readonly seen: ReadonlySet<string>;
}

export function weightsFileOf({ tables, calibration, thresholds, seen }: Made): WeightsFile {
  const packed = (table: Float64Array): WeightsFile['tables']['own'] => {
    const step = stepOf(table);
    const bytes = Int8Array.from(table, (weight) => Math.round(weight / step));
    return { step, base64: Buffer.from(bytes.buffer).toString('base64') };
  };
  const keys = [...new Set([...seen].map((key) => hash(key) >>> 8))].sort((a, b) => a - b);
  const bytes = keys.flatMap((key) => [key >> 16, (key >> 8) & 255, key & 255]);
  return {
    madeFrom: fingerprint(),
    tables: { general: packed(tables.general), own: packed(tables.own), rising: packed(tables.rising) },
    calibration,
    thresholds,
    seen: Buffer.from(bytes).toString('base64'),
  };
}

/** Code of the training that weights do not depend on, only what is written about them. */
const onlyReporting = new Set(['report.mts', 'plot.mts', 'measure.mts', 'train.mts']);

/** SHA-256 of the data, of the code that trains, and of the code that takes commands apart. */
export function fingerprint(): string {
  const files = [
    ...readdirSync(join(folder, 'grammar')).map((name) => join(folder, 'grammar', name)),
    join(folder, 'slots.txt'),
    join(folder, 'labelled.tsv'),
    ...readdirSync(folder)
      .filter((name) => name.endsWith('.mts') && !onlyReporting.has(name))
      .map((name) => join(folder, name)),
    ...readdirSync(classifier)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(classifier, name)),
  ].sort();
  const sum = createHash('sha256');
  for (const file of files) sum.update(readFileSync(file)).update('\0');
  return sum.digest('hex');
}
