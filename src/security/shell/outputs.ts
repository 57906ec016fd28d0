/**
 * What a command prints, as far as it matters where its output becomes words or is counted with: nothing; numbers that are
 * rather small and have no minus; any numbers; ids of commits; one word at most; single words without wildcards; names of
 * files; any text at all; or parts of the lines that it is given, in the end perhaps joined to one. All but a word can be
 * several, or none.
 */
export type Output = 'nothing' | 'count' | 'number' | 'id' | 'word' | 'plain' | 'names' | 'text' | 'input' | 'joined';

const numbers: readonly Output[] = ['nothing', 'count', 'number'];
const words: readonly Output[] = [...numbers, 'id', 'word', 'plain'];

/** Digits with blanks between them and perhaps a minus, and nothing else. */
export function isNumbers(output: Output | undefined): boolean {
  return output !== undefined && numbers.includes(output);
}

/** Words that stay what they are without quotes. */
export function isPlain(output: Output | undefined): boolean {
  return output !== undefined && words.includes(output);
}

/** What is printed by a command that is given what another one prints; nothing where that is not known. */
export function given(output: Output, input: Output | undefined): Output {
  if (output === 'joined' && input === 'count') return 'number';
  if (output !== 'input' && output !== 'joined') return output;
  return input !== undefined && kept.includes(input) ? input : 'text';
}

/** Of these, parts of lines are such as well. */
const kept: readonly Output[] = ['nothing', 'count', 'number', 'id'];

/** What commands print that run after each other. */
export function inTurn(outputs: readonly Output[]): Output {
  const printing = outputs.filter((output) => output !== 'nothing');
  return printing.length > 1 ? repeated(common(printing)) : common(printing);
}

/** What a command prints that runs any number of times. */
export function repeated(output: Output): Output {
  return output === 'word' ? 'plain' : output;
}

/** The least that is known of several outputs. Two words, written without a blank between them, are one. */
export function common(outputs: readonly Output[]): Output {
  const printing = [...new Set(outputs)].filter((output) => output !== 'nothing');
  const [first = 'nothing', ...others] = printing;
  if (others.length === 0) return first;
  if (printing.every(isNumbers)) return 'number';
  if (printing.every(isPlain)) return 'plain';
  return printing.some((output) => /^(?:text|input|joined)$/.test(output)) ? 'text' : 'names';
}
