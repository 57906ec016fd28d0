import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editNotebook, type NotebookEdit } from '../../../src/edits/notebook/editNotebook.ts';

type Json = Record<string, unknown>;
const newId = () => 'fresh';

/** Keys in the order of the alphabet, as Jupyter writes them. */
const sorted = (cell: Json): Json => Object.fromEntries(Object.entries(cell).sort(([a], [b]) => (a < b ? -1 : 1)));
const code = (source: unknown, more: Json = {}): Json =>
  sorted({ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source, ...more });
const markdown = (source: unknown, more: Json = {}): Json =>
  sorted({ cell_type: 'markdown', metadata: {}, source, ...more });
const notebook = (cells: Json[], minor = 4): Json => ({
  cells,
  metadata: { kernelspec: { name: 'python3' } },
  nbformat: 4,
  nbformat_minor: minor,
});

/** Ways in which programs write notebooks. */
const styles: Record<string, (value: unknown) => string> = {
  'as Jupyter writes': (value) => `${JSON.stringify(value, null, 1)}\n`,
  'two spaces, no final line end': (value) => JSON.stringify(value, null, 2),
  'tabs and Windows line ends': (value) => `${JSON.stringify(value, null, '\t')}\n`.replaceAll('\n', '\r\n'),
  'on one line': (value) => JSON.stringify(value),
  'on one line, as Python writes': (value) => pythonLine(value),
  escaped: (value) => escaped(JSON.stringify(value, null, 1)),
};

function pythonLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return escaped(JSON.stringify(value));
  const entries = Object.entries(value).map(([key, item]) => `${escaped(JSON.stringify(key))}: ${pythonLine(item)}`);
  return `{${entries.join(', ')}}`;
}

