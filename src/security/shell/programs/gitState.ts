import type { Argument, Span } from '../argument.ts';
import { gitCommands } from '../checks/meaning.ts';
import {
  gitFormat,
  logFlags,
  logOptional,
  logValues,
  referencesFrom,
  referencesOutput,
  revisionOrPath,
} from './gitWords.ts';
import { narrow } from './kinds.ts';
import { readCall } from './options.ts';
import type { Call, Program, Use } from './program.ts';

const git = { check: gitCommands, output: 'text' } as const;

/** Options after which `git branch` and `git tag` list instead of making something. */
const listing = '-l --list --contains --no-contains --merged --no-merged --points-at'.split(' ');
const references = {
  maybe: referencesFrom,
  values: { '--sort --format': gitFormat },
  optional: { '--color --column': 'text' },
  operands: { rest: 'text' },
} as const;

/** Subcommands of git that show the state of a repository. */
export const gitState: readonly Program[] = [
  {
    ...git,
    names: ['git'],
    flags: '--no-pager -P --no-optional-locks --literal-pathspecs',
    match: ['git --version', 'git --help', 'git'],
    notMatch: ['git -c a.b=c status', 'git --exec-path=x', 'git -p', 'git --vers', 'git push', 'git st'],
  },
  {
    ...git,
    names: ['git version'],
    flags: '--build-options',
    match: ['git version'],
    notMatch: ['git version x'],
  },
  {
    ...git,
    names: ['git status'],
    flags: `-s -b -v -z --short --branch --show-stash --long --verbose --no-column --ahead-behind --no-ahead-behind
      --renames --no-renames --null`,
    optional: { '-u --untracked-files --ignored --porcelain --column --find-renames --ignore-submodules': 'text' },
    operands: { rest: 'entry' },
    match: ['git status', 'git status -sb', 'git status --porcelain=v2 --branch', 'git status -uno', 'git status src'],
    notMatch: ['git status --porcelai', 'git status > x', 'git -C ../src status', 'git status $(ls)'],
  },
  {
    ...git,
    names: ['git branch'],
    ...references,
    flags: `-a -r -v -vv -l -i --all --remotes --list --verbose --show-current --no-color --no-column --ignore-case
      --no-abbrev --omit-empty`,
    judge: onlyListing,
    output: referencesOutput,
    match: [
      'git branch',
      'git branch -a',
      'git branch -vv',
      'git branch --show-current',
      "git branch --list 'feature/*'",
      'git branch --merged main',
      'git branch -r --contains HEAD',
      'git branch --sort=-committerdate',
    ],
    notMatch: [
      'git branch new',
      'git branch -D old',
      'git branch -m a b',
      'git branch -f a b',
      'git branch -u x',
      'git branch --edit-description',
      'git branch -a new',
      'git branch --delet x',
      'git branch --set-upstream-to=x',
      'git branch --sort=-signature',
    ],
  },
  {
    ...git,
    names: ['git tag'],
    ...references,
    flags: '-l -i --list --ignore-case --no-column --omit-empty',
    optional: { ...references.optional, '-n': 'count' },
    judge: onlyListing,
    output: referencesOutput,
    match: [
      'git tag',
      'git tag -l',
      "git tag -l 'v*'",
      'git tag --sort=-v:refname',
      'git tag -n3',
      'git tag --contains HEAD',
      'git tag --points-at HEAD',
    ],
    notMatch: [
      'git tag v1',
      'git tag -d v1',
      'git tag -a v1',
      'git tag -v v1',
      'git tag -s v1',
      'git tag -n v1',
      'git tag --dele v1',
    ],
  },
  {
    ...git,
    names: ['git remote'],
    grammar(words, use) {
      const texts = words.map(({ text }) => text);
      const lists = texts.every((text) => text === '-v' || text === '--verbose');
      const url =
        texts[0] === 'get-url' && texts.length === 2 && /^[\w.-]+$/.test(texts[1] ?? '') && !texts[1]?.startsWith('-');
      if (!lists && !url) refuse(words[0], use, 'git remote with this word asks the network or changes something.');
    },
    match: ['git remote', 'git remote -v', 'git remote get-url origin'],
    notMatch: [
      'git remote add x y',
      'git remote show origin',
      'git remote update',
      'git remote -v update',
      'git remote set-url a b',
      'git remote get-url --pus x',
    ],
  },
  {
    ...git,
    names: ['git config'],
    flags: `-l -z --list --get --get-all --get-regexp --global --local --system --worktree --show-origin --show-scope
      --name-only --null --bool --int --path --includes --no-includes --no-type`,
    values: { '--type --default': 'text' },
    operands: { rest: 'text' },
    judge: onlyReading,
    match: [
      'git config --list',
      'git config --get user.name',
      'git config user.email',
      'git config -l --show-origin',
      'git config --get-regexp "^remote"',
      'git config --global --get core.editor',
      'git config get user.name',
      'git config list',
    ],
    notMatch: [
      'git config user.name x',
      'git config --global user.name x',
      'git config --unset x',
      'git config -e',
      'git config edit',
      'git config --add a.b c',
      'git config set a.b c',
      'git config -f x --list',
      'git config --file=x -l',
      'git config --get-urlmatch a b',
      'git config --replace-all a.b c',
      'git config unset a.b',
      'git config --edi',
      'git config --get-color x y',
      'git config --blob x -l',
      'git config --get-regexp a$(git ls-files)',
    ],
  },
  {
    ...git,
    names: ['git bisect'],
    grammar(words, use, at) {
      if (words.length !== 1 || words[0]?.text !== 'log')
        refuse(words[0], use, 'git bisect without log changes the state of the search or of files.', at);
    },
    match: ['git bisect log'],
    notMatch: [
      'git bisect',
      'git bisect start',
      'git bisect run ls',
      'git bisect log x',
      'git bisect replay log',
      'git bisect visualize',
      'git bisect terms',
      'git bisect log > x',
    ],
  },
  {
    ...git,
    names: ['git stash'],
    grammar(words, use, at) {
      const action = words[0]?.text;
      if (action === 'list' || action === 'show') readCall(stashed, words.slice(1), use, at);
      else refuse(words[0], use, 'git stash without list or show changes files.', at);
    },
    match: ['git stash list', 'git stash show', 'git stash show -p stash@{0}', 'git stash list --stat'],
    notMatch: [
      'git stash',
      'git stash pop',
      'git stash -p',
      'git stash drop',
      'git stash push',
      'git stash show --ext-diff',
      'git stash save list',
    ],
  },
  {
    ...git,
    names: ['git submodule'],
    grammar(words, use, at) {
      const [action, ...rest] = words;
      if (action && action.text !== 'status') refuse(action, use, 'git submodule without status changes something.');
      readCall(submodules, rest, use, at);
    },
    match: ['git submodule', 'git submodule status', 'git submodule status --recursive', 'git submodule status lib'],
    notMatch: [
      'git submodule update',
      'git submodule init',
      'git submodule foreach ls',
      'git submodule add x',
      'git submodule status > x',
      'git submodule "$x"',
      'git submodule summary',
      'git submodule status --recursiv',
    ],
  },
  {
    ...git,
    names: ['git worktree'],
    grammar(words, use, at) {
      const [action, ...rest] = words.map(({ text }) => text);
      const known = rest.every(
        (text) => text === '--porcelain' || text === '-v' || text === '--verbose' || text === '-z',
      );
      if (action !== 'list' || !known) refuse(words[0], use, 'git worktree without list changes something.', at);
    },
    match: ['git worktree list', 'git worktree list --porcelain'],
    notMatch: ['git worktree add x', 'git worktree prune', 'git worktree', 'git worktree list x'],
  },
  {
    ...git,
    names: ['git ls-files'],
    flags: `-c -d -m -o -i -s -u -k -z -t -v -f --cached --deleted --modified --others --ignored --stage --unmerged --killed
      --directory --no-empty-directory --eol --deduplicate --full-name --error-unmatch --exclude-standard --sparse`,
    values: { '-x --exclude': 'pattern', '--format': gitFormat, '--with-tree': 'text' },
    optional: { '--abbrev': 'count' },
    operands: { rest: 'entry' },
    output: 'names',
    match: ['git ls-files', "git ls-files '*.ts'", 'git ls-files -m -o --exclude-standard', 'git ls-files src | wc -l'],
    notMatch: [
      'git ls-files -X x',
      'git ls-files --exclude-from=x',
      'git ls-files --recurse-submodules',
      'git ls-files --other',
    ],
  },
  {
    ...git,
    names: ['git ls-tree'],
    flags: '-d -r -t -l -z --long --name-only --name-status --object-only --full-name --full-tree',
    values: { '--format': gitFormat },
    optional: { '--abbrev': 'count' },
    operands: { first: ['text'], rest: 'entry', least: 1 },
    output: 'names',
    match: ['git ls-tree HEAD', 'git ls-tree -r --name-only HEAD src'],
    notMatch: ['git ls-tree --name-onl HEAD', 'git ls-tree'],
  },
  {
    ...git,
    names: ['git grep'],
    numbers: true,
    flags: `-i -I -v -w -E -G -F -P -n -l -L -c -q -h -H -o -p -W --cached --ignore-case --word-regexp --invert-match
      --extended-regexp --basic-regexp --fixed-strings --perl-regexp --line-number --column --files-with-matches
      --name-only --files-without-match --count --quiet --only-matching --no-color --break --heading --show-function
      --function-context --all-match --and --or --not --full-name --no-textconv --no-recurse-submodules`,
    values: {
      '-e': 'pattern',
      '-A -B -C -m --after-context --before-context --context --max-depth --max-count': 'count',
      '--threads': narrow,
    },
    optional: { '--color': 'text' },
    operands: ({ options }) => ({
      ...(options.some(({ name }) => name === '-e') ? {} : { first: ['pattern'], least: 1 }),
      rest: revisionOrPath,
    }),
    judge: searchTracked,
    match: [
      'git grep foo',
      'git grep -n "foo bar" -- src',
      'git grep -e a --and -e b',
      "git grep -il todo -- '*.ts'",
      'git grep -c x HEAD',
    ],
    notMatch: [
      'git grep -O foo',
      'git grep --open-files-in-pager=sh foo',
      'git grep -Osh foo',
      'git grep --no-index foo',
      'git grep -f x',
      'git grep -a KEY HEAD~1',
      'git grep --text KEY HEAD~1',
      'git grep --untracked foo',
      'git grep --textconv foo',
      'git grep --open-files foo',
    ],
  },
];

