import type { Argument } from '../argument.ts';
import { viewerOptions } from '../checks/meaning.ts';
import { isPlain } from '../outputs.ts';
import { judgeKind, narrow, readPath } from './kinds.ts';
import type { Operands, Program, Use } from './program.ts';

const viewer = { check: viewerOptions, output: 'text' } as const;

/** Programs that choose, order or compare lines of texts. */
export const textPrograms: readonly Program[] = [
  {
    ...viewer,
    names: ['sort'],
    flags: `-b -d -f -g -h -i -M -n -r -R -s -u -V -c -C -m -z --ignore-leading-blanks --dictionary-order --ignore-case
      --general-numeric-sort --human-numeric-sort --ignore-nonprinting --month-sort --numeric-sort --reverse
      --random-sort --stable --unique --version-sort --merge --zero-terminated --debug`,
    values: { '-k --key -t --field-separator -S --buffer-size --sort': 'text', '--parallel --batch-size': 'count' },
    optional: { '--check': 'text' },
    operands: { rest: 'file' },
    output: ({ operands, options }) =>
      operands.length === 0 && !options.some(({ name }) => name === '--debug') ? 'input' : 'text',
    match: [
      'sort a',
      'sha=$(git rev-list HEAD | sort | tail -1); git show "$sha"',
      'sort -rn a',
      'sort -t, -k2,2n a',
      "sort -t $'\\t' -k 2 a",
      'sort -u a b',
      'sort -- *.txt',
      'sort *.txt',
    ],
    notMatch: [
      'sort -o b a',
      'sort -ob a',
      'sort -uo b a',
      'sort --output=b a',
      'sort --outp=b a',
      'sort -T /tmp a',
      'sort --compress-program=sh a',
      'sort --compress-prog sh a',
      'sort --files0-from=x',
      'sort a > b',
    ],
  },
  {
    ...viewer,
    names: ['uniq'],
    optionsFirst: true,
    flags: `-c -d -D -i -u -z --count --repeated --all-repeated --ignore-case --unique --zero-terminated`,
    values: { '-f --skip-fields -s --skip-chars -w --check-chars': 'count' },
    optional: { '--all-repeated --group': 'text' },
    operands: { rest: 'file', most: 1 },
    match: ['uniq a', 'sort a | uniq -c', 'uniq -d -f 1 a', 'uniq -w 3'],
    notMatch: ['uniq a b', 'uniq - b', 'uniq -c a b', 'uniq *.txt', 'uniq --coun a', 'uniq a -c'],
  },
  {
    ...viewer,
    names: ['cut'],
    harmlessOptions: true,
    flags: '-n -s -z --complement --only-delimited --zero-terminated',
    values: { '-b -c -d -f --bytes --characters --delimiter --fields --output-delimiter': 'text' },
    operands: { rest: 'file' },
    match: ['cut -d: -f1 a', "cut -d ' ' -f 1,3-5 a", 'ls | cut -c1-10', 'cut -f1 --output-delimiter=, a'],
    notMatch: ['cut --delim=: a', 'cut -d', 'cut -x a', 'cut -f1 a > b'],
  },
  {
    ...viewer,
    names: ['tr'],
    harmlessOptions: true,
    flags: '-c -C -d -s -t --complement --delete --squeeze-repeats --truncate-set1',
    operands: { rest: set },
    // What is left where characters are taken out: without the blanks between them several numbers are one.
    output: ({ options, operands }) =>
      operands.length === 1 && options.length === 1 && options[0]?.name === '-d' ? 'joined' : 'text',
    match: [
      'n=$(wc -l < a | tr -d " "); echo $((n + 1))',
      'tr a-z A-Z < a',
      "ls | tr -d '\\n'",
      "tr -cd '[:alnum:]'",
      "tr -s ' '",
      "tr abc '[x*]' < a",
    ],
    notMatch: ['tr --del x', 'tr a b > c', 'tr -x a b', "tr '[a*999999999]' b < a", "tr a '[\\n*10000]' < a"],
  },
  {
    ...viewer,
    names: ['diff'],
    flags: `-u -c -e -n -q -s -y -i -E -Z -b -w -B -a -t -T -r -N -d -p --brief --report-identical-files --side-by-side
      --recursive --new-file --ignore-case --ignore-all-space --ignore-space-change --ignore-blank-lines
      --ignore-tab-expansion --ignore-trailing-space --text --strip-trailing-cr --minimal --no-dereference
      --suppress-common-lines --left-column --speed-large-files --expand-tabs --initial-tab --show-c-function --normal`,
    values: {
      '-U -C --horizon-lines': 'count',
      '-W --width --tabsize': narrow,
      '-x --exclude -I --ignore-matching-lines -F --show-function-line': 'pattern',
      '-L --label': 'text',
    },
    optional: { '--unified --context': 'count', '--color --palette': 'text' },
    operands: ({ options }) => compared(!options.some(({ name }) => name === '--no-dereference')),
    match: [
      'diff a b',
      'diff -u a b',
      'diff -r src lib',
      'diff <(sort a) <(sort b)',
      'diff --color=never -U 1 a b',
      'diff a -',
    ],
    notMatch: [
      'diff a b c',
      'diff -l a b',
      'diff -t --tabsize=999999999 a b',
      'diff --paginate a b',
      'diff a b > c',
      'diff -X x a b',
      'diff --to-file=x a',
      'diff a',
    ],
  },
  {
    ...viewer,
    names: ['cmp'],
    flags: '-b -l -s --print-bytes --verbose --silent --quiet',
    values: { '-i --ignore-initial': 'text', '-n --bytes': 'count' },
    operands: { first: ['file', 'file'], rest: 'count', least: 1, most: 4 },
    match: ['cmp a b', 'cmp -s a b && echo same', 'cmp -n 100 a b', 'cmp a b 10 20'],
    notMatch: ['cmp -x a b', 'cmp --byt=1 a b', 'cmp a b 1 2 3'],
  },
  {
    ...viewer,
    names: ['comm'],
    flags: '-1 -2 -3 -i -z --check-order --nocheck-order --total --zero-terminated',
    values: { '--output-delimiter': 'text' },
    operands: { rest: 'file', least: 2, most: 2 },
    match: ['comm a b', 'comm -12 a b', 'comm -3 <(sort a) <(sort b)'],
    notMatch: ['comm a b c', 'comm --tot a b', 'comm -4 a b'],
  },
  {
    ...viewer,
    names: ['join'],
    flags: '-i -z --ignore-case --check-order --nocheck-order --header --zero-terminated',
    values: { '-1 -2 -j -a -v': 'count', '-t -e -o': 'text' },
    operands: { rest: 'file', least: 2, most: 2 },
    match: ['join a b', 'join -t, -1 2 -2 1 a b', 'join <(sort a) <(sort b)', 'join -a 1 -o 0,1.2 a b'],
    notMatch: ['join a', 'join a b c', 'join a b > c', 'join --head a b', 'join a /etc/passwd > b'],
  },
  {
    ...viewer,
    names: ['shuf'],
    // Not -r, which goes on for ever.
    flags: '-e -z --echo --zero-terminated',
    values: { '-n --head-count': 'count', '-i --input-range': range },
    operands: { rest: 'file' },
    match: ['shuf a', 'shuf -n 3 a', 'seq 10 | shuf -n 1', 'shuf -i 1-10 -n 2'],
    notMatch: [
      'shuf -o b a',
      'shuf --output=b a',
      'shuf --random-source=/dev/zero a',
      'shuf --ou b a',
      'shuf -nob a',
      'shuf -r a',
      'shuf -zr a',
      'shuf -i 1-99999999999',
    ],
  },
  {
    ...viewer,
    names: ['expr'],
    operands: { rest: 'text', least: 1 },
    match: ['expr 1 + 2', "expr length 'abc'", "expr a : '.*'", 'expr 5 \\* 3'],
    notMatch: ['expr', 'expr $x + 1', 'expr 1 > a'],
  },
  {
    ...viewer,
    names: ['tsort'],
    operands: { rest: 'file', most: 1 },
    match: ['tsort a', 'cat a | tsort'],
    notMatch: ['tsort a b', 'tsort -w a', 'tsort a > b'],
  },
];

/** A set of characters, in which `[a*1000]` is written out so often. */
function set(value: Argument, use: Use): void {
  judgeKind('text', value, use);
  const { text, head, pattern, output, at } = value;
  // Of what is not known, words and numbers hold no brackets.
  const unknown = text === undefined && pattern === undefined && (/\*\d*$/.test(head) || !isPlain(output));
  if (unknown || /\*\d{5}/.test(text ?? pattern?.replaceAll('\\', '') ?? head))
    use.report(viewerOptions, 'This stands for more characters than there are.', at);
}

/** All numbers of a range are held in memory, so that it must be a small one. */
function range({ text, at }: Argument, use: Use): void {
  if (!/^\d{1,7}-\d{1,7}$/.test(text ?? '')) use.report(viewerOptions, 'This is not a small range of numbers.', at);
}

/** Two files, or two folders in which links are followed. */
function compared(follows: boolean): Operands {
  const search = { hidden: true, ignored: true, ...(follows ? { follows: true as const } : {}) };
  return { rest: (value, use) => readPath('tree', value, use, search), least: 2, most: 2 };
}
