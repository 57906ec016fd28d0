import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deleteFile } from '../../../src/tools/files/deleteFile.ts';
import { editFile } from '../../../src/tools/files/editFile.ts';
import { listDirectory } from '../../../src/tools/files/listDirectory.ts';
import { moveFile } from '../../../src/tools/files/moveFile.ts';
import { multiEdit } from '../../../src/tools/files/multiEdit.ts';
import { readFile } from '../../../src/tools/files/readFile.ts';
import { writeFile } from '../../../src/tools/files/writeFile.ts';
import { projectWithTools } from '../../support/toolContext.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const notebook = JSON.stringify({
  cells: [
    { cell_type: 'markdown', source: ['# Title\n', 'text'] },
    {
      cell_type: 'code',
      source: 'print(1)',
      outputs: [
        { text: ['1\n'] },
        { data: { 'image/png': 'x', 'text/plain': '<Figure>' } },
        { ename: 'E', evalue: 'bad' },
      ],
    },
  ],
});

const reads: [
  name: string,
  files: Record<string, string | Uint8Array>,
  input: Record<string, unknown>,
  text: string | RegExp,
][] = [
  ['text with line numbers', { a: 'one\r\n\ttwo\n' }, { path: 'a' }, '   1\tone\n   2\t\ttwo'],
  [
    'a range',
    { a: 'one\ntwo\nthree\nfour\n' },
    { path: './a', firstLine: 2, lastLine: 3 },
    '   2\ttwo\n   3\tthree\n[the file has 4 lines]',
  ],
  ['past the end', { a: 'one\n' }, { path: 'a', lastLine: 9 }, '   1\tone'],
  ['an empty file', { a: '' }, { path: 'a' }, 'a is empty.'],
  [
    'many lines',
    { a: 'x\n'.repeat(2500) },
    { path: 'a' },
    /\n2000\tx\n\[cut: lines 2001 to 2500 are not shown; read on with firstLine 2001\]$/,
  ],
  ['the rest of many lines', { a: 'x\n'.repeat(2500) }, { path: 'a', firstLine: 2001 }, /^2001\tx[\s\S]*\n2500\tx$/],
  [
    'many characters',
    { a: `${'x'.repeat(1500)}\n`.repeat(100) },
    { path: 'a' },
    /\[cut: lines 67 to 100 are not shown/,
  ],
  ['a long line', { a: 'x'.repeat(5000) }, { path: 'a' }, /x \[cut: 3000 more characters in this line; use grep/],
  [
    'a notebook',
    { 'n.ipynb': notebook },
    { path: 'n.ipynb' },
    /=== cell 1 \(markdown\)\n.*# Title\n.*text\n.*\n.*=== cell 2 \(code\)\n.*print\(1\)\n.*--- output\n.*1\n.*<Figure>\n.*\[image\/png\]\n.*E: bad$/,
  ],
];

test.each(reads)('reads %s', async (_name, files, input, text) => {
  const { call } = projectWithTools(files);
  const result = await call(readFile, input);
  if (typeof text === 'string') expect(result).toBe(text);
  else expect(result).toMatch(text);
});

test('a picture comes as a picture, by its bytes and not by its name', async () => {
  const { run } = projectWithTools({ 'a.jpg': png, 'b.png': 'not a picture' });
  expect(await run(readFile, { path: 'a.jpg' })).toEqual({
    text: `a.jpg, image/png, ${png.length} bytes.`,
    images: [{ type: 'image', mediaType: 'image/png', data: png.toString('base64') }],
  });
  await expect(run(readFile, { path: 'b.png' })).rejects.toThrow('not a png, jpg, gif or webp');
});

const unread: [name: string, input: Record<string, unknown>, message: RegExp][] = [
  ['nothing there', { path: 'none' }, /no file none\. Use glob or list_directory/],
  ['a folder', { path: 'd' }, /d is a folder\. Use list_directory/],
  ['a PDF', { path: 'a.pdf' }, /pdftotext/],
  ['binary', { path: 'b.bin' }, /b\.bin is a binary file/],
  ['Latin-1', { path: 'l.txt' }, /not valid UTF-8/],
  ['a range that is turned round', { path: 'd/x', firstLine: 3, lastLine: 2 }, /before firstLine/],
  ['a range past the end', { path: 'd/x', firstLine: 30 }, /has 1 lines, so there is no line 30/],
  ['line 0', { path: 'd/x', firstLine: 0 }, /bad input/],
  ['other JSON as a notebook', { path: 'n.ipynb' }, /not a notebook/],
];

test.each(unread)('does not read, and says why: %s', async (_name, input, message) => {
  const { call } = projectWithTools({
    'd/x': 'x\n',
    'a.pdf': '%PDF',
    'b.bin': Buffer.from([0, 1]),
    'l.txt': Buffer.from('\xe9', 'latin1'),
    'n.ipynb': '{}',
  });
  const reading = call(readFile, input);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toMatchObject({ name: 'ToolError' });
});

test('lists a folder, folders first', async () => {
  const { call, at } = projectWithTools({ 'b.txt': '', '.hidden': '', 'sub/x': '', 'a.txt': '' });
  symlinkSync('sub', at('link'));
  expect(await call(listDirectory, { path: '.' })).toBe('link/ (a link)\nsub/\n.hidden\na.txt\nb.txt');
  mkdirSync(at('empty'));
  expect(await call(listDirectory, { path: 'empty' })).toBe('The folder is empty.');
  await expect(call(listDirectory, { path: 'a.txt' })).rejects.toThrow('is a file. Use read_file');
  await expect(call(listDirectory, { path: 'none' })).rejects.toThrow('no folder none');
});

test('an edit needs the file read and unchanged since; after it the file counts as seen', async () => {
  const { call, at } = projectWithTools({ 'a.txt': 'one\r\ntwo\r\n' });
  const edit = { path: 'a.txt', oldText: 'one\ntwo', newText: 'one\n2\ntwo' };
  await expect(call(editFile, edit)).rejects.toThrow('You have not read a.txt yet. Read it with read_file');
  await call(readFile, { path: 'a.txt' });
  expect(await call(editFile, edit)).toBe('edit a.txt\nRepaired: line endings; those of the file were kept.');
  expect(readFileSync(at('a.txt'), 'utf8')).toBe('one\r\n2\r\ntwo\r\n');
  await call(editFile, { path: 'a.txt', oldText: '2', newText: '3' });
  writeFileSync(at('a.txt'), 'mine');
  await expect(call(editFile, { path: 'a.txt', oldText: 'mine', newText: 'x' })).rejects.toThrow(
    /^a\.txt has changed since you read it\. What changed [^\n]*\n@@ -1,3 \+1 @@\n-one␍\n-3␍\n-two␍\n\+mine\n[^\n]*\nRead it again/,
  );
  expect(readFileSync(at('a.txt'), 'utf8')).toBe('mine');
});

test('a file that changed after it was read is not deleted', async () => {
  const { call, at } = projectWithTools({ 'a.txt': 'one\n', 'unread.txt': 'u' });
  await call(readFile, { path: 'a.txt' });
  writeFileSync(at('a.txt'), 'two\n');
  await expect(call(deleteFile, { path: 'a.txt' })).rejects.toThrow(
    /^a\.txt has changed.*[\s\S]*\n-one\n\+two\nRead it again/,
  );
  await call(readFile, { path: 'a.txt' });
  await call(deleteFile, { path: 'a.txt' });
  await call(deleteFile, { path: 'unread.txt' });
  expect([existsSync(at('a.txt')), existsSync(at('unread.txt'))]).toEqual([false, false]);
});

test('replaceAll says how many places, and what cannot be found where it is close', async () => {
  const { call } = projectWithTools({ 'a.txt': 'a\nb a\n' });
  await call(readFile, { path: 'a.txt' });
  await expect(call(editFile, { path: 'a.txt', oldText: 'a', newText: 'c' })).rejects.toThrow(
    'a.txt: oldText occurs 2 times, on lines 1, 2',
  );
  expect(await call(editFile, { path: 'a.txt', oldText: 'a', newText: 'c', replaceAll: true })).toBe(
    'edit a.txt\nReplaced 2 places.',
  );
  await expect(call(editFile, { path: 'a.txt', oldText: 'b  c', newText: '' })).rejects.toThrow(
    'closest place is line 2. It differs only in white space',
  );
  await expect(call(editFile, { path: 'none', oldText: 'b', newText: '' })).rejects.toThrow(
    'create it with write_file',
  );
  await expect(call(editFile, { path: '.', oldText: 'b', newText: '' })).rejects.toThrow('is not a file');
});

test('a near miss is repaired, and the model and the person are told; an uncertain one shows the closest place', async () => {
  const { call, run, at, context } = projectWithTools({ 'a.py': 'def f():\n    return "a"\n' });
  await call(readFile, { path: 'a.py' });
  const near = { path: 'a.py', oldText: 'def f():  \n    return “a”', newText: 'def f():  \n    return “b”' };
  const parsed = editFile.input.parse(near);
  const proposal = editFile.kind === 'edit' ? await editFile.propose(parsed, context) : undefined;
  expect(proposal).toMatchObject({
    changes: [{ after: 'def f():\n    return "b"\n' }],
    repairs: ['typographic quotes', 'trailing white space'],
    note: expect.stringContaining('repaired: typographic quotes, trailing white space.'),
  });
  const edits = [near, { oldText: 'return "b"', newText: 'return "c"' }];
  expect((await run(multiEdit, { path: 'a.py', edits })).text).toContain('oldText of edit 1 did not match');
  expect(readFileSync(at('a.py'), 'utf8')).toBe('def f():\n    return "c"\n');
  const far = { path: 'a.py', oldText: 'def g():\n    return "c"', newText: 'x' };
  await expect(call(editFile, far)).rejects.toMatchObject({
    message: expect.stringContaining('closest place is lines 1–2'),
    closest: { firstLine: 1, lastLine: 2, text: 'def f():\n    return "c"' },
  });
});

test('an edit without old text creates a file that is not there, and only that', async () => {
  const { call, at } = projectWithTools({ 'a.txt': 'a' });
  await call(editFile, { path: 'new/b.txt', oldText: '', newText: 'b\n' });
  expect(readFileSync(at('new/b.txt'), 'utf8')).toBe('b\n');
  await expect(call(editFile, { path: 'a.txt', oldText: '', newText: 'b' })).rejects.toThrow('not read');
  await call(readFile, { path: 'a.txt' });
  await expect(call(editFile, { path: 'a.txt', oldText: '', newText: 'b' })).rejects.toThrow('oldText is empty');
  const lazy = { path: 'c.txt', oldText: '', newText: '// ... rest of the code' };
  await expect(call(editFile, lazy)).rejects.toThrow('leaves something out');
});

test('several edits are made in order, all or none', async () => {
  const { call, at } = projectWithTools({ 'a.txt': 'one two\n' });
  await call(readFile, { path: 'a.txt' });
  const bad = [
    { oldText: 'one', newText: '1' },
    { oldText: 'three', newText: '3' },
  ];
  await expect(call(multiEdit, { path: 'a.txt', edits: bad })).rejects.toThrow(
    'edit 2 of 2 does not work, so none was made',
  );
  expect(readFileSync(at('a.txt'), 'utf8')).toBe('one two\n');
  await call(multiEdit, {
    path: 'a.txt',
    edits: [
      { oldText: 'one', newText: 'two' },
      { oldText: 'two', newText: 'x', replaceAll: true },
    ],
  });
  expect(readFileSync(at('a.txt'), 'utf8')).toBe('x x\n');
  await expect(
    call(multiEdit, {
      path: 'a.txt',
      edits: [
        { oldText: 'x x', newText: 'y' },
        { oldText: 'y', newText: 'x x' },
      ],
    }),
  ).rejects.toThrow('cancel each other out');
});

test('write_file creates, and rewrites what was read with its line ends and byte order mark', async () => {
  const { call, at } = projectWithTools({ 'old.txt': '\uFEFFa\r\nb\r\n', 'd/x': '' });
  expect(await call(writeFile, { path: 'new/deep/a.txt', content: 'a\nb' })).toBe('create new/deep/a.txt');
  expect(readFileSync(at('new/deep/a.txt'), 'utf8')).toBe('a\nb');
  await call(writeFile, { path: 'new/deep/a.txt', content: 'c' });
  await expect(call(writeFile, { path: 'old.txt', content: 'x' })).rejects.toThrow('You have not read old.txt yet');
  await call(readFile, { path: 'old.txt' });
  await expect(call(writeFile, { path: 'old.txt', content: 'a\n// ... rest of the code unchanged\n' })).rejects.toThrow(
    'leaves something out',
  );
  await expect(call(writeFile, { path: 'fresh.txt', content: '# ... existing code ...\n' })).rejects.toThrow(
    'leaves something out',
  );
  await expect(call(writeFile, { path: 'old.txt', content: '\uFEFFa\nb\n' })).rejects.toThrow(
    'holds exactly this already',
  );
  await call(writeFile, { path: 'old.txt', content: '\uFEFFa\nc\n' });
  expect(readFileSync(at('old.txt'), 'utf8')).toBe('\uFEFFa\r\nc\r\n');
  await expect(call(writeFile, { path: 'd', content: '' })).rejects.toThrow('is a folder');
});

test('moves and deletes files, binary ones too, and folders; never the workspace', async () => {
  const { call, at } = projectWithTools({ 'a.bin': Buffer.from([0, 255]), 'd/x': 'x', 'b.txt': 'b' });
  expect(await call(moveFile, { path: 'a.bin', to: 'new/b.bin' })).toBe('move a.bin');
  expect(readFileSync(at('new/b.bin'))).toEqual(Buffer.from([0, 255]));
  await call(moveFile, { path: 'd', to: 'e' });
  await expect(call(moveFile, { path: 'e', to: 'e/f' })).rejects.toThrow('into itself');
  await expect(call(moveFile, { path: 'e', to: 'new' })).rejects.toThrow('exists already');
  await expect(call(moveFile, { path: 'none', to: 'x' })).rejects.toThrow('nothing at none');
  await call(deleteFile, { path: 'new/b.bin' });
  await call(deleteFile, { path: 'e' });
  expect([existsSync(at('new/b.bin')), existsSync(at('e')), statSync(at('new')).isDirectory()]).toEqual([
    false,
    false,
    true,
  ]);
  await expect(call(deleteFile, { path: '.' })).rejects.toThrow('workspace folder itself');
  await expect(call(deleteFile, { path: '..' })).rejects.toThrow('workspace folder itself');
});
