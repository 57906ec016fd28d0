import { endOfGap, type Frame, lastLineStart, readLine, readOn, readStart, shortLine } from './keyLines.ts';
import { isCut, labelStart, matchAt, type Rule } from './rule.ts';

// Private keys as PEM, OpenSSH, PGP and PuTTY write them: a header, perhaps fields, and lines of base64. A header in prose
// or code is no key.

/** Where all was put on one line, a field behind it has two spaces at its end. */
const header =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?: (?:Version|Comment): [\w.() /-]{1,40}? {2}| Proc-Type: 4,ENCRYPTED DEK-Info: [\w-]{1,20},[0-9A-F]{8,64} {1,2})?/y;
const lineEnd = String.raw`[ \t]{0,8}(?:\r?\n|(?:\\r)?\\n)(?:[ \t]{0,8}(?:\d{1,9}[\t:|)-]|[>#*|+-]|\/\/))?[ \t]{0,40}`;
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
    if (isCut(place, 150)) return 'more';
    if (!matchAt(header, place)) return undefined;
    const { at, last, text } = place;
    const start = readStart(text, header.lastIndex, last);
    if (start.kind === 'key') return { from: at, to: start.to, kind: 'secret:private-key', block: true };
    if (start.kind === 'more') return 'more';
    if (!last && text.length - at < openingLength) return 'more';
    const form = [whole, half].find((one) => matchAt(one, place));
    if (!form || /^[xX.…\\rn\s\d:|>#*+/)-]*$/.test(text.slice(at, form.lastIndex).replaceAll(dashes, '')))
      return undefined;
    return { from: at, to: form.lastIndex, kind: 'secret:private-key' };
  },
};

const sshHeader = /BEGIN SSH2 [A-Z ]{0,20}PRIVATE KEY ----/y;

/** As SSH Secure Shell writes them, with spaces behind its dashes. */
export const sshKeyRule: Rule = {
  anchors: ['BEGIN '],
  first: /BEGIN SSH2 /y,
  judge(place) {
    if (!place.behind().endsWith('---- ')) return undefined;
    if (isCut(place, 60)) return 'more';
    if (!matchAt(sshHeader, place)) return undefined;
    const { at, last, text } = place;
    const start = readStart(text, sshHeader.lastIndex, last);
    if (start.kind === 'more') return 'more';
    return start.kind === 'key' ? { from: at, to: start.to, kind: 'secret:private-key', block: true } : undefined;
  },
};

/** So much of a key in base64 says what it is: a header. */
const wrappedHead = /[A-Za-z0-9+/]{60}/y;
const wrappedRun = /[A-Za-z0-9+/]{60,8000}={0,2}/y;
const wrappedLine = /\r?\n[ \t]{0,40}([A-Za-z0-9+/]{4,200}={0,2})(?=\r?\n|$)/y;
const wrappedLength = 17_000;

/** A whole key in base64, as settings of Kubernetes have it: one run, or lines of equal length. */
export const wrappedKeyRule: Rule = {
  anchors: ['LS0tLS1CRUdJTi'],
  judge(place) {
    const { text, at, last } = place;
    if (!last && text.length - at < 60) return 'more';
    const head = matchAt(wrappedHead, place)?.[0];
    if (head === undefined || !/ PRIVATE KEY/.test(atob(head))) return undefined;
    if (!last && text.length - at < wrappedLength && !endsWrapped(text, at)) return 'more';
    matchAt(wrappedRun, place);
    return { from: at, to: wrappedEnd(text, wrappedRun.lastIndex), kind: 'secret:private-key' };
  },
};

/** Behind the lines of equal length that follow, and a shorter last one. */
function wrappedEnd(text: string, behindFirst: number): number {
  let to = behindFirst;
  let length = 0;
  while (to - behindFirst < 8000) {
    wrappedLine.lastIndex = to;
    const line = wrappedLine.exec(text)?.[1];
    if (line === undefined || (length > 0 && line.length > length)) break;
    if (length === 0 ? line.length < 40 : line.length < length && line.length % 4 !== 0) break;
    to = wrappedLine.lastIndex;
    if (line.length < length || line.endsWith('=')) break;
    length = line.length;
  }
  return to;
}

/** True where something follows that cannot be part of one. */
function endsWrapped(text: string, at: number): boolean {
  otherThanWrapped.lastIndex = at;
  return otherThanWrapped.test(text);
}
const otherThanWrapped = /[^A-Za-z0-9+/=\s]|\n[ \t]*\r?\n|[A-Za-z0-9+/=][ \t]+[A-Za-z0-9+/=]/g;

/** How PuTTY begins the half of its file that is secret. */
const putty = /Private-Lines: \d{1,3}[ \t]*\r?\n/y;

const puttyReach = 1000;
const keyRun = /[A-Za-z0-9+/=]{16}/;

