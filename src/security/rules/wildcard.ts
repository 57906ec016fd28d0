/** `*` stands for any characters, and with `single` `?` for one. Never takes longer than the product of both lengths. */
export function matchesText(pattern: string, text: string, single = false): boolean {
  let [at, place, star, from] = [0, 0, -1, 0];
  while (place < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at;
      from = place;
      at += 1;
    } else if (wanted !== undefined && (wanted === text[place] || (single && wanted === '?'))) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      from += 1;
      place = from;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
