import { isSecret, isTrustedByPrograms } from '../paths.ts';
import type { SimpleCall } from '../shell/analysis.ts';
import type { Argument } from '../shell/argument.ts';
import type { Rule } from './rule.ts';
import { matchesText } from './wildcard.ts';

/**
 * True where an allow rule lets exactly these words run: its prefix to the letter, and after it only what the rule writes
 * out. Nothing is looked through, no other spelling counts, and a word that is only known when the command runs never
 * passes, since it could be any option. Where the program lies is not looked at, since what people run all day is seldom the
 * system's own; it is held by the sandbox.
 */
export function allowsCommand(rule: Rule, { words, places }: SimpleCall): boolean {
  const { command = [], options = [], operands = 'none' } = rule;
  if (command.length === 0 || !command.every((word, index) => words[index]?.text === word)) return false;
  // A path means another program in another folder.
  if (command[0]?.includes('/') && !command[0].startsWith('/') && places.join() !== '.') return false;
  const rest = words.slice(command.length);
  let ended = false;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index];
    if (!word) return false;
    if (!ended && word.text === '--') {
      if (operands === 'none') return false;
      ended = true;
    } else if (!ended && word.head.startsWith('-') && word.text !== '-') {
      const taken = optionWords(options, word.text, rest[index + 1]);
      if (taken === 0) return false;
      index += taken - 1;
    } else if (!allowsOperand(operands, word, ended, places)) return false;
  }
  return true;
}

/** How many words an option takes that one of the patterns allows: itself and perhaps its value; 0 where none does. */
function optionWords(patterns: readonly string[], text: string | undefined, next: Argument | undefined): number {
  if (text === undefined) return 0;
  for (const pattern of patterns) {
    const [name = '', value] = pattern.split(' ');
    if (value === undefined) {
      if (matchesText(name, text)) return 1;
    } else if (text === name && next?.text !== undefined && !next.text.startsWith('-') && matchesText(value, next.text))
      return 2;
  }
  return 0;
}

function allowsOperand(
  kind: 'none' | 'paths' | 'any',
  word: Argument,
  afterDashes: boolean,
  places: readonly string[],
): boolean {
  if (kind === 'none') return false;
  if (kind === 'paths') return isWorkspacePath(word, places);
  if (word.text !== undefined) return true;
  return afterDashes || (word.pattern !== undefined && /^[^-]/.test(word.head));
}

/** A word that can only name ordinary files below the folders in which the command may run. */
export function isWorkspacePath({ text, pattern, head }: Argument, places: readonly string[]): boolean {
  const path = text ?? pattern;
  if (path === undefined || !/^[\w.@+]/.test(head) || /^\w+:/.test(path) || path.includes('\\')) return false;
  if (path.split('/').includes('..')) return false;
  return places.every((place) => !isSecret(`${place}/${path}`) && !isTrustedByPrograms(`${place}/${path}`));
}
