import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCheckpoints } from '../../../src/platform/checkpoints.ts';
import { contentHash } from '../../../src/platform/contentHash.ts';
import { createDiskEdits } from '../../../src/platform/diskEdits.ts';
import type { FileChange } from '../../../src/protocol/changes.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const origin = { turn: 't', callId: 'c' };

function setUp(files: Record<string, string | Uint8Array>) {
  const folder = temporaryFolder(files);
  const store = temporaryFolder();
  const checkpoints = createCheckpoints({ folder: join(store, 'checkpoints') });
  const display = (path: string) => path.replace(`${folder}/`, '');
  const edits = createDiskEdits({ checkpoints, display });
  const at = (name: string) => join(folder, name);
  const hash = (name: string) => contentHash(readFileSync(at(name)));
  const edit = (name: string, before: string, after: string): FileChange => ({
    kind: 'edit',
    path: at(name),
    hash: hash(name),
    before,
    after,
  });
  const snapshot = () => tree(folder);
  return { folder, store, edits, at, hash, edit, snapshot };
}

function tree(folder: string, prefix = ''): Record<string, string> {
  const result: Record<string, string> = {};
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const name = join(prefix, entry.name);
    const path = join(folder, name);
    if (entry.isDirectory()) Object.assign(result, { [`${name}/`]: '' }, tree(folder, name));
    else if (entry.isSymbolicLink()) result[name] = `-> ${readlinkSync(path)}`;
    else result[name] = `${(statSync(path).mode & 0o777).toString(8)} ${readFileSync(path, 'latin1')}`;
  }
  return result;
}

const kept: [name: string, bytes: Uint8Array, before: string, after: string, written: Uint8Array][] = [
  ['BOM, CRLF, no final newline', Buffer.from('\uFEFFa\r\nb'), 'a\r\nb', 'a\r\nc', Buffer.from('\uFEFFa\r\nc')],
  ['UTF-16LE', Buffer.from('\uFEFFa', 'utf16le'), 'a', 'é', Buffer.from('\uFEFFé', 'utf16le')],
  ['UTF-16BE', Buffer.from('\uFEFFa', 'utf16le').swap16(), 'a', 'é', Buffer.from('\uFEFFé', 'utf16le').swap16()],
  ['mixed line ends', Buffer.from('a\r\nb\nc'), 'a\r\nb\nc', 'a\r\nB\nc', Buffer.from('a\r\nB\nc')],
];

test.each(kept)('an edit keeps the bytes: %s', async (_name, bytes, before, after, written) => {
  const { edits, at, edit } = setUp({ 'a.txt': bytes });
  chmodSync(at('a.txt'), 0o750);
  const applied = await edits.apply([edit('a.txt', before, after)], origin);
  expect(readFileSync(at('a.txt')).equals(written)).toBe(true);
  expect(statSync(at('a.txt')).mode & 0o777).toBe(0o750);
  expect(applied.seen).toEqual([{ path: at('a.txt'), hash: contentHash(written), text: after }]);
  expect(await edits.restore([applied.checkpoint])).toMatchObject({ restored: [at('a.txt')], merged: [], kept: [] });
  expect(readFileSync(at('a.txt')).equals(bytes)).toBe(true);
  expect(statSync(at('a.txt')).mode & 0o777).toBe(0o750);
});

