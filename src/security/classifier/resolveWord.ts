import { expandBraces } from '../shell/braces.ts';
import { forEachChild, type ParsedScript, type SyntaxNode, type Word, type WordPart } from '../shell/parse.ts';

type Assignment = Extract<SyntaxNode, { type: 'Assignment' }>;

/** Stands in a text where something is only known when the command runs. */
export const unknown = '\u0001';

/** One word as a program would get it, as far as it is known beforehand. */
export interface Token {
  /** The decoded text; `unknown` in it where a part is not known. */
  readonly text: string;
  /** Spelled in a way that hides it: letters by number, or quotes inside a word. */
  readonly disguised: boolean;
}

/** Every value a variable can have in a command; `undefined` is a value nobody knows. */
export type Bindings = ReadonlyMap<string, readonly (string | undefined)[]>;

/** More values than this are not gone through. */
const maxValues = 24;

/** Variables whose value is a plain word or a place that is known well enough. */
const known: Readonly<Record<string, string>> = {
  HOME: '~',
  PWD: '.',
  TMPDIR: '/tmp',
  UID: '0',
  RANDOM: '0',
  SECONDS: '0',
  LINENO: '0',
  '?': '0',
  '#': '0',
  $: '0',
  '!': '0',
};

/** Builtins that give variables new values. */
const setters = new Set(['read', 'mapfile', 'readarray', 'printf', 'getopts', 'let', 'unset']);

/** What each variable can hold anywhere in a script, whatever the order in which it runs. */
export function bindingsOf(script: ParsedScript): Bindings {
  const words = new Map<string, (Word | undefined)[]>();
  const add = (name: string, word: Word | undefined): void => {
    words.set(name, [...(words.get(name) ?? []), word]);
  };
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Assignment') add(node.name, plainValue(node));
    if (node.type === 'For') {
      for (const word of node.wordlist ?? [undefined]) add(node.name.value, word);
      if (node.wordlist?.length === 0) add(node.name.value, undefined);
    }
    if (node.type === 'Select') add(node.name.value, undefined);
    if (node.type === 'ParameterExpansion') if (node.operation?.type === 'Default') add(node.parameter, undefined);
    if (node.type === 'ArithmeticWord') add(node.value, undefined);
    if (node.type === 'Command' && setters.has(node.name?.value ?? ''))
      for (const { text } of node.args) if (/^\w+$/.test(text)) add(text, undefined);
    forEachChild(node, visit);
  };
  visit(script);
  const values = new Map<string, readonly (string | undefined)[]>();
  for (const [name, all] of words) {
    // Values are read without other variables: one that is made of another is not known.
    const texts = all.flatMap((word): (string | undefined)[] => {
      if (!word) return [undefined];
      return resolveWord(word, new Map()).map(({ text }) => (text.includes(unknown) ? undefined : text));
    });
    values.set(name, texts.length > maxValues ? [undefined] : texts);
  }
  return values;
}

function plainValue({ value, append, index }: Assignment): Word | undefined {
  return value.type === 'Word' && append !== true && !index ? value : undefined;
}

/** The words that one word can become: several for braces, and for variables with several values. */
export function resolveWord(word: Word, bindings: Bindings): readonly Token[] {
  const parts: readonly WordPart[] = word.parts ?? [
    { type: 'Literal', pos: word.pos, end: word.end, text: word.text, value: word.value },
  ];
  let texts: string[] = [''];
  for (const part of parts) {
    const values = partValues(part, bindings);
    texts =
      texts.length * values.length > maxValues
        ? texts.slice(0, 1).map((text) => text + unknown)
        : texts.flatMap((text) => values.map((value) => text + value));
  }
  const disguised = parts.some((part) => isDisguise(part)) || isSplit(parts);
  return texts.map((text) => ({ text, disguised }));
}

function isDisguise(part: WordPart): boolean {
  if (part.type === 'LocaleString') return true;
  if (part.type === 'AnsiCQuoted') return !/^\$'(?:[^\\']|\\[ntr\\'"])*'$/.test(part.text);
  return part.type === 'Literal' && /\\[\w-]/.test(part.text) && !/^\\\w/.test(part.text);
}

/** Letters of one name in several quotes, such as `r"m"` or `''rm`. */
function isSplit(parts: readonly WordPart[]): boolean {
  if (parts.length < 2) return false;
  return parts.some((part, index) => {
    if (part.type !== 'SingleQuoted' && part.type !== 'DoubleQuoted' && part.type !== 'AnsiCQuoted') return false;
    if (/^\$?(?:''|"")$/.test(part.text)) return true;
    const before = parts[index - 1];
    const after = parts[index + 1];
    const touches =
      (before?.type === 'Literal' && /\w$/.test(before.value)) ||
      (after?.type === 'Literal' && /^\w/.test(after.value));
    return touches && /^["'$]*[\w-]{1,12}["']$/.test(part.text);
  });
}

function partValues(part: WordPart, bindings: Bindings): readonly string[] {
  switch (part.type) {
    case 'Literal':
    case 'Glob':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [part.type === 'Glob' ? part.text : part.value];
    case 'DoubleQuoted': {
      let texts: string[] = [''];
      for (const inner of part.parts) {
        const values = partValues(inner, bindings);
        texts =
          texts.length * values.length > maxValues
            ? [unknown]
            : texts.flatMap((text) => values.map((one) => text + one));
      }
      return texts;
    }
    case 'SimpleExpansion':
      return variable(part.text.slice(1), bindings);
    case 'ParameterExpansion':
      return part.operation || part.prefix || part.index ? [unknown] : variable(part.parameter, bindings);
    case 'ArithmeticExpansion':
      return ['0'];
    case 'BraceExpansion':
      return expandBraces(part.text) ?? [unknown];
    case 'ProcessSubstitution':
      return ['/dev/fd/63'];
    case 'CommandExpansion':
      return [/^(?:\$\(|`)\s*(?:pwd|git rev-parse --show-toplevel)\s*[)`]$/.test(part.text) ? '.' : unknown];
    default:
      return [unknown];
  }
}

function variable(name: string, bindings: Bindings): readonly string[] {
  const bound = bindings.get(name);
  if (bound) return bound.length === 0 ? [unknown] : bound.map((value) => value ?? unknown);
  return [known[name] ?? unknown];
}
