/** Stands for every character beyond ASCII. */
const beyond = 127;
const pairs = (beyond + 1) * (beyond + 1);

/** So many characters are copied at once: together with the tables they stay in the nearest cache. */
const windowLength = 1 << 13;

/** A text to look for, and what it is looked for by. */
export interface Anchor<T> {
  readonly start: string;
  readonly value: T;
}

/** Finds anchors in one text. */
export interface AnchorSearch<T> {
  /** The next place at or after `from` where one stands, -1 where none does. */
  next(from: number): number;
  /** Those that may stand at a place; the rest of each is still to be compared. In the order in which they were given. */
  at(place: number): readonly Anchor<T>[];
}

/**
 * Makes a search for these anchors. Each is two characters or longer; one that begins with two characters beyond ASCII
 * costs time in every text that has such. They are many and most of what is searched has none of them, so the first four
 * characters are looked up in tables, in a copy of the text whose characters are read without asking how a string is
 * stored: several times as fast as one expression with all of the anchors.
 */
export function anchorSearch<T>(anchors: readonly Anchor<T>[]): (text: string) => AnchorSearch<T> {
  const short = anchors.find(({ start }) => start.length < 2);
  if (short) throw new Error(`no anchor can be ${JSON.stringify(short.start)}`);
  const root = branchOf(anchors, 0);
  const tables = tablesOf(anchors);

  return (text) => {
    const units = new Uint16Array(Math.min(text.length, windowLength) + 2);
    const bytes = Buffer.from(units.buffer);
    /** What of the text was copied. */
    let begin = 0;
    let end = 0;

    return {
      next(from) {
        let at = from;
        for (;;) {
          if (at < begin || (at > end - deepest && end < text.length)) copy(at);
          // Where the text goes on behind the copy, a place needs four characters in it.
          const found = nextPair(units, at - begin, end - begin - (end < text.length ? 2 : 0), tables);
          if (found >= 0) {
            at = begin + found;
            if (candidates(at).some(({ start }) => text.startsWith(start, at))) return at;
            at++;
          } else if (end < text.length) at = end - deepest + 1;
          else return -1;
        }
      },
      at: candidates,
    };

    function copy(from: number): void {
      begin = from;
      end = Math.min(text.length, from + windowLength);
      bytes.write(text.slice(begin, end), 'utf16le');
      // Behind the end there is no character, and nothing longer can stand.
      units[end - begin] = 0;
      units[end - begin + 1] = 0;
    }

    function candidates(at: number): readonly Anchor<T>[] {
      let branch = root;
      for (let depth = 0; depth < deepest; depth++) {
        const next = branch.next[Math.min(text.charCodeAt(at + depth), beyond)];
        if (next === undefined) break;
        branch = next;
      }
      return branch.anchors;
    }
  };
}

const deepest = 4;

/** Anchors by their first characters. */
interface Branch<T> {
  /** Those that begin so, where the characters that follow are none of `next`. */
  readonly anchors: readonly Anchor<T>[];
  readonly next: readonly (Branch<T> | undefined)[];
}

function branchOf<T>(anchors: readonly Anchor<T>[], depth: number): Branch<T> {
  const isWhole = ({ start }: Anchor<T>): boolean => depth === deepest || start.length <= depth;
  const codes = new Set(anchors.flatMap((anchor) => (isWhole(anchor) ? [] : [codeAt(anchor.start, depth)])));
  const next: (Branch<T> | undefined)[] = [];
  for (const code of codes) {
    const those = anchors.filter((anchor) => isWhole(anchor) || codeAt(anchor.start, depth) === code);
    next[code] = branchOf(those, depth + 1);
  }
  return { anchors: anchors.filter(isWhole), next };
}

function codeAt(text: string, at: number): number {
  return Math.min(text.charCodeAt(at), beyond);
}

/** By the first two characters: the third ones and the fourth ones, a bit for each, modulo 32; 0 where no text begins so. */
interface Tables {
  readonly thirds: Int32Array;
  readonly fourths: Int32Array;
}

function tablesOf(anchors: readonly Anchor<unknown>[]): Tables {
  const thirds = new Int32Array(pairs);
  const fourths = new Int32Array(pairs);
  for (const { start } of anchors) {
    const cell = (codeAt(start, 0) << 7) | codeAt(start, 1);
    thirds[cell] = (thirds[cell] ?? 0) | (start.length === 2 ? -1 : 1 << (start.charCodeAt(2) & 31));
    fourths[cell] = (fourths[cell] ?? 0) | (start.length <= 3 ? -1 : 1 << (start.charCodeAt(3) & 31));
  }
  return { thirds, fourths };
}

/**
 * The next place before `to - 1` whose first four characters may begin an anchor; two characters follow `to`. By itself,
 * with nothing else in it, it is quick.
 */
function nextPair(units: Uint16Array, from: number, to: number, { thirds, fourths }: Tables): number {
  let before = Math.min(units[from] ?? 0, beyond);
  let code = Math.min(units[from + 1] ?? 0, beyond);
  for (let at = from + 1; at < to; at++) {
    const third = units[at + 1] ?? 0;
    const cell = (before << 7) | code;
    if (((thirds[cell] ?? 0) >>> (third & 31)) & 1 && ((fourths[cell] ?? 0) >>> ((units[at + 2] ?? 0) & 31)) & 1)
      return at - 1;
    before = code;
    code = Math.min(third, beyond);
  }
  return -1;
}
