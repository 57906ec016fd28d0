import * as z from 'zod';
import { defineTool, ToolError } from '../../agent/tool.ts';
import { originOf } from './origin.ts';

const maxEntries = 500;

/** Names in one folder. */
export const listDirectory = defineTool({
  name: 'list_directory',
  keywords: 'ls dir folder contents entries overview tree',
  kind: 'read',
  description:
    'Lists what is directly in a folder, folders first (marked by a slash at the end), hidden entries included. Use it to get an overview. Not for a whole tree or a name that you know in part: use glob. Limits: 500 entries, one level.',
  input: z.object({
    path: z.string().min(1).describe('The folder, relative to the workspace folder or absolute; . is the workspace.'),
  }),
  title: ({ path }) => `List ${path === '.' ? 'the workspace' : path}`,
  targets: ({ path }) => ({ paths: [{ path, access: 'read' }] }),
  async run({ path }, context) {
    const absolute = context.resolve(path);
    const stat = await context.files.stat(absolute);
    if (stat === undefined)
      throw new ToolError(`There is no folder ${context.display(absolute)}. List its parent to find the right name.`);
    if (stat.type !== 'directory') throw new ToolError(`${context.display(absolute)} is a file. Use read_file.`);
    const entries = [...(await context.files.list(absolute))].sort(
      (a, b) => Number(b.type === 'directory') - Number(a.type === 'directory') || (a.name < b.name ? -1 : 1),
    );
    if (entries.length === 0) return { text: 'The folder is empty.' };
    const lines = entries
      .slice(0, maxEntries)
      .map(({ name, type, link }) => `${name}${type === 'directory' ? '/' : ''}${link ? ' (a link)' : ''}`);
    if (entries.length > maxEntries) {
      lines.push(`[cut: ${entries.length - maxEntries} more entries; use glob with a pattern to narrow it down]`);
    }
    return {
      text: lines.join('\n'),
      ...(await originOf(context, absolute, 'names in a folder outside the workspace:')),
    };
  },
});
