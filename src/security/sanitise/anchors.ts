/** Stands for every character beyond ASCII. */
const beyond = 127;

/**
 * Finds the next place at or after `from` where one of these texts stands, -1 where none does. Each is two characters or
 * longer and begins in ASCII. The texts are many and most of what is searched has none of them, so two characters are
 * looked up in a table first: several times as fast as one expression with all of the texts.
 */
export function anchorFinder(anchors: readonly string[]): (text: string, from: number) => number {
  /** By the first two characters. */
  const cells: string[][] = [];
  /** From the same to the characters that come third, a bit for each, modulo 32; 0 where no text begins so. */
  const thirds = new Int32Array((beyond + 1) * (beyond + 1));
  for (const anchor of new Set(anchors)) {
    if (anchor.length < 2 || anchor.charCodeAt(0) >= beyond)
      throw new Error(`no anchor can be ${JSON.stringify(anchor)}`);
    const cell = (anchor.charCodeAt(0) << 7) | Math.min(anchor.charCodeAt(1), beyond);
    cells[cell] = [...(cells[cell] ?? []), anchor];
    thirds[cell] = (thirds[cell] ?? 0) | (anchor.length === 2 ? -1 : 1 << (anchor.charCodeAt(2) & 31));
  }

  return (text, from) => {
    for (let at = from; ; at++) {
      at = nextPair(text, at, thirds);
      if (at < 0) return -1;
      const cell = (text.charCodeAt(at) << 7) | Math.min(text.charCodeAt(at + 1), beyond);
      if (cells[cell]?.some((anchor) => text.startsWith(anchor, at))) return at;
    }
  };
}

/** The next place whose first three characters may begin an anchor. By itself, with nothing else in it, it is quick. */
function nextPair(text: string, from: number, thirds: Int32Array): number {
  const { length } = text;
  let before = Math.min(text.charCodeAt(from), beyond);
  for (let at = from + 1; at < length; at++) {
    const code = text.charCodeAt(at);
    const narrow = Math.min(code, beyond);
    const bits = thirds[(before << 7) | narrow];
    before = narrow;
    if (bits === 0 || bits === undefined) continue;
    // Behind the end there is no third character, and nothing longer than two can stand.
    if (bits === -1 || ((bits >>> (text.charCodeAt(at + 1) & 31)) & 1) === 1) return at - 1;
  }
  return -1;
}
