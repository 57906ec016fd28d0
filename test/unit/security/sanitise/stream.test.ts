import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSanitiser, type Finding, inspect } from '../../../../src/security/sanitise.ts';
import { pieces } from './pieces.ts';

const fragment = fc.constantFrom(...pieces);
const hostile = fc.array(fragment, { maxLength: 40, size: 'max' }).map((parts) => parts.join(''));

/** Feeds a text in pieces that end at these places. */
function inPieces(raw: string, cuts: readonly number[]): { text: string; findings: Finding[] } {
  const sanitiser = createSanitiser();
  let text = '';
  let from = 0;
  for (const cut of [...cuts].sort((one, other) => one - other)) {
    text += sanitiser.push(raw.slice(from, cut));
    from = Math.max(from, cut);
  }
  text += sanitiser.push(raw.slice(from)) + sanitiser.end();
  return { text, findings: sanitiser.findings() };
}

const chosen = { numRuns: Number(process.env.BELAY_RUNS ?? 3000) };

describe('any text', () => {
  it('has the same result however it is cut', () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 12, size: 'max' });
    fc.assert(
      fc.property(hostile, cuts, (raw, places) => {
        const within = places.map((place) => Math.min(place, raw.length));
        expect(inPieces(raw, within)).toEqual(inspect(raw));
      }),
      chosen,
    );
  });

  it('has the same result character by character', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        expect(
          inPieces(
            raw,
            Array.from(raw, (_, at) => at),
          ),
        ).toEqual(inspect(raw));
      }),
      chosen,
    );
  });

  it('is not changed by a second run', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        const { text } = inspect(raw);
        expect(inspect(text)).toEqual({ text, findings: [] });
      }),
      chosen,
    );
  });

  it('holds nothing afterwards of what is always removed', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (raw) => {
        const { text } = inspect(raw);
        expect(text.replace(/^\ufeff/, '')).not.toMatch(
          /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u202a-\u202e\u2060-\u206f\ufeff]/,
        );
        expect(text).not.toMatch(/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2}|\p{Cs}/u);
        expect(text.replaceAll(/🏴[\u{e0061}-\u{e007a}]{5}\u{e007f}/gu, '')).not.toMatch(/[\u{e0000}-\u{e00ff}]/u);
        expect(text).not.toMatch(/<\|im_start\|>|\[\/INST\]|<tool_call>(?<![\w$]<tool_call>)|<\/?untrusted-content>/);
        expect(text).not.toMatch(/(?<![A-Za-z0-9])(?:ghp_[A-Za-z0-9]{36}|AKIA[A-Z0-9]{16}(?![A-Za-z0-9]))/);
      }),
      chosen,
    );
  });

  it('stays as it is where it is plain', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abc XYZ 012\n\t.,;:!?(){}+*/=-_"\'éßłשع中日한😀') });
    fc.assert(
      fc.property(plain, (text) => {
        expect(inspect(text)).toEqual({ text, findings: [] });
      }),
    );
  });
});

describe('what is held back', () => {
  it('is nothing behind a whole line of ordinary output', () => {
    const sanitiser = createSanitiser();
    const line = ' ✓ test/unit/a.test.ts (3 tests) 12ms, token: ok, https://example.org\n';
    expect(sanitiser.push(line)).toBe(line);
  });

  it('is at most a word of a line that goes on', () => {
    const sanitiser = createSanitiser();
    expect(sanitiser.push('Compiling the sour')).toBe('Compiling the ');
    expect(sanitiser.push('ces ')).toBe('sources ');
  });

  it.each([
    ['a key that never ends', '-----BEGIN PRIVATE KEY-----\n', 'MIIEpAIBAAKCAQEA7bq5\n'],
    ['an OSC that never ends', '\u001b]0;', 'title '],
    ['a token that never ends', 'sk-ant-', 'aB3dE5fG7hJ9'],
    ['a word that never ends', '', 'aB3dE5fG7hJ9'],
    ['a value that never ends', 'TOKEN="', 'aB3dE5fG7hJ9'],
    ['a tag that never ends', '<tool_call ', 'x="1" '],
    ['an address that never ends', 'https://', 'user:pass'],
    ['joiners', '', '\u200d'],
    ['a JWT that never ends', 'eyJhbGciOiJIUzI1NiJ9.', 'eyJhbGciOiJIUzI1NiJ9'],
  ])('is bounded for %s', (_, start, more) => {
    const sanitiser = createSanitiser();
    let read = start.length;
    let written = sanitiser.push(start).length;
    for (let round = 0; round < 400; round++) {
      const piece = more.repeat(40);
      read += piece.length;
      written += sanitiser.push(piece).length;
    }
    const rest = sanitiser.end();
    expect(rest.length).toBeLessThan(8000);
    expect(written + rest.length).toBeLessThanOrEqual(read + 40);
  });
});

describe('a megabyte', () => {
  const size = 1 << 20;
  const repeated: readonly string[] = [
    ...[
      '\u001b[',
      '\u001b]0;',
      '1;',
      '\u200d',
      'a\u200e',
      '\ufe01',
      '😀\ufe0f\u200d',
      '\u{e0067}',
      '\u009b',
      'ð\u009f',
    ],
    ...[
      'password=',
      'token:"',
      'TOKEN=',
      'secret ',
      'api_key',
      'access_key="',
      'passwordkey',
      'eyJ',
      '-eyJ',
      '.eyJaaaaaaaaaaaa',
    ],
    ...[
      '-sk-',
      'sk-ant-',
      '://',
      '://a:b',
      '<',
      '<system>',
      '<tool_call ',
      '[INST]',
      '\n\nHuman:',
      'Human:\n',
      '<invoke name="a">',
    ],
    ...[
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN PRIVATE KEY-----\nAaa: x\n',
      '-----BEGIN PRIVATE KEY-----\na\n',
      'AAAAAAAAAAAAAAAAAAAAAAAAAA\n',
    ],
    ...[
      'AKIAIOSFODNN7EXAMPLE ',
      'Bearer ',
      'Authorization: Basic ',
      'MT',
      '[secret:',
      'a',
      ' ',
      '\n',
      '<system>\nab cd ef ',
      'xoxb-',
      'xx-',
    ],
    ...[
      'pwd=',
      'password: ',
      'api_key=',
      'pass',
      'password="',
      'Private-Lines: 8\n',
      'AKIA0123456789ABCDEF\n',
      'data:\n',
      'data:\n  a: aHVudGVyMnh5\n',
      'https://aB3dE5fG7hJ9kL2mN4pQ@',
      '-passin pass:',
      '<| ',
    ],
  ];

  it.each(repeated)('of %j takes no longer than one of anything', (unit) => {
    const raw = unit.repeat(Math.ceil(size / unit.length));
    const started = performance.now();
    inspect(raw);
    // Ordinary text takes some 20 ms. What backtracks takes minutes; a busy machine may take some seconds.
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
