import * as z from 'zod';
import { defineTool, ToolError } from '../../agent/tool.ts';
import { deletableEntry } from './entryHash.ts';

/** Deletes a file or folder. */
export const deleteFile = defineTool({
  name: 'delete_file',
  keywords: 'rm remove unlink trash file folder',
  kind: 'edit',
  description:
    'Deletes a file, or a folder with all that is in it. Use it for what the task makes superfluous; it goes to the trash where there is one, and Belay keeps the content. Not for the text in a file (edit it), nor for what you did not make and were not asked to remove. Limits: the person is asked in most modes; never the workspace folder itself.',
  input: z.object({
    path: z.string().min(1).describe('What to delete, relative to the workspace folder or absolute.'),
  }),
  title: ({ path }) => `Delete ${path}`,
  targets: ({ path }) => ({ paths: [{ path, access: 'delete' }] }),
  async propose({ path }, context) {
    const absolute = context.resolve(path);
    if (absolute === context.root || context.root.startsWith(`${absolute}/`)) {
      throw new ToolError('The workspace folder itself cannot be deleted.');
    }
    const { hash, directory } = await deletableEntry(context, absolute);
    return { changes: [{ kind: 'delete', path: absolute, hash, directory }] };
  },
});
