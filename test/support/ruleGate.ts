import { posix } from 'node:path';
import type { Gate, GateCall, SandboxState } from '../../src/agent/gatePorts.ts';
import type { RuleFile } from '../../src/agent/ruleFiles.ts';
import type { Mode, Verdict } from '../../src/protocol/risk.ts';
import type { AutoJudges } from '../../src/security/auto.ts';
import { createGate } from '../../src/security/gate.ts';
import { quietMachine } from './quietMachine.ts';

export const root = '/home/ada/shop';

type Rules = readonly Record<string, unknown>[];

interface Setting extends AutoJudges {
  readonly user?: Rules;
  readonly project?: Rules;
  readonly managed?: Rules;
  readonly files?: readonly RuleFile[];
  readonly sandbox?: SandboxState;
  readonly trusted?: boolean;
  /** Links by where they are. */
  readonly links?: Readonly<Record<string, string>>;
}

/** The true gate on a quiet machine, with rules as their files have them. */
export function ruleGate(setting: Setting = {}): Gate {
  const { sandbox = { available: true, reason: '' }, trusted = true, links = {} } = setting;
  const files = [
    ...(setting.files ?? []),
    ...(['managed', 'user', 'project'] as const).flatMap((source): RuleFile[] => {
      const rules = setting[source];
      return rules ? [{ source, path: `/${source}.json`, text: JSON.stringify({ rules }) }] : [];
    }),
  ];
  return createGate({
    root,
    home: '/home/ada/.belay',
    readable: [],
    ignoreCase: false,
    sandbox: async () => sandbox,
    trusted: () => trusted,
    resolve: (path) =>
      path === '~' || path.startsWith('~/') ? `/home/ada${path.slice(1)}` : posix.resolve(root, path),
    async realPath(path) {
      const link = Object.keys(links).find((from) => path === from || path.startsWith(`${from}/`));
      return link === undefined ? path : path.replace(link, links[link] ?? '');
    },
    commands: quietMachine(),
    rules: async () => files,
    classifier: setting.classifier,
    secondOpinion: setting.secondOpinion,
  });
}

export function runs(command: string, mode: Mode = 'default', parts: Partial<GateCall> = {}): GateCall {
  return { tool: 'run_command', kind: 'execute', targets: { command }, mode, approvedExactly: false, ...parts };
}

export function touches(path: string, access: 'read' | 'write' | 'delete', mode: Mode = 'default'): GateCall {
  const kind = access === 'read' ? 'read' : 'edit';
  return { tool: 'some_tool', kind, targets: { paths: [{ path, access }] }, mode, approvedExactly: false };
}

const order = { allow: 0, ask: 1, deny: 2 } as const;

/** True where one verdict is at least as strict as another. */
export function atLeast(strict: Verdict, lax: Verdict): boolean {
  return order[strict.decision] >= order[lax.decision];
}
