import { Kind, kindOf } from './characters.ts';
import { backslashesAt, entityAt } from './escapes.ts';

/**
 * A text reduced to what all its near misses have in common: white space at the ends of lines left out, typographic
 * characters and escapes as the plain ones that they stand for, letters composed. Each unit is one code of that form;
 * units lead back to the pieces of the text as written. What lies between two pieces is the white space left out.
 *
 * Two texts with the same codes may differ by a repair; whether they do is for `compare` to say.
 */
export interface Fold {
  readonly text: string;
  readonly size: number;
  readonly codes: Uint16Array;
  /** Where the unit's piece starts in the text. */
  readonly starts: Uint32Array;
  /** Length of the piece; 0 for a further unit of the piece before. */
  readonly lengths: Uint8Array;
}

export const newline = 10;
const ellipsis = 0x2026;
const longestPiece = 250;

/** Marks, parts of Korean syllables, and characters that are another one when composed. */
const composable = /[\p{M}\u0374\u037e\u0387\u1100-\u11ff\u1f71-\u1ffd\u2126\u212a\u212b\uf900-\ufaff\ufb1d-\ufb4e]/u;

/** False where letters may have to be composed, because the text need not be in Unicode's form NFC. */
function isComposed(text: string): boolean {
  return !/[\u0300-\uffff]/.test(text) || !composable.test(text);
}

export function fold(text: string): Fold {
  const composed = isComposed(text);
  // A composed letter can be several units, so a text that needs composing gets room to spare.
  const room = composed ? text.length : text.length * 3;
  const codes = new Uint16Array(room);
  const starts = new Uint32Array(room);
  const lengths = new Uint8Array(room);
  const { length } = text;
  let size = 0;
  let at = 0;
  /** Nothing but white space since the last newline. */
  let lineStart = true;

  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    if (kind === Kind.plain && (composed || !needsComposing(text, at))) {
      codes[size] = code;
      starts[size] = at;
      lengths[size++] = 1;
      at += 1;
      lineStart = false;
      continue;
    }
    if (kind === Kind.space) {
      let end = at + 1;
      while (end < length && kindOf(text.charCodeAt(end)) === Kind.space) end += 1;
      if (!lineStart && !endsLine(text, end)) {
        for (; at < end; at++) {
          codes[size] = text.charCodeAt(at) === 9 ? 9 : 32;
          starts[size] = at;
          lengths[size++] = 1;
        }
      }
      at = end;
      continue;
    }
    const piece = kind === Kind.plain ? composedAt(text, at) : pieceAt(text, at, kind, code);
    if (lineStart && piece.codes === '\t') {
      at += piece.length;
      continue;
    }
    for (let index = 0; index < piece.codes.length; index++) {
      codes[size] = piece.codes.charCodeAt(index);
      starts[size] = at;
      lengths[size++] = index === 0 ? piece.length : 0;
    }
    lineStart = piece.codes === '\n';
    at += piece.length;
  }
  return { text, size, codes: codes.subarray(0, size), starts, lengths };
}

/** The last fold, as long as the memory is not needed: the same file is often looked through again at once. */
let last: WeakRef<Fold> | undefined;

export function foldOfFile(text: string): Fold {
  const known = last?.deref();
  if (known?.text === text) return known;
  const folded = fold(text);
  last = new WeakRef(folded);
  return folded;
}

/** Offset in the text at which the piece of a unit ends. */
export function endOf(folded: Fold, unit: number): number {
  let first = unit;
  while (folded.lengths[first] === 0) first -= 1;
  return (folded.starts[first] ?? 0) + (folded.lengths[first] ?? 0);
}

/** True where a piece begins at the unit, or the text is over. */
export function isPieceStart(folded: Fold, unit: number): boolean {
  return unit >= folded.size || folded.lengths[unit] !== 0;
}

interface Piece {
  readonly length: number;
  /** The units of the piece. */
  readonly codes: string;
}

function pieceAt(text: string, at: number, kind: number, code: number): Piece {
  switch (kind) {
    case Kind.newline:
      return { length: 1, codes: '\n' };
    case Kind.carriageReturn:
      return text.charCodeAt(at + 1) === newline ? { length: 2, codes: '\n' } : { length: 1, codes: '\r' };
    case Kind.backslash: {
      const { length, plain } = backslashesAt(text, at);
      return { length, codes: folded(plain) };
    }
    case Kind.ampersand: {
      const entity = entityAt(text, at);
      return entity ? { length: entity.length, codes: entity.plain } : { length: 1, codes: '&' };
    }
    case Kind.doubleQuote:
      return { length: 1, codes: '"' };
    case Kind.singleQuote:
      return { length: 1, codes: "'" };
    case Kind.dash: {
      let end = at + 1;
      while (end - at < longestPiece && kindOf(text.charCodeAt(end)) === Kind.dash) end += 1;
      return { length: end - at, codes: '-' };
    }
    case Kind.dot:
      if (text.startsWith('...', at)) return { length: 3, codes: String.fromCharCode(ellipsis) };
      return { length: 1, codes: '.' };
    default:
      return { length: 1, codes: String.fromCharCode(code) };
  }
}

/** What an escape stands for may itself be a typographic character. */
function folded(plain: string): string {
  const kind = kindOf(plain.charCodeAt(0));
  if (kind === Kind.plain || plain.length > 1) return plain;
  if (kind === Kind.space) return plain === '\t' ? '\t' : ' ';
  return kind === Kind.ampersand || kind === Kind.backslash
    ? plain
    : pieceAt(plain, 0, kind, plain.charCodeAt(0)).codes;
}

const mark = /\p{M}/u;
/** Whether a code is a combining mark, found out once for each: 1 is a mark, 2 is none. */
const marks = new Uint8Array(0x10000);
const cluster = /(?:[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|[\uac00-\ud7a3][\u11a8-\u11ff]|.)\p{M}*/suy;

function needsComposing(text: string, at: number): boolean {
  if (text.charCodeAt(at) >= 0x0300) return true;
  const next = text.charCodeAt(at + 1);
  return next >= 0x0300 && isMark(next);
}

function isMark(code: number): boolean {
  if (marks[code] === 0) marks[code] = mark.test(String.fromCharCode(code)) ? 1 : 2;
  return marks[code] === 1;
}

/** Letters with marks that were composed, since a text has few different ones. */
const known = new Map<string, string>();
const maxKnown = 2000;

function clusterAt(text: string, at: number): string {
  if (text.charCodeAt(at) < firstKorean) {
    let end = at + 1;
    while (end < text.length && isMark(text.charCodeAt(end))) end += 1;
    return text.slice(at, end);
  }
  cluster.lastIndex = at;
  return cluster.exec(text)?.[0] ?? '';
}

const firstKorean = 0x1100;

function composedAt(text: string, at: number): Piece {
  const raw = clusterAt(text, at);
  let composed = known.get(raw);
  if (composed === undefined) {
    composed = raw.length > longestPiece ? raw : raw.normalize('NFC');
    if (known.size < maxKnown) known.set(raw, composed);
  }
  return composed === raw ? { length: 1, codes: text[at] ?? '' } : { length: raw.length, codes: composed };
}

/** Whether a line ends at the offset, also by an escape that stands for a line end. */
function endsLine(text: string, at: number): boolean {
  if (at >= text.length) return true;
  const code = text.charCodeAt(at);
  if (code === newline) return true;
  if (code === 13) return text.charCodeAt(at + 1) === newline;
  return code === 0x5c && backslashesAt(text, at).plain === '\n';
}