const stashed: Program = {
  ...git,
  names: ['git stash show'],
  numbers: true,
  flags: `${logFlags} --include-untracked --only-untracked`,
  values: { ...logValues, '-n': 'count' },
  optional: logOptional,
  operands: { rest: revisionOrPath },
  match: [],
  notMatch: [],
};

const submodules: Program = {
  ...git,
  names: ['git submodule status'],
  flags: '--cached --recursive',
  operands: { rest: 'entry' },
  match: [],
  notMatch: [],
};

function refuse(word: Argument | undefined, use: Use, why: string, at: Span = [0, 0]): void {
  use.report(gitCommands, why, word?.at ?? at);
}

/** A name without one of the listing options makes a branch or tag. */
function onlyListing({ options, operands, at }: Call, use: Use): void {
  if (operands.length > 0 && !options.some(({ name }) => listing.includes(name)))
    use.report(gitCommands, 'A name here makes something unless it is listed for (--list).', at);
}

/** `git grep` reads what is tracked: all of it, or what its paths name. */
function searchTracked({ options, operands, beforeDashes }: Call, use: Use): void {
  const pattern = options.some(({ name }) => name === '-e') ? 0 : 1;
  // What stands before `--` is a revision; without it a word may be either.
  const paths = operands.slice(Math.max(pattern, beforeDashes ?? 0));
  const tracked = { hidden: true, ignored: false, tracked: true } as const;
  if (paths.length === 0) use.read('tree', undefined, tracked);
  for (const path of paths) {
    const { text = '*' } = path;
    if (/^[^:*?[\]\\]+$/.test(text)) use.read('tree', path, tracked);
    else if (/^\*[^:*?[\]\\/]+$/.test(text)) use.read('tree', undefined, { ...tracked, only: [text] });
    else use.read('tree', undefined, tracked);
  }
}

const readingOptions = ['-l', '--list', '--get', '--get-all', '--get-regexp'];

/** One key is read; a second word is written. */
function onlyReading({ options, operands, at }: Call, use: Use): void {
  const [first, ...more] = operands.map(({ text }) => text);
  const asked = options.some(({ name }) => readingOptions.includes(name));
  const subcommand = first === 'get' || first === 'list';
  const lists = first === 'list' && more.length === 0;
  const gets = first === 'get' && more.length === 1 && more[0]?.includes('.') === true;
  const key = operands.length === 1 && first?.includes('.') === true;
  const fine = asked ? operands.length <= 1 && !subcommand : lists || gets || key;
  if (!fine) use.report(gitCommands, 'git config with these words can change the configuration.', at);
}
