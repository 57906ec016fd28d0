/** A place in a text where an anchor of a rule stands. */
export interface Place {
  readonly text: string;
  readonly at: number;
  /** Nothing follows the text. */
  readonly last: boolean;
  /** The character before the place, as it was put out; empty at the start. */
  readonly previous: string;
  /** Up to 64 characters before the place as they were put out, of what was last replaced only the end. */
  behind(): string;
  /** End of the run of characters, from the place on, that a token can consist of; at most `longest` away. */
  runEnd(): number;
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

/** Something to look for. The anchors are literal, without spaces and at most 40 characters with what `before` needs. */
export interface Rule {
  readonly anchors: readonly string[];
  judge(place: Place): Judgement;
}

/** Longest token that is looked at as a whole, and so the most that is held back. */
export const longest = 4096;

/** Matches a sticky expression at a place, or `offset` behind it. */
export function matchAt(form: RegExp, { text, at }: Place, offset = 0): RegExpExecArray | null {
  form.lastIndex = at + offset;
  return form.exec(text);
}

/** True where fewer than `length` characters follow, the text goes on, and no line end has come yet. */
export function isCut({ text, at, last }: Place, length: number): boolean {
  return !last && text.length - at < length && text.indexOf('\n', at) < 0;
}

/** True where a token may begin: not in the middle of a word, unless that is the end of an escape as in `\\nghp_…`. */
export function startsToken(place: Place): boolean {
  if (!/[A-Za-z0-9]/.test(place.previous)) return true;
  return /[nrt0-9A-Fa-f]/.test(place.previous) && /(?:\\[nrt]|%[0-9A-Fa-f]{2})$/.test(place.behind());
}
