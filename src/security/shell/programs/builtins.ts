import type { Argument, Span } from '../argument.ts';
import { optionInjection, viewerOptions } from '../checks/meaning.ts';
import { arithmetic, assignments, shellState, wordSplitting } from '../checks/syntax.ts';
import {
  fileComparisons,
  fileTests,
  isPlainNumber,
  numberComparisons,
  textComparisons,
  textTests,
} from '../testExpression.ts';
import { isSafeName } from '../variables.ts';
import { judgeKind } from './kinds.ts';
import type { Program, Use } from './program.ts';

/** Builtins of the shell that change nothing, but for the variables that `read` fills. */
export const builtins: readonly Program[] = [
  {
    names: ['echo', ':', 'true', 'false'],
    builtin: true,
    check: viewerOptions,
    grammar: anyText,
    output: 'text',
    match: [
      'echo hello',
      'echo "$(date)"',
      'echo $HOME',
      'echo *',
      'echo -e "a\\nb"',
      'true',
      ':',
      'echo $((1+2)) > /dev/null',
      'echo {1..3}',
    ],
    notMatch: ['echo x > a', 'echo $(cat x)', 'echo ${x@P}', 'echo `rm x`', 'echo $IFS', 'echo >(sh)'],
  },
  {
    names: ['printf'],
    builtin: true,
    check: viewerOptions,
    grammar: judgePrintf,
    output: 'text',
    match: ["printf '%s\\n' a b", 'printf "hello\\n"', "printf '%5d%%\\n' 3", "printf -- '- %s\\n' a"],
    notMatch: ['printf -v PATH x', 'printf "%n" PATH', 'printf "$(cat x)" a', "printf '%5n' IFS", 'printf x > a'],
  },
  {
    names: ['pwd'],
    builtin: true,
    check: viewerOptions,
    flags: '-L -P',
    output: 'names',
    match: ['pwd', 'pwd -P'],
    notMatch: ['pwd -x', 'pwd > a', 'pwd; rm a'],
  },
  {
    names: ['test', '['],
    builtin: true,
    check: viewerOptions,
    grammar: (words, use, at) => judgeTestWords(words, use, at),
    output: 'plain',
    match: [
      'test -f a',
      '[ -f a ] && echo yes',
      '[ -z "$(ls)" ]',
      '[ "$(uname)" = Linux ]',
      '[ ! -d src -a -e a ]',
      '[ 1 -lt 2 ]',
      'test a = b -o c != d',
      '[ "$(ls | wc -l)" -gt 3 ]',
      '[ a -nt b ]',
      '[ -n a ] || true',
    ],
    notMatch: [
      'test -v x',
      '[ -R x ]',
      '[ $(cat x) ]',
      '[ "$(cat x)" -eq 1 ]',
      '[ "$(cat x)" "$(cat y)" ]',
      '[ -f "$(cat x)" ]',
      'test x > y',
    ],
  },
  {
    names: ['type'],
    builtin: true,
    check: viewerOptions,
    flags: '-a -t -p -P -f',
    operands: { rest: 'text', least: 1 },
    output: 'text',
    match: ['type node', 'type -a ls', 'type -p git'],
    notMatch: ['type', 'type -x ls', 'type "$(cat x)"'],
  },
  {
    names: ['command'],
    builtin: true,
    check: viewerOptions,
    grammar: judgeCommand,
    output: 'names',
    match: ['command -v node', 'command -V git', 'command -v a b >/dev/null 2>&1'],
    notMatch: ['command rm a', 'command', 'command -p ls', 'command ls', 'command -v'],
  },
  {
    names: ['read'],
    builtin: true,
    check: viewerOptions,
    flags: '-r -s',
    values: { '-d -p': 'text', '-n -N -t': 'count' },
    operands: { rest: variableName },
    output: 'plain',
    match: [
      'while read -r line; do echo "$line"; done < a',
      'read x',
      'read -r a b < f',
      'ls | while read -r f; do echo "$f"; done',
      'while IFS= read -r line; do echo "$line"; done < a',
      'IFS=: read -r a b < f',
      'while IFS=\',\' read -r a b; do echo "$b"; done < f',
    ],
    notMatch: [
      'IFS= ls',
      'IFS=$x read y',
      'IFS="$(rm a)" read y',
      'PATH=. read y',
      'IFS= IFS=x; ls',
      'IFS+=a read y',
      'IFS= PAGER=x read y',
      'read PATH',
      'read -a x',
      'read -u 3 x',
      'read "$x"',
      'read -r IFS',
      'read a[0]',
      'read BASH_ENV',
    ],
  },
  {
    names: ['umask', 'jobs', 'times'],
    builtin: true,
    check: shellState,
    flags: '-S -l',
    output: 'text',
    match: ['umask', 'umask -S', 'jobs -l', 'times'],
    notMatch: ['umask 000', 'umask -S 000', 'jobs -x ls', 'jobs %1'],
  },
  {
    names: ['ulimit'],
    builtin: true,
    check: shellState,
    flags: '-a',
    output: 'text',
    match: ['ulimit -a', 'ulimit -a | grep files'],
    notMatch: ['ulimit -n 1', 'ulimit -c unlimited', 'ulimit 5'],
  },
  {
    names: ['exit', 'return', 'break', 'continue'],
    builtin: true,
    check: shellState,
    operands: { rest: 'count', most: 1 },
    output: 'plain',
    match: ['exit', 'ls a || exit 1', 'for f in a b; do [ -f "$f" ] || continue; cat "$f"; done'],
    notMatch: ['exit $(rm a)', 'exit a b', 'exit x'],
  },
];

