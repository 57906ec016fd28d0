/**
 * True where a value looks drawn by chance rather than written by a person: its letters, digits and signs change often.
 * `strict` is for places where code stands as often as a value (no quotes around it), where names such as
 * `sha256Digest` must pass.
 */
export function looksSecret(value: string, strict: boolean): boolean {
  const { length, kinds, changes } = texture(value);
  if (length < 8 || isReference(value) || isPlaceholder(value)) return false;
  const share = changes / length;
  if (isPath(value)) {
    const segments = texture(value.replaceAll('/', '.'));
    if (segments.changes / segments.length < 0.3) return false;
  }
  if (strict) {
    if (/=$/.test(value) && length >= 12 && changes >= 3) return true;
    return length >= 16 && kinds >= 2 && share >= 0.28;
  }
  if (length < 16) return kinds >= 3 && changes >= 3;
  return kinds >= 2 && share >= 0.2 && (/\d/.test(value) || length >= 20);
}

/** How a value is woven, without the separators between its words: sign, kinds of character, changes between kinds. */
function texture(value: string): { readonly length: number; readonly kinds: number; readonly changes: number } {
  let length = 0;
  let changes = 0;
  let seen = 0;
  let previous = 0;
  for (let at = 0; at < value.length; at++) {
    const kind = kindOf(value.charCodeAt(at));
    if (kind !== separator) {
      length++;
      seen |= kind;
      // A capital letter at the start of a word is no change: `someLongName` is not woven like `sOmE`.
      if (previous !== 0 && kind !== previous && !(previous === upper && kind === lower)) changes++;
    }
    previous = kind === separator ? 0 : kind;
  }
  return { length, changes, kinds: [lower, upper, digit, sign].filter((kind) => (seen & kind) !== 0).length };
}

const separator = 0;
const lower = 1;
const upper = 2;
const digit = 4;
const sign = 8;

function kindOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return lower;
  if (code >= 0x41 && code <= 0x5a) return upper;
  if (code >= 0x30 && code <= 0x39) return digit;
  return code === 0x2d || code === 0x2e || code === 0x5f ? separator : sign;
}

/** A value that only names where the secret comes from (a variable, a member, a template), a number, or a comment. */
function isReference(value: string): boolean {
  return (
    /^(?:\$[({A-Za-z_]|\{\{|%[({A-Za-z]|#\{|<|@[{(])/.test(value) ||
    /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+!?$/.test(value) ||
    /^0x[0-9a-f]+[,;]?$/i.test(value) ||
    value.includes('/*') ||
    value.includes('://')
  );
}

function isPlaceholder(value: string): boolean {
  return /x{6}|X{6}|\*{4}|\.{3}|…/.test(value);
}

function isPath(value: string): boolean {
  return /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/][\w.@-]+(?:[\\/][\w.@-]+)*$|^[\w.@-]+(?:\/[\w.@-]+)+\.\w{1,6}$/.test(value);
}
