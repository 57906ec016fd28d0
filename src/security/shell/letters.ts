import type { Notes } from './analysis.ts';
import { foreignLetters } from './checks/syntax.ts';
import type { Word } from './parse.ts';

/** Letters that only look like others are found in command words and in the names of options, nowhere else. */
export function judgeLetters(word: Word, isCommand: boolean, notes: Notes): void {
  const { value, text } = word;
  if (!/[^\x20-\x7E\n\t]/.test(value)) return;
  const name = isCommand ? value : optionName(value, text);
  if (name === undefined || !/[^\x20-\x7E]/.test(name)) return;
  // A program of the workspace may well have a name in its people's own letters.
  const own = isCommand && name.includes('/') && name.normalize('NFKC') === name;
  if (!own) {
    const what = isCommand ? 'The program’s name' : 'An option';
    notes.report(foreignLetters, `${what}, ${name}, holds letters that only look like others.`, [word.pos, word.end]);
  }
}

/** The part of a word that says which option it is; nothing for an operand. */
function optionName(value: string, text: string): string | undefined {
  if (value.startsWith('--')) return value.split('=', 1)[0];
  if (value.startsWith('-')) return value.slice(0, 2);
  // A dash of another kind, written without quotes before a letter or dash, is meant as an option.
  return /^(?:\p{Pd}|[\u2212\uFE63\uFF0D])[\p{L}\p{Pd}]/u.test(text) ? value : undefined;
}
