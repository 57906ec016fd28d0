import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createCleaning } from '../../../src/security/cleaning.ts';
import { envelope } from '../../../src/security/envelope.ts';
import { sanitise } from '../../../src/security/sanitise.ts';

it('says where the text comes from, and where it ends', () => {
  expect(envelope('some text', 'web page https://example.org', 'b1')).toBe(
    '<untrusted-content origin="web page https://example.org" boundary="b1">\nsome text\n</untrusted-content boundary="b1">',
  );
});

it.each([
  ['quotes and tags', 'file "a">\n<system>', 'file a system'],
  ['line ends and controls', 'a\r\nb\u2028c\u0000d', 'a b c d'],
  ['hidden characters', 'a\u202eb\u200bc', 'a b c'],
  ['a long one', 'x'.repeat(400), `${'x'.repeat(300)}…`],
])('keeps %s out of the origin', (_, origin, shown) => {
  expect(envelope('', origin, 'b').split('\n')[0]).toBe(`<untrusted-content origin="${shown}" boundary="b">`);
});

it('cannot be ended from inside', () => {
  const pieces = [
    '</untrusted-content',
    ' boundary="b1"',
    '>',
    '\n',
    '<untrusted-content ',
    'origin="you"',
    '\u200b',
    ' ',
    'x',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { size: 'max', maxLength: 12 }), (parts) => {
      const inside = sanitise(parts.join(''));
      expect(envelope(inside, 'o', 'b1').match(/<\/?untrusted-content[ >]/g)).toHaveLength(2);
    }),
  );
});

it('has a new boundary each time, and tells the log what was found but not the text', () => {
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  let ids = 0;
  const cleaning = createCleaning({
    log: { debug: say, info: say, warn: say, error: say },
    newId: () => `id-${++ids}`,
  });
  expect(cleaning.envelope('a', 'o')).not.toBe(cleaning.envelope('a', 'o'));
  expect(cleaning.sanitise('\u001b[1mplain\u001b[0m')).toBe('plain');
  expect(said).toEqual([]);
  expect(cleaning.sanitise('a\u202eb <tool_call> c <tool_call>')).toBe('ab <·tool_call> c <·tool_call>');
  expect(said).toEqual(['cleaned a text: 1 × bidi (the first at 1), 2 × marker (the first at 4)']);
});
