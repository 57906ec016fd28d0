import { l10n } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { MentionPorts } from './mentions.ts';
import { refusedOf } from './refused.ts';

const cap = 60_000;

/**
 * What is not committed in this folder: the diff of tracked files against the last commit, and the names of new ones.
 * Files that a mention may not show are named and left out, also where they are tracked.
 */
export async function changesText(from: MentionPorts): Promise<string> {
  const signal = AbortSignal.timeout(20_000);
  const run = async (args: readonly string[]) => await from.git.run(args, { cwd: from.root, signal });
  const untracked = await run(['ls-files', '--others', '--exclude-standard', '-z']);
  if (untracked.exitCode !== 0) {
    throw new ToolError(l10n.t('This folder is no git repository, or git is not installed.'));
  }
  // A repository without a commit has only what is staged.
  const head = await run(['rev-parse', '--verify', '--quiet', 'HEAD']);
  // A rename would show what a file with keys held under its new name.
  const diff = ['diff', '--no-color', '--no-renames', '--relative', ...(head.exitCode === 0 ? ['HEAD'] : ['--cached'])];
  const changed = await run([...diff, '--name-only', '-z', '--', '.']);
  const refused = await refusedOf(pathsIn(changed), from);
  const shown = await run([...diff, '--', '.', ...refused.map((path) => `:(exclude,literal)${path}`)]);
  for (const { exitCode, stderr } of [changed, shown]) {
    if (exitCode !== 0) throw new ToolError(l10n.t('Git could not show the changes: {0}', stderr.trim().slice(0, 300)));
  }
  const added = pathsIn(untracked);
  const parts = [
    ...(shown.stdout.trim() === '' ? [] : [shown.stdout.trimEnd()]),
    ...(added.length > 0 ? [`New files that git does not track yet:\n${added.join('\n')}`] : []),
    ...(refused.length > 0 ? [`[left out, since they may not be attached: ${refused.join(', ')}]`] : []),
  ];
  if (parts.length === 0) return l10n.t('Nothing is changed since the last commit.');
  const text = parts.join('\n\n');
  if (text.length <= cap) return text;
  const cut = text.lastIndexOf('\n', cap);
  return `${text.slice(0, cut)}\n[cut: ${text.length - cut} more characters; use git_diff with a path for the rest]`;
}

function pathsIn({ stdout }: { readonly stdout: string }): string[] {
  return stdout.split('\0').filter((path) => path !== '');
}
