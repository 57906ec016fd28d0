import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hidesSomething, visibleText } from '../../../webview-ui/approvals/visibleText.ts';

/** Marks in ⟦⟧, so that a case is one line. */
const shown = (text: string): string =>
  visibleText(text)
    .map((piece) => ('text' in piece ? piece.text : `⟦${piece.mark}⟧`))
    .join('');

describe('what could hide is made visible', () => {
  const cases: [string, string, string][] = [
    ['a plain command stays as it is', 'npm test -- --run', 'npm test -- --run'],
    ['escape', 'a\u001b[8mb', 'a⟦ESC⟧[8mb'],
    ['carriage return', 'safe\rrm', 'safe⟦CR⟧rm'],
    ['null, backspace, bell, delete', '\0\b\u0007\u007f', '⟦NUL⟧⟦BS⟧⟦BEL⟧⟦DEL⟧'],
    ['C1 control', 'a\u009bb', 'a⟦U+009B⟧b'],
    ['tab', 'a\tb', 'a⟦TAB⟧b'],
    ['line break keeps breaking', 'a\nb', 'a⟦↵⟧\nb'],
    ['many line breaks', `a${'\n'.repeat(40)}b`, 'a⟦↵×40⟧\nb'],
    ['last line break', 'a\n', 'a⟦↵⟧'],
    ['padding within', `a${' '.repeat(60)}b`, 'a⟦␣×60⟧b'],
    ['a few spaces are fine', 'a    b', 'a    b'],
    ['indentation is fine', '    a\n        b', '    a⟦↵⟧\n        b'],
    ['long indentation', `${' '.repeat(30)}a`, '⟦␣×30⟧a'],
    ['trailing spaces', 'a  ', 'a⟦␣×2⟧'],
    ['trailing space before a line break', 'a \nb', 'a⟦␣×1⟧⟦↵⟧\nb'],
    ['zero width space', 'a\u200bb', 'a⟦U+200B⟧b'],
    ['right-to-left override', 'a\u202eb', 'a⟦U+202E⟧b'],
    ['isolate', '\u2066a\u2069', '⟦U+2066⟧a⟦U+2069⟧'],
    ['byte order mark', '\ufeffa', '⟦U+FEFF⟧a'],
    ['no-break space', 'a\u00a0b', 'a⟦U+00A0⟧b'],
    ['ideographic space', 'a\u3000b', 'a⟦U+3000⟧b'],
    ['line separator', 'a\u2028b', 'a⟦U+2028⟧b'],
    ['Hangul filler', 'a\u3164b', 'a⟦U+3164⟧b'],
    ['Braille blank', 'a\u2800b', 'a⟦U+2800⟧b'],
    ['soft hyphen', 'a\u00adb', 'a⟦U+00AD⟧b'],
    ['variation selector', 'a\ufe0fb', 'a⟦U+FE0F⟧b'],
    ['tag characters', 'a\u{e0041}b', 'a⟦U+E0041⟧b'],
    ['lone surrogate', 'a\ud800b', 'a⟦U+D800⟧b'],
    ['private use', 'a\ue000b', 'a⟦U+E000⟧b'],
    ['letters of other scripts are text', 'Straße 東京 Привет 🎉', 'Straße 東京 Привет 🎉'],
  ];
  test.each(cases)('%s', (_, text, expected) => expect(shown(text)).toBe(expected));
});

test('a plain text of several lines does not raise the warning, anything hidden does', () => {
  expect(hidesSomething(visibleText('cat <<E\na\nE'))).toBe(false);
  expect(hidesSomething(visibleText('a\u200bb'))).toBe(true);
});

const unseen = /[\p{Cf}\p{Zl}\p{Zp}\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u;
const notPlain = /[^\p{L}\p{N}\p{P}\p{S}]|[\p{DI}\u2800]/gu;

test('no character is lost, and none that is invisible gets through as text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const pieces = visibleText(text);
      const plain = pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
      expect(plain).not.toMatch(unseen);
      expect(plain.replace(notPlain, '')).toBe(text.replace(notPlain, ''));
    }),
  );
});
