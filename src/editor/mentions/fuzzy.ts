/**
 * How well a path or name fits what was typed: 0 where its letters do not even occur in this order, otherwise at least
 * 1. The whole name counts most, then its beginning, the beginnings of its words, a part of it, a part of the path, and
 * letters that only follow one another, the nearer together the better.
 */
export function fuzzyScore(path: string, query: string): number {
  const wanted = query.trim().toLowerCase().replaceAll('\\', '/');
  if (wanted === '') return 1;
  const low = path.toLowerCase();
  const name = path.slice(path.lastIndexOf('/') + 1);
  const lowName = name.toLowerCase();
  if (lowName === wanted || low === wanted) return 10;
  if (lowName.startsWith(wanted)) return 9;
  if (initials(name).startsWith(wanted)) return 8;
  if (lowName.includes(wanted)) return 7;
  if (low.includes(wanted)) return 6;
  const inName = span(lowName, wanted);
  if (inName !== undefined) return 3 + 2 * (wanted.length / inName);
  const inPath = span(low, wanted);
  return inPath === undefined ? 0 : 1 + 2 * (wanted.length / inPath);
}

/** First letters of the words of a name: `gws` for `getWorkspaceSymbols`, `file_name`, `file-name`. */
function initials(name: string): string {
  return [...name.matchAll(/(?:^|[^\p{L}\p{N}])([\p{L}\p{N}])|(?<=[\p{Ll}\p{N}])(\p{Lu})/gu)]
    .map((found) => found[1] ?? found[2] ?? '')
    .join('')
    .toLowerCase();
}

/** Length of the shortest stretch found from the left that has the letters in order; `undefined` where there is none. */
function span(text: string, letters: string): number | undefined {
  let at = -1;
  let first = -1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at === -1) return undefined;
    if (first === -1) first = at;
  }
  return at - first + 1;
}
