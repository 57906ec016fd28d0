import type { Argument } from '../argument.ts';
import { searchOptions } from '../checks/meaning.ts';
import { readPath } from './kinds.ts';
import type { Call, Operands, Program, Search, Use } from './program.ts';

/** Programs that search in files. */
export const searchPrograms: readonly Program[] = [
  {
    names: ['grep', 'egrep', 'fgrep'],
    check: searchOptions,
    harmlessOptions: true,
    numbers: true,
    flags: `-E -F -G -P -i -y -v -w -x -c -l -L -n -H -h -o -q -s -r -a -b -T -U -I -u --extended-regexp --fixed-strings
      --basic-regexp --perl-regexp --ignore-case --no-ignore-case --invert-match --word-regexp --line-regexp --count
      --files-with-matches --files-without-match --line-number --with-filename --no-filename --only-matching --quiet
      --silent --no-messages --recursive --text --byte-offset --initial-tab --null --binary --line-buffered`,
    values: {
      '-e --regexp --include --exclude --exclude-dir': 'pattern',
      '-m --max-count -A -B -C --after-context --before-context --context': 'count',
      '--label --binary-files': 'text',
      '-d -D --directories --devices': readOrSkip,
    },
    optional: { '--color --colour': 'text' },
    operands: grepOperands,
    output: 'text',
    match: [
      'grep foo a',
      'grep -rn "foo bar" src',
      'grep -rn foo --include=*.ts src',
      "grep -E '^(a|b)$' *.md",
      'grep -c x a b',
      'ls | grep -v node_modules',
      'grep -A3 -B 2 foo a',
      'grep -e a -e b file',
      'grep -rniw foo . --exclude-dir={node_modules,dist}',
      'grep -q x a && echo yes',
      'grep -5 foo a',
    ],
    notMatch: [
      'grep -f list a',
      'grep --file=list a',
      'grep -R foo .',
      'grep -rf x .',
      'grep --dereference-recursive foo .',
      'grep --recurs foo .',
      'grep foo $(ls)',
      'grep -d recurse foo .',
      'grep "$(cat x)" a',
      'grep -z foo a',
    ],
  },
  {
    names: ['rg'],
    check: searchOptions,
    flags: `-i -S -s -w -x -v -c -l -n -N -o -q -F -P -U -u -a -H -I -0 -p -. --heading --no-heading --line-number
      --no-line-number --column --no-column --count --count-matches --files --files-with-matches --files-without-match
      --fixed-strings --hidden --no-hidden --ignore-case --smart-case --case-sensitive --invert-match --json --multiline
      --multiline-dotall --no-ignore --no-ignore-vcs --no-ignore-parent --no-ignore-global --no-ignore-dot
      --no-ignore-exclude --no-messages --only-matching --pcre2 --quiet --stats --text --trim --type-list
      --unrestricted --vimgrep --with-filename --no-filename --word-regexp --line-regexp --null --passthru --no-config
      --one-file-system --crlf --pretty --no-follow --no-mmap --mmap --byte-offset --include-zero --glob-case-insensitive
      --max-columns-preview --no-unicode --null-data --block-buffered --line-buffered`,
    values: {
      '-e --regexp -g --glob --iglob': 'pattern',
      '-A -B -C --after-context --before-context --context -m --max-count -d --max-depth --maxdepth': 'count',
      '-M --max-columns -j --threads --max-filesize --dfa-size-limit --regex-size-limit': 'count',
      '-t --type -T --type-not -r --replace --sort --sortr --color --colors --engine -E --encoding': 'text',
      '--context-separator --field-match-separator --field-context-separator --path-separator': 'text',
    },
    operands: ripgrepOperands,
    output: 'text',
    match: [
      'rg foo',
      'rg -n "fn \\w+\\(" src',
      "rg -g '*.ts' -l foo",
      'rg --files',
      'rg --files -g "!*.md" src | head',
      'rg -uu foo src',
      'rg -t ts -A 3 -B3 foo',
      'rg --hidden -i TODO',
      'rg -e foo -e bar src lib',
      'rg foo -- *.ts',
      'rg --type-list',
    ],
    notMatch: [
      'rg --pre cat foo',
      'rg --pre=sh foo',
      'rg --pre-glob x --pre y foo',
      'rg -z foo',
      'rg --search-zip foo',
      'rg --hostname-bin=x foo',
      'rg -f list',
      'rg --file list',
      'rg --ignore-file x foo',
      'rg -L foo',
      'rg --follow foo',
      'rg -nz foo',
      'rg --fil',
      'rg "$(cat x)"',
    ],
  },
];

function readOrSkip({ text, at }: Argument, use: Use): void {
  if (text !== 'read' && text !== 'skip')
    use.report(searchOptions, 'grep is told how to treat folders or devices.', at);
}

function given({ options }: Call, ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

function grepOperands(call: Call): Operands {
  const pattern = { first: ['pattern'], unless: '-e --regexp', least: 1 } as const;
  const needsPattern = given(call, '-e', '--regexp') ? { ...pattern, least: 0 } : pattern;
  if (!given(call, '-r', '--recursive')) return { ...needsPattern, rest: 'file' };
  const included = call.options.filter(({ name }) => name === '--include');
  const only = patternsOf(included.map(({ value }) => value));
  const search: Search = { hidden: true, ignored: true, ...(only ? { only } : {}) };
  return { ...needsPattern, ...searching(search) };
}

function ripgrepOperands(call: Call): Operands {
  if (given(call, '--type-list', '--version', '--help')) return {};
  const globs = call.options.filter(({ name }) => ['-g', '--glob', '--iglob'].includes(name)).map(({ value }) => value);
  const chosen = globs.filter((glob) => !glob?.text?.startsWith('!'));
  const only = chosen.length === 0 ? undefined : patternsOf(chosen);
  const unrestricted = call.options.filter(({ name }) => name === '-u' || name === '--unrestricted').length;
  // A glob that names a file brings it back although it is hidden or ignored.
  const search: Search = {
    hidden: unrestricted > 1 || chosen.length > 0 || given(call, '-.', '--hidden'),
    ignored: unrestricted > 0 || chosen.length > 0 || call.options.some(({ name }) => name.startsWith('--no-ignore')),
    ...(only ? { only } : {}),
  };
  if (given(call, '--files')) return { rest: 'entry', without: 'entry' };
  const patterns = given(call, '-e', '--regexp');
  return { ...(patterns ? {} : { first: ['pattern'], least: 1 }), ...searching(search) };
}

/** Paths that are searched as a whole; the folder of the command where there is none. */
function searching(search: Search): Operands {
  return {
    rest: (value, use) => readPath('tree', value, use, search),
    without: 'tree',
    search,
  };
}

/** The patterns as texts; nothing where one is not known, or there is none. */
function patternsOf(values: readonly (Argument | undefined)[]): string[] | undefined {
  const texts = values.flatMap((value) => value?.text ?? value?.pattern ?? []);
  return texts.length === 0 || texts.length < values.length ? undefined : texts;
}