test('everything at once, and back', async () => {
  const { folder, edits, at, hash, edit, snapshot } = setUp({
    'a.txt': 'one\n',
    'b.txt': 'two\n',
    'old/c.txt': 'three\n',
    'old/deep/d.bin': Buffer.from([0, 255, 1]),
    'run.sh': '#!/bin/sh\n',
    'from/e.txt': 'five\n',
  });
  chmodSync(at('old/c.txt'), 0o600);
  symlinkSync('c.txt', at('old/link'));
  mkdirSync(at('old/empty'));
  const before = snapshot();
  const applied = await edits.apply(
    [
      edit('a.txt', 'one\n', 'ONE\n'),
      { kind: 'delete', path: at('b.txt'), hash: hash('b.txt'), directory: false },
      { kind: 'delete', path: at('old'), hash: '', directory: true },
      { kind: 'create', path: at('new/one/x.txt'), after: 'x' },
      { kind: 'create', path: at('new/one/y.txt'), after: 'y' },
      { kind: 'move', path: at('run.sh'), to: at('bin/run.sh'), hash: hash('run.sh'), directory: false },
      { kind: 'move', path: at('from'), to: at('into/there'), hash: '', directory: true },
    ],
    origin,
  );
  expect(snapshot()).toEqual({
    'a.txt': '644 ONE\n',
    'bin/': '',
    'bin/run.sh': '644 #!/bin/sh\n',
    'into/': '',
    'into/there/': '',
    'into/there/e.txt': '644 five\n',
    'new/': '',
    'new/one/': '',
    'new/one/x.txt': '644 x',
    'new/one/y.txt': '644 y',
  });
  expect(applied.summary.map((one) => one.kind)).toEqual([
    'edit',
    'delete',
    'delete',
    'create',
    'create',
    'move',
    'move',
  ]);
  const back = await edits.restore([applied.checkpoint]);
  expect(back.kept).toEqual([]);
  expect(back.restored.map((path) => path.slice(folder.length + 1)).sort()).toEqual(
    [
      'a.txt',
      'b.txt',
      'bin/run.sh',
      'from/e.txt',
      'into/there/e.txt',
      'new/one/x.txt',
      'new/one/y.txt',
      'old/c.txt',
      'old/deep/d.bin',
      'old/link',
      'run.sh',
    ].sort(),
  );
  expect(snapshot()).toEqual(before);
});

const refusedCases: [
  name: string,
  prepare: (at: (name: string) => string) => void,
  change: (at: (name: string) => string) => FileChange,
  message: RegExp,
][] = [
  [
    'changed since',
    (at) => writeFileSync(at('a.txt'), 'one\nTWO\n'),
    (at) => editOf(at('a.txt')),
    /a\.txt changed since it was read, so nothing was written\. What changed .*\n@@ -1,2 \+1,2 @@\n one\n-two\n\+TWO\nRead it again/,
  ],
  [
    'line ends changed',
    (at) => writeFileSync(at('a.txt'), 'one\r\ntwo\r\n'),
    (at) => editOf(at('a.txt')),
    /changed since it was read/,
  ],
  [
    'byte order mark came',
    (at) => writeFileSync(at('a.txt'), '\uFEFFone\ntwo\n'),
    (at) => editOf(at('a.txt')),
    /byte order mark/,
  ],
  ['deleted since', (at) => rmSync(at('a.txt')), (at) => editOf(at('a.txt')), /does not exist any more/],
  ['binary since', (at) => writeFileSync(at('a.txt'), 'a\0'), (at) => editOf(at('a.txt')), /binary/],
  ['create over a file', () => {}, (at) => ({ kind: 'create', path: at('a.txt'), after: '' }), /exists already/],
  [
    'create over a broken link',
    (at) => symlinkSync('none', at('l')),
    (at) => ({ kind: 'create', path: at('l'), after: '' }),
    /exists already/,
  ],
  [
    'create under a file',
    () => {},
    (at) => ({ kind: 'create', path: at('a.txt/b'), after: '' }),
    /not a folder|permission|cannot be resolved|ENOTDIR/,
  ],
  [
    'move onto a file',
    () => {},
    (at) => ({ kind: 'move', path: at('a.txt'), to: at('b.txt'), hash: '', directory: false }),
    /exists already/,
  ],
  [
    'move into itself',
    () => {},
    (at) => ({ kind: 'move', path: at('d'), to: at('d/e'), hash: '', directory: true }),
    /into itself/,
  ],
  [
    'delete a file that became a folder',
    () => {},
    (at) => ({ kind: 'delete', path: at('d'), hash: 'x', directory: false }),
    /is a folder now/,
  ],
  [
    'delete a changed file',
    () => {},
    (at) => ({ kind: 'delete', path: at('a.txt'), hash: 'x', directory: false }),
    /changed since this was proposed/,
  ],
  ['half a surrogate pair', () => {}, (at) => ({ kind: 'create', path: at('n'), after: '\ud800' }), /surrogate/],
];

function editOf(path: string): FileChange {
  return { kind: 'edit', path, hash: contentHash(Buffer.from('one\ntwo\n')), before: 'one\ntwo\n', after: 'x' };
}

test.each(refusedCases)('refuses, and writes nothing: %s', async (_name, prepare, change, message) => {
  const { edits, at, edit, snapshot } = setUp({ 'a.txt': 'one\ntwo\n', 'b.txt': 'b', 'd/f': 'f', 'z.txt': 'z' });
  const first = edit('z.txt', 'z', 'changed');
  prepare(at);
  const before = snapshot();
  const failing = edits.apply([first, change(at)], origin);
  await expect(failing).rejects.toThrow(message);
  await expect(failing).rejects.toMatchObject({ name: 'ToolError' });
  expect(snapshot()).toEqual(before);
});

