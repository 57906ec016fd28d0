import { describe, expect, it } from 'vitest';
import { checks } from '../../../../src/security/shell/checks/index.ts';
import { programs } from '../../../../src/security/shell/programs/index.ts';
import { failingExamples } from '../../../../src/security/shell/registry.ts';
import { characterCases } from '../../../support/commands/characterCases.ts';
import { everyday } from '../../../support/commands/everyday.ts';
import { everydayMore } from '../../../support/commands/everydayMore.ts';
import { meaningCases } from '../../../support/commands/meaningCases.ts';
import { syntaxCases } from '../../../support/commands/syntaxCases.ts';
import { analyse } from '../../../support/shellCheck.ts';

describe('programs that may run unasked', () => {
  it.each(programs.map((program) => [program.names.join(', '), program] as const))(
    'the examples of %s come out as written',
    (_, program) => {
      expect(failingExamples(program)).toEqual([]);
      expect(program.match.length).toBeGreaterThan(0);
      expect(program.notMatch.length).toBeGreaterThan(0);
    },
  );

  it('both parsers read every example that passes', () => {
    const doubted = programs.flatMap(({ match }) => match.filter((text) => analyse(text).decision !== 'allow'));
    expect(doubted).toEqual([]);
  });

  it('no name has two descriptions', () => {
    const names = programs.flatMap((program) => program.names);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('the checks', () => {
  it('are forty, numbered without a gap', () => {
    expect(checks.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('each has cases that it finds something in, and such that it does not', () => {
    const all = [...characterCases, ...syntaxCases, ...meaningCases];
    const lacking = checks
      // 26 and 40 have tables of their own, in the tests of syntax and of meaning.
      .filter(({ number }) => number !== 26 && number !== 40)
      .filter(
        ({ number }) => ![true, false].every((fires) => all.some((one) => one[0] === number && one[2] === fires)),
      );
    expect(lacking.map(({ number }) => number)).toEqual([]);
    expect(everyday.length + everydayMore.length).toBeGreaterThan(500);
  });

  it('each says what it stops, and names public advisories only', () => {
    for (const { name, stops, advisories } of checks) {
      expect(name).not.toBe('');
      expect(stops).toMatch(/^[^\n]{20,160}\.$/);
      for (const id of advisories) expect(id).toMatch(/^(?:CVE-\d{4}-\d{4,6}|GHSA(?:-[a-z0-9]{4}){3})$/);
    }
  });

  it('refuse disguises and limits, and ask about the rest', () => {
    const refusing = checks.filter(({ verdict }) => verdict === 'deny').map(({ number }) => number);
    expect(refusing).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 26]);
  });
});
