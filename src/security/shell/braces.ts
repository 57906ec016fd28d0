/** More words than this are not made from one. */
export const maxWords = 200;

/**
 * The texts that bash makes of a brace expansion, e.g. `{a,b{1..3}}` → a b1 b2 b3; nothing where it holds quotes, escapes
 * or expansions, or would make too many.
 */
export function expandBraces(text: string): readonly string[] | undefined {
  if (!/^[\w.,/+\-@:=%*?{}]*$/.test(text)) return undefined;
  return expand(text);
}

function expand(text: string): string[] | undefined {
  const open = text.indexOf('{');
  if (open < 0) return text.includes('}') ? undefined : [text];
  const close = closing(text, open);
  if (close === undefined) return undefined;
  const inner = text.slice(open + 1, close);
  const parts = splitTop(inner);
  const middle = parts.length > 1 ? each(parts) : range(inner);
  const rest = expand(text.slice(close + 1));
  if (!middle || !rest) return undefined;
  const words = middle.flatMap((one) => rest.map((after) => `${text.slice(0, open)}${one}${after}`));
  return words.length > maxWords ? undefined : words;
}

function each(parts: readonly string[]): string[] | undefined {
  const expanded = parts.map(expand);
  return expanded.some((one) => one === undefined) ? undefined : expanded.flatMap((one) => one ?? []);
}

function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}' && --depth === 0) return at;
  }
  return undefined;
}

function splitTop(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** `1..5` and `a..e`; steps and leading zeros are left to bash, so they are not expanded here. */
function range(inner: string): string[] | undefined {
  const numbers = /^(-?(?:0|[1-9]\d{0,5}))\.\.(-?(?:0|[1-9]\d{0,5}))$/.exec(inner);
  const letters = /^([a-z])\.\.([a-z])$|^([A-Z])\.\.([A-Z])$/.exec(inner);
  const ends = numbers
    ? [Number(numbers[1]), Number(numbers[2])]
    : letters && [letters[1] ?? letters[3], letters[2] ?? letters[4]].map((letter) => letter?.codePointAt(0) ?? 0);
  const [from, to] = ends ?? [];
  if (from === undefined || to === undefined || Math.abs(to - from) >= maxWords) return undefined;
  const step = from <= to ? 1 : -1;
  const made = Array.from({ length: Math.abs(to - from) + 1 }, (_, at) => from + at * step);
  return numbers ? made.map(String) : made.map((code) => String.fromCodePoint(code));
}