test('an edit through a link writes the real file and leaves the link; a link that leads elsewhere now is refused', async () => {
  const { edits, at, hash, snapshot } = setUp({
    'real.txt': 'one',
    'other.txt': 'one',
    'inside/x': '',
    'outside/x': '',
  });
  symlinkSync('real.txt', at('link.txt'));
  const change: FileChange = {
    kind: 'edit',
    path: at('link.txt'),
    real: at('real.txt'),
    hash: hash('real.txt'),
    before: 'one',
    after: 'two',
  };
  await edits.apply([change], origin);
  expect(snapshot()).toMatchObject({ 'link.txt': '-> real.txt', 'real.txt': '644 two' });

  rmSync(at('link.txt'));
  symlinkSync('other.txt', at('link.txt'));
  await expect(edits.apply([{ ...change, hash: hash('other.txt') }], origin)).rejects.toThrow(
    /led to .*real\.txt when it was judged/,
  );

  symlinkSync('outside', at('folder'));
  const create: FileChange = { kind: 'create', path: at('folder/new.txt'), real: at('inside/new.txt'), after: 'x' };
  await expect(edits.apply([create], origin)).rejects.toThrow(/leads to .*outside/);
  expect(existsSync(at('outside/new.txt'))).toBe(false);
});

test('two changes of one file in one edit are refused', async () => {
  const { edits, edit } = setUp({ 'a.txt': 'one' });
  await expect(edits.apply([edit('a.txt', 'one', 'two'), edit('a.txt', 'one', 'three')], origin)).rejects.toThrow(
    'named twice',
  );
});

test('a file is edited and then moved in one edit; undone together, failed together', async () => {
  const { edits, at, edit, hash, snapshot } = setUp({ 'run.sh': '\uFEFFa\r\nb', 'taken.txt': 'x' });
  chmodSync(at('run.sh'), 0o755);
  const before = snapshot();
  const move = (to: string): FileChange => ({
    kind: 'move',
    path: at('run.sh'),
    to: at(to),
    hash: hash('run.sh'),
    directory: false,
  });
  const change = edit('run.sh', 'a\r\nb', 'a\r\nB');
  await expect(edits.apply([change, move('taken.txt')], origin)).rejects.toThrow('exists already');
  await expect(edits.apply([move('new/go.sh'), change], origin)).rejects.toThrow('named twice');
  await expect(edits.apply([change, move('one.sh'), move('two.sh')], origin)).rejects.toThrow('named twice');
  // Fits the disk as it is now, but not once the folder of the new path is a file.
  const blocked: FileChange = { kind: 'create', path: at('new'), after: '' };
  await expect(edits.apply([change, blocked, move('new/go.sh')], origin)).rejects.toThrow('Nothing was changed');
  expect(snapshot()).toEqual(before);

  const { checkpoint, seen } = await edits.apply([change, move('new/go.sh')], origin);
  const { 'run.sh': _, ...others } = before;
  expect(snapshot()).toEqual({
    ...others,
    'new/': '',
    'new/go.sh': `755 ${Buffer.from('\uFEFFa\r\nB').toString('latin1')}`,
  });
  expect(seen).toEqual([{ path: at('new/go.sh'), hash: hash('new/go.sh'), text: 'a\r\nB' }]);
  await edits.restore([checkpoint]);
  expect(snapshot()).toEqual(before);
});

test('a failure in the middle puts back what was written', async () => {
  const { edits, at, edit, hash, snapshot } = setUp({ 'a.txt': 'one', 'd/f.txt': 'f', 'b.txt': 'two' });
  const before = snapshot();
  const failing = edits.apply(
    [
      edit('a.txt', 'one', 'ONE'),
      { kind: 'delete', path: at('d'), hash: '', directory: true },
      { kind: 'create', path: at('new/x.txt'), after: 'x' },
      // Fits the disk as it is now, but no longer after the creation of `new/x.txt`.
      { kind: 'create', path: at('new/x.txt/y.txt'), after: 'y' },
      { kind: 'delete', path: at('b.txt'), hash: hash('b.txt'), directory: false },
    ],
    origin,
  );
  await expect(failing).rejects.toThrow(/could not be written.*Nothing was changed/);
  expect(snapshot()).toEqual(before);
});
