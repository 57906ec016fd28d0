import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { notebookEdit } from '../../../src/tools/files/notebookEdit.ts';
import { readFile } from '../../../src/tools/files/readFile.ts';
import { projectWithTools } from '../../support/toolContext.ts';

const cells = [
  { cell_type: 'markdown', id: 'intro', metadata: {}, source: ['# Title'] },
  {
    cell_type: 'code',
    execution_count: 1,
    id: 'sum',
    metadata: {},
    outputs: [{ name: 'stdout', output_type: 'stream', text: ['2\n'] }],
    source: ['1 + 1'],
  },
];
const written = (list: unknown): string =>
  `${JSON.stringify({ cells: list, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;

test('changes a notebook that was read, by the numbers and ids that read_file shows', async () => {
  const { call, at } = projectWithTools({ 'n.ipynb': written(cells) });
  const edit = { path: 'n.ipynb', cell: 'sum', action: 'replace', source: '1 + 2' };
  await expect(call(notebookEdit, edit)).rejects.toThrow('You have not read n.ipynb yet');
  expect(await call(readFile, { path: 'n.ipynb' })).toContain('=== cell 2 (code, id sum)');
  expect(await call(notebookEdit, edit)).toBe(
    'edit n.ipynb\nThe outputs of cell 2 were removed: they were those of the old code.',
  );
  const changed = { ...cells[1], execution_count: null, outputs: [], source: ['1 + 2'] };
  expect(readFileSync(at('n.ipynb'), 'utf8')).toBe(written([cells[0], changed]));

  await call(notebookEdit, { path: 'n.ipynb', cell: 0, action: 'insert', source: 'import os' });
  await call(notebookEdit, { path: 'n.ipynb', cell: 3, action: 'delete' });
  const [first, second] = JSON.parse(readFileSync(at('n.ipynb'), 'utf8')).cells;
  expect(first).toEqual({
    cell_type: 'code',
    execution_count: null,
    id: expect.stringMatching(/^[0-9a-f]{8}$/),
    metadata: {},
    outputs: [],
    source: ['import os'],
  });
  expect(second).toEqual(cells[0]);
  writeFileSync(at('n.ipynb'), written([]));
  await expect(call(notebookEdit, edit)).rejects.toThrow('n.ipynb has changed since you read it');
});

const refused: [name: string, input: Record<string, unknown>, message: RegExp][] = [
  [
    'another file',
    { path: 'a.txt', cell: 1, action: 'delete' },
    /a\.txt is no notebook \(\.ipynb\)\. Use another edit tool/,
  ],
  ['no such file', { path: 'none.ipynb', cell: 1, action: 'delete' }, /no file none\.ipynb/],
  [
    'a missing cell',
    { path: 'n.ipynb', cell: 7, action: 'delete' },
    /^n\.ipynb: There is no cell 7: the notebook has 2 cells/,
  ],
  ['an insertion without a source', { path: 'n.ipynb', cell: 1, action: 'insert' }, /Give the source/],
  ['a replacement by nothing', { path: 'n.ipynb', cell: 1, action: 'replace' }, /Give the new source/],
  [
    'a deletion with a source',
    { path: 'n.ipynb', cell: 1, action: 'delete', source: 'x' },
    /To delete a cell give neither/,
  ],
  ['a negative number', { path: 'n.ipynb', cell: -1, action: 'delete' }, /bad input/],
];

test.each(refused)('refused: %s', async (_name, input, message) => {
  const { call, at } = projectWithTools({ 'n.ipynb': written(cells), 'a.txt': 'a' });
  await call(readFile, { path: 'n.ipynb' });
  await call(readFile, { path: 'a.txt' });
  await expect(call(notebookEdit, input)).rejects.toThrow(message);
  expect(readFileSync(at('n.ipynb'), 'utf8')).toBe(written(cells));
});
