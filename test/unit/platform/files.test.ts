import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash } from '../../../src/platform/contentHash.ts';
import { createDiskFiles } from '../../../src/platform/files.ts';
import { decodeText, encodeText } from '../../../src/platform/textFormat.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const files = createDiskFiles({ display: (path) => path.split('/').at(-1) ?? path });

const texts: [name: string, bytes: Uint8Array, text: string][] = [
  ['UTF-8', Buffer.from('é\n'), 'é\n'],
  ['UTF-8 with a byte order mark', Buffer.from('\uFEFFé\r\n'), 'é\r\n'],
  ['UTF-16LE', Buffer.from('\uFEFFé😀', 'utf16le'), 'é😀'],
  ['UTF-16BE', Buffer.from('\uFEFFé😀', 'utf16le').swap16(), 'é😀'],
  ['nothing', Buffer.alloc(0), ''],
  ['a byte order mark alone', Buffer.from('\uFEFF'), ''],
];

test.each(texts)('reads %s', async (_name, bytes, text) => {
  const folder = temporaryFolder({ 'a.txt': bytes });
  expect(await files.readText(join(folder, 'a.txt'))).toEqual({ text, hash: contentHash(bytes), unsaved: false });
});

const unreadable: [name: string, bytes: Uint8Array, message: RegExp][] = [
  ['Latin-1', Buffer.from('caf\xe9', 'latin1'), /not valid UTF-8.*iconv/],
  ['NUL', Buffer.from('a\0b'), /binary/],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0xff]), /binary/],
  ['half UTF-16', Buffer.from([0xff, 0xfe, 0x41]), /not valid UTF-16LE|binary/],
  ['half a surrogate pair', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), /UTF-16LE|binary/],
];

test.each(unreadable)('refuses %s', async (_name, bytes, message) => {
  const folder = temporaryFolder({ 'a.bin': bytes });
  await expect(files.readText(join(folder, 'a.bin'))).rejects.toThrow(message);
  await expect(files.readText(join(folder, 'a.bin'))).rejects.toMatchObject({ name: 'ToolError' });
});

test('what is decoded is written back as the same bytes', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'),
      fc.boolean(),
      (text, encoding, bom) => {
        fc.pre(!text.includes('\0') && !text.startsWith('\uFEFF'));
        const format = { encoding: encoding as 'utf-8', bom: bom || encoding !== 'utf-8' };
        const bytes = encodeText(text, format);
        expect(decodeText(bytes, 'a')).toEqual({ text, format });
      },
    ),
  );
});

test('says what is wrong with a path', async () => {
  const folder = temporaryFolder({ 'a.txt': 'a' });
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('big.txt'), '');
  truncateSync(at('big.txt'), 11 * 1024 * 1024);
  symlinkSync('loop', at('loop'));
  execFileSync('mkfifo', [at('pipe')]);
  await expect(files.readText(at('none.txt'))).rejects.toThrow('none.txt does not exist. Use glob or list_directory');
  await expect(files.readText(at('a.txt/b'))).rejects.toThrow('does not exist');
  await expect(files.readText(folder)).rejects.toThrow('is a folder. Use list_directory');
  await expect(files.readText(at('big.txt'))).rejects.toThrow(
    'big.txt is 11.0 MB, more than the limit of 10.0 MB. Use grep',
  );
  await expect(files.readText(at('loop'))).rejects.toThrow('round in circles');
  await expect(files.readText(at('pipe'))).rejects.toThrow('pipe');
  await expect(files.readText(at('a\0b'))).rejects.toThrow('NUL');
  await expect(files.readBytes(at('big.txt'), 1024)).rejects.toThrow('limit');
});

test('lists a folder, links by what they lead to', async () => {
  const folder = temporaryFolder({ 'a.txt': 'a', 'sub/b.txt': 'b' });
  symlinkSync('sub', join(folder, 'toSub'));
  symlinkSync('none', join(folder, 'broken'));
  const entries = [...(await files.list(folder))].sort((one, two) => one.name.localeCompare(two.name));
  expect(entries).toEqual([
    { name: 'a.txt', type: 'file', link: false },
    { name: 'broken', type: 'other', link: true },
    { name: 'sub', type: 'directory', link: false },
    { name: 'toSub', type: 'directory', link: true },
  ]);
});

test('real paths follow links, also above what does not exist, and fail closed', async () => {
  const folder = temporaryFolder({ 'a.txt': 'a' });
  const outside = temporaryFolder();
  mkdirSync(join(folder, 'sub'));
  symlinkSync(outside, join(folder, 'sub', 'out'));
  symlinkSync(join(outside, 'none'), join(folder, 'broken'));
  symlinkSync('loop', join(folder, 'loop'));
  expect(await files.realPath(join(folder, 'sub/out/new/file.txt'))).toBe(join(outside, 'new/file.txt'));
  expect(await files.realPath(join(folder, 'a.txt'))).toBe(join(folder, 'a.txt'));
  await expect(files.realPath(join(folder, 'broken'))).rejects.toThrow('leads nowhere');
  await expect(files.realPath(join(folder, 'broken/x'))).rejects.toThrow('leads nowhere');
  await expect(files.realPath(join(folder, 'loop'))).rejects.toThrow('circles');
  await expect(files.realPath(join(folder, 'a.txt/b'))).rejects.toThrow('not a folder');
});