function escaped(text: string): string {
  return text.replace(/[\x7f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const ran = { execution_count: 3, outputs: [{ output_type: 'stream', name: 'stdout', text: ['é\n'] }] };
const cases: [name: string, before: Json, edit: NotebookEdit, after: Json, number: number, dropped: boolean][] = [
  [
    'a new source drops the outputs of the old one',
    notebook([markdown(['# é\n', 'b']), code(['x = 1\n', 'x'], ran)]),
    { action: 'replace', cell: 2, source: 'y = "é"\r\ny\n' },
    notebook([markdown(['# é\n', 'b']), code(['y = "é"\n', 'y\n'])]),
    2,
    true,
  ],
  [
    'a source as one string stays one',
    notebook([code('é', { id: 'a-1', metadata: { tags: ['x'] } })]),
    { action: 'replace', cell: 'a-1', source: 'b\nc' },
    notebook([code('b\nc', { id: 'a-1', metadata: { tags: ['x'] } })]),
    1,
    false,
  ],
  [
    'an empty source',
    notebook([markdown(['é'])]),
    { action: 'replace', cell: 1, source: '' },
    notebook([markdown([])]),
    1,
    false,
  ],
  [
    'an id wins over a number',
    notebook([markdown(['é']), markdown(['b'], { id: '1' })]),
    { action: 'replace', cell: '1', source: 'c' },
    notebook([markdown(['é']), markdown(['c'], { id: '1' })]),
    2,
    false,
  ],
  [
    'a number as text',
    notebook([markdown(['é'])]),
    { action: 'replace', cell: '1', source: 'c' },
    notebook([markdown(['c'])]),
    1,
    false,
  ],
  [
    'code becomes text',
    notebook([code(['é'], { id: 'i', ...ran })]),
    { action: 'replace', cell: 1, cellType: 'markdown' },
    notebook([{ cell_type: 'markdown', id: 'i', metadata: {}, source: ['é'] }]),
    1,
    true,
  ],
  [
    'text becomes code',
    notebook([{ attachments: { 'a.png': {} }, cell_type: 'markdown', id: 'i', metadata: {}, source: ['é'] }]),
    { action: 'replace', cell: 1, cellType: 'code', source: 'é()' },
    notebook([{ cell_type: 'code', execution_count: null, id: 'i', metadata: {}, outputs: [], source: ['é()'] }]),
    1,
    false,
  ],
  [
    'below a cell',
    notebook([markdown(['é']), markdown(['b'])]),
    { action: 'insert', cell: 1, cellType: 'code', source: 'x\ny' },
    notebook([markdown(['é']), code(['x\n', 'y']), markdown(['b'])]),
    2,
    false,
  ],
  [
    'at the top, with an id',
    notebook([markdown('é', { id: 'a' })], 5),
    { action: 'insert', cell: 0, cellType: 'markdown', source: 'x\ny' },
    notebook([{ cell_type: 'markdown', id: 'fresh', metadata: {}, source: 'x\ny' }, markdown('é', { id: 'a' })], 5),
    1,
    false,
  ],
  [
    'at the end',
    notebook([markdown(['é'])]),
    { action: 'insert', cell: 1, cellType: 'raw', source: 'x' },
    notebook([markdown(['é']), { cell_type: 'raw', metadata: {}, source: ['x'] }]),
    2,
    false,
  ],
  [
    'into an empty notebook',
    notebook([]),
    { action: 'insert', cell: 0, cellType: 'code', source: 'x' },
    notebook([code(['x'])]),
    1,
    false,
  ],
  [
    'the first cell goes',
    notebook([markdown(['é']), markdown(['b'])]),
    { action: 'delete', cell: 1 },
    notebook([markdown(['b'])]),
    1,
    false,
  ],
  [
    'the last cell goes',
    notebook([markdown(['é']), markdown(['b'])]),
    { action: 'delete', cell: 2 },
    notebook([markdown(['é'])]),
    2,
    false,
  ],
  ['the only cell goes', notebook([markdown(['é'])]), { action: 'delete', cell: 1 }, notebook([]), 1, false],
];

describe.each(Object.entries(styles))('a notebook %s', (_style, write) => {
  test.each(cases)('%s', (_name, before, edit, after, number, dropped) => {
    // Without any such character in the text nothing tells that they are escaped.
    const told = { ...before, metadata: { note: 'é' } };
    const expected = write({ ...after, metadata: { note: 'é' } });
    expect(editNotebook(write(told), edit, newId)).toEqual({ ok: true, text: expected, number, dropped });
  });
});

test('every byte outside the cell stays, however odd', () => {
  const text = `{"nbformat":4,  "nbformat_minor": 2 , "x": 1.0e5, "x": "\\u00e9\\/",
  "cells": [ {"cell_type":"markdown","metadata":{ },"source":"a \\" ] }"},
    {"source": ["b"], "outputs": [ ], "cell_type":"code", "execution_count" : null,"metadata":{}} ] , "metadata":{}}

`;
  expect(editNotebook(text, { action: 'replace', cell: 2, source: 'c' }, newId)).toMatchObject({
    text: text.replace('["b"]', '["c"]'),
  });
  expect(editNotebook(text, { action: 'replace', cell: 1, source: 'c' }, newId)).toMatchObject({
    text: text.replace('"a \\" ] }"', '"c"'),
  });
});

const refused: [name: string, text: string, edit: NotebookEdit, message: RegExp][] = [
  ['broken JSON', '{"cells": [', { action: 'delete', cell: 1 }, /^The notebook is not valid JSON \(/],
  ['other JSON', '[]', { action: 'delete', cell: 1 }, /not an object/],
  ['no notebook', '{}', { action: 'delete', cell: 1 }, /no notebook: it names no format/],
  [
    'format 3',
    '{"nbformat": 3, "worksheets": []}',
    { action: 'delete', cell: 1 },
    /old format 3; only format 4.*nbconvert/,
  ],
  ['format 5', '{"nbformat": 5, "cells": []}', { action: 'delete', cell: 1 }, /format 5, which Belay does not know/],
  ['no cells', '{"nbformat": 4}', { action: 'delete', cell: 1 }, /no list of cells/],
  [
    'a broken cell',
    '{"nbformat": 4, "cells": [{"cell_type": "code"}]}',
    { action: 'delete', cell: 1 },
    /Cell 1 of the notebook is broken/,
  ],
  [
    'no such number',
    JSON.stringify(notebook([markdown('a')])),
    { action: 'delete', cell: 2 },
    /no cell 2: the notebook has one cell\. Read it/,
  ],
  ['cell 0', JSON.stringify(notebook([markdown('a')])), { action: 'delete', cell: 0 }, /no cell 0/],
  [
    'no such id',
    JSON.stringify(notebook([])),
    { action: 'insert', cell: 'x', cellType: 'code', source: '' },
    /no cell x: the notebook has 0 cells/,
  ],
  [
    'nothing to do',
    JSON.stringify(notebook([markdown(['a\n', 'b'])])),
    { action: 'replace', cell: 1, source: 'a\nb', cellType: 'markdown' },
    /holds exactly this already/,
  ],
  [
    'code left out',
    JSON.stringify(notebook([code('a')])),
    { action: 'replace', cell: 1, source: '# ... rest of the code unchanged' },
    /leaves something out/,
  ],
];

test.each(refused)('refused: %s', (_name, text, edit, message) => {
  expect(editNotebook(text, edit, newId)).toEqual({ ok: false, message: expect.stringMatching(message) });
});

test('any notebook in any style: the edited text is what its writer would have written', () => {
  const source = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.string({ unit: 'grapheme' }).map((line) => `${line.replaceAll('\r', '')}\n`)),
  );
  const cell = fc.oneof(
    source.map((text) => markdown(text)),
    fc.tuple(source, fc.boolean()).map(([text, was]) => code(text, was ? ran : {})),
  );
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...Object.values(styles)),
      (cells, at, text, write) => {
        const index = at % cells.length;
        const before = { ...notebook(cells), metadata: { note: 'é' } };
        const fresh = text.replaceAll('\r\n', '\n');
        const old = cells[index];
        const was = old?.source;
        const lines = fresh.match(/[^\n]*\n|[^\n]+/g) ?? [];
        const result = editNotebook(write(before), { action: 'replace', cell: index + 1, source: text }, newId);
        if (fresh === (Array.isArray(was) ? was.join('') : was)) {
          expect(result.ok).toBe(false);
          return;
        }
        const next = { ...old, source: typeof was === 'string' ? fresh : lines };
        if (old?.cell_type === 'code') Object.assign(next, { execution_count: null, outputs: [] });
        expect(result).toMatchObject({ ok: true, text: write({ ...before, cells: cells.with(index, next) }) });
      },
    ),
    { numRuns: 400 },
  );
});

test('a notebook of 10 MB is edited soon', () => {
  const image = { output_type: 'display_data', data: { 'image/png': 'A'.repeat(10_000_000) } };
  const text = JSON.stringify(notebook([code('a', { outputs: [image] }), code('b')]), null, 1);
  const began = performance.now();
  expect(editNotebook(text, { action: 'replace', cell: 2, source: 'c' }, newId).ok).toBe(true);
  expect(editNotebook('['.repeat(200_000), { action: 'delete', cell: 1 }, newId).ok).toBe(false);
  expect(performance.now() - began).toBeLessThan(2000);
});
