import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { checkCommits, checkRevision, gitResult } from './gitResult.ts';

/** What changed, as a unified diff. */
export const gitDiff = defineTool({
  name: 'git_diff',
  keywords: 'compare changes patch staged uncommitted working tree',
  kind: 'read',
  description:
    'Shows changes as a unified diff: of the working tree against the index, of the index with staged, or against a revision. Use it to review work in progress. Not for untracked files: read them. Limits: 30,000 characters, give a path to see a part; settings and filters of the repository do not apply, files with keys are left out.',
  input: z.object({
    path: z.string().min(1).optional().describe('Only this file or folder. Default: everything.'),
    staged: z.boolean().optional().describe('Show what is staged for the next commit. Default false.'),
    revision: z
      .string()
      .optional()
      .describe('Compare with this commit, branch or range, such as HEAD, main or main..HEAD. Default: the index.'),
  }),
  title({ path, staged, revision }) {
    return ['Git diff', revision, staged ? 'staged' : undefined, path].filter((part) => part !== undefined).join(', ');
  },
  targets: ({ path }) => ({ paths: [{ path: path ?? '.', access: 'read' }] }),
  async run({ path, staged, revision }, context) {
    const args = ['diff', '--no-color', '--no-ext-diff', '--no-textconv'];
    if (staged) args.push('--cached');
    if (revision !== undefined) {
      args.push(checkRevision(revision));
      await checkCommits(context, revision);
    }
    args.push('--');
    if (path !== undefined) args.push(context.resolve(path));
    const text = await gitResult(context, args, 'give a path to see the rest file by file');
    return { text: text.trim() === '' ? 'No differences.' : text };
  },
});
