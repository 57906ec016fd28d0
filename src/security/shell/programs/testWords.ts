import type { Argument, Span } from '../argument.ts';
import { arithmetic, wordSplitting } from '../checks/syntax.ts';
import { isPlain } from '../outputs.ts';
import {
  fileComparisons,
  fileTests,
  isPlainNumber,
  numberComparisons,
  terminalTest,
  textComparisons,
  textTests,
} from '../testExpression.ts';
import { judgeKind } from './kinds.ts';
import type { Use } from './program.ts';

/** Operators that evaluate a subscript in what follows, wherever among the words they may stand. */
const subscripts: ReadonlySet<string> = new Set(['-v', '-R']);

/** `test EXPRESSION` and `[ EXPRESSION ]`: operators must be written out, since some of them evaluate what follows. */
export function judgeTestWords(words: readonly Argument[], use: Use, at: Span): void {
  const last = words.at(-1);
  const all = last?.text === ']' ? words.slice(0, -1) : words;
  for (const word of all)
    if (word.many && !isPlain(word.output))
      use.report(wordSplitting, 'A word of a condition may become several.', word.at);
  all.forEach(({ text, at: place }, index) => {
    if (subscripts.has(text ?? '')) use.report(arithmetic, `${text} evaluates the text of a subscript.`, place);
    // Which words belong together the shell decides by rules of its own, so that numbers count wherever they may be compared.
    const [before, after] = [all[index - 1], all[index + 1]];
    if (numberComparisons.has(text ?? '') && before && after && !(isPlainNumber(before) && isPlainNumber(after)))
      use.report(arithmetic, `What ${text} compares must be numbers that are written out.`, place);
    if (text === terminalTest && after && !isPlainNumber(after))
      use.report(arithmetic, 'What -t looks at must be a number.', after.at);
  });
  let index = 0;
  /** A condition has been read, so that -a joins it with another one and looks at no file. */
  let joins = false;
  // Only the last word of all, perhaps after a !, is surely compared with nothing.
  const standsAlone = (at: number): boolean => at === all.length - 1 && (at === 0 || (at === 1 && peek(-1) === '!'));
  const peek = (ahead = 0): string | undefined => all[index + ahead]?.text;
  while (index < all.length) {
    const first = all[index];
    if (!first) break;
    const operator = peek(1) ?? '';
    const [next, second] = all.slice(index + 1);
    const compares = [textComparisons, fileComparisons, numberComparisons].find((set) => set.has(operator));
    if (compares && second) {
      if (compares === fileComparisons) for (const file of [first, second]) judgeKind('entry', file, use);
      index += 3;
      joins = true;
    } else if (joins && /^-[ao]$/.test(peek() ?? '')) {
      index += 1;
      joins = false;
    } else if (fileTests.has(peek() ?? '') && next) {
      judgeKind('entry', next, use);
      index += 2;
      joins = true;
    } else if ((textTests.has(peek() ?? '') || peek() === terminalTest) && next) {
      index += 2;
      joins = true;
    } else if (/^(?:!|\(|\)|-a|-o)$/.test(peek() ?? '')) {
      joins = peek() === ')';
      index += 1;
    } else if (first.text !== undefined ? !first.text.startsWith('-') : standsAlone(index)) {
      index += 1;
      joins = true;
    } else {
      use.report(arithmetic, 'This condition is not understood, and some evaluate text.', at);
      return;
    }
  }
}
