import * as z from 'zod';
import { defineTool, ToolError } from '../../agent/tool.ts';
import { entryHash } from './entryHash.ts';

/** Moves or renames a file or folder. */
export const moveFile = defineTool({
  name: 'move_file',
  keywords: 'mv rename file folder path',
  kind: 'edit',
  description:
    'Moves or renames a file or folder; missing folders are made. Use it rather than a command, so that it can be taken back. Not for renaming a symbol: use rename_symbol where you have it. Limits: references to it are not changed, find them with grep and edit them; refused when the target exists.',
  input: z.object({
    path: z.string().min(1).describe('What to move, relative to the workspace folder or absolute.'),
    to: z.string().min(1).describe('The new path, with the name.'),
  }),
  title: ({ path, to }) => `Move ${path} to ${to}`,
  targets: ({ path, to }) => ({
    paths: [
      { path, access: 'write' },
      { path: to, access: 'write' },
    ],
  }),
  async propose({ path, to }, context) {
    const [from, target] = [context.resolve(path), context.resolve(to)];
    const { hash, directory } = await entryHash(context, from);
    if (await context.files.stat(target))
      throw new ToolError(`${context.display(target)} exists already. Choose another name, or delete it first.`);
    if (target.startsWith(`${from}/`)) throw new ToolError('A folder cannot be moved into itself.');
    return { changes: [{ kind: 'move', path: from, to: target, hash, directory }] };
  },
});
