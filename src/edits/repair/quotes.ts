/**
 * Makes the quotes of a pair agree where the file has typographic ones: a closing quote of the new text is the file's own
 * exactly when its opening quote is. `matches` holds for each new key the index of the old one that it repeats, or -1.
 */
export function pairQuotes(old: readonly string[], fresh: readonly string[], matches: number[]): void {
  for (const quote of ['"', "'"]) {
    const oldPairs = pairs(old, quote);
    const closing = new Map(oldPairs);
    for (const [open, close] of pairs(fresh, quote)) {
      const match = matches[open] ?? -1;
      matches[close] = closing.get(match) ?? (match === -1 ? -1 : (matches[close] ?? -1));
    }
  }
}

/** Opening and closing quotes, line by line; a line whose quotes do not pair up is left out, and so are apostrophes. */
function pairs(keys: readonly string[], quote: string): [open: number, close: number][] {
  const found: [number, number][] = [];
  let line: number[] = [];
  const flush = (): void => {
    if (line.length % 2 === 0) {
      for (let at = 0; at < line.length; at += 2) found.push([line[at] ?? 0, line[at + 1] ?? 0]);
    }
    line = [];
  };
  for (const [index, key] of keys.entries()) {
    if (key === '\n') flush();
    else if (key === quote && !isApostrophe(keys, index, quote)) line.push(index);
  }
  flush();
  return found;
}

function isApostrophe(keys: readonly string[], at: number, quote: string): boolean {
  const letter = /^[\p{L}\p{N}]/u;
  return quote === "'" && letter.test(keys[at - 1] ?? '') && letter.test(keys[at + 1] ?? '');
}
