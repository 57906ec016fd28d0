/** The beginning of a pattern that leads out of the workspace: printed, it would be matched. */
const outward = /(?:^|[=(:])[/~]|(?:^|[=(:/])\.\./;

/** Whether a text holds such a pattern. It is read word by word, and each only as far as the last wildcard in each, so that long texts are gone through once. */
export function hasOutward(source: string): boolean {
  return source.split(/[\s'"]/).some((word) => {
    const last = Math.max(...['*', '?', '['].map((sign) => word.lastIndexOf(sign)));
    return last >= 0 && outward.test(word.slice(0, last));
  });
}
