import { isDrawn } from './chance.ts';
import { chained, isCut, type Judgement, mark, matchAt, type Rule } from './rule.ts';
import { kindOfName } from './secretName.ts';
import { valueHit } from './valueHit.ts';

// Values whose name says nothing, in a block that is named after secrets: objects of JSON, maps of YAML, sections of TOML,
// variables of Terraform.

/** So much of a block is looked at. */
const limit = 2048;

const words = [
  'ecret',
  'ecrets',
  'oken',
  'okens',
  'ssword',
  'sswords',
  'redentials',
  'jwt',
  'Jwt',
  'JWT',
  'eys',
  'ncrypt',
  'ncryption',
];
const parent =
  /(?:^|[^A-Za-z0-9]|[a-z](?=[A-Z]))(?:secrets?|tokens?|passwords?|credentials|jwt|encrypt(?:ion)?|(?:api|access|auth|secret|private|signing|encryption)[_-]?keys)$/i;
const open = /[A-Za-z]{3,10}(?:["']?[ \t]{0,4}:[ \t]{0,4}(\{|\r?\n)|\][ \t]{0,4}\r?\n)/y;
const nameBefore = /["']?[A-Za-z][\w.-]{0,40}$|["']?$/;

const inObject = /["']?\b([\w.-]{1,60})["']?\s{0,4}[:=]\s{0,8}(["'])([^\s"'`\\<>()]{8,512})\2/g;
const inLine = /^[ \t]*(?:- )?["']?([\w.-]{1,60})["']?[ \t]*[:=][ \t]+(["']?)([^\s"'`\\<>()#]{8,512})\2[ \t]*(?:#.*)?$/;

/** Of a list, without a name. */
const inItem = /^[ \t]*- ()(["']?)([^\s"'`\\<>()#:]{8,512})\2[ \t]*$/;

/** Named like a secret itself, or not at all. */
const certain =
  /^(?:key|secret|value|token|access|refresh|private|password|bot|jwt|signing[_-]?key|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10})$/i;
const ordinary =
  /(?:^|[_.-]|[a-z](?=[A-Z]))(?:ids?|name|url|uri|hash|sha\d*|checksum|digest|commit|version|model|type|file|path|image|ref|arn|fingerprint|integrity|created|expires|at)$/i;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

const blockRule: Rule = {
  anchors: words.flatMap((word) => [`${word}"`, `${word}'`, `${word}:`, `${word}]`]),
  judge(place): Judgement {
    if (isCut(place, 32)) return 'more';
    const opened = matchAt(open, place);
    if (!opened) return undefined;
    const { text, last } = place;
    const before = place.behind();
    const word = /^[A-Za-z]+/.exec(opened[0])?.[0] ?? '';
    const start = nameBefore.exec(before)?.[0] ?? '';
    if (!parent.test(start.replace(/^["']/, '') + word)) return undefined;
    const from = open.lastIndex;
    const rest = text.slice(from, from + limit);
    const isObject = opened[1] === '{';
    const outside = before.slice(0, before.length - start.length);
    const end = isObject ? endOfObject(rest) : opened[1] ? endOfMap(rest, outside) : endOfSection(rest, outside);
    if (end === 0) return undefined;
    if (end < 0 && !last && rest.length < limit) return 'more';
    const inside = end < 0 ? rest : rest.slice(0, end);
    const pairs = isObject ? pairsOf(inside, from) : linesOf(inside, from);
    return chained(
      pairs.flatMap(({ name, value, from }) =>
        isSecret(name, value) ? (valueHit(place, from, value, 'secret') ?? []) : [],
      ),
    );
  },
};

interface Pair {
  readonly name: string;
  readonly value: string;
  readonly from: number;
}

function pairsOf(inside: string, at: number): Pair[] {
  return Array.from(inside.matchAll(inObject), ({ index, 0: whole, 1: name = '', 3: value = '' }) => ({
    name,
    value,
    from: at + index + whole.length - 1 - value.length,
  }));
}

function linesOf(inside: string, at: number): Pair[] {
  const pairs: Pair[] = [];
  let from = at;
  for (const line of inside.split('\n')) {
    const [, name = '', quote = '', value = ''] =
      inItem.exec(line.replace(/\r$/, '')) ?? inLine.exec(line.replace(/\r$/, '')) ?? [];
    if (value !== '')
      pairs.push({
        name,
        value,
        from: from + line.indexOf(quote + value, Math.max(0, name === '' ? 0 : line.search(/[:=]/))) + quote.length,
      });
    from += line.length + 1;
  }
  return pairs;
}

function isSecret(name: string, value: string): boolean {
  if (value.includes(mark) || uuid.test(value)) return false;
  if (certain.test(name) || (name === '' && isDrawn(value))) return true;
  return (
    !ordinary.test(name) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    /\d/.test(value) &&
    /^[\w+/=.~-]+$/.test(value)
  );
}

/** Deeper ones are looked at no further. */
const deepest = 4;
/** A text that is not closed on its line ends there. */
const brace = /[{}]|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g;

/** At the brace that closes it, or one too deep; -1 where there is none. */
function endOfObject(rest: string): number {
  let depth = 1;
  for (const { 0: sign, index } of rest.matchAll(brace)) {
    if (sign === '{') depth++;
    else if (sign === '}') depth--;
    if (depth === 0 || depth > deepest) return index;
  }
  return -1;
}

/** At the next section, -1 where none follows; 0 where none begins. */
function endOfSection(rest: string, before: string): number {
  return /(?:^|\n)[ \t]*\[$/.test(before) ? rest.search(/^\[/m) : 0;
}

/** The line that is indented as little as the name; 0 where what stands before that is no start of a line. */
function endOfMap(rest: string, before: string): number {
  const indent = /(?:^|\n)([ \t]*)(- )?$/.exec(before);
  if (!indent) return 0;
  const own = (indent[1] ?? '').length + (indent[2] ?? '').length;
  for (let from = 0; from < rest.length; from = rest.indexOf('\n', from) + 1 || rest.length) {
    let at = from;
    while (rest.charAt(at) === ' ' || rest.charAt(at) === '\t') at++;
    const isItem = at - from === own && rest.startsWith('- ', at);
    if (at - from <= own && !isItem && !/[\r\n]/.test(rest.charAt(at)) && at < rest.length) return Math.max(from, 1);
  }
  return -1;
}

const variable = /variable "([\w-]{1,80})"[ \t]{0,4}\{/y;
const defaultValue = /^[ \t]*default[ \t]*=[ \t]*"([^"\\\s]{8,256})"/m;

const variableRule: Rule = {
  anchors: ['variable '],
  first: /variable "[\w-]{1,21}["\w-]/y,
  judge(place): Judgement {
    if (isCut(place, 100)) return 'more';
    const kind = kindOfName(matchAt(variable, place)?.[1] ?? '');
    if (kind === undefined) return undefined;
    const { text, last } = place;
    const from = variable.lastIndex;
    const rest = text.slice(from, from + limit);
    const end = rest.search(/^\}/m);
    if (end < 0 && !last && rest.length < limit) return 'more';
    const inside = end < 0 ? rest : rest.slice(0, end);
    const found = defaultValue.exec(inside);
    const value = found?.[1];
    if (!found || value === undefined) return undefined;
    return valueHit(place, from + found.index + found[0].length - 1 - value.length, value, kind);
  },
};

const result = /result": ?"([^"\\\s]{8,256})",\s{1,40}"special":/y;
const maybeResult = /^result":(?: ?(?:"[^"\\\s]{0,256}(?:"(?:,\s{0,40}(?:"[special":]{0,9})?)?)?)?)?$/;

/** What a `random_password` of Terraform came to, in its state. */
const resultRule: Rule = {
  anchors: ['result":'],
  judge(place): Judgement {
    const { text, at, last } = place;
    if (!last && text.length - at < 360 && maybeResult.test(text.slice(at))) return 'more';
    const found = matchAt(result, place);
    const value = found?.[1];
    return value === undefined
      ? undefined
      : valueHit(place, at + text.slice(at).indexOf('"', 'result":'.length) + 1, value, 'password');
  },
};

export const blockRules: readonly Rule[] = [blockRule, variableRule, resultRule];
