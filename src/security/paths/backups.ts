import type { Pattern } from './pattern.ts';

// What editors, file managers and people do to the name of a file of which they keep a copy. What is taken off a name
// decides. Globs find all of that and more, to be judged one by one; git only knows of what is usual.

const kept =
  '(?:back|backup|bak|old|orig|original|saved?|copy|prev|previous|tmp|temp|rej|sw[a-z]|un~|dpkg-[a-z]+|rpm[a-z]+)';

/** Each takes one mark off a name in lower case. */
const marks: readonly (readonly [RegExp, string])[] = [
  [/^#(.+)#$/, '$1'],
  [/^\.#(.+)$/, '$1'],
  [/^copy of (.+)$/, '$1'],
  // vim puts a dot in front of the name as well, unless there is one.
  [/^\.(.+)\.(?:sw[a-z]|un~)$/, '$1'],
  [/(?:\.~\d+~|~\d*)$/, ''],
  [new RegExp(`[._ -]${kept}[._\\d-]*$`), ''],
  [new RegExp(`[._ -]${kept}[._\\d-]*(?=\\.[^.]+$)`), ''],
  [/(?: - copy| copy(?: \d+)?| \(copy(?: \d+)?\))?(?: ?\(\d+\))?(?=(?:\.[^. (]+)?$)/, ''],
  [/[._-]?\d[\d._-]*$/, ''],
];

/** A name without any of this has no mark. */
const marked = new RegExp(`[~#)]|\\d[._-]*$|copy|[._ -]${kept}`);

const maxMarks = 3;
/** No file system has longer names. */
const maxLength = 300;

/** The names of which a name, folded, may be a backup; itself not among them. */
export function originalsOf(name: string): readonly string[] {
  const found = new Set<string>();
  if (name.length > maxLength || !marked.test(name)) return [];
  let from = [name];
  for (let count = 0; count < maxMarks && from.length > 0; count += 1) {
    const next = from.flatMap((one) => marks.map(([mark, rest]) => one.replace(mark, rest)));
    from = [...new Set(next)].filter((one) => one !== '' && one !== name && !found.has(one));
    for (const one of from) found.add(one);
  }
  return [...found];
}

/**
 * Globs for ripgrep of everything that may be a backup of a file of the table, and of much more. They name the table’s
 * files by some letters only: ripgrep takes minutes where each name may have each mark.
 */
export function backupGlobs(patterns: readonly Pattern[]): readonly string[] {
  const runs = patterns.filter(({ folder }) => !folder).map(({ pattern }) => letters(pattern));
  const few = [...new Set(runs)].filter((run, _, all) => !all.some((other) => other !== run && run.includes(other)));
  const some = `**/*{${few.join(',')}}*`;
  return [
    `${some}{~,#,[0-9],.sw?,.un~}`,
    `${some}[._ -]{ba,old,orig,sav,copy,prev,tmp,temp,rej,dpkg,rpm}*`,
    `${some}{ (,(}*`,
    '**/copy of *',
    '**/.#*',
  ];
}

/** The longest run of characters that stands in each name, and in each backup of one. */
function letters(pattern: string): string {
  const [stem] = parted(pattern.slice(pattern.lastIndexOf('/') + 1));
  const [longest = ''] = stem.split(/\*|\[[^\]]*\]/).toSorted((one, other) => other.length - one.length);
  return longest;
}

/**
 * The usual marks: git looks through all of these for each file, so they are few. A mark begins with one of these letters,
 * with a digit or with a bracket.
 */
const usualEndings = ['~*', '[(0-9]*', '[._ -][bBoOsScCtTpPrRdDuU0-9(-]*'];
const usualMiddles = ['[._ -][bBoO0-9(-]*', ' copy*', '[._-]copy*'];

/** Patterns of the usual backups of one pattern, for git. What they match may be a program as well: see `noBackups`. */
export function backupPatterns(pattern: string): readonly string[] {
  return [
    ...usualEndings.map((end) => pattern + end),
    ...(pattern.includes('/')
      ? []
      : [`.#${pattern}`, `#${pattern}#`, `.${pattern}.[su][wn]*`, `[cC]opy of ${pattern}`]),
  ];
}

/** Those with the mark before the extension. */
export function markedWithin(pattern: string): readonly string[] {
  const [stem, extension] = parted(pattern);
  return extension === undefined ? [] : usualMiddles.map((middle) => stem + middle + extension);
}

/** Files that only begin like a backup: programs, texts, public keys and samples. */
export const noBackups =
  'ts tsx mts cts js jsx mjs cjs d.ts py rb go rs java kt kts scala swift c h cc cpp hpp cs php pl lua sh bash ex exs clj md mdx rst html vue svelte css scss less sql pub crt cer example sample template dist tpl tmpl'.split(
    ' ',
  );

/** A plain name before and from its extension on; a pattern such as `*.pem` matches what comes between anyway. */
function parted(name: string): readonly [string, string | undefined] {
  const dot = name.lastIndexOf('.');
  return dot <= 0 || name.startsWith('*') ? [name, undefined] : [name.slice(0, dot), name.slice(dot)];
}
