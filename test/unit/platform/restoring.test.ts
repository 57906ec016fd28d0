import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCheckpoints } from '../../../src/platform/checkpoints.ts';
import { contentHash } from '../../../src/platform/contentHash.ts';
import { createDiskEdits } from '../../../src/platform/diskEdits.ts';
import type { FileChange } from '../../../src/protocol/changes.ts';
import { temporaryFolder } from '../../support/temporary.ts';

function setUp(files: Record<string, string | Uint8Array>) {
  const folder = temporaryFolder(files);
  const checkpoints = createCheckpoints({ folder: join(temporaryFolder(), 'checkpoints') });
  const edits = createDiskEdits({ checkpoints, display: (path) => path });
  const at = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(at(name), 'utf8');
  const write = (name: string, text: string | Uint8Array): void => writeFileSync(at(name), text);
  const apply = async (...changes: FileChange[]): Promise<string> =>
    (await edits.apply(changes, { turn: 't', callId: 'c' })).checkpoint;
  /** An edit of the agent: a text that is in the file becomes another. */
  const edit = async (name: string, from: string, to: string): Promise<string> => {
    const before = read(name);
    const hash = contentHash(readFileSync(at(name)));
    return await apply({ kind: 'edit', path: at(name), hash, before, after: before.replace(from, to) });
  };
  return { at, read, write, edit, apply, edits, checkpoints };
}

const conflict = 'the same lines were changed since';

test('several edits of one file are taken back at once; redo brings all of them again', async () => {
  const { edits, at, read, edit } = setUp({ 'a.txt': '1\n2\n3\n', 'b.txt': '1\n' });
  const ids = [await edit('a.txt', '1', 'one'), await edit('b.txt', '1', 'one'), await edit('a.txt', 'one', 'ONE')];
  const back = await edits.restore(ids.toReversed());
  expect(back).toMatchObject({ restored: [at('a.txt'), at('b.txt')], merged: [], kept: [] });
  expect([read('a.txt'), read('b.txt')]).toEqual(['1\n2\n3\n', '1\n']);
  const redone = await edits.restore([back.checkpoint ?? '']);
  expect([read('a.txt'), read('b.txt')]).toEqual(['ONE\n2\n3\n', 'one\n']);
  await edits.restore([redone.checkpoint ?? '']);
  expect([read('a.txt'), read('b.txt')]).toEqual(['1\n2\n3\n', '1\n']);
});

test('what the person wrote after and between the edits stays', async () => {
  const { edits, at, read, write, edit } = setUp({ 'a.txt': '1\n2\n3\n4\n5\n' });
  const first = await edit('a.txt', '1\n', 'one\n');
  write('a.txt', read('a.txt').replace('3\n', '3\nmine between\n'));
  const second = await edit('a.txt', '5\n', 'five\nsix\n');
  write('a.txt', `${read('a.txt')}mine after\n`);
  const ids = [second, first];
  const [preview] = await edits.previewRestore(ids);
  expect(preview).toMatchObject({
    path: at('a.txt'),
    outcome: 'merged',
    summary: { kind: 'edit', added: 2, removed: 3 },
  });
  expect(preview?.now).toBe('one\n2\n3\nmine between\n4\nfive\nsix\nmine after\n');
  expect(preview?.then).toBe('1\n2\n3\nmine between\n4\n5\nmine after\n');
  expect(read('a.txt')).toContain('five');
  const back = await edits.restore(ids);
  expect(back).toMatchObject({ restored: [at('a.txt')], merged: [at('a.txt')], kept: [] });
  expect(read('a.txt')).toBe('1\n2\n3\nmine between\n4\n5\nmine after\n');
  await edits.restore([back.checkpoint ?? '']);
  expect(read('a.txt')).toBe('one\n2\n3\nmine between\n4\nfive\nsix\nmine after\n');
});

test('a file whose very lines the person changed is kept whole, the older edits of it too', async () => {
  const { edits, at, read, write, edit } = setUp({ 'a.txt': '1\n2\n3\n', 'b.txt': '1\n' });
  const ids = [await edit('a.txt', '3', 'three'), await edit('b.txt', '1', 'one'), await edit('a.txt', '1', 'one')];
  write('a.txt', read('a.txt').replace('one', 'MINE'));
  const preview = await edits.previewRestore(ids.toReversed());
  expect(preview.map((file) => [file.path, file.outcome, file.reason, file.now, file.then])).toEqual([
    [at('a.txt'), 'conflict', conflict, 'MINE\n2\nthree\n', '1\n2\n3\n'],
    [at('b.txt'), 'restored', undefined, 'one\n', '1\n'],
  ]);
  expect(await edits.restore(ids.toReversed())).toMatchObject({
    restored: [at('b.txt')],
    kept: [{ path: at('a.txt'), reason: conflict }],
  });
  expect([read('a.txt'), read('b.txt')]).toEqual(['MINE\n2\nthree\n', '1\n']);
});

