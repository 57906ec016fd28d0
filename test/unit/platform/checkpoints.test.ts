import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCheckpoints } from '../../../src/platform/checkpoints.ts';
import { temporaryFolder } from '../../support/temporary.ts';

function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('keeps bytes, absence and modes, each content once, for the owner only', async () => {
  const folder = join(temporaryFolder(), 'store');
  const store = createCheckpoints({ folder });
  const bytes = Buffer.from([0, 255, 10]);
  const id = await store.put([
    { path: '/p/a', before: bytes, mode: 0o100755 },
    { path: '/p/b', before: bytes },
    { path: '/p/c', before: undefined },
  ]);
  await store.seal(id, [
    { path: '/p/a', bytes: undefined },
    { path: '/p/c', bytes, mode: 0o100644 },
  ]);
  const reopened = createCheckpoints({ folder });
  const absent = { before: undefined, mode: undefined, after: undefined, afterMode: undefined };
  expect(await reopened.get(id)).toEqual([
    { ...absent, path: '/p/a', before: bytes, mode: 0o100755, sealed: true },
    { ...absent, path: '/p/b', before: bytes, sealed: false },
    { ...absent, path: '/p/c', after: bytes, afterMode: 0o100644, sealed: true },
  ]);
  expect(everyFile(folder)).toHaveLength(2);
  for (const path of everyFile(folder)) expect(statSync(path).mode & 0o777).toBe(0o600);
  for (const path of [folder, join(folder, 'manifests'), join(folder, 'contents')])
    expect(statSync(path).mode & 0o077).toBe(0);
});

test('says so when a checkpoint is unknown or its content damaged', async () => {
  const folder = temporaryFolder();
  const store = createCheckpoints({ folder });
  await expect(store.get('nothing')).rejects.toThrow('no longer kept');
  await expect(store.get('../../etc/passwd')).rejects.toThrow('no longer kept');
  const id = await store.put([{ path: '/p/a', before: Buffer.from('a') }]);
  const content = everyFile(join(folder, 'contents'))[0] ?? '';
  writeFileSync(content, 'b');
  await expect(store.get(id)).rejects.toThrow('damaged');
});

test('what an edit is going to leave counts until it is sealed, and may be lost without harm to what was before', async () => {
  const folder = temporaryFolder();
  const store = createCheckpoints({ folder });
  const id = await store.put([{ path: '/p/a', before: Buffer.from('old'), after: { bytes: Buffer.from('new') } }]);
  expect(await store.get(id)).toMatchObject([{ after: Buffer.from('new'), sealed: true }]);
  for (const path of everyFile(join(folder, 'contents'))) if (readFileSync(path, 'utf8') === 'new') rmSync(path);
  expect(await store.get(id)).toMatchObject([{ before: Buffer.from('old'), sealed: false }]);
  writeFileSync(join(folder, 'manifests', `${id}.json`), '{');
  await expect(store.get(id)).rejects.toThrow('damaged');
  writeFileSync(join(folder, 'manifests', `${id}.json`), '{"version":1,"entries":[]}');
  await expect(store.get(id)).rejects.toThrow('no longer kept');
});

test('a content that was cut off on the disk is written again', async () => {
  const folder = temporaryFolder();
  await createCheckpoints({ folder }).put([{ path: '/p/a', before: Buffer.from('content') }]);
  for (const path of everyFile(join(folder, 'contents'))) writeFileSync(path, '');
  const id = await createCheckpoints({ folder }).put([{ path: '/p/a', before: Buffer.from('content') }]);
  expect(await createCheckpoints({ folder }).get(id)).toMatchObject([{ before: Buffer.from('content') }]);
});
