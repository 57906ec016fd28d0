import type { Candidate } from './lookThrough.ts';
import type { Rule } from './rule.ts';
import { matchesText } from './wildcard.ts';

/** `maybe`: a word that is only known when the command runs may be the one that the rule names. */
export type Named = 'no' | 'maybe' | 'yes';

/**
 * Whether a command is one that a rule asks about or denies. Options may stand anywhere in between, short ones in one
 * bundle or apart, long ones abbreviated.
 */
export function namesCommand(rule: Rule, { words }: Candidate): Named {
  const [program, ...others] = rule.command ?? [];
  if (program === undefined) return 'no';
  const [first, ...rest] = words;
  if (first === undefined) return couldBe(rest, others);
  if (first !== program.slice(program.lastIndexOf('/') + 1).toLowerCase()) return 'no';
  const plain = others.filter((word) => !isOption(word));
  const wanted = others.filter(isOption);
  const found = prefixFound(plain, rest);
  const renamed = first === 'git' && rest.some((word) => renaming.test(word ?? ''));
  const prefix = found === 'no' && renamed ? 'maybe' : found;
  if (prefix === 'no') return 'no';
  const open = rest.includes(undefined);
  const has = (option: string): boolean => hasOption(option, rest);
  const bound = wanted.every(has) && (!rule.options || rule.options.some((option) => has(option.split(' ')[0] ?? '')));
  if (!bound) return open ? 'maybe' : 'no';
  return prefix;
}

/** git takes new names for its subcommands along, and files that hold some: `git -c alias.x=push x`. */
const renaming = /^(?:--config-env=)?(?:alias\.|include(?:if)?\.|help\.autocorrect)/i;

/** The program itself is only known when it runs: what is known of the other words must fit. */
function couldBe(words: readonly (string | undefined)[], others: readonly string[]): Named {
  const plain = others.filter((word) => !isOption(word));
  return prefixFound(plain, words) === 'no' && plain.length > 0 && !words.includes(undefined) && words.length > 0
    ? 'no'
    : 'maybe';
}

function prefixFound(prefix: readonly string[], words: readonly (string | undefined)[]): Named {
  const known = new Map<number, Named>();
  const from = (wanted: number, at: number): Named => {
    const target = prefix[wanted];
    if (target === undefined) return 'yes';
    if (at >= words.length) return 'no';
    const key = wanted * (words.length + 1) + at;
    const before = known.get(key);
    if (before !== undefined) return before;
    const word = words[at];
    let result: Named;
    if (word === undefined) result = 'maybe';
    else if (word.toLowerCase() === target.toLowerCase()) result = from(wanted + 1, at + 1);
    else if (isOption(word)) {
      // What follows an option may be its value; a value that is not known is taken for one.
      const asFlag = words[at + 1] === undefined ? 'no' : from(wanted, at + 1);
      result = worse(asFlag, from(wanted, at + 2));
    } else result = 'no';
    known.set(key, result);
    return result;
  };
  return from(0, 0);
}

function hasOption(option: string, words: readonly (string | undefined)[]): boolean {
  if (!option.startsWith('-')) return words.some((word) => word !== undefined && matchesText(option, word));
  if (option.startsWith('--'))
    return words.some((word) => {
      if (word === undefined || !word.startsWith('--') || word === '--') return false;
      const name = word.split('=')[0] ?? word;
      return matchesText(option, word) || matchesText(option, name) || (name.length > 3 && option.startsWith(name));
    });
  const letters = [...option.slice(1)];
  const bundles = words.flatMap((word) => (word !== undefined && /^-[^-]/.test(word) ? [word.slice(1)] : []));
  return letters.every((letter) => letter === '*' || bundles.some((bundle) => bundle.includes(letter)));
}

function worse(one: Named, other: Named): Named {
  const order: readonly Named[] = ['no', 'maybe', 'yes'];
  return order.indexOf(one) > order.indexOf(other) ? one : other;
}

function isOption(word: string): boolean {
  return /^-./.test(word);
}
