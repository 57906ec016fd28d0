import { gitCommands } from '../checks/meaning.ts';
import { gitFormat, referencesFrom, referencesOutput, revisionOrPath } from './gitWords.ts';
import { judgeKind } from './kinds.ts';
import type { Program } from './program.ts';

const git = { check: gitCommands, output: 'text' } as const;

/** What may name a commit. Where it does not, git prints it as it is, so that it is judged like a path as well. */
const commitName = /^(?!.*\.\.)(?:@|\w[\w./-]*)(?:[~^]\d*)*(?:\^\{commit\})?$/;
/** Options that let `git rev-parse` print an id only. */
const onlyId: ReadonlySet<string> = new Set(['--verify', '-q', '--quiet', '--short']);

/** Subcommands of git that tell what names stand for, and show objects by their names. */
export const gitObjects: readonly Program[] = [
  {
    ...git,
    names: ['git symbolic-ref'],
    flags: '-q --quiet --short --recurse --no-recurse',
    // A second one is what the first is set to.
    operands: { rest: 'text', least: 1, most: 1 },
    output: 'plain',
    match: ['git symbolic-ref HEAD', 'git symbolic-ref --short HEAD', 'git symbolic-ref -q HEAD || echo detached'],
    notMatch: [
      'git symbolic-ref HEAD refs/heads/x',
      'git symbolic-ref -d HEAD',
      'git symbolic-ref --delet HEAD',
      'git symbolic-ref -m x HEAD y',
    ],
  },
  {
    ...git,
    names: ['git rev-parse'],
    flags: `-q --quiet --verify --show-toplevel --show-prefix --show-cdup --git-dir --absolute-git-dir --git-common-dir
      --is-inside-work-tree --is-inside-git-dir --is-bare-repository --is-shallow-repository --symbolic
      --symbolic-full-name --all --show-superproject-working-tree --sq --not --revs-only --no-revs --flags --no-flags
      --show-ref-format`,
    values: { '--default --git-path': 'text' },
    optional: { '--abbrev-ref --short --branches --tags --remotes --show-object-format --path-format': 'text' },
    operands: {
      rest: (word, use) => {
        if (commitName.test(word.text ?? '')) revisionOrPath(word, use);
        else judgeKind('text', word, use);
      },
    },
    // What is no revision it prints as it is given.
    output: ({ options, operands, beforeDashes }) => {
      // It prints dashes as well.
      const names =
        operands.length > 0 && beforeDashes === undefined && operands.every(({ text }) => commitName.test(text ?? ''));
      if (names && options.every(({ name }) => onlyId.has(name))) return 'id';
      const given = [...operands, ...options.flatMap(({ value }) => value ?? [])];
      if (!given.every(({ text }) => /^(?!-)[\w.@{}~^:/+=-]*$/.test(text ?? '*'))) return 'text';
      return options.some(({ name }) => /dir$|path$|prefix$|cdup$|top-?level$|tree$|^--sq$/.test(name))
        ? 'names'
        : 'plain';
    },
    match: [
      'git rev-parse HEAD',
      'echo $(git rev-parse --short HEAD)',
      'sha=$(git rev-parse HEAD); echo "$sha"',
      'git rev-parse --abbrev-ref HEAD',
      'git rev-parse --short=8 HEAD',
      'sha=$(git rev-parse HEAD); git show --stat "$sha"',
      'git rev-parse --show-toplevel',
      'git rev-parse --abbrev-ref --symbolic-full-name @{u}',
    ],
    notMatch: [
      "echo $(git rev-parse -- '/*')",
      "[ $(git rev-parse --default '-v a[$(rm b)]') ]",
      '[[ $(git rev-parse y) -eq 1 ]]',
      'git show $(git rev-parse HEAD:.env)',
      'git show $(git rev-parse .env)',
      'git show $(git rev-parse ../x)',
      'git show "$(git rev-parse HEAD)"x',
      'git rev-parse --parseopt',
      'git rev-parse --sq-quote x',
      'git rev-parse --show-top',
    ],
  },
  {
    ...git,
    names: ['git cat-file'],
    flags: '-p -t -s -e',
    operands: { rest: revisionOrPath, least: 1, most: 2 },
    match: ['git cat-file -p HEAD', 'git cat-file -t HEAD:src', 'git cat-file blob HEAD:a.ts'],
    notMatch: [
      'git cat-file --textconv HEAD:a',
      'git cat-file --filters HEAD:a',
      'git cat-file --batch',
      'git cat-file --text HEAD:a',
    ],
  },
  {
    ...git,
    names: ['git for-each-ref', 'git show-ref', 'git count-objects', 'git check-ignore'],
    flags:
      '-v -H -q -d -s --verbose --human-readable --heads --tags --branches --head --quiet --dereference --verify --ignore-case --omit-empty --no-index --non-matching -n',
    values: { '--count': 'count', '--sort --format': gitFormat },
    maybe: referencesFrom,
    operands: { rest: 'text' },
    output: referencesOutput,
    match: [
      "git for-each-ref --sort=-committerdate --format='%(refname:short)' refs/heads",
      'git show-ref --heads',
      'git count-objects -vH',
      'git check-ignore -v a.log',
    ],
    notMatch: [
      'git show-ref --exclude-existing',
      'git for-each-ref --stdin',
      'git check-ignore --stdin',
      "git for-each-ref --format='%(signature)'",
      'git for-each-ref --sort=signature:key',
    ],
  },
];
