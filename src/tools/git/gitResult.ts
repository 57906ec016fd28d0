import { type ToolContext, ToolError } from '../../agent/tool.ts';

/** Most characters of git's output that go to the model. */
const cap = 30_000;

/**
 * Runs git and returns its output, capped; `more` says how to see the rest. Throws `ToolError` with git's own words when
 * git fails.
 */
export async function gitResult(context: ToolContext, args: readonly string[], more: string): Promise<string> {
  const { exitCode, stdout, stderr } = await context.git.run(args, { cwd: context.root, signal: context.signal });
  if (exitCode !== 0) throw new ToolError(explain(stderr.trim()));
  if (stdout.length <= cap) return stdout;
  const cut = stdout.lastIndexOf('\n', cap);
  return `${stdout.slice(0, cut < 0 ? cap : cut)}\n[cut: ${stdout.length - cut} more characters; ${more}]`;
}

/** A revision or range as git takes it. One that starts with a dash would be read as an option. */
export function checkRevision(revision: string): string {
  if (!/^[^\s-][^\s\0]*$/.test(revision)) {
    throw new ToolError(`"${revision}" is not a revision. Give a branch, tag, commit or range such as main..HEAD.`);
  }
  return revision;
}

/**
 * Throws `ToolError` where a part of a range is no commit: two files of the repository can be compared by their ids as
 * well, and then nobody would know which files they were.
 */
export async function checkCommits(context: ToolContext, revision: string): Promise<void> {
  for (const part of revision.split(/\.{2,3}/).filter(Boolean)) {
    const args = ['rev-parse', '--verify', '--quiet', `${part}^{commit}`];
    const { exitCode, stderr } = await context.git.run(args, { cwd: context.root, signal: context.signal });
    if (exitCode === 0) continue;
    if (/not a git repository/i.test(stderr)) throw new ToolError(explain(stderr));
    throw new ToolError(`"${part}" is no branch, tag or commit here. For the content of one file give its path.`);
  }
}

function explain(stderr: string): string {
  if (/not a git repository/i.test(stderr))
    return 'This workspace is not a git repository, so there is nothing to show.';
  return `git failed: ${stderr || 'it gave no reason'}`;
}
