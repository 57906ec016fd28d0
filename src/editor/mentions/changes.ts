import { l10n } from 'vscode';
import { ToolError } from '../../agent/tool.ts';
import type { MentionPorts } from './mentions.ts';
import { refusedOf } from './refused.ts';

const cap = 60_000;
/** Git's name of a tree with no files in it, which it knows in every repository. */
const noFiles = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

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
  const head = await run(['rev-parse', '--verify', '--quiet', 'HEAD']);
  // Without a commit, all that git tracks is new.
  const format = head.exitCode === 0 ? '' : (await run(['rev-parse', '--show-object-format'])).stdout.trim();
  const base = head.exitCode === 0 ? 'HEAD' : format === 'sha256' ? noFiles.sha256 : noFiles.sha1;
  // A rename would show what a file with keys held under its new name.
  const diff = ['diff', '--no-color', '--no-renames', '--relative', base];
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
