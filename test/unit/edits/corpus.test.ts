import { expect, test } from 'vitest';
import { replaceText } from '../../../src/edits/replace.ts';
import { decodeText, encodeText } from '../../../src/platform/textFormat.ts';
import { bytesAfter, bytesBefore, readEditCorpus } from '../../support/editCorpus.ts';

const corpus = readEditCorpus();

test('the corpus is large, and each case has a name of its own', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(150);
  expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length);
});

test.each(corpus.map((one) => [one.id, one] as const))('%s', (_, one) => {
  const { expected } = one;
  const bytes = bytesBefore(one);
  if (expected.outcome === 'refused' && one.fileBase64 !== undefined) {
    expect(() => decodeText(bytes, one.path)).toThrow(expected.reason);
    return;
  }
  const { text, format } = decodeText(bytes, one.path);
  const result = replaceText(text, one);
  if (expected.outcome === 'refused') {
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining(expected.reason ?? '') });
    return;
  }
  expect(result).toMatchObject({ ok: true, repairs: expected.outcome === 'repaired' ? expected.repairs : [] });
  if (result.ok) expect(Buffer.from(encodeText(result.text, format))).toEqual(bytesAfter(one));
});
