import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExamples, readLabelled } from '../../../../scripts/train/data.mts';
import { fitTables } from '../../../../scripts/train/fit.mts';
import { expand, fill, readSlots } from '../../../../scripts/train/grammar.mts';
import { wilson } from '../../../../scripts/train/measure.mts';
import { prepare, seenKeys } from '../../../../scripts/train/prepare.mts';
import { classifier, fingerprint, weightsFileOf } from '../../../../scripts/train/weightsFile.mts';
import weights from '../../../../src/security/classifier/weights.json';

describe('the grammar', () => {
  it.each([
    ['git {add|rm} x', ['git add x', 'git rm x']],
    ['git add{? -v| -p}', ['git add', 'git add -v', 'git add -p']],
    ['a {b {c|d}|e}', ['a b c', 'a b d', 'a e']],
    ['a {b\\|c|d}', ['a b|c', 'a d']],
    ["awk '{print $1}' {x|y}", ["awk '{print $1}' x", "awk '{print $1}' y"]],
    ["{grep 'a|b'|ls}", ["grep 'a|b'", 'ls']],
    ['find . -exec rm {} \\;', ['find . -exec rm {} \\;']],
    ['echo {a,b}', ['echo {a,b}']],
  ])('expands %s', (production, texts) => {
    expect(expand(production)).toEqual(texts);
  });

  it('refuses a production whose quotes are open', () => {
    expect(() => expand("{a|'b}")).toThrow('not closed');
  });

  it('fills slots in the same way each time, without repeating itself', () => {
    const slots = readSlots('SRC a.ts b.ts\nSRCDIR src\nMSG "x y" | z\n');
    expect(fill('cat @SRC', slots, 4, 1)).toEqual(fill('cat @SRC', slots, 4, 1));
    expect(fill('cat @SRC', slots, 4, 1).sort()).toEqual(['cat a.ts', 'cat b.ts']);
    expect(fill('ls @SRCDIR', slots, 4, 1)).toEqual(['ls src']);
    expect(fill('say @MSG', slots, 4, 1).sort()).toEqual(['say "x y"', 'say z']);
  });
});

describe('the data', () => {
  const examples = readExamples();

  it('holds thousands of commands of many families, and hundreds by hand', () => {
    const families = new Set(examples.map(({ family }) => family));
    const programs = new Set(examples.map(({ command }) => command.split(/\s/)[0]));
    expect(examples.length).toBeGreaterThan(8000);
    expect(families.size).toBeGreaterThan(60);
    expect(programs.size).toBeGreaterThan(500);
    expect(examples.filter(({ family }) => family === 'by hand').length).toBeGreaterThan(200);
  });

  it('keeps the hold-out set apart', () => {
    const seen = new Set(examples.filter(({ family }) => family === 'by hand').map(({ command }) => command));
    const holdout = readLabelled('holdout.tsv');
    expect(holdout.length).toBeGreaterThanOrEqual(300);
    expect(holdout.filter(({ command }) => seen.has(command))).toEqual([]);
  });
});

describe('the weights', () => {
  it('are what `npm run train:risk` makes of the data and the code as they are', () => {
    expect(weights.madeFrom, 'Data or code changed: run `npm run train:risk` and commit what it writes.').toBe(
      fingerprint(),
    );
  });

  it('come out the same when they are learned again', { timeout: 180_000 }, () => {
    const { prepared, reliefs } = prepare(readExamples());
    const { calibration, thresholds } = weights;
    const seen = seenKeys(prepared, reliefs);
    expect(weightsFileOf({ tables: fitTables(prepared), calibration, thresholds, seen })).toEqual(weights);
  });

  it('lie in a small file', () => {
    expect(statSync(join(classifier, 'weights.json')).size).toBeLessThan(50 * 1024);
  });
});

it.each([
  [0, 100, 0, 0.037],
  [5, 1000, 0.0021, 0.0116],
  [0, 0, 0, 1],
])('gives the interval of %i in %i', (hits, all, from, to) => {
  expect(wilson(hits, all)[0]).toBeCloseTo(from, 3);
  expect(wilson(hits, all)[1]).toBeCloseTo(to, 3);
});
