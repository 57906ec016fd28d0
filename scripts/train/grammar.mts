import { createRandom, shuffled } from './random.mts';

/** A place in the grammar where one text is chosen, or a text. */
type Part = string | readonly (readonly Part[])[];

/**
 * Every text that a production can become, with the slots still in it. `{a|b}` is a choice, `{?a|b}` one that may be
 * left out, `\|` a bar; braces without a bar, and all within quotes, are text.
 */
export function expand(production: string): readonly string[] {
  const texts = combine(read(production));
  return [...new Set(texts.map((text) => text.replace(/\\\|/g, '|').replace(/ {2,}/g, ' ').trim()))];
}

function combine(parts: readonly Part[]): readonly string[] {
  return parts.reduce<readonly string[]>(
    (before, part) => {
      const options = typeof part === 'string' ? [part] : part.flatMap(combine);
      return before.flatMap((text) => options.map((option) => text + option));
    },
    [''],
  );
}

function read(text: string): Part[] {
  const parts: Part[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const next = skip(text, at);
    const end = text[at] === '{' ? closing(text, at) : undefined;
    const choices = end === undefined ? undefined : split(text.slice(at + 1, end));
    if (end === undefined || !choices) {
      plain += text.slice(at, next);
      at = next;
      continue;
    }
    parts.push(plain, choices.map(read));
    plain = '';
    at = end + 1;
  }
  return [...parts, plain];
}

/** The place after one unit of text: a quoted text, an escaped character, or one character. */
function skip(text: string, at: number): number {
  const character = text[at] ?? '';
  if (character === '\\') return at + 2;
  if (character !== "'" && character !== '"') return at + 1;
  for (let place = at + 1; place < text.length; place++) {
    if (text[place] === character) return place + 1;
    if (character === '"' && text[place] === '\\' && text[place + 1] !== '|') place += 1;
  }
  throw new Error(`A quote is not closed in the grammar: ${text}`);
}

function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at = skip(text, at)) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

/** The options of a choice; nothing where the text is none. */
function split(text: string): string[] | undefined {
  const optional = text.startsWith('?');
  const options: string[] = [];
  let depth = 0;
  let from = optional ? 1 : 0;
  for (let at = from; at < text.length; at = skip(text, at)) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (text[at] === '|' && depth === 0) {
      options.push(text.slice(from, at));
      from = at + 1;
    }
  }
  options.push(text.slice(from));
  if (optional) return ['', ...options];
  return options.length > 1 ? options : undefined;
}

export type Slots = ReadonlyMap<string, readonly string[]>;

export function readSlots(text: string): Slots {
  const slots = new Map<string, readonly string[]>();
  for (const line of text.split('\n')) {
    const [, name = '', values = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (name) slots.set(name, values.split(values.includes(' | ') ? ' | ' : ' '));
  }
  return slots;
}

/** Fills the slots of one text in up to `count` different ways. */
export function fill(text: string, slots: Slots, count: number, seed: number): string[] {
  const names = [...slots.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`@(${names.join('|')})`, 'g');
  if (!pattern.test(text)) return [text];
  const random = createRandom(seed);
  const orders = new Map<string, string[]>();
  const texts = Array.from({ length: count }, () =>
    text.replace(pattern, (_, name: string) => {
      const left = orders.get(name) ?? [];
      const next = left.length > 0 ? left : shuffled(slots.get(name) ?? [], random);
      const value = next.pop() ?? '';
      orders.set(name, next);
      return value;
    }),
  );
  return [...new Set(texts)];
}
