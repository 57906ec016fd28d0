import { describe, expect, it } from 'vitest';
import type { GateCall } from '../../../src/agent/gatePorts.ts';
import type { Decision, Mode, Risk } from '../../../src/protocol/risk.ts';
import { offeredModes } from '../../../src/protocol/risk.ts';
import { type Cell, type Effect, riskTable } from '../../../src/security/table.ts';
import { ruleGate, runs, touches } from '../../support/ruleGate.ts';

/** Risk and mode as they were agreed: the risk, then default, allowEdits, auto, bypass, yolo. */
const agreed: Readonly<Record<Effect, readonly [Risk, Cell, Cell, Cell, Cell, Cell]>> = {
  talk: ['LOW', 'allow', 'allow', 'allow', 'allow', 'allow'],
  readInside: ['LOW', 'allow', 'allow', 'allow', 'allow', 'allow'],
  readOnlyCommand: ['LOW', 'allow', 'allow', 'allow', 'allow', 'allow'],
  editInside: ['MEDIUM', 'ask', 'allow', 'allow', 'allow', 'allow'],
  commandKnown: ['MEDIUM', 'ask', 'ask', 'classify', 'allow', 'allow'],
  commandSandboxed: ['HIGH', 'ask', 'ask', 'classify', 'allow', 'allow'],
  command: ['HIGH', 'ask', 'ask', 'ask', 'deny', 'allow'],
  delete: ['HIGH', 'ask', 'ask', 'classify', 'allow', 'allow'],
  network: ['HIGH', 'ask', 'ask', 'classify', 'deny', 'allow'],
  readOutside: ['HIGH', 'ask', 'ask', 'classify', 'allow', 'allow'],
  writeOutside: ['HIGH', 'ask', 'ask', 'ask', 'deny', 'allow'],
  readSecret: ['HIGH', 'ask', 'ask', 'ask', 'deny', 'allow'],
  writeTrusted: ['HIGH', 'ask', 'ask', 'ask', 'deny', 'allow'],
};

/** A call that does just this, with and without a sandbox; what it is without one, where that differs. */
const calls: Readonly<Record<Effect, { readonly call: (mode: Mode) => GateCall; readonly without?: Effect }>> = {
  talk: { call: (mode) => ({ ...touches('a', 'read', mode), kind: 'ask', targets: {} }) },
  readInside: { call: (mode) => touches('src/a.ts', 'read', mode) },
  readOnlyCommand: { call: (mode) => runs('ls src', mode) },
  editInside: { call: (mode) => touches('src/a.ts', 'write', mode) },
  commandKnown: { call: (mode) => runs('cd src && npm test | tail -5', mode), without: 'command' },
  commandSandboxed: { call: (mode) => runs('node build.js', mode), without: 'command' },
  command: { call: (mode) => ({ ...runs('node build.js', mode), outside: true }) },
  delete: { call: (mode) => touches('src/a.ts', 'delete', mode) },
  network: {
    call: (mode) => ({ ...touches('a', 'read', mode), kind: 'network', targets: { hosts: ['example.org'] } }),
  },
  readOutside: { call: (mode) => touches('/opt/lib/a.h', 'read', mode) },
  writeOutside: { call: (mode) => touches('/opt/lib/a.h', 'write', mode) },
  readSecret: { call: (mode) => touches('.env', 'read', mode) },
  writeTrusted: { call: (mode) => touches('.git/hooks/pre-commit', 'write', mode) },
};

const effects = Object.keys(agreed) as Effect[];

describe('the table of risk and mode', () => {
  it('says what was agreed, cell by cell', () => {
    const written = effects.map((effect) => {
      const { risk, cells } = riskTable[effect];
      return [effect, [risk, ...offeredModes.map((mode) => cells[mode])]];
    });
    expect(Object.fromEntries(written)).toEqual(agreed);
    expect(Object.keys(riskTable).sort()).toEqual([...effects].sort());
  });

  for (const available of [true, false])
    for (const mode of offeredModes)
      it(`holds in the gate, in ${mode} ${available ? 'with' : 'without'} a sandbox`, async () => {
        const gate = ruleGate({ sandbox: { available, reason: available ? '' : 'Install it.' } });
        for (const effect of effects) {
          const { call, without = effect } = calls[effect];
          // In YOLO nothing is held.
          const found = available && mode !== 'yolo' ? effect : without;
          const cell = agreed[found][offeredModes.indexOf(mode) + 1];
          // Nobody to classify: what is left to the classifier asks.
          const decision = (cell === 'classify' ? 'ask' : cell) as Decision;
          const verdict = await gate.judge(call(mode));
          expect({ effect, decision: verdict.decision, risk: verdict.risk }).toEqual({
            effect,
            decision,
            risk: agreed[found][0],
          });
        }
      });

  it('refuses in every mode what is denied by a rule, disguised, malformed, or Belay’s own', async () => {
    const gate = ruleGate({ user: [{ decision: 'deny', command: ['git', 'push'] }] });
    for (const mode of offeredModes) {
      const refused = [
        runs('git push', mode),
        runs('sudo -u ada timeout 5 git -C x push', mode),
        runs('ls\u001b[2J', mode),
        runs('  ', mode),
        touches('a\0b', 'read', mode),
        touches('/home/ada/.belay/settings.json', 'write', mode),
        runs('echo x > /home/ada/.belay/settings.json', mode),
      ];
      for (const one of refused) expect(await gate.judge(one)).toMatchObject({ decision: 'deny' });
      expect(await ruleGate({ trusted: false }).judge(runs('ls', mode))).toMatchObject({ decision: 'deny' });
    }
  });
});

