/**
 * True where some name could match both patterns of `*`, `?` and `[…]`. Brackets count as any character and case is
 * ignored, so that it is rather true too often.
 */
export function overlaps(one: string, other: string): boolean {
  return meet(tokens(one), tokens(other));
}

/** A pattern as characters, with `?` for any one and `*` for any number. */
function tokens(pattern: string): string[] {
  const found = pattern.toLowerCase().matchAll(/\\(.)|\[[!^]?\]?[^\]]*\]|\{[^{}]*\}|\*+|./gs);
  return [...found].map(([whole, escaped]) => {
    if (escaped !== undefined) return escaped === '*' || escaped === '?' ? '?' : escaped;
    if (whole.startsWith('*') || whole.startsWith('{')) return '*';
    return whole.length > 1 ? '?' : whole;
  });
}

function meet(one: readonly string[], other: readonly string[]): boolean {
  const seen = new Map<number, boolean>();
  const width = other.length + 1;
  const from = (a: number, b: number): boolean => {
    const key = a * width + b;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const [left, right] = [one[a], other[b]];
    let result: boolean;
    if (left === undefined && right === undefined) result = true;
    else if (left === '*') result = from(a + 1, b) || (right !== undefined && from(a, b + 1));
    else if (right === '*') result = from(a, b + 1) || (left !== undefined && from(a + 1, b));
    else
      result =
        left !== undefined &&
        right !== undefined &&
        (left === right || left === '?' || right === '?') &&
        from(a + 1, b + 1);
    seen.set(key, result);
    return result;
  };
  return from(0, 0);
}
