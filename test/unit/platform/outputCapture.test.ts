import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOutputCapture } from '../../../src/platform/outputCapture.ts';
import { temporaryFolder } from '../../support/temporary.ts';

test('short output is kept to the letter; of long output head and tail, and the file has all of it', async () => {
  const folder = temporaryFolder();
  const limits = { head: 12, tail: 20, file: 1000 };
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: fc.constantFrom('a', '\n', 'é', '€', '😀'), maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      async (text, sizes) => {
        const bytes = Buffer.from(text);
        const capture = createOutputCapture(folder, limits);
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          await capture.push(bytes.subarray(at, at + size));
          at += size;
        }
        const { output, spill } = await capture.finish();
        if (bytes.length <= limits.head + limits.tail) {
          expect({ output, spill }).toEqual({ output: text, spill: undefined });
          return;
        }
        const [, start, cut, path, end] =
          /^([\s\S]*)\n\[… (\d+) bytes cut here\. The whole is in (.*); read parts of it with read_file or grep\. …\]\n([\s\S]*)$/.exec(
            output,
          ) ?? [];
        expect(text.startsWith(start ?? 'none')).toBe(true);
        expect(text.endsWith(end ?? 'none')).toBe(true);
        const size = (piece: string | undefined): number => Buffer.byteLength(piece ?? '');
        expect(size(start) + Number(cut) + size(end)).toBe(bytes.length);
        expect(size(start)).toBeGreaterThan(limits.head - 4);
        expect(size(end)).toBeGreaterThan(limits.tail - 4);
        expect(path).toBe(spill);
        expect(readFileSync(spill ?? '').equals(bytes)).toBe(true);
      },
    ),
  );
});

test('where the file cannot be written the output still comes, and says so', async () => {
  const capture = createOutputCapture(join(temporaryFolder({ file: '' }), 'file'), { head: 4, tail: 4, file: 1000 });
  await expect(
    (async () => {
      await capture.push(Buffer.from('0123456789abcdef'));
      return await capture.finish();
    })(),
  ).resolves.toMatchObject({ spill: undefined, output: expect.stringMatching(/^0123\n.*could not be kept.*\ncdef$/) });
});

test('files that are a week old make room for new ones', async () => {
  const folder = temporaryFolder({ 'old.txt': 'x', 'new.txt': 'y' });
  const longAgo = Date.now() / 1000 - 8 * 24 * 60 * 60;
  utimesSync(join(folder, 'old.txt'), longAgo, longAgo);
  const capture = createOutputCapture(folder, { head: 4, tail: 4, file: 1000 });
  await capture.push(Buffer.from('0123456789'));
  const { spill } = await capture.finish();
  expect(readdirSync(folder).sort()).toEqual(['new.txt', basename(spill ?? '')].sort());
});
