import type { Argument } from '../argument.ts';
import { endlessCommands, viewerOptions } from '../checks/meaning.ts';
import type { Output } from '../outputs.ts';
import { judgeKind, narrow, readPath } from './kinds.ts';
import type { Call, Operands, Program, Use } from './program.ts';

/** Programs that list files or say something about them. */
export const filePrograms: readonly Program[] = [
  {
    names: ['ls', 'dir', 'vdir'],
    check: viewerOptions,
    flags: `-a -A -b -B -c -C -d -f -F -g -G -h -H -i -k -l -L -m -n -N -o -O -p -q -Q -r -R -s -S -t -u -U -v -x -X -Z -1 -@ -e -W
      --all --almost-all --author --escape --ignore-backups --directory --classify --no-group --human-readable --si
      --dereference --dereference-command-line --inode --kibibytes --numeric-uid-gid --literal --file-type
      --hide-control-chars --show-control-chars --quote-name --reverse --recursive --size --context --zero --full-time
      --group-directories-first`,
    values: {
      '-I': patternOrFolder,
      '--ignore --hide': 'pattern',
      '-w --width': 'count',
      '-T --tabsize --time-style': narrow,
      '--block-size --sort --time --format --indicator-style --quoting-style': 'text',
    },
    optional: { '--color --hyperlink --classify': 'text' },
    operands: ({ options }) => {
      const given = (...names: readonly string[]) => options.some(({ name }) => names.includes(name));
      if (given('-d', '--directory') && !given('-L', '-H', '--dereference', '--dereference-command-line'))
        return { rest: itself, without: 'entry' };
      return listing(given('-L', '--dereference'));
    },
    output: 'names',
    match: [
      'ls',
      'ls -la',
      'ls -la src',
      'ls -d */',
      'ls -ld .*',
      'ls --color=never -1 src/*.ts',
      'ls -I "*.o"',
      'ls -- -x',
      'ls -lt | head',
    ],
    notMatch: [
      'ls --time-style=+%999999999Y',
      'ls -T 999999999',
      'ls --colo=never',
      'ls --dired',
      'ls $(cat x)',
      'ls -y',
      'ls > files.txt',
    ],
  },
  {
    names: ['tree'],
    check: viewerOptions,
    flags: `-a -d -f -i -x -p -s -h -D -u -g -F -q -N -Q -n -C -A -S -J -t -c -U -v -r --du --dirsfirst --filesfirst
      --noreport --prune --gitignore --matchdirs --ignore-case --inodes --device --si --nolinks --metafirst`,
    next: { '-L': 'count', '-I -P': 'pattern', '-T': 'text' },
    values: { '--filelimit': 'count', '--timefmt --charset --sort': 'text' },
    operands: { rest: 'entry', without: 'entry' },
    output: 'names',
    match: ['tree', 'tree -L 2', 'tree -aL 2 -I "node_modules|.git" src', 'tree --dirsfirst -d'],
    notMatch: [
      'tree -o out.txt',
      'tree -R -L 1',
      'tree -l',
      'tree --fromfile x',
      'tree -H . -o x.html',
      'tree -Io x out',
      'tree -Po x out',
      'tree -aTo x out',
      'tree -IR x -L 1',
      'tree -Il x',
      'tree -LI 2 x',
      'tree -Ix',
      'tree --info',
    ],
  },
  {
    names: ['stat'],
    check: viewerOptions,
    harmlessOptions: true,
    flags: '-L -f -t -x -r -s -q -n --dereference --file-system --terse',
    values: { '-c --format --printf': narrow },
    operands: { rest: 'entry', least: 1 },
    output: 'text',
    match: ['stat package.json', "stat -c '%s %n' *.ts", 'stat --format=%y a b'],
    notMatch: ['stat', "stat -c '%999999999n' a", 'stat --cached=never a', 'stat "$(cat x)"'],
  },
  {
    names: ['file'],
    check: viewerOptions,
    flags: `-b -i -k -h -N -n -0 -r -I --brief --mime --mime-type --mime-encoding --extension --keep-going
      --no-dereference --no-pad --print0 --raw`,
    values: { '-F --separator': 'text' },
    operands: { rest: 'file', least: 1 },
    output: 'text',
    match: ['file a.bin', 'file -b --mime-type src/*.png', 'file -i a b'],
    notMatch: ['file -C -m magic', 'file -f list', 'file -m x a', 'file -z a', 'file -s /dev/sda'],
  },
  {
    names: ['du'],
    check: viewerOptions,
    flags: `-a -b -c -h -H -k -l -m -P -s -S -x -0 -g -n -A --all --apparent-size --bytes --total --human-readable --si
      --inodes --count-links --no-dereference --separate-dirs --summarize --one-file-system --null`,
    values: {
      '-d --max-depth': 'count',
      '-t --threshold -B --block-size': 'text',
      '--time-style': narrow,
      '--exclude -I': 'pattern',
    },
    optional: { '--time': 'text' },
    operands: { rest: 'entry', without: 'entry' },
    output: 'names',
    match: ['du -sh .', 'du -sh * | sort -h', 'du -h --max-depth=1', 'du -d 1 src'],
    notMatch: ['du --time --time-style=+%999999999Y', 'du --files0-from=x', 'du -X x', 'du -L', 'du --exclude-from=x'],
  },
  {
    names: ['df'],
    check: viewerOptions,
    flags: `-a -h -H -i -k -l -m -P -T -g -b --all --human-readable --si --inodes --local --portability --print-type
      --total --no-sync`,
    values: { '-t --type -x --exclude-type -B --block-size': 'text' },
    optional: { '--output': 'text' },
    operands: { rest: 'text' },
    output: 'text',
    match: ['df', 'df -h', 'df -h .', 'df -hT /'],
    notMatch: ['df --sync', 'df --outpu=x'],
  },
  {
    names: ['basename', 'dirname'],
    check: viewerOptions,
    harmlessOptions: true,
    flags: '-a -z --multiple --zero',
    values: { '-s --suffix': 'text' },
    operands: { rest: 'text', least: 1 },
    output: 'names',
    match: ['basename src/a.ts', 'basename src/a.ts .ts', 'basename -s .ts a.ts', 'basename -a a b'],
    notMatch: ['basename', 'basename --nope a', 'basename "$(cat x)"'],
  },
  {
    names: ['realpath'],
    check: viewerOptions,
    harmlessOptions: true,
    flags: `-e -m -L -P -q -s -z --canonicalize-existing --canonicalize-missing --logical --physical --quiet --strip
      --no-symlinks --zero`,
    values: { '--relative-to --relative-base': 'entry' },
    operands: { rest: 'entry' },
    output: 'names',
    match: ['realpath src/a.ts', 'realpath -m a', 'realpath --relative-to=. src/a.ts'],
    notMatch: ['realpath -x a', 'realpath -f a', 'realpath --canon a'],
  },
  {
    names: ['readlink'],
    check: viewerOptions,
    harmlessOptions: true,
    flags: `-e -f -m -n -q -s -v -z --canonicalize --canonicalize-existing --canonicalize-missing --no-newline --quiet
      --silent --verbose --zero`,
    operands: { rest: 'entry' },
    output: 'names',
    match: ['readlink a', 'readlink -f a', 'readlink -en a'],
    notMatch: ['readlink -x a', 'readlink --canon a', 'readlink --relative-to=. a'],
  },
  {
    names: ['cat'],
    check: viewerOptions,
    harmlessOptions: true,
    flags: `-A -b -e -E -n -s -t -T -u -v --show-all --number-nonblank --show-ends --number --squeeze-blank --show-tabs
      --show-nonprinting`,
    operands: { rest: 'file' },
    output: 'text',
    match: [
      'cat a.txt',
      'cat -n a b',
      'cat *.md',
      'cat < a',
      'cat -',
      "cat <<'E'\n$x\nE",
      'cat {a,b}.txt',
      'cat "a b"',
    ],
    notMatch: [
      'cat $(ls)',
      'cat "$x"',
      'cat a > b',
      'cat --numb a',
      'cat /dev/zero',
      'cat <<E\n$(rm x)\nE',
      'cat >(sh)',
    ],
  },
  {
    names: ['head'],
    check: viewerOptions,
    harmlessOptions: true,
    numbers: true,
    flags: '-q -v -z --quiet --silent --verbose --zero-terminated',
    values: { '-n --lines -c --bytes': 'count' },
    operands: { rest: 'file' },
    output: linesOf,
    match: [
      'head a',
      'head -5 a b',
      'head -n 5 *.md',
      'head -n5 a',
      'head -c 1k a',
      'ls | head -n -2',
      'head --lines=3 a',
    ],
    notMatch: ['head -n', 'head --line=3 a', 'head -w a', 'head -5f a'],
  },
  {
    names: ['tail'],
    check: endlessCommands,
    numbers: true,
    flags: '-q -r -v -z --quiet --silent --verbose --zero-terminated',
    values: { '-n --lines -c --bytes': 'count' },
    operands: { rest: followed },
    output: linesOf,
    match: ['tail a', 'tail -20 a', 'tail -n +5 a', 'tail -n 5 a b', 'tail -c 100 a', 'ls | tail -1', 'tail +5 a'],
    notMatch: [
      'tail -f a',
      'tail -F a',
      'tail -5f a',
      'tail -n5 -f a',
      'tail --follow a',
      'tail --foll=name a',
      'tail --pid=1 a',
      'tail +f a',
      'tail +1f a',
      'tail +5lf a',
      'tail +1cf a',
      'tail +*',
    ],
  },
  {
    names: ['wc'],
    check: viewerOptions,
    flags: '-c -m -l -L -w --bytes --chars --lines --max-line-length --words',
    values: { '--total': 'text' },
    operands: { rest: 'file' },
    output: ({ operands }) => (operands.length === 0 ? 'count' : 'names'),
    match: ['wc -l a', 'wc -l src/*.ts', 'ls | wc -l', 'wc -lw < a', 'echo $(( $(wc -l < a) + 1 ))'],
    notMatch: [
      'wc --files0-from=x',
      'wc --files0-from x',
      'wc -x',
      '[[ $(wc -l a) -eq 1 ]]',
      "[[ $({ wc -l < 'a[$(rm b)]'; } 2>&1) -eq 1 ]]",
    ],
  },
];

