/** A place in a text where an anchor of a rule stands. */
export interface Place {
  readonly text: string;
  readonly at: number;
  /** Nothing follows the text. */
  readonly last: boolean;
  /** The character before the place, as it was put out; empty at the start. */
  readonly previous: string;
  /** Something that cannot be seen was removed right before the place. */
  apart(): boolean;
  /** Up to so many characters before the place as they were put out, of what was last replaced only the end. */
  behind(length?: number): string;
  /** End of the run of characters, from the place or another one on, that a token can consist of. */
  runEnd(from?: number): number;
}

/** What is to be put in place of `from` to `to`. A mark has no secret. */
export interface Hit {
  readonly from: number;
  readonly to: number;
  readonly kind: 'marker' | `secret:${string}`;
  /** Another secret, further on. */
  readonly beside?: Hit;
  /** The rest of the secret follows, see `keyBlock.ts`. */
  readonly block?: true;
}

/** `more`: what follows the text decides. */
export type Judgement = Hit | 'more' | undefined;

/** Something to look for. The anchors are literal, without spaces but at their end, and at most 40 characters with what `before` needs. */
export interface Rule {
  readonly anchors: readonly string[];
  /** For anchors that are in many words: what the first `firstLength` characters must match besides. */
  readonly first?: RegExp | undefined;
  judge(place: Place): Judgement;
}

/** What was masked before stays as it is. */
export const labelStart = '[secret:';

/** Stands in a broken marker. */
export const mark = '·';

export const firstLength = 32;

/** One hit that leads to the others, which are in their order. */
export function chained(hits: readonly Hit[]): Hit | undefined {
  return hits.reduceRight<Hit | undefined>((beside, hit) => (beside ? { ...hit, beside } : hit), undefined);
}

/** So far rules look back where they don't say how far, and at most. */
export const near = 64;
export const reach = 480;

/** Longest token that is looked at as a whole, and so the most that is held back. */
export const longest = 4096;

/** Matches a sticky expression at a place, or `offset` behind it. */
export function matchAt(form: RegExp, { text, at }: Place, offset = 0): RegExpExecArray | null {
  form.lastIndex = at + offset;
  return form.exec(text);
}

/** For what a text ends in, read backwards from its end: to try a form at each of its characters takes many times as long. */
export function ending(form: RegExp): RegExp {
  return new RegExp(`(?<=${form.source})`, `y${form.flags}`);
}

export function endsIn(form: RegExp, text: string): boolean {
  form.lastIndex = text.length;
  return form.test(text);
}

/** True where fewer than `length` characters follow, the text goes on, and no line end has come yet. */
export function isCut({ text, at, last }: Place, length: number): boolean {
  return !last && text.length - at < length && text.indexOf('\n', at) < 0;
}

/** The same of what may go on over the ends of lines. */
export function isShortOf({ text, at, last }: Place, length: number): boolean {
  return !last && text.length - at < length;
}

/** True where a token may begin: not in the middle of a word, unless that is the end of an escape as in `\\nghp_…`. */
export function startsToken(place: Place): boolean {
  const { previous } = place;
  if (!isWordCharacter(previous) || place.apart()) return true;
  return /[nrt0-9A-Fa-f]/.test(previous) && endsIn(escapeBefore, place.behind());
}

const escapeBefore = ending(/\\[nrt]|%[0-9A-Fa-f]{2}/);

/** Of a character: a letter of ASCII or a digit. */
export function isWordCharacter(text: string): boolean {
  const code = text.charCodeAt(0);
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}
