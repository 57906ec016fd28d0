import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { originOf } from '../files/origin.ts';

const limit = 500;

/** Finds files by name. */
export const glob = defineTool({
  name: 'glob',
  keywords: 'find files by name filename extension paths wildcard',
  kind: 'read',
  description:
    'Finds files whose path matches a glob pattern, such as **/*.test.ts or src/**/cart*. Use it when you know something of the name. Not for what is inside files: use grep. Limits: 500 paths, sorted; ignored files (.gitignore) are left out.',
  input: z.object({
    pattern: z.string().min(1).describe('Glob: * within a folder, ** across folders, ? one character, {a,b} either.'),
    path: z.string().min(1).optional().describe('The folder to search in. Default: the workspace folder.'),
  }),
  title: ({ pattern, path }) => `Find ${pattern}${path === undefined ? '' : ` in ${path}`}`,
  targets: ({ path }) => ({ paths: [{ path: path ?? '.', access: 'read' }] }),
  async run({ pattern, path = '.' }, context) {
    const folder = context.resolve(path);
    const { paths, truncated } = await context.search.glob({ pattern, path: folder, limit, signal: context.signal });
    if (paths.length === 0)
      return { text: `No file matches ${pattern}. Try a wider pattern, or grep for its content.` };
    const lines = paths.map((found) => context.display(found));
    if (truncated) lines.push(`[cut: more than ${limit} files match; use a narrower pattern or a path]`);
    return { text: lines.join('\n'), ...(await originOf(context, folder, 'names in a folder outside the workspace:')) };
  },
});
