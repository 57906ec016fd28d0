import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GateCall } from '../../../src/agent/gatePorts.ts';
import { Mode } from '../../../src/protocol/risk.ts';
import { createGate } from '../../../src/security/gate.ts';
import { quietMachine } from '../../support/quietMachine.ts';

const root = '/home/ada/shop';
const gate = createGate({
  root,
  home: '/home/ada/.belay',
  readable: [],
  ignoreCase: false,
  sandbox: async () => ({ available: true, reason: '' }),
  trusted: () => true,
  resolve: (path) => posix.resolve(root, path),
  realPath: async (path) => path,
  commands: quietMachine(),
});

type Parts = Partial<GateCall>;
const run = (command: string): Parts => ({ kind: 'execute', targets: { command } });
const path = (name: string, access: 'read' | 'write' | 'delete', kind: GateCall['kind'] = 'edit'): Parts => ({
  kind,
  targets: { paths: [{ path: name, access }] },
});

function judge(parts: Parts, mode: Mode, plan = true) {
  return gate.judge({ tool: 't', kind: 'read', targets: {}, mode, approvedExactly: false, plan, ...parts });
}

/** What does more than look. Some of it is approved, some would run unasked in some mode. */
const changing: readonly (readonly [string, Parts])[] = [
  ['an edit', path('src/a.ts', 'write')],
  ['a deletion', path('src/a.ts', 'delete')],
  ['an edit without targets', { kind: 'edit' }],
  ['a write that calls itself a read', path('src/a.ts', 'write', 'read')],
  ['a write of a protected file', path('.git/hooks/pre-commit', 'write')],
  ['a command', run('npm test')],
  ['a command that was approved exactly', { ...run('npm test'), approvedExactly: true, approvedInSandbox: true }],
  ['a redirect', run('echo a > b')],
  ['a look that also writes', run('ls; touch b')],
  ['a substitution', run('ls $(touch b)')],
  ['a command without text', { kind: 'execute' }],
  ['a disguised command', run('l\\s\u200b')],
  ['git that changes', run('git commit -m x')],
  ['a command again outside the sandbox', { ...run('ls'), outside: true }],
  ['the network', { kind: 'network', targets: { hosts: ['example.com'] } }],
  ['the network without a host', { kind: 'network' }],
  ['a read that names a host', { targets: { hosts: ['example.com'] } }],
  [
    'a read and a write',
    {
      targets: {
        paths: [
          { path: 'a', access: 'read' },
          { path: 'b', access: 'write' },
        ],
      },
    },
  ],
];

const looking: readonly (readonly [string, Parts, readonly Mode[]])[] = [
  ['a read', path('src/a.ts', 'read', 'read'), Mode.options],
  ['a command that only looks', run('git status && ls -la | head'), Mode.options],
  ['a question', { kind: 'ask' }, Mode.options],
  ['a list of to-dos', { kind: 'plan' }, Mode.options],
  ['a search without targets', { kind: 'read' }, Mode.options],
];

describe('in plan mode', () => {
  it.each(changing)('%s is refused in every mode', async (_, parts) => {
    for (const mode of Mode.options) {
      const verdict = await judge(parts, mode);
      expect([mode, verdict.decision]).toEqual([mode, 'deny']);
      if (verdict.layer === 'plan') expect(verdict.reason).toMatch(/present your plan/);
    }
  });

  it.each(looking)('%s is let through as without', async (_, parts, modes) => {
    for (const mode of modes) {
      const [on, off] = [await judge(parts, mode), await judge(parts, mode, false)];
      expect([mode, on.decision]).toEqual([mode, 'allow']);
      expect(on).toEqual(off);
    }
  });

  it('a read outside asks as it does without', async () => {
    const outside = path('/etc/passwd', 'read', 'read');
    expect(await judge(outside, 'default')).toEqual(await judge(outside, 'default', false));
    expect((await judge(outside, 'default')).decision).toBe('ask');
  });

  it('and the same calls are not all refused without it', async () => {
    const decisions = await Promise.all(
      changing.map(async ([, parts]) => (await judge(parts, 'yolo', false)).decision),
    );
    expect(decisions.filter((decision) => decision === 'allow').length).toBeGreaterThan(changing.length - 4);
  });
});
