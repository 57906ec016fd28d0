import { describe, expect, test } from 'vitest';
import type { CommandPart, Verdict } from '../../../src/protocol/risk.ts';
import { linkOf } from '../../../webview-ui/approvals/linkOf.ts';
import { atEnd } from '../../../webview-ui/approvals/readToEnd.ts';
import { reasonWithout } from '../../../webview-ui/approvals/reasonWithout.ts';
import { percent, verdictTexts } from '../../../webview-ui/chat/verdictTexts.ts';

describe('what a touched path leads to', () => {
  const cases: [string, string, string | undefined][] = [
    ['/a/b.txt', '/a/b.txt', undefined],
    ['/a/link → /srv/real', '/a/link', '/srv/real'],
    ['C:\\a → D:\\b', 'C:\\a', 'D:\\b'],
    ['C:\\a → \\\\server\\share', 'C:\\a', '\\\\server\\share'],
    ['/a/from → to.txt', '/a/from → to.txt', undefined],
    ['/a/from → to → /srv/x', '/a/from → to', '/srv/x'],
    ['registry.npmjs.org', 'registry.npmjs.org', undefined],
  ];
  test.each(cases)('%s', (target, path, real) => expect(linkOf(target)).toEqual({ path, real }));
});

describe('a reason beside its checks', () => {
  const checks = [
    { number: 21, why: 'It writes to a file: out.txt.' },
    { number: 24, why: 'eval runs code.' },
  ];
  const cases: [string, string, string][] = [
    [
      'loses what the checks say',
      'It writes to a file: out.txt. eval runs code. A command can do anything.',
      'A command can do anything.',
    ],
    ['stays where nothing is repeated', 'A command can do anything.', 'A command can do anything.'],
    ['stays whole where nothing else would be left', 'It writes to a file: out.txt.', 'It writes to a file: out.txt.'],
    ['may be empty', '', ''],
  ];
  test.each(cases)('%s', (_, reason, expected) => expect(reasonWithout(reason, checks)).toBe(expected));
});

describe('the end of a text in its box', () => {
  const cases: [string, [number, number, number], boolean][] = [
    ['fits', [0, 100, 100], true],
    ['is longer', [0, 100, 500], false],
    ['is half read', [200, 100, 500], false],
    ['is at its end, but for a fraction', [398.6, 100, 500], true],
    ['has no size', [0, 0, 0], false],
  ];
  test.each(cases)('%s', (_, [scrollTop, clientHeight, scrollHeight], expected) =>
    expect(atEnd({ scrollTop, clientHeight, scrollHeight })).toBe(expected),
  );
});

test('a probability is said in whole percent; only what is impossible is 0, only what is certain 100', () => {
  expect([0, 0.0001, 0.004, 0.031, 0.5, 0.996, 0.9999, 1].map(percent)).toEqual([0, 1, 1, 3, 50, 99, 99, 100]);
});

describe('what a row says of a verdict', () => {
  const base: Verdict = { decision: 'allow', risk: 'MEDIUM', layer: 'mode', rule: 'x', reason: 'Because.' };
  const ran = { text: '', images: [], view: { type: 'command', exitCode: 0, sandboxed: true } } as const;
  const part: CommandPart = { text: 'npm test', decision: 'allow', risk: 'LOW', checks: [], reason: '', rule: 'npm …' };
  const cases: [string, Partial<Verdict>, Parameters<typeof verdictTexts>[1], string[]][] = [
    ['by the table', {}, {}, ['MEDIUM risk: Because.']],
    ['denied', { decision: 'deny', classifier: 0.9 }, {}, ['Refused: Because.']],
    [
      'Auto let it through',
      { classifier: 0.03 },
      { result: ran },
      ['Auto let this through: 3 % risk.', 'Because.', 'Ran in the sandbox.'],
    ],
    ['a rule in Auto', { classifier: 0.03, layer: 'rules', rule: 'npm …' }, {}, ['Allowed by your rule “npm …”.']],
    ['approved for the session in Auto', { classifier: 0.4, layer: 'approval' }, {}, ['MEDIUM risk: Because.']],
    ['Auto asked', { decision: 'ask', classifier: 0.4 }, {}, ['Auto asked: 40 % risk.', 'MEDIUM risk: Because.']],
    ['it only looks', { readOnly: true }, { result: ran }, ['Ran without asking: it only looks.']],
    ['a rule', { layer: 'rules', rule: 'npm test …' }, {}, ['Allowed by your rule “npm test …”.']],
    [
      'rules of its parts',
      { parts: [part, { ...part, rule: 'git …' }, part] },
      {},
      ['Allowed by your rule “npm …”, “git …”.'],
    ],
    [
      'a rule of a part that asks lets nothing through',
      { decision: 'ask', parts: [part] },
      {},
      ['MEDIUM risk: Because.'],
    ],
    [
      'outside a sandbox',
      {},
      { result: { ...ran, view: { type: 'command', exitCode: 0 } } },
      ['MEDIUM risk: Because.', 'Ran outside a sandbox.'],
    ],
  ];
  test.each(cases)('%s', (_, verdict, item, expected) =>
    expect(verdictTexts({ ...base, ...verdict }, item)).toEqual(expected),
  );
});
