import * as z from 'zod';
import { defineTool, ToolError } from '../../agent/tool.ts';
import { editNotebook, type NotebookEdit } from '../../edits/notebook/editNotebook.ts';
import { editableFile } from './editableFile.ts';

/** Changes a Jupyter notebook by cells. */
export const notebookEdit = defineTool({
  name: 'notebook_edit',
  keywords: 'jupyter ipynb cell markdown insert',
  kind: 'edit',
  description:
    'Replaces, inserts or deletes one cell of a Jupyter notebook (.ipynb) that you have read; read_file shows the cells with their numbers and ids. Use it for every change of a notebook. Not for other files, and not to run a cell. Limits: one cell a call; a code cell that is changed loses its outputs; after an insertion or deletion the numbers of the cells below change, the ids do not; refused when the file has changed since you read it.',
  input: z.object({
    path: z.string().min(1).describe('The notebook, relative to the workspace folder or absolute.'),
    cell: z
      .union([z.int().min(0), z.string().min(1)])
      .describe(
        'Number of the cell, counted from 1 as read_file shows it, or its id. A new cell is put below it; 0 puts it at the top.',
      ),
    action: z.enum(['replace', 'insert', 'delete']).describe('What to do with the cell.'),
    cellType: z
      .enum(['code', 'markdown', 'raw'])
      .optional()
      .describe('Type of a new cell (default code), or the type that the cell should get.'),
    source: z.string().optional().describe('The whole new text of the cell, written out in full.'),
  }),
  title({ path, cell, action }) {
    if (action === 'insert')
      return cell === 0 ? `Insert a cell at the top of ${path}` : `Insert a cell below ${cell} in ${path}`;
    return `${action === 'delete' ? 'Delete' : 'Edit'} cell ${cell} of ${path}`;
  },
  targets: ({ path }) => ({ paths: [{ path, access: 'write' }] }),
  async propose(input, context) {
    const absolute = context.resolve(input.path);
    const name = context.display(absolute);
    if (!/\.ipynb$/i.test(absolute)) throw new ToolError(`${name} is no notebook (.ipynb). Use another edit tool.`);
    const { text: before, hash } = await editableFile(context, absolute);
    const result = editNotebook(before, checked(input), () => crypto.randomUUID().slice(0, 8));
    if (!result.ok) throw new ToolError(`${name}: ${result.message}`);
    const note = result.dropped
      ? `The outputs of cell ${result.number} were removed: they were those of the old code.`
      : undefined;
    return {
      changes: [{ kind: 'edit', path: absolute, hash, before, after: result.text }],
      ...(note ? { note } : {}),
    };
  },
});

/** Throws `ToolError` where the action lacks what it needs. */
function checked({
  cell,
  action,
  cellType,
  source,
}: {
  readonly cell: number | string;
  readonly action: NotebookEdit['action'];
  readonly cellType?: 'code' | 'markdown' | 'raw' | undefined;
  readonly source?: string | undefined;
}): NotebookEdit {
  switch (action) {
    case 'insert':
      if (source === undefined) throw new ToolError('Give the source of the new cell.');
      return { action, cell, cellType: cellType ?? 'code', source };
    case 'replace':
      if (source === undefined && cellType === undefined)
        throw new ToolError('Give the new source of the cell, or its new type.');
      return { action, cell, ...(cellType ? { cellType } : {}), ...(source === undefined ? {} : { source }) };
    case 'delete':
      if (source !== undefined || cellType !== undefined)
        throw new ToolError('To delete a cell give neither source nor cellType. To change it use replace.');
      return { action, cell };
  }
}
