import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitise } from '../../../src/security/sanitise.ts';

describe('sanitise', () => {
  it.each<[string, string, string]>([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a title sequence', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a clipboard sequence ended by ST', 'a\u001b]52;c;aGk=\u001b\\b', 'ab'],
    ['an unterminated sequence', 'a\u001b]8;;http://x', 'a'],
    ['C1 forms', 'a\u009b31mb\u009d0;t\u009cc', 'abc'],
    ['a lone escape', 'a\u001b', 'a'],
    ['backspaces and bells', 'a\u0008\u0007b', 'ab'],
    ['direction overrides', 'a\u202eb\u2066c', 'abc'],
    ['tag characters', `a${'\u{E0041}'}b`, 'ab'],
    ['a key in a line', 'key=sk-ant-api03-abcdefghijklmnopqrstuvwxyz', 'key=[anthropic-key removed]'],
    [
      'a private key',
      '-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nrest',
      '[private-key removed]\nrest',
    ],
    ['half a private key', 'x -----BEGIN PRIVATE KEY-----\nabc', 'x [private-key removed]'],
  ])('removes %s', (_, raw, clean) => {
    expect(sanitise(raw)).toBe(clean);
  });

  it.each([
    'plain text\twith a tab\r\nand lines',
    'שלום עולם, مرحبا',
    'family 👨‍👩‍👧‍👦 and flag 🇩🇪 and heart ❤️',
    'sha512-Wf3XUxCb1vTqQm0r5Y8mAdJ2uV0nqk0F9cN0B2oJk4b3Qp8J6y==',
    'd41d8cd98f00b204e9800998ecf8427e 123e4567-e89b-12d3-a456-426614174000',
    'class="sk-circle sk-child" --flag=[0-9]*',
  ])('leaves %j alone', (text) => {
    expect(sanitise(text)).toBe(text);
  });

  it('never leaves an escape and is stable', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('\u001b', '[', ']', '3', 'm', ';', '\u0007', '\u009b', 'a', '\n', '\u202e'),
    });
    fc.assert(
      fc.property(hostile, (raw) => {
        const once = sanitise(raw);
        expect(once).not.toMatch(/[\u001b\u009b\u0007\u202e]/);
        expect(sanitise(once)).toBe(once);
      }),
    );
  });
});
