import type { Argument } from '../argument.ts';
import { viewerOptions } from '../checks/meaning.ts';
import type { Call, Program, Use } from './program.ts';

/** `jq` only looks; its filter may load modules and print the environment, so it is read first. */
export const jqProgram: Program = {
  names: ['jq'],
  check: viewerOptions,
  flags: `-r -c -n -s -S -e -a -j -M -C -R --raw-output --raw-output0 --compact-output --null-input --slurp --sort-keys
    --exit-status --ascii-output --join-output --monochrome-output --color-output --raw-input --tab --unbuffered
    --stream --seq`,
  values: { '--indent': 'count' },
  pairs: { '--arg --argjson': 'text', '--slurpfile --rawfile': 'file' },
  operands: { first: [jqFilter], rest: 'file' },
  judge: noLargeNumbers,
  output: 'text',
  match: [
    'jq \'.name|index("a"), indices(", ")\' a.json',
    "jq 'reduce .[] as $x (0; . + $x.n)' a.json",
    'jq \'[.[] | gsub("^ +"; "")]\' a.json',
    'jq . package.json',
    "jq '.scripts | keys[]' package.json",
    "jq -r '.name' a.json b.json",
    'cat a.json | jq -c \'.[] | select(.env == "x")\'',
    "jq --arg x 1 '.a[$x]' a.json",
    "jq -n '1 + 2'",
    "jq '.dependencies.import, .include' a.json",
    'jq',
    'jq length a.json',
    "jq -n '[range(10)]'",
    "jq '[range(0; length)]' a.json",
    "jq '.. | numbers | select(. > 10000000)' a.json",
    "jq '.a * 100 | floor, (.b / 1000000)' a.json",
    "jq '[recurse | strings]' a.json",
    "jq '{env: .a, include, import: 1}' a.json",
    "jq '{until: .while, def: 1}' a.json",
    "jq '.env, .a.env, ..|.env?' a.json",
    'jq \'"env \\(.env) $ENV"\' a.json',
    "jq '.environment, environ, my_env' a.json",
    "jq '# the env of it\n.a' a.json",
    "jq '. as $env | $env.x' a.json",
  ],
  notMatch: [
    'jq -n \'"abc"|indices("")\'',
    "jq --arg q '' '.name|index($q)' a.json",
    "jq '[.[]+.[]]|[.[]+.[]]|[.[]+.[]]|length' a.json",
    `jq '${'{a:.,b:.}|'.repeat(27)}.' a.json`,
    'jq -f filter a.json',
    'jq --from-file filter a.json',
    'jq -L lib . a.json',
    'jq \'import "a" as a; .\' x',
    'jq \'include "a"; .\' x',
    "jq '$ENV' x",
    "jq -n 'env.SECRET'",
    'jq "$x" a.json',
    'jq -n \'"a" | modulemeta\'',
    'jq --args . a',
    "jq -n '$ ENV.X'",
    "jq -n '$#\nENV'",
    "jq -n '[1] | .[env:]'",
    "jq -n '[1] | .[env :]'",
    "jq -n '{$ENV}'",
    "jq -n '{a: env}'",
    "jq -n '{a: 1, (env | keys[0]): 1}'",
    "jq -n '{env | keys}'",
    'jq -n \'"\\(env)"\'',
    'jq -n \'"a\\("b\\(1)" + "\\($ENV)")"\'',
    'jq -n \'@json "\\(env)"\'',
    "jq -n '1 # \\\n| env'",
    "jq -n '[..env]'",
    "jq -n 'a::env'",
    "jq -n 'env#'",
    "jq -n '$__prog_args'",
    "jq -n 'repeat(1)'",
    "jq -n 'range(infinite)'",
    "jq -n 'def f: f; f'",
    "jq -n 'if env then 1 else 2 end'",
    'jq . $(cat x)',
    "jq -n 'range(1e18)'",
    "jq -n 'range(0;1;0)'",
    "jq -n '1 | recurse(. + 1)'",
    "jq -n '[0,1] | combinations(64)'",
    'jq -n \'"x" * 10000000000\'',
    "jq -n '.[500000000] = 1'",
    "jq -n '100000 | range(. * .)'",
    'jq -n \'reduce range(60) as $i ("x"; . + .)\'',
    "jq -n 'reduce range(60) as $i ([1]; [.[], .[]])'",
    'jq -n \'reduce range(60) as $i ("x"; "\\(.)\\(.)")\'',
    'jq -n \'reduce range(60) as $i ("x"; tojson)\'',
    'jq -n \'reduce range(60) as $i ("x"; . as $x | $x + $x)\'',
    `jq -n '"x"${'|.+.'.repeat(40)}'`,
    "jq -n '[range(999999) | range(999999)]'",
    "jq -n '[range(now)]'",
    "jq -n '.[now] = 1'",
    'jq -n \'"x" * 999999 * 999999\'',
    "jq -n --argjson n 1e18 '[range($n)]'",
    'jq -n \'"abc" | gsub("x*"; "y")\'',
  ],
};