test('an edit that the person took back by hand is nothing to do', async () => {
  const { edits, write, edit } = setUp({ 'a.txt': '1\n' });
  const ids = [await edit('a.txt', '1', '2'), await edit('a.txt', '2', '3')];
  write('a.txt', '1\n');
  expect(await edits.previewRestore(ids.toReversed())).toEqual([]);
  expect(await edits.restore(ids.toReversed())).toEqual({ restored: [], merged: [], kept: [] });
});

interface KeptCase {
  readonly since: (project: ReturnType<typeof setUp>) => void;
  readonly change: (project: ReturnType<typeof setUp>) => Promise<string>;
  readonly reason: string | RegExp;
}

const keptCases: Record<string, KeptCase> = {
  'deleted since': {
    change: ({ edit }) => edit('a.txt', '1', '2'),
    since: ({ at }) => rmSync(at('a.txt')),
    reason: 'it was deleted since',
  },
  'made by the agent, changed by the person': {
    change: ({ apply, at }) => apply({ kind: 'create', path: at('new.txt'), after: 'new\n' }),
    since: ({ write }) => write('new.txt', 'new\nmine\n'),
    reason: 'it was changed since Belay made it',
  },
  'deleted by the agent, made again by the person': {
    change: ({ apply, at }) => apply({ kind: 'delete', path: at('a.txt'), hash: '', directory: false }),
    since: ({ write }) => write('a.txt', 'mine\n'),
    reason: 'there is something else in its place now',
  },
  'a folder in its place': {
    change: ({ edit }) => edit('a.txt', '1', '2'),
    since({ at }) {
      rmSync(at('a.txt'));
      mkdirSync(at('a.txt'));
    },
    reason: 'it was changed since',
  },
  'binary now': {
    change: ({ edit }) => edit('a.txt', '1', '2'),
    since: ({ write }) => write('a.txt', Buffer.from([0, 1, 2])),
    reason: /no text that could be merged/,
  },
  'in UTF-16 now, with a letter changed on the same line': {
    change: ({ edit }) => edit('a.txt', '1', '2'),
    since: ({ write }) => write('a.txt', Buffer.from('\uFEFF3\n', 'utf16le')),
    reason: conflict,
  },
};

test.each(Object.entries(keptCases))('kept as it is: %s', async (_name, { change, since, reason }) => {
  const project = setUp({ 'a.txt': '1\n' });
  const id = await change(project);
  since(project);
  const path = existsSync(project.at('new.txt')) ? 'new.txt' : 'a.txt';
  const state = (): string =>
    existsSync(project.at(path)) && statSync(project.at(path)).isFile()
      ? readFileSync(project.at(path), 'latin1')
      : 'no file';
  const before = state();
  const why = reason instanceof RegExp ? expect.stringMatching(reason) : reason;
  expect(await project.edits.previewRestore([id])).toMatchObject([{ path: project.at(path), reason: why }]);
  expect(await project.edits.restore([id])).toEqual({
    restored: [],
    merged: [],
    kept: [{ path: project.at(path), reason: why }],
  });
  expect(state()).toBe(before);
});

test('a text in a single-byte encoding is merged byte by byte, a changed encoding stays', async () => {
  const { edits, at, write, checkpoints, edit, read } = setUp({ 'a.txt': '', 'b.txt': '1\n2\n' });
  const id = await checkpoints.put([
    {
      path: at('a.txt'),
      before: Buffer.from('\xe9\n2\n3\n', 'latin1'),
      after: { bytes: Buffer.from('\xe8\n2\n3\n', 'latin1') },
    },
  ]);
  write('a.txt', Buffer.from('\xe8\n2\n3\nmine \xfc\n', 'latin1'));
  expect((await edits.restore([id])).merged).toEqual([at('a.txt')]);
  expect(readFileSync(at('a.txt'), 'latin1')).toBe('\xe9\n2\n3\nmine \xfc\n');

  const other = await edit('b.txt', '1', 'one');
  write('b.txt', `\uFEFF${read('b.txt')}`);
  expect((await edits.restore([other])).merged).toEqual([at('b.txt')]);
  expect(read('b.txt')).toBe('\uFEFF1\n2\n');
});

