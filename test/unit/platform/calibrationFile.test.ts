import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCalibrationFile } from '../../../src/platform/calibrationFile.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const one = { counted: 10_000, reported: 13_000, observations: 3, error: 0.02 };
const warnings: string[] = [];
const log = { debug: () => {}, warn: (text: string) => void warnings.push(text) };

it('keeps what was learnt of models for the next session, and for other windows', async () => {
  const home = temporaryFolder();
  const [here, there] = [createCalibrationFile(home, log), createCalibrationFile(home, log)];
  expect(await here.load()).toEqual(new Map());
  await here.save('a', one);
  await Promise.all([there.save('b', one), there.save('c', { ...one, observations: 4 })]);
  expect(await here.load()).toEqual(
    new Map([
      ['a', one],
      ['b', one],
      ['c', { ...one, observations: 4 }],
    ]),
  );
  expect(statSync(join(home, 'token-counts.json')).mode & 0o777).toBe(0o600);
  expect(warnings).toEqual([]);
});

it.each([
  ['broken JSON', '{"version":1,"models":{"a":'],
  ['another form', '[1,2]'],
  ['another version', '{"version":9,"models":{}}'],
  ['nothing', ''],
  ['bytes', '\u0000\u0001'],
])('a file with %s counts as none, and is written anew', async (_, text) => {
  const home = temporaryFolder({ 'token-counts.json': text });
  const file = createCalibrationFile(home, log);
  expect(await file.load()).toEqual(new Map());
  await file.save('a', one);
  expect(await file.load()).toEqual(new Map([['a', one]]));
});

it('an entry that does not fit is left out, the others stay', async () => {
  const models = { a: one, b: { ...one, counted: -1 }, c: { ...one, reported: 'x' }, d: null, __proto__: one };
  const home = temporaryFolder({ 'token-counts.json': JSON.stringify({ version: 1, models }) });
  expect([...(await createCalibrationFile(home, log).load()).keys()]).toEqual(['a']);
});

it('a folder that cannot be written does no harm', async () => {
  const file = createCalibrationFile(join(temporaryFolder(), 'missing'), log);
  await file.save('a', one);
  expect(await file.load()).toEqual(new Map());
  const home = temporaryFolder();
  writeFileSync(join(home, 'file'), '');
  await createCalibrationFile(join(home, 'file'), log).save('a', one);
  expect(existsSync(join(home, 'file')) && readFileSync(join(home, 'file'), 'utf8')).toBe('');
});
