import { type Argument, escapePattern } from '../argument.ts';
import { gitCommands } from '../checks/meaning.ts';
import type { Output } from '../outputs.ts';
import { judgeKind, narrow } from './kinds.ts';
import type { Call, Use } from './program.ts';

/** What a word may stand for: an object by its revision alone, or what a revision holds at a path. */
export interface GitName {
  readonly revision: string;
  readonly path?: string;
}

/**
 * Everything that git may take a word for: it as a whole, and each side of every `..` and `...` in it. Rather too many
 * than too few.
 */
export function gitNames(text: string): GitName[] {
  const names = [text];
  for (const { index } of text.matchAll(/\.(?=\.)/g)) {
    names.push(text.slice(0, index), text.slice(index + 2));
    if (text[index + 2] === '.') names.push(text.slice(index + 3));
  }
  // No revision begins with a slash: there the dots belong to a path.
  const possible = names.filter((name) => name !== '' && !name.startsWith('/'));
  return [...new Set(possible)].map((name) => nameOf(name.replace(/^\^/, '')));
}

/** Takes a name apart where git does: at the first colon that stands in no braces, or after the number of a stage. */
function nameOf(name: string): GitName {
  if (name.startsWith(':')) return { revision: '', path: name.replace(/^:(?:[0-3]:)?/, '') };
  let depth = 0;
  for (let at = 0; at < name.length; at += 1) {
    const letter = name[at];
    if (letter === '{') depth += 1;
    else if (letter === '}' && depth > 0) depth -= 1;
    else if (letter === ':' && depth === 0) return { revision: name.slice(0, at), path: name.slice(at + 1) };
  }
  return { revision: name };
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    depth += letter === '{' ? 1 : letter === '}' ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Stands for the id of a commit that is only known when the command runs; there is no such object. */
const someId = '0'.repeat(40);
const afterId = /^(?:[~^]\d*|\^\{commit\}|\^[!@])*(?=$|:|\.\.)/;

/**
 * What a word may be that holds ids of commits, or how many commits before, which are only known when it runs: with them,
 * and without any. Nothing where they are but a part of a name.
 */
export function withIds({ pieces = [] }: Argument): readonly string[] | undefined {
  const whole = pieces.every((piece, index) => {
    if (typeof piece === 'string') return true;
    const [before = '', after = ''] = [pieces[index - 1], pieces[index + 1]];
    if (typeof before !== 'string' || typeof after !== 'string') return false;
    // How many commits before.
    if (piece.output !== 'id') return /^[^:]*[\w@][~^]$/.test(before) && afterId.test(after);
    return /(?:^\^?|\.\.)$/.test(before) && afterId.test(after);
  });
  if (!whole || !pieces.some((piece) => typeof piece !== 'string')) return undefined;
  const filled = (there: boolean): string =>
    pieces.map((one) => (typeof one === 'string' ? one : !there ? '' : one.output === 'id' ? someId : '1')).join('');
  // Ids that are surely there are not left out.
  const sure = pieces.every((piece) => typeof piece === 'string' || piece.one);
  return sure ? [filled(true)] : [filled(true), filled(false)];
}

/**
 * A revision, a path, or both (`HEAD:src/a.ts`), or a range of such. Every one is judged as if it were a path: what is no
 * path leads nowhere, and `git diff` compares files outside a repository as well. What a revision stands for is judged
 * where the repository is known (see `namelessContent`).
 */
export function revisionOrPath(word: Argument, use: Use): void {
  const { text, pieces: _, ...rest } = word;
  const texts = text === undefined && withIds(word);
  if (texts) {
    for (const one of texts) revisionOrPath({ ...rest, text: one, head: one }, use);
    const pattern = word.pieces?.map((one) => (typeof one === 'string' ? escapePattern(one) : '*')).join('') ?? '';
    // Where there is no such revision, or no repository, it is a file.
    if (!pattern.startsWith('*')) judgeKind('file', { ...rest, pattern }, use);
    return;
  }
  if (word.pattern?.includes(':')) {
    matchedPath(word, use);
    return;
  }
  if (!text?.includes(':') || text.startsWith('/')) {
    judgeKind('file', word, use);
    return;
  }
  if (!balanced(text)) use.report(gitCommands, 'With such braces it is not clear where the path begins.', word.at);
  for (const { path } of gitNames(text))
    if (path !== undefined) judgeKind('file', { ...word, text: path, head: path }, use);
}

/** What a revision holds at each of the paths that a variable stands for: `HEAD:$f`. */
function matchedPath({ pattern = '', ...word }: Argument, use: Use): void {
  const [, revision = '', path] = /^(?::(?:[0-3]:)?|([\w./~^@-]+):)([^:(]*)$/.exec(pattern) ?? [];
  if (path === undefined || revision.includes('..') || path.includes('..'))
    use.report(gitCommands, 'It is not clear which path of which revision this names.', word.at);
  else judgeKind('file', { ...word, pattern: path }, use);
}

/** Lines whose history is shown: git follows the file under all the names that it had, and shows it whatever they were. */
export function linesThroughHistory({ at }: Argument, use: Use): void {
  use.report(gitCommands, 'It shows a file as it was under other names as well, whatever these were.', at);
}

/** How changes of merges are shown. Not by merging once more, for which git writes objects. */
function waysOfMerges({ text, at }: Argument, use: Use): void {
  if (!/^(?:off|none|on|m|first-parent|1|separate|combined|c|dense-combined|cc)$/.test(text ?? ''))
    use.report(gitCommands, 'git may merge once more to show this.', at);
}

/** Formats may name signatures, which git verifies with another program; signs between `%` and `G` only change blanks. */
export function gitFormat({ text, at }: Argument, use: Use): void {
  if (text === undefined) use.report(gitCommands, 'A format of git that is only known when it runs.', at);
  else if (/%[^a-zA-Z%]*G|%[a-z]*G|signature/.test(text))
    use.report(gitCommands, 'A format that shows signatures runs gpg.', at);
  else if (/%\(\*?raw/.test(text))
    use.report(gitCommands, 'A format that shows whole objects shows files that have a tag.', at);
  else if (/\d{5}/.test(text)) use.report(gitCommands, 'This format may be wider than anybody reads.', at);
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
  '--line-prefix --word-diff-regex --ws-error-highlight': 'text',
  '--stat-width --stat-name-width --stat-count --stat-graph-width': narrow,
  '--output-indicator-new --output-indicator-old --output-indicator-context': 'text',
} as const;

export const diffOptional = {
  '--stat': narrow,
  '--dirstat --color --color-words --word-diff --color-moved --abbrev --relative --ignore-submodules': 'text',
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
  '--since --after --until --before --since-as-filter --author --committer --grep --grep-reflog': 'text',
  '--date': narrow,
  '--encoding --exclude --glob --decorate-refs --decorate-refs-exclude': 'text',
  '--diff-merges': waysOfMerges,
  '--format': gitFormat,
  '-L': linesThroughHistory,
} as const;

export const logOptional = {
  ...diffOptional,
  '--pretty': gitFormat,
  '--decorate --notes --show-notes --branches --tags --remotes --no-walk --mailmap': 'text',
  '--expand-tabs': narrow,
} as const;

/** Fields of references that hold names, ids and dates, and no text of anybody's. */
const fields =
  /%\((?:HEAD|(?:refname|objectname|objecttype|upstream|push|symref|committerdate|creatordate|authordate)(?::[\w,=-]+)?)\)/g;

/** What lists references: their names, or whatever their messages say. */
export function referencesOutput({ options }: Call): Output {
  const plain = options.every(({ name, value }) => {
    if (name === '--format') return value?.text !== undefined && !/%\(/.test(value.text.replace(fields, ''));
    return !/^-(?:v+|n|-verbose)$/.test(name);
  });
  return plain ? 'names' : 'text';
}

/** Options that choose references by a commit, which may be left out where they stand last. */
export const referencesFrom = { '--contains --no-contains --merged --no-merged --points-at': revisionOrPath } as const;