/** Words of the language that load files or show the environment. */
const outside = new Set('import include env modulemeta get_search_list'.split(' '));

/** Words that may go on for ever, and functions of one's own, which may call themselves. */
const unending = new Set('repeat infinite until while def combinations'.split(' '));

/** A function of its own that is applied over and over, steps that may be none, and more of anything than is ever looked at. */
const tooMany = [
  /\brecurse\s*\(/,
  /\brange\s*\([^;]*;[^;]*;/,
  /\brange\s*\((?:[\s\S]*\brange\s*\(){2}/,
  /\brange\s*\([\s\S]*?(?:\d{7}|\d[eE]\+?\d|\*|\b(?:pow|exp\d*)\b)/,
  /(?:\d{7}|\d[eE]\+?\d)[\s\S]*\brange\s*\(/,
  /\*\s*(?:\d{8}|[\d.]+[eE]\+?\d)|(?:\d{8}|\d[eE]\+?\d+)\s*\*|\[\s*(?:\d{7}|[\d.]+[eE]\+?\d)/,
];

/** The tokens of a filter: blanks, remarks, fields, names, numbers, formats, signs. A text is taken apart by itself. */
const token =
  /[ \t\r\n]+|#[^\n]*|\.[A-Za-z_]\w*|[A-Za-z_]\w*|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|@\w+|\.\.|[\s\S]/y;

/** What in a filter reaches outside its input, or is not understood. */
function reaching(filter: string): string | undefined {
  /** The brackets that stand open; `"` is a text in which a filter stands. */
  const open: string[] = [];
  let at = 0;
  let before = '';
  /** A name that is fine as the key of an object only, which the next token tells. */
  let key: string | undefined;
  while (at < filter.length) {
    if (filter[at] === '"' || (filter[at] === ')' && open.at(-1) === '"')) {
      if (filter[at] === '"' && key !== undefined) return key;
      if (filter[at] === ')') open.pop();
      const part = /(?:[^"\\]|\\[^(])*(?:"|\\\()/y;
      part.lastIndex = at + 1;
      const text = part.exec(filter)?.[0];
      if (text === undefined) return 'a text without an end';
      if (text.endsWith('(')) open.push('"');
      at += text.length + 1;
      before = text.endsWith('(') ? '(' : '"';
      continue;
    }
    token.lastIndex = at;
    const found = token.exec(filter)?.[0] ?? '';
    at += found.length;
    if (/^\s/.test(found)) continue;
    if (found.startsWith('#')) {
      // Versions differ in whether a remark goes on in the next line.
      if (/[\\\r]/.test(found)) return 'a remark that may not end where it seems to';
      continue;
    }
    if (key !== undefined && !/^[:,}]$/.test(found)) return key;
    key = undefined;
    if (before === '$' && /^(?:ENV|__prog)/.test(found)) return `$${found}`;
    if (before !== '$' && (outside.has(found) || unending.has(found))) {
      if (open.at(-1) !== '{' || !/^[{,]$/.test(before)) return found;
      key = found;
    }
    if (/^[([{]$/.test(found)) open.push(found);
    if (/^[)\]}]$/.test(found)) open.pop();
    before = found;
  }
  return key;
}

/** What makes twice of what it is given: once that is fine, over and over it is not. */
const doubling =
  /(?<![\w)\]}])\.(?:\[\])?\s*[+,]\s*\.(?!\w)|(\$\w+)\s*[+,]\s*\1\b|\\\(\s*\.\s*\)[\s\S]*?\\\(\s*\.\s*\)|(\.\w+)\s*\+=\s*\2\b|\btojson\b|@\w+/g;
/** Of these many in a row make a thousand times as much. */
const mostDoubling = 10;
/** What a stage is given, as it is, in whole or by its elements. */
const given = /(?<![\w\])}"$.])\.(?:\[[^\]"]*\])?(?![\w."[])/g;
/** Each element with each of another list: of a product that is done three times over the results are innumerable. */
const products = /\[\]\s*[-+*/]\s*(?=[.$][\w.]*\[\])/g;
const mostProducts = 2;

/** Why a filter may make more than fits into memory: what grows in each round, large products and far places, empty matches. */
function growing(filter: string): boolean {
  const doubled = filter.match(doubling)?.length ?? 0;
  const twice = filter.split(/\|(?!=)/).filter((stage) => (stage.match(given)?.length ?? 0) > 1).length;
  const again = /\b(?:reduce|foreach)\b/.test(filter);
  const ranges = filter.match(/\brange\b/g)?.length ?? 0;
  return (
    (again ? doubled > 0 : Math.max(doubled, twice) > mostDoubling) ||
    (filter.match(products)?.length ?? 0) > mostProducts ||
    (ranges > 1 && /\d{5}/.test(filter)) ||
    (ranges > 0 && /\b(?:now|tonumber)\b/.test(filter)) ||
    /\*\s*now\b|\[\s*now\b|\*\s*\d{5}[\s\S]*\*\s*\d{5}|\[\s*\d{6}[\s\S]*[[,]\s*\d{6}/.test(filter) ||
    multiplied(filter) > 2e9 ||
    findsNothing(filter)
  );
}

/** How often a text may come to stand behind itself by all numbers that are multiplied with. */
function multiplied(filter: string): number {
  const numbers = filter.match(/(?<=\*=?\s*)\d+|\d+(?=\s*\*)/g) ?? [];
  return numbers.reduce((product, number) => product * Math.max(1, Number(number)), 1);
}

/** Whether it may look for nothing at all, which some versions find in the same place for ever. */
function findsNothing(filter: string): boolean {
  return [
    ...filter.matchAll(/\b(?:(r?index|indices)|(gsub|scan|splits)|(sub|match|capture|test|split))\s*\(\s*/g),
  ].some(([call, place, all, once], index, calls) => {
    const from = (calls[index]?.index ?? 0) + call.length;
    const behind = filter.slice(from);
    const [, text] = /^"((?:[^"\\]|\\[^(])*)"\s*[;)]/.exec(behind) ?? [];
    if (place !== undefined)
      return text === undefined
        ? !/^(?:-?\d+(?:\.\d+)?|\[\s*-?\d+(?:\s*,\s*-?\d+)*\s*\])\s*\)/.test(behind)
        : text === '';
    if (all !== undefined) return text === undefined || fitsNothing(text);
    // Only with a flag for all of them it goes on behind what it found.
    const flagged = /^\[[^\]]*"[a-z]*g|^[^()]*;[^()]*(?:"[a-z]*g|[$.])/.test(behind);
    return once === 'sub' || flagged ? (text === undefined ? flagged : fitsNothing(text)) : false;
  });
}

/** Whether an expression, as it is written in a text, may match no character at all. */
export function fitsNothing(written: string): boolean {
  const pattern = written.replace(/\\\\/g, '\\').replace(/\[:\^?\w+:\]/g, 'a');
  // Of several numbers of times the product counts, which would be gone through here.
  if (pattern.length > 500 || /\{[^{]*\{/.test(pattern)) return true;
  try {
    return new RegExp(pattern).test('') || /\\[bByYzZAG<>`']|\(\?|\[\^?\]/.test(pattern);
  } catch {
    return true;
  }
}

/** A number that is given to the filter by its name is as large as one that is written in it. */
function noLargeNumbers({ options, operands }: Call, use: Use): void {
  const filter = operands[0]?.text ?? '';
  if (!/\brange\b|\*|\[\s*\$/.test(filter)) return;
  for (const { name, value } of options)
    if (/^--arg/.test(name) && value && /\d{7}|\d[eE]/.test(value.text ?? '1e9'))
      use.report(viewerOptions, 'This may be a number of values that nobody reads.', value.at);
}

function jqFilter({ text, at }: Argument, use: Use): void {
  if (text === undefined) {
    use.report(viewerOptions, 'A filter of jq that is only known when it runs.', at);
    return;
  }
  if (tooMany.some((form) => form.test(text)) || growing(text))
    use.report(viewerOptions, 'The filter of jq may make more values than anybody reads.', at);
  const found = reaching(text);
  if (found === undefined) return;
  const what = unending.has(found) ? 'may never end' : 'reaches outside its input';
  use.report(viewerOptions, `The filter of jq uses ${found}, which ${what}.`, at);
}
