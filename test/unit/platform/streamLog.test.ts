import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { maskSecrets } from '../../../src/platform/maskSecrets.ts';
import { belayHome, ensurePrivateFolder } from '../../../src/platform/privateFolder.ts';
import { createStreamLog } from '../../../src/platform/streamLog.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const secrets: [text: string, masked: string][] = [
  ['key sk-ant-api03-abcDEF123-_x used', 'key [secret] used'],
  ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer [secret]'],
  ['x-api-key: abcdef123456', 'x-api-key: [secret]'],
  ['{"apiKey":"abcdef123456"}', '{"apiKey":"[secret]"}'],
  ['ANTHROPIC_API_KEY=abcdef123456', 'ANTHROPIC_API_KEY=[secret]'],
  [`ghp_${'a'.repeat(36)}`, '[secret]'],
  ['AKIAABCDEFGHIJKLMNOP', '[secret]'],
  ['https://user:pass@host/path', 'https://user:[secret]@host/path'],
  ['nothing to hide: task-list and risk', 'nothing to hide: task-list and risk'],
];

test.each(secrets)('masks %s', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
});

test('the log writes what is loud enough, with causes, secrets masked', () => {
  const lines: string[] = [];
  const log = createStreamLog({ level: 'warn', write: (text) => lines.push(text) });
  log.debug('quiet');
  log.info('quiet');
  log.warn('careful');
  log.error('failed', new Error('outer', { cause: new Error('with sk-ant-api03-secretsecret') }));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe('warn: careful\n');
  expect(lines[1]).toMatch(/^error: failed: Error: outer[\s\S]*caused by: Error: with \[secret\]/);
});

test("Belay's folder is the person's alone", async () => {
  expect(belayHome({}, '/home/a')).toBe('/home/a/.belay');
  expect(belayHome({ BELAY_HOME: '/elsewhere' }, '/home/a')).toBe('/elsewhere');
  expect(() => belayHome({ BELAY_HOME: 'relative' }, '/home/a')).toThrow('absolute');
  const folder = join(temporaryFolder(), 'a/b');
  expect(await ensurePrivateFolder(folder)).toBe(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  chmodSync(folder, 0o755);
  await ensurePrivateFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
