import * as z from 'zod';
import { defineTool, ToolError } from '../../agent/tool.ts';
import { deletableEntry } from './entryHash.ts';

/** Deletes a file or folder. */
export const deleteFile = defineTool({
  name: 'delete_file',
  kind: 'edit',
  description:
    'Deletes a file, or a folder with all that is in it; the person is asked. It goes to the trash where there is one, and Belay keeps the content. Use it only for what the task makes superfluous. Never for the workspace folder itself.',
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
