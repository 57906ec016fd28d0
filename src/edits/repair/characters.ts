/** Characters that editors and models put in the place of plain ones, by the plain one that they stand for. */
const doubleQuotes = '“”„‟″';
const singleQuotes = '‘’‚‛′';
export const dashes = '‐‑‒–—―−';
/** Spaces that look like an ordinary one: no-break, narrow no-break, figure, en, em, thin and the like. */
const spaces = '\u00a0\u202f\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u205f';

/** What a character is to the folding; everything else is `plain`. */
export const Kind = {
  plain: 0,
  newline: 1,
  carriageReturn: 2,
  space: 3,
  backslash: 4,
  ampersand: 5,
  doubleQuote: 6,
  singleQuote: 7,
  dash: 8,
  dot: 9,
  ellipsis: 10,
} as const;

const kinds = new Uint8Array(0x10000);
kinds[10] = Kind.newline;
kinds[13] = Kind.carriageReturn;
kinds[0x5c] = Kind.backslash;
kinds[0x26] = Kind.ampersand;
kinds[0x2e] = Kind.dot;
kinds[0x2026] = Kind.ellipsis;
for (const one of ` \t${spaces}`) kinds[one.charCodeAt(0)] = Kind.space;
for (const one of doubleQuotes) kinds[one.charCodeAt(0)] = Kind.doubleQuote;
for (const one of singleQuotes) kinds[one.charCodeAt(0)] = Kind.singleQuote;
for (const one of `-${dashes}`) kinds[one.charCodeAt(0)] = Kind.dash;

export function kindOf(code: number): number {
  return kinds[code] ?? Kind.plain;
}

const oddSpaces = new RegExp(`[${spaces}]`, 'g');

/** The text with an ordinary space for each space that only looks like one. */
export function plainSpaces(text: string): string {
  return text.replace(oddSpaces, ' ');
}

/** The straight quote for a typographic one, `undefined` for anything else. */
export function straightQuote(character: string): string | undefined {
  if (character.length !== 1) return undefined;
  if (doubleQuotes.includes(character)) return '"';
  return singleQuotes.includes(character) ? "'" : undefined;
}

export function isTypographicDash(character: string): boolean {
  return character.length === 1 && dashes.includes(character);
}

/** True where a combining mark, or what changes or joins an emoji, follows: cutting there would tear a character apart. */
export function splitsCharacter(text: string, end: number): boolean {
  const next = text.charCodeAt(end);
  if (next === 0xd83c) return text.charCodeAt(end + 1) >= 0xdffb && text.charCodeAt(end + 1) <= 0xdfff;
  return (
    next === 0x200d ||
    (next >= 0xfe00 && next <= 0xfe0f) ||
    (next >= 0x0300 && next <= 0x036f) ||
    (next >= 0x1ab0 && next <= 0x1aff) ||
    (next >= 0x1dc0 && next <= 0x1dff) ||
    (next >= 0x20d0 && next <= 0x20ff) ||
    (next >= 0xfe20 && next <= 0xfe2f)
  );
}

/** True in the middle of a word or a number: a text that begins or ends there stands for another one. */
export function splitsWord(text: string, at: number): boolean {
  if (at === 0 || at >= text.length) return false;
  const low = text.charCodeAt(at - 1);
  const before = text.slice(low >= 0xdc00 && low <= 0xdfff ? at - 2 : at - 1, at);
  return ofWord.test(before) && ofWord.test(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

const ofWord = /[\p{L}\p{M}\p{N}_]/u;

export function isAscii(text: string): boolean {
  return !/[^\0-\u007f]/.test(text);
}
