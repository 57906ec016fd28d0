import { endOf, type Fold } from './fold.ts';
import { doubt, type Rewrite } from './rewrite.ts';

/** A word, or a single piece that is no part of one. */
export interface Token {
  /** The text after the repair; what the old and the new text have in common has equal keys. */
  readonly key: string;
  /** What the file has in its place; the same as the key in a text that is not in the file. */
  readonly actual: string;
  readonly unsure: string | undefined;
  readonly word: boolean;
}

/** White space at one end of a line: as sent, and as the file has it. */
interface Space {
  readonly sent: string;
  readonly actual: string;
}

/** One line of a text, the white space at its ends kept apart from what is between. */
export interface Line {
  readonly indent: Space;
  readonly tokens: readonly Token[];
  readonly trail: Space;
  /** The line end as the file has it; empty for a last line that does not end. */
  readonly end: string;
  /** The line end may have been meant as two characters. */
  readonly unsure: string | undefined;
  /** All keys together. */
  readonly key: string;
}

/**
 * The lines of a text after the repair. `place` is the part of the file that the text stands for, piece by piece, where it
 * stands for one.
 */
export function linesOf(sent: Fold, place: Fold | undefined, rewrite: Rewrite): Line[] {
  const lines: Line[] = [];
  let tokens: Token[] = [];
  let indent = gap(sent, place, 0);
  let lineStart = true;
  let unit = 0;
  while (unit < sent.size) {
    let next = unit + 1;
    while (next < sent.size && (sent.lengths[next] === 0 || place?.lengths[next] === 0)) next += 1;
    const piece = pieceOf(sent, unit, next);
    const written = rewrite.piece(piece);
    const actual = place ? pieceOf(place, unit, next) : written.text;
    const space = lineStart ? nothing : gap(sent, place, unit);
    const unsure = written.unsure ?? (written.escaped && !openString(tokens) ? doubt(piece) : undefined);
    if (written.text.endsWith('\n')) {
      const [[front, end], [actualFront, actualEnd]] = [splitEnd(written.text), splitEnd(actual)];
      // A backslash in front of the line end belongs to the line, and so does the white space before it.
      if (front !== '') addPiece(tokens, space, { key: front, actual: actualFront, unsure: written.unsure });
      const trail = front !== '' ? nothing : lineStart ? indent : space;
      const doubtful = piece !== written.text && openString(tokens) ? lineEndInString : written.unsure;
      lines.push(line(indent, tokens, trail, place ? actualEnd : end, doubtful));
      tokens = [];
      indent = gap(sent, place, next);
      lineStart = true;
    } else {
      addPiece(tokens, space, { key: written.text, actual, unsure });
      lineStart = false;
    }
    unit = next;
  }
  lines.push(line(indent, tokens, lineStart ? nothing : gap(sent, place, sent.size), '', undefined));
  return lines;
}

const lineEndInString = 'an escaped line end in newText seems to stand within a string';

/** Whether a string of the line is still open at its end. */
function openString(tokens: readonly Token[]): boolean {
  return ['"', "'"].some((quote) => {
    const quotes = tokens.filter(({ key }, at) => key === quote && !(tokens[at - 1]?.word && tokens[at + 1]?.word));
    return quotes.length % 2 === 1;
  });
}

const nothing: Space = { sent: '', actual: '' };

function line(indent: Space, tokens: readonly Token[], trail: Space, end: string, unsure: string | undefined): Line {
  const key = tokens.map((token) => token.key).join('');
  // White space alone before a line end stands at the end of the line, not at its beginning.
  return { indent: tokens.length === 0 && end !== '' ? nothing : indent, tokens, trail, end, unsure, key };
}

function pieceOf(folded: Fold, from: number, to: number): string {
  return folded.text.slice(folded.starts[from], endOf(folded, to - 1));
}

/** The white space left out in front of a unit. */
function gap(sent: Fold, place: Fold | undefined, unit: number): Space {
  const of = (folded: Fold): string =>
    folded.text.slice(
      unit === 0 ? 0 : endOf(folded, unit - 1),
      unit < folded.size ? folded.starts[unit] : folded.text.length,
    );
  const white = of(sent);
  return { sent: white, actual: place ? of(place) : white };
}

function splitEnd(text: string): [front: string, end: string] {
  const length = text.endsWith('\r\n') ? 2 : 1;
  return [text.slice(0, -length), text.slice(-length)];
}

const word = /^[\p{L}\p{N}\p{M}_]+$/u;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Adds a piece and the white space in front of it, which stands within a line only next to an escaped line end. */
function addPiece(tokens: Token[], space: Space, piece: Omit<Token, 'word'>): void {
  if (space.sent !== '') tokens.push({ key: space.sent, actual: space.actual, unsure: undefined, word: false });
  const actual = space.sent === '' ? space.actual + piece.actual : piece.actual;
  const isWord = word.test(piece.key) && !unspaced.test(piece.key);
  const last = tokens.at(-1);
  if (last?.word && isWord) {
    const unsure = last.unsure ?? piece.unsure;
    tokens[tokens.length - 1] = { key: last.key + piece.key, actual: last.actual + actual, unsure, word: true };
  } else tokens.push({ ...piece, actual, word: isWord });
}
