import type { Argument } from '../argument.ts';
import { expandBraces } from '../braces.ts';
import { searchOptions } from '../checks/meaning.ts';
import type { Output } from '../outputs.ts';
import { narrow, readPath } from './kinds.ts';
import type { Call, Operands, Program, Search, Use } from './program.ts';

/** Programs that search in files. */
export const searchPrograms: readonly Program[] = [
  {
    names: ['grep', 'egrep', 'fgrep'],
    check: searchOptions,
    numbers: true,
    flags: `-E -F -G -P -i -y -v -w -x -c -l -L -n -H -h -o -q -s -r -a -b -T -U -I -u --extended-regexp --fixed-strings
      --basic-regexp --perl-regexp --ignore-case --no-ignore-case --invert-match --word-regexp --line-regexp --count
      --files-with-matches --files-without-match --line-number --with-filename --no-filename --only-matching --quiet
      --silent --no-messages --recursive --text --byte-offset --initial-tab --null --binary --line-buffered`,
    values: {
      '-e --regexp --include --exclude --exclude-dir': 'pattern',
      '-m --max-count -A -B -C --after-context --before-context': 'count',
      '--label --binary-files': 'text',
      '-d -D --directories --devices': readOrSkip,
    },
    // On a Mac the value of this one is optional, so that a word behind it is the pattern, and the next one a file.
    optional: { '--color --colour': 'text', '--context': 'count' },
    operands: grepOperands,
    output: countOrLines,
    match: [
      'grep foo a',
      '[ "$(grep -c foo a)" -gt 0 ]',
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
      '[[ $(grep -cl foo a) -eq 1 ]]',
      'grep -f list a',
      'grep --file=list a',
      'grep -R foo .',
      'grep -rf x .',
      'grep --dereference-recursive foo .',
      'grep --recurs foo .',
      'grep foo $(ls)',
      'grep -d recurse foo .',
      'grep "$(cat x)" a',
      'grep -v -e$(git ls-files) a',
      'grep -v --regexp=$(git rev-parse a .env) b',
      'grep x$(git rev-parse a .env)',
      'grep -z foo a',
      '[[ $(grep foo a) -eq 1 ]]',
      '[[ $(grep -rc foo src) -eq 1 ]]',
      '[[ $(grep -c foo a b) -eq 1 ]]',
      "[[ $(grep -ce foo a 'b[$(rm c)]') -eq 1 ]]",
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
    // Not the limits for the size of an expression, which hold its memory small.
    values: {
      '-e --regexp -g --glob --iglob': 'pattern',
      '-A -B -C --after-context --before-context --context -m --max-count -d --max-depth --maxdepth': 'count',
      '-M --max-columns --max-filesize': 'count',
      '-j --threads': narrow,
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
      'rg -j 999999 foo',
      'rg --search-zip foo',
      'rg --hostname-bin=x foo',
      'rg -f list',
      'rg --file list',
      'rg --ignore-file x foo',
      'rg -L foo',
      'rg --follow foo',
      'rg -nz foo',
      'rg --fil',
      'rg --regex-size-limit 10G x',
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
  const valuesOf = (option: string) => call.options.filter(({ name }) => name === option).map(({ value }) => value);
  const included = valuesOf('--include');
  // With an exclusion in front, GNU's grep reads what no pattern fits.
  const front = call.options.find(({ name }) => name === '--include' || name === '--exclude');
  const only = front?.name === '--include' ? patternsOf(included) : undefined;
  // With both the last one that fits counts, or, elsewhere, any: only those without an inclusion are certain.
  const files = included.length > 0 ? [] : textsOf(valuesOf('--exclude'));
  const without = { files, folders: textsOf(valuesOf('--exclude-dir')) };
  const search: Search = { hidden: true, ignored: true, ...(only ? { only } : {}), without };
  return { ...needsPattern, ...searching(search) };
}

function ripgrepOperands(call: Call): Operands {
  if (given(call, '--type-list', '--version', '--help')) return {};
  const globs = call.options.filter(({ name }) => ['-g', '--glob', '--iglob'].includes(name)).map(({ value }) => value);
  const chosen = globs.filter((glob) => !glob?.text?.startsWith('!'));
  const types = call.options.filter(({ name }) => name === '-t' || name === '--type').map(({ value }) => value?.text);
  // A glob counts for more than a type.
  const only = chosen.length === 0 ? patternsOfTypes(types) : patternsOf(chosen);
  // Of several that fit the last one counts.
  const without = excluded(chosen.length > 0 ? [] : globs);
  const unrestricted = call.options.filter(({ name }) => name === '-u' || name === '--unrestricted').length;
  const someIgnored = call.options.some(({ name }) => name.startsWith('--no-ignore-'));
  // A glob that names a file brings it back although it is hidden or ignored.
  const search: Search = {
    // So does a type with one that is hidden, and an ignore file, where some of them still count.
    hidden: unrestricted > 0 || chosen.length > 0 || types.length > 0 || given(call, '-.', '--hidden') || someIgnored,
    ignored: unrestricted > 0 || chosen.length > 0 || call.options.some(({ name }) => name.startsWith('--no-ignore')),
    ...(only ? { only } : {}),
    without,
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
  if (texts.length === 0 || texts.length < values.length) return undefined;
  // ripgrep knows no ranges in braces.
  return texts.flatMap((text) => (text.includes('..') ? [text] : (expandBraces(text) ?? [text])));
}

/** Texts that are known to the letter: a wildcard without quotes may become something else. */
function textsOf(values: readonly (Argument | undefined)[]): string[] {
  return values.flatMap((value) => value?.text ?? []);
}

/** What ripgrep's globs with `!` in front pass over in any folder. */
function excluded(globs: readonly (Argument | undefined)[]): { files: string[]; folders: string[] } {
  const texts = textsOf(globs).map((text) => text.replace(/^!(?:\*\*\/)?/, '!'));
  const names = texts.flatMap((text) => /^!([^/]+)$/.exec(text)?.[1] ?? []);
  const anywhere = textsOf(globs).flatMap((text) => /^!\*\*\/([^/]+)\/\*\*$/.exec(text)?.[1] ?? []);
  return { files: names, folders: [...names, ...anywhere] };
}

/** Types of ripgrep's and all names that they stand for, in any version. */
const types: Readonly<Record<string, string>> = {
  ts: '*.ts *.tsx *.cts *.mts',
  typescript: '*.ts *.tsx *.cts *.mts',
  js: '*.js *.jsx *.cjs *.mjs *.vue',
  py: '*.py *.pyi',
  python: '*.py *.pyi',
  rust: '*.rs',
  go: '*.go',
  c: '*.c *.h *.[chH] *.[chH].in *.cats',
  cpp: '*.[ChH] *.cc *.[ch]pp *.[ch]xx *.hh *.inl *.[ChH].in *.cc.in *.[ch]pp.in *.[ch]xx.in *.hh.in',
  css: '*.css *.scss',
  html: '*.htm *.html *.ejs',
  md: '*.markdown *.md *.mdown *.mdwn *.mdx *.mkd *.mkdn',
  markdown: '*.markdown *.md *.mdown *.mdwn *.mdx *.mkd *.mkdn',
  kotlin: '*.kt *.kts',
  swift: '*.swift',
  tsx: '*.tsx',
  java: '*.java *.jsp *.jspx *.properties',
  kt: '*.kt *.kts',
  scala: '*.scala *.sbt',
  ruby: '*.rb *.rbw *.gemspec .irbrc Gemfile Rakefile config.ru *.rake',
  rb: '*.rb *.rbw *.gemspec .irbrc Gemfile Rakefile config.ru *.rake',
  php: '*.php *.php3 *.php4 *.php5 *.php7 *.php8 *.phtml',
  lua: '*.lua',
  dart: '*.dart',
  elixir: '*.ex *.eex *.exs *.heex *.leex *.livemd',
  haskell: '*.hs *.lhs *.hsc *.c2hs *.cpphs',
  sql: '*.sql *.psql',
  yaml: '*.yaml *.yml',
  toml: '*.toml Cargo.lock',
  xml: '*.xml *.xml.dist *.dtd *.rng *.sch *.xhtml *.xjb *.xsd *.xsl *.xslt',
  vue: '*.vue',
  svelte: '*.svelte *.svelte.ts',
  zig: '*.zig *.zon',
  less: '*.less',
  sass: '*.sass *.scss',
  cs: '*.cs',
  csharp: '*.cs',
};

function patternsOfTypes(names: readonly (string | undefined)[]): string[] | undefined {
  const found = names.map((name) => (name !== undefined && Object.hasOwn(types, name) ? types[name] : undefined));
  if (found.length === 0 || found.includes(undefined)) return undefined;
  return found.flatMap((patterns) => patterns?.split(' ') ?? []);
}

/** Options of grep that change which lines count, and not what is printed beside their number. */
const choosingLines =
  /^-(?:[ceivwxEFGPaIshm]|-(?:count|regexp|ignore-case|invert-match|word-regexp|line-regexp|no-filename))$/;

/** A count without a name in front of it, as grep prints it for one file. */
function countOrLines({ options, operands }: Call): Output {
  const has = (...names: readonly string[]): boolean => options.some(({ name }) => names.includes(name));
  const plain = has('-c', '--count') && options.every(({ name }) => choosingLines.test(name));
  const files = operands.length - (has('-e', '--regexp') ? 0 : 1);
  return plain && files <= 1 && !operands.some(({ many }) => many) ? 'count' : 'text';
}
