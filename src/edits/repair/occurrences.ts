/**
 * Where a sequence of codes occurs in another, overlapping places included, by Knuth, Morris and Pratt: the time is that
 * of reading both once, whatever they hold.
 */
export function* occurrences(within: ArrayLike<number>, wanted: ArrayLike<number>): Generator<number, void> {
  const { length } = wanted;
  if (length === 0 || length > within.length) return;
  const back = borders(wanted);
  let matched = 0;
  for (let at = 0; at < within.length; at++) {
    const code = within[at];
    while (matched > 0 && code !== wanted[matched]) matched = back[matched - 1] ?? 0;
    if (code === wanted[matched]) matched += 1;
    if (matched === length) {
      yield at - length + 1;
      matched = back[matched - 1] ?? 0;
    }
  }
}

/** For each beginning of the sequence the length of the longest shorter one that it also ends with. */
function borders(wanted: ArrayLike<number>): Uint32Array {
  const back = new Uint32Array(wanted.length);
  let matched = 0;
  for (let at = 1; at < wanted.length; at++) {
    while (matched > 0 && wanted[at] !== wanted[matched]) matched = back[matched - 1] ?? 0;
    if (wanted[at] === wanted[matched]) matched += 1;
    back[at] = matched;
  }
  return back;
}
