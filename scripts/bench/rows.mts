import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const artifacts = fileURLToPath(new URL('../../artifacts', import.meta.url));

/** One measurement. `goal` is an upper bound in the same unit; `floor` what the bare loop of forty lines needs. */
export interface Row {
  readonly name: string;
  readonly value: number | undefined;
  readonly unit: 'ms' | 'MB' | 'times' | 'per second' | 'elements' | 'tokens' | '%';
  readonly goal?: number;
  readonly floor?: number | undefined;
  /** A measured task that did not come out right. */
  readonly failed?: boolean;
}

/** Prints the rows as a table, or with `json` as one line of JSON each, and keeps the JSON in artifacts/bench.json. */
export function printRows(rows: readonly Row[], json: boolean): void {
  for (const row of rows) console.log(json ? JSON.stringify(row) : line(row));
  mkdirSync(artifacts, { recursive: true });
  const file = join(artifacts, 'bench.json');
  writeFileSync(file, `${JSON.stringify(rows, undefined, 2)}\n`);
  if (!json) console.log(`\nAs JSON: ${file}`);
}

function line({ name, value, unit, goal, floor, failed }: Row): string {
  const measured = value === undefined ? 'not measured here' : `${number(value)} ${unit}`;
  const verdict = failed ? 'FAILED' : goal === undefined || value === undefined ? '' : value <= goal ? 'met' : 'MISSED';
  const against =
    floor === undefined || value === undefined ? '' : `floor ${number(floor)}, ${number(value / floor)} times`;
  return [
    name.padEnd(58),
    measured.padStart(18),
    goal === undefined ? ''.padEnd(12) : `goal ${goal}`.padEnd(12),
    verdict.padEnd(8),
    against,
  ]
    .join('  ')
    .trimEnd();
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