/** Every word is printed as it is. */
function anyText(words: readonly Argument[], use: Use): void {
  for (const word of words) judgeKind('text', word, use);
}

function judgePrintf(words: readonly Argument[], use: Use, at: Span): void {
  const [format, ...values] = words[0]?.text === '--' ? words.slice(1) : words;
  if (!format?.text) {
    use.report(viewerOptions, 'printf needs a format that is written out.', format?.at ?? at);
    return;
  }
  if (words[0] === format && format.text.startsWith('-') && format.text !== '-')
    use.report(viewerOptions, 'printf with an option sets a variable.', format.at);
  if (/%[-+ #0-9.*']*[^-+ #0-9.*'%bqQsdiouxXeEfFgGaAc(]/.test(format.text.replace(/%%/g, '')))
    use.report(viewerOptions, 'This format of printf can set a variable.', format.at);
  const numeric = /%[-+ #0-9.*']*[diouxXeEfFgGaA]/.test(format.text);
  for (const value of values) {
    // zsh evaluates these as arithmetic.
    if (numeric && (value.text === undefined ? value.output === 'text' : /[[($]/.test(value.text)))
      use.report(arithmetic, 'printf may evaluate this word as a number.', value.at);
  }
  anyText(values, use);
}

function judgeCommand(words: readonly Argument[], use: Use, at: Span): void {
  const [option, ...wanted] = words;
  if ((option?.text !== '-v' && option?.text !== '-V') || wanted.length === 0) {
    use.report(viewerOptions, 'command runs what follows; only command -v NAME just looks.', at);
    return;
  }
  for (const word of wanted)
    if (word.text === undefined) use.report(optionInjection, 'A name that is only known when it runs.', word.at);
}

function variableName(word: Argument, use: Use): void {
  if (word.text !== undefined && isSafeName(word.text)) use.bind(word.text);
  else use.report(assignments, 'This variable can change how programs work.', word.at);
}

/** `test EXPRESSION` and `[ EXPRESSION ]`: operators must be written out, since some of them evaluate what follows. */
function judgeTestWords(words: readonly Argument[], use: Use, at: Span): void {
  const last = words.at(-1);
  const all = last?.text === ']' ? words.slice(0, -1) : words;
  for (const word of all)
    if (word.many && word.output !== 'plain')
      use.report(wordSplitting, 'A word of a condition may become several.', word.at);
  let index = 0;
  // Only the last word of all, perhaps after a !, is surely compared with nothing.
  const standsAlone = (at: number): boolean => at === all.length - 1 && (at === 0 || (at === 1 && peek(-1) === '!'));
  const peek = (ahead = 0): string | undefined => all[index + ahead]?.text;
  while (index < all.length) {
    const first = all[index];
    if (!first) break;
    const operator = peek(1) ?? '';
    const second = all[index + 2];
    const compares = [textComparisons, fileComparisons, numberComparisons].find((set) => set.has(operator));
    if (compares && second) {
      if (compares === fileComparisons) for (const file of [first, second]) judgeKind('entry', file, use);
      if (compares === numberComparisons && !(isPlainNumber(first) && isPlainNumber(second)))
        use.report(arithmetic, `What ${operator} compares must be numbers that are written out.`, first.at);
      index += 3;
    } else if (fileTests.has(peek() ?? '') && all[index + 1]) {
      const file = all[index + 1];
      if (file) judgeKind('entry', file, use);
      index += 2;
    } else if (textTests.has(peek() ?? '') && all[index + 1]) {
      index += 2;
    } else if (/^(?:!|\(|\)|-a|-o)$/.test(peek() ?? '')) {
      index += 1;
    } else if (first.text !== undefined ? !first.text.startsWith('-') : standsAlone(index)) {
      index += 1;
    } else {
      use.report(arithmetic, 'This condition is not understood, and some evaluate text.', at);
      return;
    }
  }
}
