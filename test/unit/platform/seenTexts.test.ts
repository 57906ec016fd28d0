import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSeenTexts } from '../../../src/platform/seenTexts.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const quiet = { debug() {} };
const filesOf = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name));

test('a text is there for the next process, readable by the person alone', async () => {
  const folder = join(temporaryFolder(), 'seen');
  const texts = ['', 'one\r\ntwo', 'half of a pair: \ud83d'];
  const first = createSeenTexts(folder, quiet);
  for (const [index, text] of texts.entries()) first.keep(`hash ${index}`, text);
  expect(await Promise.all(texts.map((_, index) => first.get(`hash ${index}`)))).toEqual(texts);
  const next = createSeenTexts(folder, quiet);
  expect(await Promise.all(texts.map((_, index) => next.get(`hash ${index}`)))).toEqual(texts);
  expect(await next.get('../other')).toBeUndefined();
  if (process.platform !== 'win32') {
    expect(filesOf(folder).map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  }
});

test('what is damaged, or of another content, counts as missing', async () => {
  const folder = join(temporaryFolder(), 'seen');
  const texts = createSeenTexts(folder, quiet);
  texts.keep('a', 'text');
  expect(await texts.get('a')).toBe('text');
  const [path = ''] = filesOf(folder);
  for (const damaged of ['', '["b","text"]', '"a"', readFileSync(path, 'utf8').slice(0, 5)]) {
    writeFileSync(path, damaged);
    expect(await texts.get('a')).toBeUndefined();
  }
});

test('the texts that were longest not in use go when there are too many, and a large one is not kept', async () => {
  const folder = join(temporaryFolder(), 'seen');
  const limits = { text: 100, all: 250 };
  const first = createSeenTexts(folder, quiet, { text: 100, all: 1000 });
  for (const hash of ['1', '2', '3']) {
    first.keep(hash, hash.repeat(90));
    await first.get(hash);
  }
  for (const path of filesOf(folder)) if (readFileSync(path, 'utf8').startsWith('["2"')) utimesSync(path, 1, 1);
  const next = createSeenTexts(folder, quiet, limits);
  next.keep('3', '3'.repeat(90));
  next.keep('4', '4'.repeat(101));
  await next.get('3');
  const found = await Promise.all(['1', '2', '3', '4'].map(async (hash) => (await next.get(hash))?.length));
  expect(found).toEqual([90, undefined, 90, undefined]);
});

test('a folder that cannot be written loses nothing but the text', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const said: string[] = [];
  const texts = createSeenTexts(join(file, 'seen'), { debug: (text) => said.push(text) });
  texts.keep('a', 'text');
  expect(await texts.get('a')).toBeUndefined();
  expect(said.length).toBeGreaterThan(0);
});

test('settled waits until what was to be kept is on disk, and nothing is half written', async () => {
  const folder = join(temporaryFolder(), 'seen');
  const texts = createSeenTexts(folder, quiet);
  const hashes = Array.from({ length: 20 }, (_, at) => `hash${at}`);
  for (const hash of hashes) texts.keep(hash, hash.repeat(10_000));
  await texts.settled();
  expect(filesOf(folder)).toHaveLength(hashes.length);
  expect(filesOf(folder).filter((path) => path.endsWith('.tmp'))).toEqual([]);
});
