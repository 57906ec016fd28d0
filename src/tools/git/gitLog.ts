import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { checkRevision, gitResult } from './gitResult.ts';

/** Recent commits, one line each. */
export const gitLog = defineTool({
  name: 'git_log',
  keywords: 'history commits author who when blame',
  kind: 'read',
  description:
    'Lists commits, newest first: short hash, date, author, title. Use it to learn how and when something came about; with a path, only commits that touched it. Not for the changes themselves: use git_diff with a range such as abc123~1..abc123. Limits: 20 commits unless count says more, at most 200.',
  input: z.object({
    path: z.string().min(1).optional().describe('Only commits that touched this file or folder.'),
    count: z.int().min(1).max(200).optional().describe('How many commits. Default 20.'),
    revision: z.string().optional().describe('Start from this branch, tag, commit or range. Default HEAD.'),
  }),
  title({ path, count = 20, revision }) {
    return `Git log, ${count} commits${revision === undefined ? '' : ` of ${revision}`}${path === undefined ? '' : `, ${path}`}`;
  },
  targets: ({ path }) => ({ paths: [{ path: path ?? '.', access: 'read' }] }),
  async run({ path, count = 20, revision }, context) {
    const args = ['log', '--no-color', '--no-ext-diff', '--no-textconv', '--no-show-signature', `--max-count=${count}`];
    args.push('--date=short', '--format=%h %ad %an: %s');
    if (revision !== undefined) args.push(checkRevision(revision));
    args.push('--');
    if (path !== undefined) args.push(context.resolve(path));
    const text = await gitResult(context, args, 'ask for fewer commits, or give a path');
    return { text: text.trim() === '' ? 'No commits match.' : text };
  },
});