/** Lines of what it is given, unless it reads files or puts a name above them. */
function linesOf({ options, operands }: Call): Output {
  return operands.length === 0 && !options.some(({ name }) => /^(?:-v|--verbose)$/.test(name)) ? 'input' : 'text';
}

/** In the old form of its options, `+5lf`, it goes on with what is added to the file. */
function followed(value: Argument, use: Use): void {
  readPath('content', value, use);
  const { text, head, at } = value;
  if (text === undefined ? head.startsWith('+') : /^\+\d*[A-Za-z]{0,3}$/.test(text) && /f/i.test(text))
    use.report(endlessCommands, 'In its old form this may follow the file for ever.', at);
}

/** A pattern for some versions; where the option has no value it is one more folder that is listed. */
function patternOrFolder(value: Argument, use: Use): void {
  judgeKind('pattern', value, use);
  if (value.text !== undefined) judgeKind('entry', value, use);
}

/** What is matched in one folder is listed by itself, be it that folder or the one above. */
function itself(value: Argument, use: Use): void {
  if (value.pattern !== undefined && !/[*?[].*\//.test(value.pattern)) use.read('names', value);
  else readPath('entry', value, use);
}

/** Names and metadata of what is in folders; with `follows` of what links there lead to as well. */
function listing(follows: boolean): Operands {
  if (!follows) return { rest: 'entry', without: 'entry' };
  const search = { hidden: true, ignored: true, follows: true } as const;
  return { rest: (value, use) => readPath('entry', value, use, search), without: 'entry', search };
}
