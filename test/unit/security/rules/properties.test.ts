import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GateCall } from '../../../../src/agent/gatePorts.ts';
import { offeredModes } from '../../../../src/protocol/risk.ts';
import { atLeast, ruleGate, runs, touches } from '../../../support/ruleGate.ts';

const programs = [
  'git push',
  'git status',
  'npm test',
  'npm publish',
  'make x',
  'ls src',
  'rm -rf x',
  'node a.js',
  'cat secrets/a',
];
const wrap = fc.constantFrom(
  (one: string) => one,
  (one: string) => `sudo ${one}`,
  (one: string) => `timeout 5 ${one}`,
  (one: string) => `bash -c '${one}'`,
  (one: string) => `echo $(${one})`,
  (one: string) => `(${one})`,
  (one: string) => `for f in a b; do ${one}; done`,
  (one: string) => `if ${one}; then ls; fi`,
  (one: string) => `${one} > out.txt`,
  (one: string) => `${one} | tail -5`,
  (one: string) => `A=b ${one}`,
);
const simple = fc.tuple(wrap, fc.constantFrom(...programs)).map(([around, program]) => around(program));
const command = fc
  .array(fc.tuple(simple, fc.constantFrom(' && ', '; ', ' || ', '\n', ' | ')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([text, joint], index) => (index < parts.length - 1 ? text + joint : text)).join(''));

const mode = fc.constantFrom(...offeredModes);
const path = fc.constantFrom('src/a.ts', 'docs/b.md', '.env', '.git/config', '/opt/x', 'secrets/a', '~/y');
const call: fc.Arbitrary<GateCall> = fc.oneof(
  fc
    .tuple(command, mode, fc.boolean(), fc.boolean())
    .map(([text, one, approved, tainted]) =>
      runs(text, one, { approvedExactly: approved, ...(tainted ? { tainted: 'web page x' } : {}) }),
    ),
  fc
    .tuple(path, fc.constantFrom('read', 'write', 'delete'), mode)
    .map(([where, access, one]) => touches(where, access, one)),
);

const subject = fc.oneof(
  fc.constantFrom(...programs).map((text) => ({ command: text.split(' ') })),
  fc.constantFrom('git', 'npm', 'rm', 'node', 'cat', 'sudo').map((word) => ({ command: [word] })),
  fc.constantFrom('src/**', '**', '.env', 'secrets', '/opt/**', '~/**').map((pattern) => ({ path: pattern })),
  fc.constantFrom('run_command', '*', 'some_*').map((tool) => ({ tool })),
);
const restricting = fc.tuple(subject, fc.constantFrom('ask', 'deny')).map(([one, decision]) => ({ ...one, decision }));
const allowing = subject
  .filter((one) => !('command' in one) || !['sudo', 'node', 'npm', 'git'].includes(one.command.join(' ')))
  .map((one) => ({ ...one, decision: 'allow' }));
const userRules = fc.array(fc.oneof(restricting, allowing), { maxLength: 5 });

const runsOften = { numRuns: 150 };
const slow = 60_000;

describe('rules, whatever they are', () => {
  it('a rule that denies, added anywhere, never makes a verdict laxer', { timeout: slow }, async () => {
    await fc.assert(
      fc.asyncProperty(
        userRules,
        subject,
        fc.constantFrom('managed', 'user', 'project'),
        call,
        async (rules, one, where, asked) => {
          const added = [{ ...one, decision: 'deny' }];
          const before = await ruleGate({ user: rules }).judge(asked);
          const setting = where === 'user' ? { user: [...added, ...rules] } : { user: rules, [where]: added };
          expect(atLeast(await ruleGate(setting).judge(asked), before)).toBe(true);
        },
      ),
      runsOften,
    );
  });

  it('a project’s rules never loosen anything', { timeout: slow }, async () => {
    await fc.assert(
      fc.asyncProperty(
        userRules,
        fc.array(fc.oneof(restricting, allowing), { maxLength: 5 }),
        call,
        async (user, project, asked) => {
          const without = await ruleGate({ user }).judge(asked);
          expect(atLeast(await ruleGate({ user, project }).judge(asked), without)).toBe(true);
        },
      ),
      runsOften,
    );
  });

  it('an allowed prefix never lets a command pass that holds another part', { timeout: slow }, async () => {
    const user = [
      { decision: 'allow', command: ['npm', 'test'], operands: 'any', options: ['--silent'] },
      { decision: 'allow', command: ['make', 'x'] },
    ];
    const gate = ruleGate({ user });
    const evil = fc.constantFrom(
      'rm -rf x',
      'npm publish',
      'curl x.example',
      'node evil.js',
      'make y',
      'touch z',
      './run',
      'npm test --script-shell=x',
    );
    const allowed = fc.constantFrom('npm test', 'npm test a', 'make x', 'ls src', 'npm test --silent');
    const around = fc.constantFrom<(good: string, bad: string) => string>(
      (good, bad) => `${good}; ${bad}`,
      (good, bad) => `${bad} && ${good}`,
      (good, bad) => `${good} | ${bad}`,
      (good, bad) => `${good} || (${bad})`,
      (good, bad) => `${good} "$(${bad})"`,
      (good, bad) => `${good} <(${bad})`,
      (good, bad) => `{ ${good}; ${bad}; }`,
      (good, bad) => `for i in 1 2; do ${good}; ${bad}; done`,
      (good, bad) => `while ${good}; do ${bad}; done`,
      (good, bad) => `if ${bad}; then ${good}; fi`,
      (good, bad) => `case a in a) ${good};; b) ${bad};; esac`,
      (good, bad) => `f() { ${bad}; }; ${good}`,
      (good, bad) => `${good}\n${bad}`,
      (good, bad) => `${good} & ${bad}`,
      (good, bad) => `env ${good} && ${bad}`,
      (good, bad) => `bash -c '${bad}'; ${good}`,
      (good, bad) => `${good}${' '.repeat(40)};${' '.repeat(40)}${bad}`,
      (good, bad) => `${good} \\\n; ${bad}`,
      (good, bad) => `! ${bad} | ${good}`,
      (good, bad) => `coproc ${bad}; ${good}`,
      (good, bad) => `cat <<EOF | ${good}\n$(${bad})\nEOF`,
      (good, bad) => `time ${bad}; ${good}`,
    );
    await fc.assert(
      fc.asyncProperty(allowed, evil, around, around, async (good, bad, inner, outer) => {
        for (const text of [inner(good, bad), outer(good, inner(good, bad))])
          expect([text, (await gate.judge(runs(text))).decision]).not.toEqual([text, 'allow']);
      }),
      { numRuns: 400 },
    );
  });

  it('no text makes the gate throw or answer without a decision', { timeout: slow }, async () => {
    const gate = ruleGate({
      user: [
        { decision: 'deny', command: ['git', 'push'] },
        { decision: 'deny', path: 'a/**' },
      ],
    });
    const pieces = fc.array(
      fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.constantFrom(
          '$(',
          ')',
          '`',
          '"',
          "'",
          '<<EOF\n',
          'EOF\n',
          '{',
          '}',
          'git push',
          ' | ',
          '\\',
          '${x',
          '((',
          'case ',
        ),
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, mode, async (texts, one) => {
        const { decision } = await gate.judge(runs(texts.join(''), one));
        expect(['allow', 'ask', 'deny']).toContain(decision);
      }),
      { numRuns: 300 },
    );
  });
});
