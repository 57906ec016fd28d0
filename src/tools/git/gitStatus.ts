import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { gitResult } from './gitResult.ts';

/** Branch, and the files that differ from the last commit. */
export const gitStatus = defineTool({
  name: 'git_status',
  keywords: 'modified untracked staged changes branch uncommitted',
  kind: 'read',
  description:
    'Shows the current branch and which files are staged, changed or untracked, in git’s short format. Use it before describing or committing changes. Not for what changed inside a file: use git_diff. Limits: long output is cut; ignored files are not in it.',
  input: z.object({}),
  title: () => 'Git status',
  targets: () => ({ paths: [{ path: '.', access: 'read' }] }),
  async run(_, context) {
    const text = await gitResult(
      context,
      ['status', '--short', '--branch', '--untracked-files=normal', '--no-renames'],
      'use git_diff with a path to look at a part',
    );
    return {
      text: text.trimEnd().includes('\n') ? text : `${text.trimEnd()}\nNothing has changed since the last commit.`,
    };
  },
});