describe('Auto', () => {
  const judges = (high: number, decision: 'low' | 'high' | 'uncertain') => ({
    classifier: async () => ({ judge: () => ({ high, decision }) }),
  });

  it('lets through what the classifier clearly knows, with the number', async () => {
    const gate = ruleGate(judges(0.01, 'low'));
    expect(await gate.judge(runs('node build.js', 'auto'))).toMatchObject({
      decision: 'allow',
      layer: 'classifier',
      classifier: 0.01,
    });
    expect(await gate.judge(runs('cat /opt/lib/a.h', 'auto'))).toMatchObject({ decision: 'allow', classifier: 0.01 });
    for (const mode of ['default', 'allowEdits'] as const)
      expect((await gate.judge(runs('node build.js', mode))).decision).toBe('ask');
  });

  it.each<[string, GateCall, Decision]>([
    ['a secret', runs('cat .env', 'auto'), 'ask'],
    ['a protected file', runs('echo x > .git/hooks/pre-commit', 'auto'), 'ask'],
    ['a file outside', runs('echo x > /opt/x', 'auto'), 'ask'],
    ['what would run outside the sandbox', runs('node build.js', 'auto', { outside: true }), 'ask'],
    ['a disguised command', runs('l\u200bs', 'auto'), 'deny'],
    ['what a rule denies', runs('xargs git push', 'auto'), 'deny'],
    ['what a rule asks about', runs('make deploy', 'auto'), 'ask'],
    ['a deletion by a tool', touches('a', 'delete', 'auto'), 'ask'],
  ])('the classifier has no say on %s', async (_, call, decision) => {
    const user = [
      { decision: 'deny', command: ['git', 'push'] },
      { decision: 'ask', command: ['make', 'deploy'] },
    ];
    const verdict = await ruleGate({ user, ...judges(0, 'low') }).judge(call);
    expect([verdict.decision, verdict.classifier]).toEqual([decision, undefined]);
  });

  it('has no classifier where there is no sandbox', async () => {
    const gate = ruleGate({ ...judges(0, 'low'), sandbox: { available: false, reason: 'None.' } });
    expect((await gate.judge(runs('npm test', 'auto'))).decision).toBe('ask');
  });

  it('asks where the classifier fails or says nonsense', async () => {
    for (const classifier of [
      async () => Promise.reject(new Error('no weights')),
      async () => ({ judge: () => ({ high: Number.NaN, decision: 'low' as const }) }),
    ])
      expect((await ruleGate({ classifier }).judge(runs('node x', 'auto'))).decision).toBe('ask');
  });

  it('a second model is asked about what is uncertain, and only its clear word counts', async () => {
    const context = { request: 'Build it', steps: ['Read a.ts'] };
    const call = runs('node x', 'auto', { context });
    const seen: unknown[] = [];
    const opinion = (says: () => Promise<'low' | 'high'>) =>
      ruleGate({
        ...judges(0.3, 'uncertain'),
        async secondOpinion(one) {
          seen.push(one);
          return await says();
        },
      }).judge(call);
    expect(await opinion(async () => 'low')).toMatchObject({ decision: 'allow', classifier: 0.3 });
    expect(await opinion(async () => 'high')).toMatchObject({ decision: 'ask', classifier: 0.3 });
    expect((await opinion(() => Promise.reject(new Error('down')))).decision).toBe('ask');
    expect(seen[0]).toEqual({ command: 'node x', ...context });
    const high = ruleGate({ ...judges(0.9, 'high'), secondOpinion: async () => 'low' });
    expect((await high.judge(call)).decision).toBe('ask');
  });
});
