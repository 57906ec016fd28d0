import type { Argument } from '../argument.ts';
import { gitCommands } from '../checks/meaning.ts';
import type { Output } from '../outputs.ts';
import {
  diffFlags,
  diffOptional,
  diffValues,
  gitFormat,
  logFlags,
  logOptional,
  logValues,
  revisionOrPath,
} from './gitWords.ts';
import { judgeKind, type Kind, narrow } from './kinds.ts';
import type { Call, Operands, Program, Use } from './program.ts';

const history = { check: gitCommands, output: 'text', operands: { rest: revisionOrPath } } as const;
const log = {
  ...history,
  numbers: true,
  flags: logFlags,
  values: { ...logValues, '-n': 'count' },
  optional: logOptional,
} as const;

/** Options with which neither `git log` nor `git diff` shows what is in files. */
const withoutContent = `--oneline --all --graph --reverse --follow --merges --no-merges --first-parent --abbrev-commit
  --decorate --no-decorate --format --pretty --date --since --after --until --before --author --grep -i -n --max-count
  --skip --diff-filter --cached --staged`.split(/\s+/);
/** Options of `git rev-list` that only choose which commits are printed, by their ids. */
const choosing: ReadonlySet<string> = new Set(
  `--all --branches --tags --remotes --reverse --merges --no-merges --first-parent --date-order --topo-order --date
  --since --after --until --before --author --grep -i -n --max-count --skip --no-walk --max-parents
  --min-parents`.split(/\s+/),
);
const numbersOnly = '--stat --numstat --shortstat --summary --name-only --name-status'.split(' ');

/** Of `git log` as well as long as its format prints nothing but ids. */
const choosingOfLog = new Set([
  ...choosing,
  ...'--follow --diff-filter --abbrev-commit --no-decorate -S -G'.split(' '),
]);

/** What `git log` prints: the ids of commits, or their dates. */
function logOutput({ options }: Call): Output {
  const isFormat = (name: string): boolean => name === '--format' || name === '--pretty';
  const others = options.filter(({ name }) => !isFormat(name) && !/^-\d+$/.test(name) && !choosingOfLog.has(name));
  const formats = options.filter(({ name }) => isFormat(name)).map(({ value }) => value?.text ?? '');
  if (others.length > 0 || formats.length === 0) return 'text';
  const every = (format: RegExp): boolean => formats.every((one) => format.test(one));
  if (every(/^(?:t?format:)?%[hHpP]$/)) return 'id';
  if (every(/^(?:t?format:)?%[ac]t$/)) return 'number';
  return every(/^(?:t?format:)?%[ac]s$/) ? 'plain' : 'text';
}

/** Paths after `--` are only named where no more than names and counts are printed. */
function namedAfterDashes({ options, beforeDashes }: Call, least: number): Operands {
  const counted = options.filter(({ name }) => numbersOnly.includes(name)).length;
  const plain = options.filter(({ name }) => withoutContent.includes(name) || /^-\d+$/.test(name)).length;
  if (beforeDashes === undefined || counted < least || counted + plain < options.length)
    return { rest: revisionOrPath };
  return { first: Array<Kind>(beforeDashes).fill(revisionOrPath), rest: namedPath };
}

function namedPath(word: Argument, use: Use): void {
  judgeKind(word.head.startsWith(':') ? revisionOrPath : 'entry', word, use);
}

