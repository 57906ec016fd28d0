import {
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAtomic } from '../../../src/platform/writeAtomic.ts';
import { temporaryFolder } from '../../support/temporary.ts';

test('writes texts and bytes, new files and old ones, and leaves nothing else behind', async () => {
  const folder = temporaryFolder({ 'old.txt': 'old' });
  await writeAtomic(join(folder, 'old.txt'), 'täxt');
  await writeAtomic(join(folder, 'new.bin'), new Uint8Array([0, 255]), { fsync: false });
  expect(readdirSync(folder).sort()).toEqual(['new.bin', 'old.txt']);
  expect(readFileSync(join(folder, 'old.txt'), 'utf8')).toBe('täxt');
  expect([...readFileSync(join(folder, 'new.bin'))]).toEqual([0, 255]);
});

test('keeps the permissions of the old file, or gives those asked for, whatever the umask', async () => {
  const folder = temporaryFolder({ a: '', b: '' });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name));
  chmodSync(a ?? '', 0o757);
  await writeAtomic(a ?? '', 'x');
  await writeAtomic(b ?? '', 'x', { mode: 0o100622 });
  await writeAtomic(c ?? '', 'x', { mode: 0o600 });
  expect([a, b, c].map((path) => statSync(path ?? '').mode & 0o777)).toEqual([0o757, 0o622, 0o600]);
});

test('writes what a link leads to, and leaves the link', async () => {
  const folder = temporaryFolder({ 'real.txt': 'old' });
  symlinkSync('real.txt', join(folder, 'link'));
  await writeAtomic(join(folder, 'link'), 'new');
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, 'real.txt'), 'utf8')).toBe('new');
});

test.skipIf(process.getuid?.() !== 0)('a file of somebody else stays theirs', async () => {
  const folder = temporaryFolder({ 'a.txt': 'old' });
  chownSync(join(folder, 'a.txt'), 65_534, 65_534);
  await writeAtomic(join(folder, 'a.txt'), 'new');
  expect(statSync(join(folder, 'a.txt'))).toMatchObject({ uid: 65_534, gid: 65_534 });
});

test('throws where it cannot write, and leaves nothing behind', async () => {
  const folder = temporaryFolder({ 'a.txt': 'old' });
  await expect(writeAtomic(join(folder, 'none', 'a.txt'), 'new')).rejects.toThrow('ENOENT');
  await expect(writeAtomic(join(folder, 'a.txt', 'b'), 'new')).rejects.toThrow('ENOTDIR');
  await expect(writeAtomic(folder, 'new')).rejects.toThrow(/EISDIR|EEXIST|EPERM|ENOTEMPTY/);
  expect(readdirSync(folder)).toEqual(['a.txt']);
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('old');
});

test('many at once leave one of them whole', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.txt');
  await Promise.all(Array.from({ length: 20 }, (_, index) => writeAtomic(path, `${index}`.repeat(10_000))));
  const text = readFileSync(path, 'utf8');
  expect(Array.from({ length: 20 }, (_, index) => `${index}`.repeat(10_000))).toContain(text);
  expect(readdirSync(folder)).toEqual(['a.txt']);
  writeFileSync(path, '');
});
