import { closing, isName, type Tokens } from './awkLoops.ts';

/** What sets the variable before it. */
export const sign = /^(?:[-+*/%^]|\*\*)?=$/;
/** What these give is no longer than a number, whatever they are given. */
const short = new Set('length index match split srand rand g?sub gsub sub systime'.split(' '));
const keyword =
  /^(?:in|if|else|for|while|do|print|printf|return|next|exit|delete|function|func|BEGIN|END|NR|FNR|RSTART|RLENGTH)$/;

/** Where a function of the program stands by its name. */
export function definition(tokens: Tokens, name: string): number | undefined {
  const at = tokens.findIndex((token, index) => token === name && /^func(?:tion)?$/.test(tokens[index - 1] ?? ''));
  return at < 0 ? undefined : at;
}

/** What stands before the sign at a place: a variable, a list, or a field. */
export function target(tokens: Tokens, at: number): { readonly name?: string; readonly start: number } {
  let start = at - 1;
  if (/^[\])]$/.test(tokens[start] ?? '')) {
    start = opening(tokens, start);
    if (tokens[start] === '[') start -= 1;
  }
  while (tokens[start - 1] === '$') start -= 1;
  const name = tokens[start];
  return isName(name) || name === '$' ? { name, start } : { start };
}

export function opening(tokens: Tokens, from: number): number {
  let depth = 0;
  for (let at = from; at >= 0; at -= 1) {
    if (/^[)}\]]$/.test(tokens[at] ?? '')) depth += 1;
    if (/^[({[]$/.test(tokens[at] ?? '')) depth -= 1;
    if (depth === 0) return at;
  }
  return 0;
}

/** Where a value ends that begins at a place. */
export function endOf(tokens: Tokens, from: number): number {
  let at = from;
  while (at < tokens.length && !/^[;}\n),\]]$/.test(tokens[at] ?? ''))
    at = /^[({[]$/.test(tokens[at] ?? '') ? closing(tokens, at) + 1 : at + 1;
  return at;
}

/** From where to where each word of a call stands whose bracket opens at a place. */
export function wordsIn(tokens: Tokens, from: number): [number, number][] {
  const end = closing(tokens, from);
  const words: [number, number][] = [];
  for (let at = from + 1; at < end; ) {
    let start = at;
    while (tokens[start] === '\n') start += 1;
    at = Math.min(end, Math.max(start + 1, endOf(tokens, start)));
    words.push([start, at]);
    at += 1;
  }
  return words;
}

/** Parts of a value at the same depth, by a sign. */
function indexOfSign(value: Tokens, form: RegExp): number {
  for (let at = 0; at < value.length; at += 1) {
    if (form.test(value[at] ?? '')) return at;
    if (/^[({[]$/.test(value[at] ?? '')) at = closing(value, at);
  }
  return -1;
}

/** The variables that a value is made of, each as often as it stands there. */
export function uses(value: Tokens, program: Tokens): string[] {
  const inner = indexOfSign(value, sign);
  if (inner >= 0) {
    const { name } = target(value, inner);
    return name === undefined ? uses(value.slice(inner + 1), program) : [name];
  }
  const choice = indexOfSign(value, /^\?$/);
  if (choice >= 0) {
    const middle = choice + 1 + indexOfSign(value.slice(choice + 1), /^:$/);
    const [one, other] = [uses(value.slice(choice + 1, middle), program), uses(value.slice(middle + 1), program)];
    // Both count where they differ, but only one of them is taken.
    return [...one, ...other.filter((name) => !one.includes(name) || count(other, name) > count(one, name))];
  }
  // What is compared is yes or no.
  if (indexOfSign(value, /^(?:[=!<>]=|[<>~]|&&|\|\||in)$/) >= 0) return [];
  const found: string[] = [];
  for (let at = 0; at < value.length; at += 1) {
    const [token = '', next = ''] = [value[at], value[at + 1]];
    if (token === '$') {
      found.push('$');
      while (value[at + 1] === '$') at += 1;
      at += 1;
      if (value[at] === '(') at = closing(value, at);
      else if (value[at + 1] === '[') at = closing(value, at + 1);
    } else if (token === '(') {
      const end = closing(value, at);
      found.push(...uses(value.slice(at + 1, end), program));
      at = end;
    } else if (isName(token) && next === '(') {
      const end = closing(value, at + 1);
      if (definition(program, token) !== undefined) found.push(token);
      else if (!short.has(token) && !isCut(token, value, at + 1))
        for (const [from, to] of wordsIn(value, at + 1)) found.push(...uses(value.slice(from, to), program));
      at = end;
    } else if (isName(token) && !keyword.test(token)) {
      found.push(token);
      if (next === '[') at = closing(value, at + 1);
    }
  }
  return found;
}

const count = (names: readonly string[], name: string): number => names.filter((one) => one === name).length;
/** `substr(s, 1, 3)` */
function isCut(name: string, value: Tokens, from: number): boolean {
  const [, , long] = wordsIn(value, from);
  return name === 'substr' && long !== undefined && /^\d{1,4}$/.test(value.slice(...long).join(' '));
}

/** Whether a value is a sum and no text: no two parts stand beside each other without a sign. */
export function isNumber(value: Tokens): boolean {
  if (value.some((token) => /^""$|^\?$/.test(token))) return false;
  return !value.some((token, at) => {
    const next = value[at + 1];
    if (isName(token) && next === '(')
      return !/^(?:int|sqrt|exp|log|sin|cos|atan2|rand|length|index|match)$/.test(token);
    const ends = isName(token) || /^[\d.)\]]|^(?:\+\+|--)$/.test(token);
    return value.length === 1 || (ends && next !== undefined && (isName(next) || /^[\d.($]/.test(next)));
  });
}
