import fc from 'fast-check';

/** Words that make harmless commands do more, or hide that they do. */
const dangerous: readonly string[] = [
  ...[
    '-o',
    'evil',
    '-oevil',
    '--output=evil',
    '--output',
    '-i',
    '-i.bak',
    '-w',
    '-f',
    '-d',
    '-D',
    '-m',
    'new',
    '-exec',
  ],
  ...['touch evil', '-delete', '-execdir', '+', '\\;', '> evil', '>> evil', '>| evil', '2> evil', '&> evil', '<> evil'],
  ...['| tee evil', '| sh', '| xargs touch', '; touch evil', '& touch evil', '&& touch evil', '|| touch evil'],
  ...['$(touch evil)', '"$(touch evil)"', '`touch evil`', '<(touch evil)', '>(cat > evil)', '{-o,evil}', '{a,b}'],
  ...['*', '?', '[a-z]*', '~', '$HOME', '"$HOME"', '$PWD', '-', '--', "''", '""', '$x', '${x:=1}', "$'\\x2d\\x6f'"],
  // What is evaluated where it stands for a number, and variables that hold it.
  ...["'a[$(touch evil)]'", '"a[\\$(touch evil)]"', '-eq 1', '-v', '-gt', '$((', '))', '$(( $x ))', '[[ $x -eq 1 ]]'],
  ...[
    'x=a;',
    "x='a[$(touch evil)]';",
    'x=-o;',
    'x=evil;',
    'x=$(ls);',
    'x=$(date +y);',
    '"$x"',
    '"$y"',
    'x=$y;',
    'y=$x;',
  ],
  ...["'w evil'", "'1w evil'", '"e touch evil"', '\'{print > "evil"}\'', '\'BEGIN{system("touch evil")}\''],
  ...[
    '--pre=./evil.sh',
    '--pre',
    './evil.sh',
    '--ext-diff',
    '--textconv',
    '-c core.pager=./evil.sh',
    '-C src',
    '-n',
    '-p',
  ],
  ...[
    'a',
    'b',
    'src',
    'src/a.ts',
    'weird/*',
    'link.txt',
    '2>&1',
    '2>/dev/null',
    '<<< x',
    '< a',
    '# c',
    '\\\n',
    '\n',
    ';',
  ],
  ...[
    'for f in *; do',
    'done',
    'if',
    'then',
    'fi',
    '{',
    '}',
    '(',
    ')',
    '!',
    '[[',
    ']]',
    'while read -r x; do',
    'case a in',
  ],
];

const characters = [...';|&<>(){}[]$`"\'\\*?~!#=-\n\t ./@%+,:^'];

/** Shapes around a command that leave what it does as it is. */
export const wrappings: readonly ((command: string) => string)[] = [
  (command) => `${command} | cat`,
  (command) => `ls | { ${command}\n}`,
  (command) => `(${command}\n)`,
  (command) => `{ ${command}\n}`,
  (command) => `if ${command}\nthen ls; fi`,
  (command) => `if ls; then ${command}\nfi`,
  (command) => `for f in a b; do ${command}\ndone`,
  (command) => `while read -r line; do ${command}\ndone < a`,
  (command) => `case a in a) ${command}\n;; esac`,
  (command) => `ls && ${command}`,
  (command) => `ls || ${command}`,
  (command) => `ls; ${command}`,
  (command) => `ls\n${command}`,
  (command) => `! { ${command}\n}`,
  (command) => `ls # c\n${command}`,
  (command) => `ls \\\n -la; ${command}`,
  (command) => `  ${command}  `,
  (command) => `${command} # harmless`,
  (command) => `echo "$(${command}\n)"`,
  (command) => `cat <(${command}\n)`,
  (command) => `[ -n "$(${command}\n)" ]`,
  (command) => `( ( { ${command}\n} ) )`,
  (command) => `cd src; ${command}`,
  (command) => `unused=a; ${command}`,
  (command) => `kept=$(${command}\n); echo "$kept"`,
  (command) => `for one in a; do for two in b c; do one=$two; ${command}\ndone; done`,
  (command) => `echo $(( $({ ${command}\n} | wc -l) + 1 ))`,
  (command) => `set -e; ${command}`,
  (command) => `${'ls; '.repeat(20)}${command}`,
];

type Change = (command: string) => string;

const place = fc.double({ min: 0, max: 1, noNaN: true });

function changes(corpus: readonly string[]): fc.Arbitrary<Change> {
  const other = fc.constantFrom(...corpus);
  const at = (command: string, where: number): number => Math.floor(where * (command.length + 1));
  const insert = (text: fc.Arbitrary<string>): fc.Arbitrary<Change> =>
    fc.tuple(text, place).map(
      ([what, where]) =>
        (command) =>
          command.slice(0, at(command, where)) + what + command.slice(at(command, where)),
    );
  const word = (put: (words: string[], index: number, what: string) => void): fc.Arbitrary<Change> =>
    fc.tuple(fc.constantFrom(...dangerous), place).map(([what, where]) => (command) => {
      const words = command.split(' ');
      put(words, Math.floor(where * (words.length + 1)), what);
      return words.join(' ');
    });
  return fc.oneof(
    insert(fc.constantFrom(...characters)),
    word((words, index, what) => words.splice(index, 0, what)),
    word((words, index, what) => words.splice(index, 1, what)),
    fc.tuple(place, fc.nat({ max: 5 })).map(
      ([where, count]) =>
        (command: string) =>
          command.slice(0, at(command, where)) + command.slice(at(command, where) + count),
    ),
    fc.tuple(other, place, place).map(
      ([text, from, to]) =>
        (command: string) =>
          command.slice(0, at(command, from)) + text.slice(at(text, to)),
    ),
    fc.tuple(other, fc.constantFrom(' | ', ' && ', ' || ', '; ', '\n', ' & ', ' |& ')).map(
      ([text, between]) =>
        (command: string) =>
          `${command}${between}${text}`,
    ),
    fc.constantFrom(...wrappings),
    insert(other.map((text) => `$(${text})`)),
    insert(other.map((text) => `"$(${text})"`)),
  );
}

/** Commands of a corpus, changed a few times at random. */
export function mutations(corpus: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...corpus), fc.array(changes(corpus), { minLength: 1, maxLength: 4 }))
    .map(([command, some]) => some.reduce((text, change) => change(text), command));
}
