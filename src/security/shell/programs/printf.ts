import type { Argument, Span } from '../argument.ts';
import { viewerOptions } from '../checks/meaning.ts';
import { arithmetic } from '../checks/syntax.ts';
import { isNumbers } from '../outputs.ts';
import { judgeKind } from './kinds.ts';
import type { Use } from './program.ts';

/** One thing that a format asks for: its parts after the percent sign, and the letter. */
const conversion = /%([-+ #0-9.*']*)(?:\([^()]*\))?([a-zA-Z%])/g;

/** Judges what `printf` is given: its format must be written out, and what it takes for numbers must be such. */
export function judgePrintf(words: readonly Argument[], use: Use, at: Span): void {
  const [format, ...values] = words[0]?.text === '--' ? words.slice(1) : words;
  if (!format?.text) {
    use.report(viewerOptions, 'printf needs a format that is written out.', format?.at ?? at);
    return;
  }
  if (words[0] === format && format.text.startsWith('-') && format.text !== '-')
    use.report(viewerOptions, 'printf with an option sets a variable.', format.at);
  if (/%[-+ #0-9.*']*[^-+ #0-9.*'%bqQsdiouxXeEfFgGaAc(]/.test(format.text.replace(/%%/g, '')))
    use.report(viewerOptions, 'This format of printf can set a variable.', format.at);
  const wide = 'What this format of printf makes is wider than anybody reads.';
  // So many blanks or zeros are made before they are printed.
  if (/%[-+ #0']*(?:\d+|\*)?\.?\d{5}/.test(format.text)) use.report(viewerOptions, wide, format.at);
  // Where the form of a date has brackets of its own it is not clear which word is which.
  if (/%[-+ #0-9.*']*\((?![^()]*\)[a-zA-Z])/.test(format.text.replace(/%%/g, '')))
    use.report(viewerOptions, 'The brackets in this format of printf are not understood.', format.at);
  // The format is gone through again for as long as there are values.
  const wanted = [...format.text.matchAll(conversion)].flatMap(([, width = '', letter = '']) =>
    letter === '%' ? [] : [...Array<string>(width.split('*').length - 1).fill('*'), letter],
  );
  const shifts = values.findIndex(({ many }) => many);
  values.forEach((value, index) => {
    const letter = wanted[index % Math.max(1, wanted.length)] ?? 's';
    // What may be several words, or none, moves all that follows.
    const numeric =
      shifts >= 0 && index >= shifts ? wanted.some((one) => !/[bqQsc]/.test(one)) : !/[bqQsc]/.test(letter);
    if (letter === '*' && isLarge(value)) use.report(viewerOptions, wide, value.at);
    // zsh evaluates these as arithmetic, a mere name as well.
    if (numeric && !isNumber(value)) use.report(arithmetic, 'printf may evaluate this word as a number.', value.at);
  });
  for (const word of words) judgeKind('text', word, use);
}

function isLarge({ text, output }: Argument): boolean {
  return text === undefined ? output !== 'count' : /\d{5}/.test(text);
}

function isNumber({ text, output, pattern }: Argument): boolean {
  if (text === undefined) return isNumbers(output) && pattern === undefined;
  return /^(?:[-+]?(?:0[xX][\da-fA-F]+|\d*\.?\d+(?:[eE][-+]?\d+)?)|["'].|)$/su.test(text);
}
