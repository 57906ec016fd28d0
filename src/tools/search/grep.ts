import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { originOf } from '../files/origin.ts';

const defaultLimit = 200;

/** Searches in files. */
export const grep = defineTool({
  name: 'grep',
  core: true,
  kind: 'read',
  description:
    'Searches file contents (ripgrep). Use it to find definitions and uses. Not for file names: glob. Limits: 200 lines; no ignored, binary or secret files.',
  input: z.object({
    pattern: z.string().min(1),
    path: z.string().min(1).optional(),
    glob: z.string().min(1).optional(),
    ignoreCase: z.boolean().optional(),
    literal: z.boolean().optional(),
    multiline: z.boolean().optional(),
    contextLines: z.int().min(0).max(20).optional(),
    mode: z.enum(['content', 'files', 'count']).optional(),
    limit: z.int().min(1).max(2000).optional(),
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
