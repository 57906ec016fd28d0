import type { Mode } from '../protocol/risk.ts';
import { modeOf, parseOptions, UsageError } from './commandLine.ts';

const shells = ['bash', 'zsh'] as const;

/** What `belay check` was asked for. */
export interface CheckRequest {
  readonly kind: 'command' | 'path';
  readonly root: string;
  readonly mode: Mode;
  readonly shell: string;
  readonly sandboxed: boolean;
  readonly explain: boolean;
  /** The one command or path to judge; without it, lines are read. */
  readonly text: string | undefined;
}

/** Throws `UsageError` for what is no such request. */
export function checkOptions(args: readonly string[]): CheckRequest {
  const { values, positionals } = parseOptions(args, {
    cwd: { type: 'string' },
    mode: { type: 'string' },
    shell: { type: 'string' },
    'no-sandbox': { type: 'boolean' },
    explain: { type: 'boolean' },
  });
  const [kind, text, ...more] = positionals;
  if (kind !== 'command' && kind !== 'path')
    throw new UsageError('Say what to check: belay check command, or belay check path.');
  if (more.length > 0) throw new UsageError(`Put the ${kind} into one pair of quotes, so that it is one word.`);
  const shell = values.shell ?? 'bash';
  if (!shells.some((one) => one === shell))
    throw new UsageError(`Commands are judged for ${shells.join(' or ')}, not for "${shell}".`);
  return {
    kind,
    text,
    shell,
    root: values.cwd ?? '.',
    mode: modeOf(values.mode ?? 'default'),
    sandboxed: values['no-sandbox'] !== true,
    explain: values.explain === true,
  };
}
