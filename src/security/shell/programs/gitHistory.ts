import { gitCommands } from '../checks/meaning.ts';
import {
  diffFlags,
  diffOptional,
  diffValues,
  linesOfFile,
  logFlags,
  logOptional,
  logValues,
  revisionOrPath,
} from './gitWords.ts';
import type { Program } from './program.ts';

const history = { check: gitCommands, output: 'text', operands: { rest: revisionOrPath } } as const;
const log = {
  ...history,
  numbers: true,
  flags: logFlags,
  values: { ...logValues, '-n': 'count' },
  optional: logOptional,
} as const;

/** Subcommands of git that show history. */
export const gitHistory: readonly Program[] = [
  {
    ...log,
    names: ['git log', 'git whatchanged'],
    match: [
      'git log',
      'git log --oneline -n 5',
      'git log -5 --stat',
      'git log -p -- src/a.ts',
      'git --no-pager log --oneline',
      "git log --format='%h %s' --since='2 weeks ago'",
      'git log --graph --all --decorate --oneline',
      'git log main..feature --author=Ada',
      'git log -S foo --pretty=format:%H',
      'git log -L 1,5:a.ts',
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
      'git log -O/etc/x',
      'git -c core.pager=sh log',
      'git -C /tmp log',
      'git --git-dir=/tmp/x log',
      'git -p log',
      'git --paginate log',
      'git --exec-path=. log',
      'cd src && git log',
      'git log --remerge-diff',
      'git log "$x"',
    ],
  },
  {
    ...log,
    names: ['git show'],
    match: [
      'git show',
      'git show HEAD',
      'git show HEAD:src/a.ts',
      'git show --stat HEAD~2',
      'git show stash@{0}',
      'git show :a.ts',
    ],
    notMatch: ['git show --output=x', 'git show --ext-diff', 'git show --textconv HEAD', 'git show $(cat x)'],
  },
  {
    ...history,
    names: ['git diff-tree'],
    flags:
      '-r -t --root --no-commit-id --name-only --name-status --raw --stat --numstat --shortstat -s -m -z --no-renames',
    match: ['git diff-tree --no-commit-id --name-only -r HEAD', 'git diff-tree -r --name-status HEAD~1 HEAD'],
    notMatch: [
      'git diff-tree --stdin',
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
    output: 'plain',
    match: ['git rev-list --count HEAD', 'git rev-list -n 1 main', 'git rev-list --all --max-count=3'],
    notMatch: ['git rev-list --stdin', 'git rev-list --use-bitmap-inde HEAD'],
  },
  {
    ...log,
    names: ['git shortlog'],
    flags: `${logFlags} -e -s -n --numbered --summary --email --committer`,
    values: logValues,
    optional: { ...logOptional, '--group -w': 'text' },
    match: ['git shortlog -sn', 'git shortlog -sne HEAD', 'git shortlog -s --since=2020'],
    notMatch: ['git shortlog --output=x', 'git shortlog --outp x'],
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
    values: { '-L': linesOfFile, '--since --date --ignore-rev': 'text' },
    optional: { '-M -C --abbrev': 'text' },
    match: ['git blame a.ts', 'git blame -L 1,5 a.ts', 'git blame -w HEAD~2 -- a.ts', 'git blame -L :main a.ts'],
    notMatch: [
      'git blame --contents x a.ts',
      'git blame --ignore-revs-file=x a.ts',
      'git blame --textconv a.ts',
      'git blame -S x a',
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
    output: 'plain',
    match: ['git merge-base main HEAD', 'git merge-base --is-ancestor a b && echo yes'],
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
