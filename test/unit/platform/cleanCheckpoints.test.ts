import { readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCheckpoints } from '../../../src/platform/checkpoints.ts';
import { spawnScript } from '../../support/spawnScript.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function setUp({ maxBytes = 1024 ** 3, maxAgeDays = 30 }: { maxBytes?: number; maxAgeDays?: number } = {}) {
  const folder = temporaryFolder();
  const open = () => createCheckpoints({ folder, limits: () => ({ maxBytes, maxAgeMs: maxAgeDays * day }) });
  return {
    folder,
    open,
    /** A checkpoint of an earlier session, each letter a content of a thousand bytes. */
    async putLongAgo(ageMs: number, ...letters: string[]): Promise<string> {
      const store = createCheckpoints({ folder });
      const id = await store.put(
        letters.map((letter) => ({ path: `/p/${letter}`, before: Buffer.alloc(1000, letter) })),
      );
      await store.cleaned();
      const time = (Date.now() - ageMs) / 1000;
      utimesSync(join(folder, 'manifests', `${id}.json`), time, time);
      for (const path of everyFile(join(folder, 'contents'))) utimesSync(path, 1000, 1000);
      return id;
    },
    /** A new process makes a checkpoint, which cleans. */
    async clean() {
      const store = open();
      const id = await store.put([{ path: '/p/new', before: Buffer.from('new') }]);
      await store.cleaned();
      return { store, id };
    },
    contents: (): string[] =>
      everyFile(join(folder, 'contents'))
        .map((path) => String.fromCharCode(readFileSync(path)[0] ?? 0))
        .sort(),
  };
}

/** The newest twenty stay whatever comes. */
async function fillUp({ putLongAgo }: ReturnType<typeof setUp>): Promise<void> {
  for (let index = 0; index < 20; index++) await putLongAgo(2 * day, 'z');
}

test('the oldest go when the store is full, but contents that another names stay', async () => {
  const project = setUp({ maxBytes: 4500 });
  const first = await project.putLongAgo(5 * day, 'a', 'b');
  const second = await project.putLongAgo(4 * day, 'b', 'c');
  const third = await project.putLongAgo(3 * day, 'd');
  await fillUp(project);
  const { store, id } = await project.clean();
  await expect(store.get(first)).rejects.toThrow('no longer kept');
  expect((await store.get(second)).map((entry) => entry.before?.[0])).toEqual([98, 99]);
  expect((await store.get(third)).map((entry) => entry.before?.[0])).toEqual([100]);
  expect(await store.get(id)).toHaveLength(1);
  expect(project.contents()).toEqual(['b', 'c', 'd', 'n', 'z']);
  expect(store.full()).toBe(false);
});

test('what is too old goes, though there is room', async () => {
  const project = setUp({ maxAgeDays: 7 });
  const old = await project.putLongAgo(8 * day, 'a');
  const younger = await project.putLongAgo(6 * day, 'b');
  await fillUp(project);
  const { store } = await project.clean();
  await expect(store.get(old)).rejects.toThrow('no longer kept');
  expect(await store.get(younger)).toHaveLength(1);
  expect(project.contents()).toEqual(['b', 'n', 'z']);
});

test('the newest stay, however little room there is, and so does what this session or one of today may need', async () => {
  const project = setUp({ maxBytes: 10 });
  const needed = await project.putLongAgo(9 * day, 'a');
  const forgotten = await project.putLongAgo(9 * day, 'b');
  const today = await project.putLongAgo(2 * hour, 'c');
  await fillUp(project);
  const store = project.open();
  await store.get(needed);
  await store.put([{ path: '/p/new', before: Buffer.from('new') }]);
  await store.cleaned();
  for (const id of [needed, today]) expect(await store.get(id)).toHaveLength(1);
  await expect(store.get(forgotten)).rejects.toThrow('no longer kept');
  expect(project.contents()).toEqual(['a', 'c', 'n', 'z']);
  expect(store.full()).toBe(true);
});

test('contents that nothing names go, but not while they are fresh; what a crash left half written goes', async () => {
  const project = setUp();
  const { contents } = project.open();
  const [fresh, stale, aside] = ['fresh', 'stale', 'aside'].map((text) => contents.putQuickly(Buffer.from(text)));
  const at = (hash = ''): string => join(project.folder, 'contents', hash.slice(0, 2), hash);
  writeFileSync(`${at(stale)}.123abc`, 'half');
  renameSync(at(aside), `${at(aside)}.old`);
  for (const path of [at(stale), `${at(stale)}.123abc`]) utimesSync(path, 1000, 1000);
  await project.clean();
  expect(everyFile(join(project.folder, 'contents')).sort()).toEqual(
    [
      at(fresh),
      at(aside),
      everyFile(join(project.folder, 'contents')).find((path) => readFileSync(path, 'utf8') === 'new'),
    ].sort(),
  );
});

test('a manifest that cannot be read does not stop the cleaning', async () => {
  const project = setUp({ maxAgeDays: 7 });
  const old = await project.putLongAgo(8 * day, 'a');
  writeFileSync(join(project.folder, 'manifests', '000-broken.json'), '{');
  await fillUp(project);
  const { store } = await project.clean();
  await expect(store.get(old)).rejects.toThrow('no longer kept');
});

test('two processes use one store at once, both clean, and neither loses what it needs', async () => {
  const folder = temporaryFolder();
  // Each round has a content that lies there, old and named by nothing, while one process wants to name it in a
  // checkpoint and both are cleaning.
  const script = `import { createCheckpoints } from './checkpoints.ts';
    import { utimesSync } from 'node:fs';
    import { join } from 'node:path';
    const [folder, name] = process.argv.slice(2);
    const mine = new Map();
    const content = (round) => Buffer.alloc(500, 'content of round ' + round);
    for (let round = 0; round < 60; round++) {
      const store = createCheckpoints({ folder, limits: () => ({ maxBytes: 2000, maxAgeMs: ${day} }) });
      const next = store.contents.putQuickly(content(round + 1));
      try { utimesSync(join(folder, 'contents', next.slice(0, 2), next), 1000, 1000); } catch {}
      await store.put([]);
      const id = await store.put([{ path: '/p/' + name, before: content(round), after: { bytes: Buffer.from(name + round) } }]);
      mine.set(id, content(round));
      await store.cleaned();
    }
    for (const [id, bytes] of mine) {
      const [entry] = await createCheckpoints({ folder }).get(id);
      if (!entry.before.equals(bytes) || !entry.sealed) throw new Error('lost');
    }
    console.log('kept ' + mine.size);`;
  // The folder is there before either begins.
  createCheckpoints({ folder }).contents.putQuickly(Buffer.from('first'));
  const outcomes = await Promise.all(['one', 'two'].map((name) => spawnScript(script, [folder, name]).outcome));
  expect(outcomes).toEqual([
    { code: 0, out: 'kept 60\n', err: '' },
    { code: 0, out: 'kept 60\n', err: '' },
  ]);
});
