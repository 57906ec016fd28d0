/** A reason without what stands beside it already, such as the checks; whole where nothing else would be left. */
export function reasonWithout(reason: string, said: readonly string[]): string {
  const rest = said.reduce((text, why) => (why === '' ? text : text.replace(why, '')), reason);
  const tidy = rest.replace(/\s+/g, ' ').trim();
  return tidy === '' ? reason : tidy;
}
