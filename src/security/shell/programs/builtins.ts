import type { Argument, Span } from '../argument.ts';
import { optionInjection, viewerOptions } from '../checks/meaning.ts';
import { arithmetic, assignments, shellState } from '../checks/syntax.ts';
import { isNumbers } from '../outputs.ts';
import { isSafeName } from '../variables.ts';
import { judgeKind } from './kinds.ts';
import { judgePrintf } from './printf.ts';
import type { Program, Use } from './program.ts';
import { judgeTestWords } from './testWords.ts';

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
    match: [
      "printf '%(%F)T\\n' -1",
      "printf '%s\\n' a b",
      'printf "hello\\n"',
      "printf '%5d%%\\n' 3",
      "printf -- '- %s\\n' a",
    ],
    notMatch: [
      "printf '%*d' 'a[$(rm b)]' 1",
      "printf '%.*s' 'a[$(rm b)]' x",
      "printf '%s %d' x 'a[$(rm b)]'",
      "printf '%d' y",
      "printf '%(()%d' x 'a[$(rm b)]'",
      'printf "%d" "$(ls)"',
      'printf -v PATH x',
      'printf "%n" PATH',
      'printf "$(cat x)" a',
      "printf '%5n' IFS",
      'printf x > a',
    ],
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
    grammar: judgeTestWords,
    output: 'nothing',
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
      '[ -f a -a ! -s a -o -a b ]',
    ],
    notMatch: [
      'test -v x',
      'test -t x',
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
    values: { '-d -p': 'text', '-n -N -t': evaluated },
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
      'read -t "$(cat a)" x',
      'read -n "$(cat a)" x',
      'read -t path x',
      'read -p$(git rev-parse a PATH) x',
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
    names: ['set'],
    builtin: true,
    check: shellState,
    grammar: judgeSet,
    output: 'plain',
    match: [
      'set -e; ls',
      'set -euo pipefail\nls src | wc -l',
      'set -o pipefail; grep -c x a | head',
      'set +e',
      'set -Eeuo pipefail',
      'set -e -o pipefail -o nounset',
    ],
    notMatch: [
      'set',
      'set -o',
      'set -- a',
      'set a',
      'set -e a',
      'set -f; cat [a]',
      'set -o posix',
      'set -oe pipefail',
      'set -o pipefail x',
      'set -k',
      'set -x',
      'set -a; x=1',
      'set "$x"',
      'set -e"$x"',
      'set -o "$(cat x)"',
    ],
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
    numbers: true,
    operands: { rest: evaluated, most: 1 },
    output: 'nothing',
    match: [
      'exit',
      'exit $?',
      'ls; rc=$?; exit "$rc"',
      'ls a || exit 1',
      'for f in a b; do [ -f "$f" ] || continue; cat "$f"; done',
    ],
    notMatch: ['exit $(rm a)', 'exit a b', 'exit x', 'exit -- "$(cat a)"', 'read -r x; return -- "$x"'],
  },
];

/** Every word is printed as it is. */
function anyText(words: readonly Argument[], use: Use): void {
  for (const word of words) judgeKind('text', word, use);
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

/** A number that zsh evaluates as arithmetic. */
function evaluated(word: Argument, use: Use): void {
  judgeKind('count', word, use);
  if (word.text === undefined && !isNumbers(word.output))
    use.report(arithmetic, 'The shell may evaluate this word as a number.', word.at);
}

/** When a script ends early. Other options change how words are read. */
function judgeSet(words: readonly Argument[], use: Use, at: Span): void {
  const texts = words.map(({ text }) => text ?? '?');
  let fine = texts.length > 0;
  for (let index = 0; index < texts.length; index += 1) {
    const named = /^[-+][Eeu]*o$/.test(texts[index] ?? '');
    if (named) index += 1;
    const known = named ? /^(?:pipefail|errexit|nounset|errtrace)$/ : /^[-+][Eeu]+$/;
    fine &&= known.test(texts[index] ?? '');
  }
  if (!fine) use.report(shellState, 'set with these words changes how the shell reads what follows.', at);
}