test('permissions that a command changed are changed back, those that the person changed stay', async () => {
  const { edits, at, checkpoints } = setUp({ 'a.sh': 'a', 'b.sh': 'b' });
  const bytes = (name: string): Buffer => readFileSync(at(name));
  const id = await checkpoints.put(
    ['a.sh', 'b.sh'].map((name) => ({
      path: at(name),
      before: bytes(name),
      mode: 0o100644,
      after: { bytes: bytes(name), mode: 0o100755 },
    })),
  );
  chmodSync(at('a.sh'), 0o755);
  chmodSync(at('b.sh'), 0o700);
  expect((await edits.restore([id])).restored).toEqual([at('a.sh')]);
  expect(['a.sh', 'b.sh'].map((name) => statSync(at(name)).mode & 0o777)).toEqual([0o644, 0o700]);
});

test('a file that became a folder, and a folder that became a file, and back', async () => {
  const { edits, at, checkpoints, read } = setUp({ 'x/in.txt': 'in', y: 'now a file' });
  const none = { bytes: undefined };
  const id = await checkpoints.put([
    {
      path: at('x'),
      before: Buffer.from('was a file'),
      mode: 0o100644,
      after: { bytes: Buffer.alloc(0), mode: 0o040755 },
    },
    { path: at('x/in.txt'), before: undefined, after: { bytes: Buffer.from('in'), mode: 0o100644 } },
    {
      path: at('y'),
      before: Buffer.alloc(0),
      mode: 0o040755,
      after: { bytes: Buffer.from('now a file'), mode: 0o100644 },
    },
    { path: at('y/in.txt'), before: Buffer.from('was in'), mode: 0o100644, after: none },
  ]);
  const back = await edits.restore([id]);
  expect(back.kept).toEqual([]);
  expect([read('x'), read('y/in.txt')]).toEqual(['was a file', 'was in']);
  expect((await edits.restore([back.checkpoint ?? ''])).kept).toEqual([]);
  expect([read('x/in.txt'), read('y')]).toEqual(['in', 'now a file']);
});

test('a folder with something of the person in it is not removed', async () => {
  const { edits, at, apply, read, write } = setUp({});
  const id = await apply({ kind: 'create', path: at('new/deep/a.txt'), after: 'a' });
  write('new/mine.txt', 'mine');
  expect((await edits.restore([id])).kept).toEqual([]);
  expect(existsSync(at('new/deep'))).toBe(false);
  expect(read('new/mine.txt')).toBe('mine');
});

test('an edit that was cut off while writing is not guessed at; what was not written yet is nothing to do', async () => {
  const { edits, at, checkpoints, read } = setUp({ 'a.txt': 'half', 'b.txt': 'old' });
  const id = await checkpoints.put([
    { path: at('a.txt'), before: Buffer.from('old') },
    { path: at('b.txt'), before: Buffer.from('old') },
  ]);
  expect(await edits.restore([id])).toEqual({
    restored: [],
    merged: [],
    kept: [{ path: at('a.txt'), reason: expect.stringContaining('interrupted') }],
  });
  expect([read('a.txt'), read('b.txt')]).toEqual(['half', 'old']);
});

test('a deleted file comes back with its permissions, but not into a folder that leads elsewhere now', async () => {
  const { edits, at, apply } = setUp({ 'd/run.sh': 'x', 'e/keep': '' });
  chmodSync(at('d/run.sh'), 0o755);
  const checkpoint = await apply({ kind: 'delete', path: at('d/run.sh'), hash: '', directory: false });
  rmSync(at('d'), { recursive: true });
  symlinkSync('e', at('d'));
  expect(await edits.restore([checkpoint])).toEqual({
    restored: [],
    merged: [],
    kept: [{ path: at('d/run.sh'), reason: 'its folder leads elsewhere now' }],
  });
  rmSync(at('d'));
  expect((await edits.restore([checkpoint])).restored).toEqual([at('d/run.sh')]);
  expect(statSync(at('d/run.sh')).mode & 0o777).toBe(0o755);
});
