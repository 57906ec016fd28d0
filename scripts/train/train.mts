import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, readExamples } from './data.mts';
import { fitTables } from './fit.mts';
import { measureBlind, measureDay, measureHoldout } from './measure.mts';
import { calibrationPlot } from './plot.mts';
import { prepare, seenKeys } from './prepare.mts';
import { report } from './report.mts';
import { byFamily, byProduction, calibrate, certainFor, isOpen, probability, thresholdFor } from './validate.mts';
import { classifier, weightsFileOf } from './weightsFile.mts';

const started = performance.now();
const say = (what: string): void => console.log(`${((performance.now() - started) / 1000).toFixed(1)} s  ${what}`);

const examples = readExamples();
const { prepared, reliefs } = prepare(examples);
say(`${examples.length} commands read`);

const families = byFamily(prepared);
say('families held out');
const productions = byProduction(prepared, reliefs);
say('productions held out');

// Where the form of a command decides, no weight is asked: only the others tell what a sum is worth.
const decided = {
  known: productions.filter((one) => isOpen(one, true)),
  unknown: families.filter((one) => isOpen(one, false)),
};
const calibration = { known: calibrate(decided.known), unknown: calibrate(decided.unknown) };
const limits = {
  families: thresholdFor(families, calibration.unknown, (one) => isOpen(one, false)),
  productions: thresholdFor(productions, calibration.known, (one) => isOpen(one, true)),
};
// One threshold for both: what is asked of families that were never seen holds for the ones that were.
const low = Number(Math.min(limits.families, limits.productions).toFixed(6)) - 1e-6;
const thresholds = { low: Number(low.toFixed(6)), high: certainFor(productions, calibration.known) };
const file = weightsFileOf({ tables: fitTables(prepared), calibration, thresholds, seen: seenKeys(prepared, reliefs) });
const text = `${JSON.stringify(file, null, 2)}\n`;
writeFileSync(join(classifier, 'weights.json'), text);
say(`weights written, ${(text.length / 1024).toFixed(1)} KB`);

mkdirSync(join(folder, 'report'), { recursive: true });
const points = (held: typeof families, which: 'known' | 'unknown') =>
  held.map(({ sum, label }) => ({ p: probability(calibration[which], sum), label }));
const series = [
  { name: 'families never seen', colour: '#d17f00', points: points(decided.unknown, 'unknown') },
  { name: 'known families, new commands', colour: '#1667b7', points: points(decided.known, 'known') },
];
writeFileSync(join(folder, 'report', 'calibration.svg'), calibrationPlot(series, thresholds.low));
const holdout = measureHoldout(file, prepared);
const blind = measureBlind(file, prepared);
writeFileSync(
  join(folder, 'report', 'REPORT.md'),
  report({
    prepared,
    families,
    productions,
    file,
    limits,
    series,
    holdout,
    blind,
    day: measureDay(file),
    bytes: text.length,
  }),
);
say('report written');
