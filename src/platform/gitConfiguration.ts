import { ToolError } from '../agent/tool.ts';

/**
 * Entries of a repository's own configuration that make git start a program, or read further configuration that may.
 * Filters run in `git diff` and `git status` whatever settings are given on the command line.
 */
const risky: readonly RegExp[] = [
  /^filter\..*\.(?:clean|smudge|process)$/,
  /^diff\.external$/,
  /^diff\..*\.(?:command|textconv)$/,
  /^include(?:if\..*)?\.path$/,
  /^core\.(?:sshcommand|gitproxy|askpass|alternaterefscommand|worktree)$/,
  /^gpg\.(?:.*\.)?program$/,
  /^remote\..*\.(?:uploadpack|receivepack|vcs)$/,
];

/** Values of `core.fsmonitor` that name no program. */
const harmlessMonitor = /^(?:true|false|yes|no|on|off|0|1|)$/i;

/**
 * Takes the output of `git config --list --show-scope --null` and throws `ToolError` where the repository itself, not its
 * user, sets something that could run a program.
 */
export function refuseRiskyConfiguration(listing: string): void {
  const fields = listing.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const scope = fields[at];
    const [key = '', ...value] = (fields[at + 1] ?? '').split('\n');
    if (scope !== 'local' && scope !== 'worktree') continue;
    const monitor = key === 'core.fsmonitor' && !harmlessMonitor.test(value.join('\n'));
    if (!monitor && !risky.some((pattern) => pattern.test(key))) continue;
    throw new ToolError(
      `This repository's own configuration sets ${key}, which can make git run a program. Belay's git tools do not look into such a repository. Use run_command with git, which the person approves, or ask them to remove the entry (git config --local --unset ${key}).`,
    );
  }
}
