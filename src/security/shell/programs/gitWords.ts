import type { Argument } from '../argument.ts';
import { gitCommands } from '../checks/meaning.ts';
import { commandSubstitutions } from '../checks/syntax.ts';
import { judgeKind } from './kinds.ts';
import type { Use } from './program.ts';

/**
 * A revision, a path, or both (`HEAD:src/a.ts`). Every one is judged as if it were a path: what is no path leads nowhere,
 * and `git diff` compares files outside a repository as well.
 */
export function revisionOrPath(word: Argument, use: Use): void {
  const { text } = word;
  if (text === undefined) {
    judgeKind('file', word, use);
    return;
  }
  const colon = text.indexOf(':');
  if (colon < 0 || text.startsWith('/')) {
    judgeKind('file', word, use);
    return;
  }
  const path = text.slice(text.startsWith(':') ? text.lastIndexOf(':') + 1 : colon + 1);
  judgeKind('file', { ...word, text: path, head: path }, use);
}

/** Ranges of lines or functions in a file: `10,20:src/a.ts`, `:main:src/a.ts`. */
export function linesOfFile(word: Argument, use: Use): void {
  if (word.text === undefined) {
    use.report(commandSubstitutions, 'A range that is only known when it runs.', word.at);
    return;
  }
  const path = word.text.slice(word.text.lastIndexOf(':') + 1);
  judgeKind('file', { ...word, text: path, head: path }, use);
}

/** Formats may name signatures, which git verifies with another program. */
export function gitFormat({ text, at }: Argument, use: Use): void {
  if (text === undefined) use.report(gitCommands, 'A format of git that is only known when it runs.', at);
  else if (/%-?[<>(]*G|%[a-z]*G|signature/.test(text))
    use.report(gitCommands, 'A format that shows signatures runs gpg.', at);
}

/**
 * Options of everything that shows differences. None of them shows as text what counts as binary, which is how files with
 * keys are kept out (see `secretAttributes`).
 */
export const diffFlags = `-p -u -s -z -b -w -R -r -t -W -D --patch --no-patch --raw --minimal --patience --histogram
  --numstat --shortstat --summary --compact-summary --patch-with-stat --patch-with-raw --name-only --name-status
  --no-color --no-renames --rename-empty --no-rename-empty --check --full-index --ignore-cr-at-eol
  --ignore-space-at-eol --ignore-space-change --ignore-all-space --ignore-blank-lines --function-context --no-ext-diff
  --no-textconv --exit-code --quiet --cumulative --find-copies-harder --no-prefix --default-prefix --pickaxe-all
  --pickaxe-regex --ita-invisible-in-index --no-relative --no-color-moved --indent-heuristic --no-indent-heuristic
  --irreversible-delete`;

export const diffValues = {
  '-U --unified --inter-hunk-context -l': 'count',
  '-S -G -I --ignore-matching-lines --diff-algorithm --diff-filter --anchored --src-prefix --dst-prefix': 'pattern',
  '--line-prefix --word-diff-regex --ws-error-highlight --stat-width --stat-name-width --stat-count': 'text',
  '--stat-graph-width --output-indicator-new --output-indicator-old --output-indicator-context': 'text',
} as const;

export const diffOptional = {
  '--stat --dirstat --color --color-words --word-diff --color-moved --abbrev --relative --ignore-submodules': 'text',
  '-M -C -B --find-renames --find-copies --break-rewrites': 'text',
} as const;

/** Options of everything that walks through history. */
export const logFlags = `${diffFlags} -c -m -g -i -E -F -P --cc --oneline --graph --all --merges --no-merges --first-parent
  --reverse --follow --no-decorate --abbrev-commit --no-abbrev-commit --full-diff --topo-order --date-order
  --author-date-order --left-right --left-only --right-only --cherry --cherry-pick --cherry-mark --boundary
  --simplify-by-decoration --simplify-merges --full-history --dense --sparse --ancestry-path --show-pulls --walk-reflogs
  --not --source --use-mailmap --no-mailmap --log-size --no-notes --children --parents --no-expand-tabs --relative-date
  --invert-grep --regexp-ignore-case --extended-regexp --fixed-strings --perl-regexp --basic-regexp --all-match
  --clear-decorations --no-show-signature --reflog --ignore-missing --root --no-abbrev`;

export const logValues = {
  ...diffValues,
  '--max-count --skip --min-parents --max-parents': 'count',
  '--since --after --until --before --since-as-filter --author --committer --grep --grep-reflog --date': 'text',
  '--encoding --exclude --glob --decorate-refs --decorate-refs-exclude --diff-merges': 'text',
  '--format': gitFormat,
  '-L': linesOfFile,
} as const;

export const logOptional = {
  ...diffOptional,
  '--pretty': gitFormat,
  '--decorate --notes --show-notes --branches --tags --remotes --no-walk --expand-tabs --mailmap': 'text',
} as const;
