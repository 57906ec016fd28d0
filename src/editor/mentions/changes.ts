import { l10n } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { MentionPorts } from './mentions.ts';

const cap = 60_000;

/** What is not committed: the diff of tracked files against the last commit, and the names of new ones. */
export async function changesText({ root, git }: MentionPorts): Promise<string> {
  const signal = AbortSignal.timeout(20_000);
  const status = await git.run(['status', '--porcelain=v1', '--untracked-files=all'], { cwd: root, signal });
  if (status.exitCode !== 0) throw new ToolError(l10n.t('This folder is no git repository, or git is not installed.'));
  if (status.stdout.trim() === '') return l10n.t('Nothing is changed since the last commit.');
  // A repository without a commit has only what is staged.
  const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: root, signal });
  const against = head.exitCode === 0 ? ['HEAD'] : ['--cached'];
  const diff = await git.run(['diff', '--no-color', ...against, '--'], { cwd: root, signal });
  const untracked = status.stdout.split('\n').flatMap((line) => (line.startsWith('?? ') ? [line.slice(3)] : []));
  const parts = [
    ...(diff.stdout.trim() === '' ? [] : [diff.stdout.trimEnd()]),
    ...(untracked.length > 0 ? [`New files that git does not track yet:\n${untracked.join('\n')}`] : []),
  ];
  const text = parts.join('\n\n');
  if (text.length <= cap) return text;
  const cut = text.lastIndexOf('\n', cap);
  return `${text.slice(0, cut)}\n[cut: ${text.length - cut} more characters; use git_diff with a path for the rest]`;
}