export const puttyRule: Rule = {
  anchors: ['Private-Lines:'],
  judge(place) {
    if (isCut(place, 40)) return 'more';
    if (!matchAt(putty, place)) return undefined;
    const { text, last } = place;
    const from = putty.lastIndex;
    // What was masked before, and perhaps something behind it that looks like a key as well.
    if (text.startsWith(labelStart, from)) return undefined;
    if (!last && labelStart.startsWith(text.slice(from))) return 'more';
    // Its first line is near, and no other header before it.
    const near = text.slice(from, from + puttyReach);
    const other = near.indexOf('Private-Lines:');
    if (!last && other < 0 && near.length < puttyReach && !keyRun.test(near)) return 'more';
    if (!keyRun.test(other < 0 ? near : near.slice(0, other))) return undefined;
    // Letters of another script are no part of it, and what may stand behind them depends on them.
    if (/[^\0-\x7f]/.test(near.slice(0, near.search(keyRun)))) return undefined;
    const start = readStart(text, from - 1, last);
    if (start.kind === 'more') return 'more';
    if (start.kind !== 'key') return undefined;
    // Behind fields, which are no part of it.
    const begin = Math.max(from, start.to);
    return { from: begin, to: begin, kind: 'secret:private-key', block: true };
  },
};

const closing = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|---- END SSH2 [A-Z ]{0,20}PRIVATE KEY ----/y;
const run = /(?:[A-Za-z0-9+/=]|%2[BbFf]|%3[Dd])+/y;

/** So much of a key makes its label. */
const digested = 512;

/** Follows a key through its lines to its end, or as far as it looks like one. */
export interface KeyBlock {
  /** Swallows from `at`; `more` where what follows decides, from the place that was returned. */
  swallow(text: string, at: number, last: boolean): { readonly at: number; readonly state: 'more' | 'done' };
  /** The key without what stands between its lines. */
  content(): string;
}

export function createKeyBlock(atLineStart: boolean): KeyBlock {
  let content = '';
  let inLine = false;
  let begun = !atLineStart;
  let short = 0;
  let prefix = '';
  let frame: Frame | undefined;
  let resumed = 0;

  function take(part: string): void {
    if (content.length < digested) content += part.slice(0, digested - content.length);
  }

  /** Looks for more of the key behind what does not belong to it, and leaves in `resumed` where to go on. */
  function further(text: string, from: number, last: boolean): 'on' | 'more' | 'done' {
    const line = readOn(text, from, last, frame);
    resumed = line.kind === 'part' ? line.from : line.kind === 'end' ? line.to : from;
    if (line.kind !== 'part') return line.kind === 'more' ? 'more' : 'done';
    ({ frame, prefix } = line);
    inLine = true;
    begun = true;
    short = 0;
    return 'on';
  }

  return {
    swallow(text, start, last) {
      let at = start;
      for (;;) {
        if (inLine) {
          const rest = matchSticky(run, text, at);
          take(rest);
          at += rest.length;
          if (!last && (at === text.length || /^%.?$/.test(text.slice(at, at + 3)))) return { at, state: 'more' };
          inLine = false;
        }
        const next = endOfGap(text, at);
        if (!last && isUndecided(text, next)) return { at, state: 'more' };
        const lineStart = begun ? lastLineStart(text, at, next) : Math.max(at, lastLineStart(text, at, next));
        if (lineStart >= 0) {
          const line = readLine(text, lineStart, last, prefix);
          if (line.kind === 'more') return { at, state: 'more' };
          if (line.kind === 'end') return { at: line.to, state: 'done' };
          if (line.kind === 'other') {
            const state = further(text, at, last);
            if (state !== 'on') return { at: resumed, state };
            at = resumed;
            continue;
          }
          at = line.from;
          prefix = line.prefix;
          inLine = true;
          begun = true;
          continue;
        }
        const end = matchSticky(closing, text, next);
        if (end !== '') return { at: next + end.length, state: 'done' };
        const piece = matchSticky(run, text, next);
        if (piece.length < shortLine) {
          if (!last && next + piece.length === text.length) return { at, state: 'more' };
          const behind = endOfGap(text, next + piece.length);
          if (!last && isUndecided(text, behind)) return { at, state: 'more' };
          if (piece === '' || matchSticky(closing, text, behind) === '') {
            const state = further(text, at, last);
            if (state === 'more' || resumed > at) {
              if (state !== 'on') return { at: resumed, state };
              at = resumed;
              continue;
            }
          }
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

/** A line end may be written with so many characters. */
const longestBreak = 12;

/** Half an escaped line end, or half a footer. */
function isUndecided(text: string, at: number): boolean {
  const remaining = text.length - at;
  if (remaining < longestBreak) return true;
  return text.charAt(at) === '-' && remaining < 80 && !text.includes('\n', at);
}

function matchSticky(form: RegExp, text: string, at: number): string {
  form.lastIndex = at;
  return form.exec(text)?.[0] ?? '';
}
