import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExamples, readLabelled } from '../../../../scripts/train/data.mts';
import { createClassifier } from '../../../../src/security/classifier/classify.ts';
import { disguises } from './disguises.ts';

const { judge } = createClassifier();
const examples = readExamples();
const grave = [...examples, ...readLabelled('holdout.tsv')]
  .filter(({ label, command }) => label === 'HIGH' && !/<<|#/.test(command))
  .map(({ command }) => command);
const simple = grave.filter((command) => /^[\w./@:=+,%~ -]+$/.test(command));
const plain = disguises.filter((disguise) => disguise.simple);
const any = disguises.filter((disguise) => !disguise.simple);

describe('a HIGH command in disguise', () => {
  it('is known to be none of the low ones as it stands', () => {
    expect(grave.length).toBeGreaterThan(5000);
    expect(grave.filter((command) => judge(command).decision === 'low')).toEqual([]);
  });

  it.each(disguises.map(({ name, ...disguise }) => [name, disguise] as const))('stays so: %s', (_, disguise) => {
    const some = (disguise.simple ? simple : grave).filter((_command, index) => index % 40 === 0);
    expect(some.map(disguise.write).filter((command) => judge(command).decision === 'low')).toEqual([]);
  });

  it('stays so in two disguises, one in the other', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...simple),
        fc.constantFrom(...plain),
        fc.constantFrom(...any),
        (command, inner, outer) => {
          expect(judge(outer.write(inner.write(command))).decision).not.toBe('low');
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('stays so beside any commands that pass', () => {
    const harmless = examples.filter(({ label }) => label === 'LOW').map(({ command }) => command);
    const joiner = fc.constantFrom(' && ', '; ', ' || ', '\n');
    const before = fc.array(fc.tuple(fc.constantFrom(...harmless), joiner), { maxLength: 4 });
    fc.assert(
      fc.property(
        before,
        fc.constantFrom(...grave),
        joiner,
        fc.constantFrom(...harmless),
        (some, command, by, last) => {
          const text = `${some.map((pair) => pair.join('')).join('')}${command}${by}${last}`;
          expect(judge(text).decision).not.toBe('low');
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is never judged below its gravest part', () => {
    fc.assert(
      fc.property(fc.constantFrom(...simple), fc.constantFrom(...simple), (one, other) => {
        expect(judge(`${one} && ${other}`).high).toBeGreaterThanOrEqual(Math.max(judge(one).high, judge(other).high));
      }),
      { numRuns: 500 },
    );
  });

  it('is judged without a throw, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { high } = judge(text);
        expect(high >= 0 && high <= 1).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
