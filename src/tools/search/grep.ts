import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { originOf } from '../files/origin.ts';

const defaultLimit = 200;

/** Searches in files. */
export const grep = defineTool({
  name: 'grep',
  kind: 'read',
  description:
    'Searches the contents of files with a regular expression (ripgrep’s syntax) and shows matching lines as path:line:text. Use it to find where something is defined or used; narrow it with path or glob, and with mode files or count see only where. Not for names of files (glob), nor to read a whole file (read_file). Limits: 200 lines unless limit says more, a cut says so; ignored files (.gitignore), binary files and files that hold secrets are left out.',
  input: z.object({
    pattern: z.string().min(1).describe('The regular expression; with literal, plain text.'),
    path: z.string().min(1).optional().describe('File or folder to search in. Default: the workspace folder.'),
    glob: z.string().min(1).optional().describe('Only files whose path matches this glob, such as *.ts.'),
    ignoreCase: z.boolean().optional().describe('Ignore upper and lower case. Default false.'),
    literal: z.boolean().optional().describe('Take the pattern as plain text. Default false.'),
    multiline: z.boolean().optional().describe('Let a match span several lines. Default false.'),
    contextLines: z.int().min(0).max(20).optional().describe('Lines to show before and after each match. Default 0.'),
    mode: z.enum(['content', 'files', 'count']).optional().describe('What to show. Default content.'),
    limit: z.int().min(1).max(2000).optional().describe(`Most lines to show. Default ${defaultLimit}.`),
  }),
  title({ pattern, path, glob: only }) {
    return `Search for ${pattern}${only === undefined ? '' : ` in ${only}`}${path === undefined ? '' : ` under ${path}`}`;
  },
  targets: ({ path }) => ({ paths: [{ path: path ?? '.', access: 'read' }] }),
  async run({ pattern, path = '.', glob: only, ignoreCase, literal, multiline, contextLines, mode, limit }, context) {
    const most = limit ?? defaultLimit;
    const { lines, truncated } = await context.search.grep({
      pattern,
      path: context.resolve(path),
      ...(only === undefined ? {} : { glob: only }),
      ignoreCase: ignoreCase ?? false,
      literal: literal ?? false,
      multiline: multiline ?? false,
      contextLines: contextLines ?? 0,
      mode: mode ?? 'content',
      limit: most,
      signal: context.signal,
    });
    if (lines.length === 0) return { text: `Nothing matches ${pattern}.` };
    const shown = lines.map((line) =>
      line.startsWith(`${context.root}/`) ? line.slice(context.root.length + 1) : line,
    );
    if (truncated)
      shown.push(`[cut after ${most} lines; narrow it with path, glob or a longer pattern, or raise limit]`);
    const origin = await originOf(context, context.resolve(path), 'files outside the workspace:');
    return { text: shown.join('\n'), ...origin };
  },
});
