/** A text that was cut, without half of a character at its end: one that takes two UTF-16 units. */
export function wholeCharacters(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}