/** Subcommands of git that show history. */
export const gitHistory: readonly Program[] = [
  {
    ...log,
    names: ['git whatchanged'],
    operands: (call) => namedAfterDashes(call, 0),
    match: ['git whatchanged', 'git whatchanged --since=1.week -- a.ts'],
    notMatch: [
      'git whatchanged --output=x',
      "git whatchanged --format='%G?'",
      'git diff $(git whatchanged --format=%H)',
    ],
  },
  {
    ...log,
    names: ['git log'],
    operands: (call) => namedAfterDashes(call, 0),
    output: logOutput,
    match: [
      'git show "$(git log -1 --format=%H -- a.ts)"',
      'for c in $(git log --format=%h -5); do git show -s "$c"; done',
      'git log',
      'git log --oneline -n 5',
      'git log -5 --stat',
      'git log -p -- src/a.ts',
      'git --no-pager log --oneline',
      "git log --format='%h %s' --since='2 weeks ago'",
      'git log -p --diff-merges=first-parent',
      'git log --graph --all --decorate --oneline',
      'git log main..feature --author=Ada',
      'git log -S foo --pretty=format:%H',
      'git log --follow -1 a.ts',
      'git log HEAD~3..HEAD',
      'git log --grep "fix:" -i',
    ],
    notMatch: [
      'git log --output=x',
      'git log --outpu x',
      'git log --ext-diff -p',
      'git log --textconv -p',
      'git log --show-signature',
      "git log --format='%G?'",
      "git log --format='%+G?'",
      "git log --format='%<(999999999)%s'",
      'git log --date=format:%999999999Y',
      'git log --date=format:%999999999Y"$([ a -nt b ])"',
      'git log --stat=999999999',
      "git log --format='%w(0,%+GK)'",
      "git log --format='%<(20)% GS'",
      'git log -L 1,5:a.ts',
      'git log -L1,5:a.ts',
      'git log HEAD@{x:a',
      'git log -O/etc/x',
      'git -c core.pager=sh log',
      'git -C /tmp log',
      'git --git-dir=/tmp/x log',
      'git -p log',
      'git --paginate log',
      'git --exec-path=. log',
      'cd /src && git log',
      'git log --remerge-diff',
      'git log -p --diff-merges=remerge',
      'git log -p --diff-merges r',
      'git log "$x"',
      'git log $(git log --format=%an)',
      'git log $(git log --format=%H --stat)',
      'git log $(git log --format=%H --format=%B)',
    ],
  },
  {
    ...log,
    names: ['git show'],
    judge({ options, at }, use) {
      const all = options.find(({ name }) => /^--(?:all|branches|tags|remotes|glob|reflog)$/.test(name));
      // Unlike a walk through history it shows what is no commit.
      if (all) use.report(gitCommands, `git show ${all.name} shows whatever has a name, even a single file.`, at);
    },
    match: [
      'git show',
      'git show HEAD',
      'git show HEAD:src/a.ts',
      'git show --stat HEAD~2',
      'git show stash@{0}',
      'git show :a.ts',
    ],
    notMatch: [
      'git show --all',
      'git show --tags',
      'git show --output=x',
      'git show --ext-diff',
      'git show --textconv HEAD',
      'git show $(cat x)',
      'git show -S$(git rev-parse HEAD:.env HEAD:.env)',
      'git show --since=$(git rev-parse HEAD:.env HEAD:.env)',
    ],
  },
  {
    ...history,
    names: ['git diff-tree', 'git diff-index', 'git diff-files'],
    flags:
      '--cached -q -r -t --root --no-commit-id --name-only --name-status --raw --stat --numstat --shortstat -s -m -z --no-renames',
    match: [
      'git diff-tree --no-commit-id --name-only -r HEAD',
      'git diff-tree -r --name-status HEAD~1 HEAD',
      'git diff-index --name-only HEAD',
      'git diff-files --stat',
    ],
    notMatch: [
      'git diff-tree --stdin',
      'git diff-files -p',
      'git diff-index --ext-diff HEAD',
      'git diff-tree -p --ext-diff HEAD',
      'git diff-tree --output=x HEAD',
      'git diff-tree -O x HEAD',
    ],
  },
  {
    ...history,
    names: ['git diff'],
    numbers: true,
    flags: `${diffFlags} --cached --staged --merge-base --base --ours --theirs`,
    values: diffValues,
    optional: diffOptional,
    operands: (call) => namedAfterDashes(call, 1),
    match: [
      'git diff',
      'git diff --stat',
      'git diff HEAD~1 -- src/a.ts',
      'git diff --cached --name-only',
      'git diff main...feature',
      'git diff -U0 --word-diff=color',
      'git diff -w -M90% HEAD',
      "git diff -- '*.ts'",
    ],
    notMatch: [
      'git diff --output=x',
      'git diff --outpu=x',
      'git diff --no-index a b',
      'git diff --ext-diff',
      'git diff --submodule=log',
      'git diff > x',
      'git difftool',
    ],
  },
  {
    ...log,
    names: ['git rev-list'],
    flags: `${logFlags} --count --objects --disk-usage --timestamp --header --no-commit-header`,
    output: ({ options }) => {
      const others = options.filter(({ name }) => !/^-\d+$/.test(name) && !choosing.has(name));
      if (others.length > 0) return others.every(({ name }) => name === '--count') ? 'count' : 'text';
      return 'id';
    },
    match: [
      'git rev-list --count HEAD',
      'git rev-list -n 1 main',
      'git rev-list --all --max-count=3',
      '[ "$(git rev-list --count HEAD)" -gt 1 ]',
      'for c in $(git rev-list -3 HEAD); do echo "$c"; done',
    ],
    notMatch: [
      'git rev-list --stdin',
      'git rev-list --use-bitmap-inde HEAD',
      "[[ $(git rev-list --format='a[$(rm b)]' -1 HEAD) -eq 1 ]]",
      '[[ $(git rev-list HEAD) -eq 1 ]]',
      'echo $(git rev-list --graph HEAD)',
      'echo $(git rev-list --oneline HEAD)',
    ],
  },
  {
    ...log,
    names: ['git shortlog'],
    flags: `${logFlags} -e -s -n --numbered --summary --email --committer`,
    values: { ...logValues, '--group': gitFormat },
    optional: { ...logOptional, '-w': narrow },
    match: [
      'git shortlog -sn',
      'git shortlog -sne HEAD',
      'git shortlog -s --since=2020',
      'git shortlog -s --group=author',
      'git shortlog -sn --group author',
    ],
    notMatch: [
      'git shortlog --output=x',
      'git shortlog --outp x',
      "git shortlog --group='format:%GK'",
      "git shortlog --group 'format:%+GK'",
    ],
  },
  {
    ...log,
    names: ['git reflog'],
    operands: {
      first: [
        (word, use) => {
          if (/^(?:expire|delete|drop|write)$/.test(word.text ?? 'expire'))
            use.report(gitCommands, 'git reflog can change the reflog.', word.at);
        },
      ],
      rest: revisionOrPath,
    },
    match: ['git reflog', 'git reflog -5', 'git reflog show main'],
    notMatch: ['git reflog expire --all', 'git reflog delete HEAD@{1}', 'git reflog "$x"'],
  },
  {
    ...history,
    names: ['git blame'],
    flags: `-l -t -e -w -s -f -n -p -b -k --porcelain --line-porcelain --incremental --show-stats --root --show-name
      --show-number --show-email --score-debug --color-lines --color-by-age --no-progress --first-parent`,
    values: { '-L --since --ignore-rev': 'text', '--date': narrow },
    optional: { '-M -C --abbrev': 'text' },
    match: [
      'git blame a.ts',
      'git blame -L 1,5 a.ts',
      'git blame -w HEAD~2 -- a.ts',
      'git blame -L :main a.ts',
      "git blame -L '/const a: x/,+5' a.ts",
    ],
    notMatch: [
      'git blame --contents x a.ts',
      'git blame --ignore-revs-file=x a.ts',
      'git blame --textconv a.ts',
      'git blame -S x a',
      'git blame --date=format:%999999999Y a',
    ],
  },
  {
    ...history,
    names: ['git describe'],
    flags: '--all --tags --contains --always --long --exact-match --first-parent --debug',
    values: { '--candidates': 'count', '--match --exclude': 'pattern' },
    // Not --dirty and --broken, which write what they learn of the files into the index.
    optional: { '--abbrev': 'text' },
    output: 'plain',
    match: ['git describe', 'git describe --tags --always', 'git describe --abbrev=0 --tags'],
    notMatch: ['git describe --tag', 'git describe --dirty', 'git describe $(ls)'],
  },
  {
    ...history,
    names: ['git merge-base'],
    flags: '-a --all --octopus --independent --is-ancestor --fork-point',
    output: 'id',
    match: [
      'git diff --stat $(git merge-base main HEAD)..HEAD',
      'git merge-base main HEAD',
      'git merge-base --is-ancestor a b && echo yes',
    ],
    notMatch: ['git merge-base --x a b', 'git merge-base --is-anc a b'],
  },
  {
    ...history,
    names: ['git name-rev', 'git cherry', 'git show-branch'],
    flags: '-v --name-only --tags --all --always --no-undefined --list -a -r',
    values: { '--refs --exclude': 'pattern' },
    match: ['git name-rev HEAD', 'git name-rev --name-only --tags HEAD', 'git cherry -v main'],
    notMatch: ['git name-rev --stdin', 'git name-rev --annotate-stdin', 'git cherry-pick x'],
  },
];
