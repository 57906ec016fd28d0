import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pendingEdit } from '../../../src/edits/pending.ts';
import type { PendingFile, PendingFiles } from '../../../src/edits/pendingFiles.ts';
import { createPendingStore } from '../../../src/platform/pendingStore.ts';
import { createWriteLock } from '../../../src/platform/writeLock.ts';
import { temporaryFolder } from '../../support/temporary.ts';

function storeIn(folder: string) {
  const problems: string[] = [];
  const lock = createWriteLock({ path: join(folder, 'pending.lock') });
  return { ...createPendingStore({ folder, lock, problem: (text) => problems.push(text) }), problems };
}

const edit = (path: string, before: string, after: string): PendingFile => ({
  kind: 'edit',
  path,
  text: pendingEdit(before, after, 'turn'),
});
const add =
  (...files: readonly PendingFile[]) =>
  (pending: PendingFiles): PendingFiles => ({
    ...pending,
    turns: { ...pending.turns, turn: { title: 'Mend it', time: 1 }, old: { title: 'Done', time: 0 } },
    files: [...pending.files, ...files],
  });
const textsIn = (folder: string): string[] => readdirSync(join(folder, 'texts'));

describe('changes to review on disk', () => {
  test('every kind of file comes back as it was, each text is kept once, for its owner only', async () => {
    const folder = temporaryFolder();
    const files: PendingFile[] = [
      edit('/a', 'x\n', 'y\n'),
      { kind: 'create', path: '/b', turn: 'turn', text: pendingEdit('', 'x\n', 'turn'), folders: ['/d'] },
      { kind: 'move', path: '/c', from: '/e', turn: 'turn', directory: false, text: undefined, folders: [] },
      { kind: 'delete', path: '/f', turn: 'turn', directory: false, checkpoint: '1', prior: [edit('/f', '', 'z')] },
    ];
    const written = await storeIn(folder).update(add(...files));
    const other = storeIn(folder);
    expect(await other.read()).toEqual({ ...written, turns: { turn: { title: 'Mend it', time: 1 } } });
    expect((await other.read()).files).toEqual(files);
    expect(other.problems).toEqual([]);
    expect(textsIn(folder)).toHaveLength(4);
    expect(statSync(join(folder, 'pending.json')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, 'pending.lock'))).toBe(false);
  });

  test('the same edits are the same object at each reading', async () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    const { files } = await store.update(add(edit('/a', 'x\n', 'y\n')));
    const again = await store.read();
    const [one, other] = [files[0], again.files[0]];
    expect(one && other && 'text' in one && 'text' in other && one.text === other.text).toBe(true);
  });

  test('any text comes back to the last unit', async () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), async (before, after) => {
        await store.update((pending) => ({ ...pending, files: [edit('/a', `${before}\ud83d`, after)] }));
        expect((await storeIn(folder).read()).files).toEqual([edit('/a', `${before}\ud83d`, after)]);
      }),
      { numRuns: 50 },
    );
  });

  test('windows that change the list at the same moment lose nothing of each other', async () => {
    const folder = temporaryFolder();
    const names = Array.from({ length: 12 }, (_, index) => `/file${index}`);
    await Promise.all(names.map((name) => storeIn(folder).update(add(edit(name, 'x\n', `${name}\n`)))));
    const { files } = await storeIn(folder).read();
    expect(files.map(({ path }) => path).sort()).toEqual([...names].sort());
  });

  test.each([
    ['cut', '{"version":1,"turns":{},"files":[{"ki'],
    ['of another kind', '{"version":2,"turns":{},"files":[]}'],
    ['empty', ''],
    ['with a hunk that ends before the text', '{"version":1,"turns":{},"files":[{"kind":"edit","path":"/a"}]}'],
  ])('a list that is %s is set aside whole, said, and begun anew', async (_, content) => {
    const folder = temporaryFolder();
    await storeIn(folder).update(add(edit('/a', 'x\n', 'y\n')));
    writeFileSync(join(folder, 'pending.json'), content);
    const store = storeIn(folder);
    expect(await store.read()).toEqual({ files: [], turns: {} });
    expect(store.problems).toEqual([expect.stringContaining('could not be read and was set aside')]);
    const aside = readdirSync(folder).find((name) => name.includes('unreadable'));
    expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe(content);
    await store.update(add(edit('/b', 'x\n', 'y\n')));
    expect((await store.read()).files).toHaveLength(1);
  });

  test('a damaged or missing text costs its own file only', async () => {
    const folder = temporaryFolder();
    await storeIn(folder).update(add(edit('/a', 'x\n', 'y\n'), edit('/b', 'v\n', 'w\n')));
    const damaged = textsIn(folder).find((name) => readFileSync(join(folder, 'texts', name), 'utf8') === '"x\\n"');
    writeFileSync(join(folder, 'texts', damaged ?? ''), '"X\\n"');
    const store = storeIn(folder);
    expect((await store.read()).files.map(({ path }) => path)).toEqual(['/b']);
    expect(store.problems).toEqual([expect.stringMatching(/damaged or missing.*\/a/)]);
  });

  test('texts in no use go after an hour', async () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    await store.update(add(edit('/a', 'x\n', 'y\n')));
    const long = new Date(Date.now() - 2 * 60 * 60 * 1000);
    for (const name of textsIn(folder)) utimesSync(join(folder, 'texts', name), long, long);
    await store.update((pending) => ({ ...pending, files: [edit('/a', 'x\n', 'z\n')] }));
    expect(
      textsIn(folder)
        .map((name) => readFileSync(join(folder, 'texts', name), 'utf8'))
        .sort(),
    ).toEqual(['"x\\n"', '"z\\n"']);
  });

  test('a change made elsewhere is noticed', async () => {
    const folder = temporaryFolder();
    const store = storeIn(folder);
    await store.update(add(edit('/a', 'x\n', 'y\n')));
    let seen = 0;
    const watching = store.watch(() => {
      seen += 1;
    });
    await expect
      .poll(async () => {
        await storeIn(folder).update(add(edit(`/b${seen}`, 'x\n', 'y\n')));
        return seen;
      })
      .toBeGreaterThan(0);
    watching.dispose();
  });
});
