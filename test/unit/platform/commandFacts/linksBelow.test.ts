import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linksBelow } from '../../../../src/platform/commandFacts/linksBelow.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

it('finds links at any depth, and follows none', async () => {
  const outside = temporaryFolder({ 'inner/a.txt': '' });
  symlinkSync('a.txt', join(outside, 'inner/further'));
  const folder = temporaryFolder({ 'a.txt': '', '.hidden/b.txt': '', 'deep/er/c.txt': '' });
  symlinkSync(outside, join(folder, 'out'));
  symlinkSync('../../a.txt', join(folder, 'deep/er/file'));
  symlinkSync('nowhere', join(folder, '.hidden/broken'));
  const found = await linksBelow(folder);
  expect([...(found ?? [])].sort()).toEqual(
    ['.hidden/broken', 'deep/er/file', 'out'].map((name) => join(folder, name)).sort(),
  );
});

it('a file or nothing has none below it', async () => {
  const folder = temporaryFolder({ 'a.txt': '' });
  expect(await linksBelow(join(folder, 'a.txt'))).toEqual([]);
  expect(await linksBelow(join(folder, 'missing'))).toEqual([]);
});

it('says nothing about a folder that holds too much', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'many'));
  for (let count = 0; count <= 20_000; count += 1) writeFileSync(join(folder, 'many', String(count)), '');
  expect(await linksBelow(folder)).toBeUndefined();
});
