import type { Argument } from '../argument.ts';
import { findPredicates, optionInjection } from '../checks/meaning.ts';
import { judgeKind, type Kind, narrow } from './kinds.ts';
import { names } from './options.ts';
import type { Program, Use } from './program.ts';

/** Predicates without a value. */
const plain = new Set(
  names(`-a -and -o -or -not ! ( ) , -print -print0 -prune -quit -depth -d -xdev -mount -x -X -noleaf -daystart -empty
    -true -false -executable -readable -writable -nouser -nogroup -ls -ignore_readdir_race -noignore_readdir_race
    -nowarn -warn`),
);

/** Predicates with one value, and what it is. */
const valued = new Map<string, Kind>(
  Object.entries({
    '-name -iname -path -ipath -wholename -iwholename -regex -iregex -lname -ilname': 'pattern',
    '-regextype -type -xtype -perm -user -group -uid -gid -links -inum -fstype -flags -newermt -newerat -newerct':
      'text',
    '-size -mtime -mmin -ctime -cmin -atime -amin -Bmin -Btime -used': 'text',
    '-printf': narrow,
    '-maxdepth -mindepth': 'count',
    '-newer -anewer -cnewer -samefile -newermm -newerma -newermc': 'entry',
  } satisfies Record<string, Kind>).flatMap(([list, kind]) => names(list).map((name) => [name, kind as Kind] as const)),
);

/** `find` has a grammar of its own: paths, then predicates that may execute or delete. */
export const findProgram: Program = {
  names: ['find'],
  check: findPredicates,
  grammar: judgeFind,
  output: 'names',
  match: [
    'find .',
    'find',
    'find . -name "*.ts"',
    'find . -name *.ts',
    "find src lib -type f -not -path '*/node_modules/*' | head -20",
    'find . \\( -name a -o -name b \\) -print',
    'find . -maxdepth 2 -type d ! -name ".*"',
    "find . -type f -printf '%p %s\\n' | sort",
    'find . -path ./node_modules -prune -o -name "*.js" -print',
    'find . -mtime -7 -size +10k -newer a',
    'find -P . -ls',
    'find "$PWD" -empty',
  ],
  notMatch: [
    'find . -exec rm {} \\;',
    'find . -execdir ls {} +',
    'find . -ok rm {} \\;',
    'find . -okdir rm {} \\;',
    'find . -delete',
    'find . -fprint out',
    'find . -fprintf out %p',
    'find . -fls out',
    'find -L .',
    'find -H .',
    'find . -follow',
    'find -files0-from x',
    'find . -name',
    "find . -printf '%999999999p'",
    'find . $(cat x)',
    'find . -name * -print',
    'find . {-exec,ls}',
    'find . -e"xec" ls {} +',
    'find . -unknown',
  ],
};

function judgeFind(words: readonly Argument[], use: Use): void {
  let index = words[0]?.text === '-P' ? 1 : 0;
  const start = index;
  for (; index < words.length; index += 1) {
    const word = words[index];
    if (!word || (word.text !== undefined && /^(?:-|[(),!]$)/.test(word.text))) break;
    if (word.head === '' && word.pattern === undefined) {
      use.report(optionInjection, 'A word that is only known when it runs could become a predicate.', word.at);
    } else if (word.head === '' && !neverPredicate(word)) use.noDashes(word);
    judgeKind('entry', word, use);
  }
  if (index === start) use.read('entry', undefined);

  while (index < words.length) {
    const word = words[index];
    index += 1;
    if (!word) continue;
    const { text, at } = word;
    const kind = text === undefined ? undefined : valued.get(text);
    if (text !== undefined && plain.has(text)) continue;
    if (!kind) {
      use.report(findPredicates, `find ${text ?? word.head} is not known to only look.`, at);
      continue;
    }
    const value = words[index];
    index += 1;
    if (!value) use.report(findPredicates, `find ${text} lacks its value.`, at);
    else if (value.many && !neverPredicate(value))
      use.report(optionInjection, 'What a wildcard matches could become a predicate of find; quote it.', value.at);
    else judgeKind(kind, value, use);
  }
}

/** Every match holds a dot, which no predicate does. */
function neverPredicate({ pattern }: Argument): boolean {
  return pattern !== undefined && /^[^[\]]*\.\w+$/.test(pattern);
}
