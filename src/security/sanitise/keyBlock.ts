import { isCut, matchAt, type Rule } from './rule.ts';

// Private keys as PEM, OpenSSH and PGP write them: a header, perhaps fields, and lines of base64. Also with the line ends
// written as \n inside a string, quoted, indented, or all on one line. A header in prose or code is no key.

const between = String.raw`(?:\s|\\[nrt]|[>#*|+"',;])`;
const field = String.raw`[A-Za-z][A-Za-z-]{2,29}: [^\n\\]{0,200}(?:\n|\\[nr])`;
const opening = new RegExp(
  `-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----${between}{0,64}(?:${field}${between}{0,64}){0,6}(?=[A-Za-z0-9+/=]{16})`,
  'y',
);
const header = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const lineEnd = String.raw`[ \t]{0,8}(?:\r?\n|(?:\\r)?\\n)[ \t]{0,40}`;
/** A short one, as examples and tests have it; with nothing but dots or crosses it is only a form. */
const whole = new RegExp(
  `${header.source}(?:${lineEnd}[A-Za-z0-9+/=.…]{1,100}){1,20}${lineEnd}-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----`,
  'y',
);
/** The beginning of one, at the very end of a text. */
const half = new RegExp(String.raw`${header.source}${lineEnd}[A-Za-z0-9+/=]{1,15}\s{0,4}$`, 'y');
const dashes = /-----[A-Z ]+-----/g;
/** More than any of these reaches. */
const openingLength = 3200;

export const keyBlockRule: Rule = {
  anchors: ['-----BEGIN'],
  judge(place) {
    if (isCut(place, 80)) return 'more';
    if (!matchAt(header, place)) return undefined;
    const { at, last, text } = place;
    if (matchAt(opening, place)) return { from: at, to: opening.lastIndex, kind: 'secret:private-key', block: true };
    if (!last && text.length - at < openingLength) return 'more';
    const form = [whole, half].find((one) => matchAt(one, place));
    if (!form || /^[xX.…\\rn\s]*$/.test(text.slice(at, form.lastIndex).replaceAll(dashes, ''))) return undefined;
    return { from: at, to: form.lastIndex, kind: 'secret:private-key' };
  },
};

const gap = new RegExp(`${between}{0,200}`, 'y');
const closing = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const line = /[A-Za-z0-9+/=]+/y;

/** Shorter pieces are no lines of a key, but for the last one and a checksum. */
const shortLine = 16;
/** So much of a key makes its label. */
const digested = 512;

/** Follows a key through its lines to its end, or as far as it looks like one. */
export interface KeyBlock {
  /** Swallows from `at`; `more` where what follows decides, from the place that was returned. */
  swallow(text: string, at: number, last: boolean): { readonly at: number; readonly state: 'more' | 'done' };
  /** The key without what stands between its lines. */
  content(): string;
}

export function createKeyBlock(): KeyBlock {
  let content = '';
  let inLine = false;
  let short = 0;

  function take(part: string): void {
    if (content.length < digested) content += part.slice(0, digested - content.length);
  }

  return {
    swallow(text, start, last) {
      let at = start;
      for (;;) {
        if (inLine) {
          const rest = matchSticky(line, text, at);
          take(rest);
          at += rest.length;
          if (at === text.length && !last) return { at, state: 'more' };
          inLine = false;
        }
        const next = at + matchSticky(gap, text, at).length;
        const remaining = text.length - next;
        if (!last && isUndecided(text, next, remaining)) return { at, state: 'more' };
        const end = matchSticky(closing, text, next);
        if (end !== '') return { at: next + end.length, state: 'done' };
        const piece = matchSticky(line, text, next);
        if (piece.length < shortLine) {
          if (!last && next + piece.length === text.length) return { at, state: 'more' };
          if (piece === '' || ++short > 2) return { at, state: 'done' };
          take(piece);
          at = next + piece.length;
          continue;
        }
        if (short > 0) return { at, state: 'done' };
        inLine = true;
        at = next;
      }
    },
    content: () => content,
  };
}

/** Half an escaped line end, or half a footer. */
function isUndecided(text: string, at: number, remaining: number): boolean {
  if (remaining < 2) return true;
  return text.charAt(at) === '-' && remaining < 80 && !text.includes('\n', at);
}

function matchSticky(form: RegExp, text: string, at: number): string {
  form.lastIndex = at;
  return form.exec(text)?.[0] ?? '';
}
