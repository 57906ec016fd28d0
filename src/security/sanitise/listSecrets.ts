import { isDrawn } from './chance.ts';
import { chained, type Judgement, labelStart, type Place, reach } from './rule.ts';
import { isStrong, looksPassword, unmarked } from './secretValue.ts';
import { valueHit } from './valueHit.ts';

// Several values behind one name, and several names before their values: `tokens: [a, b]`, `user, password = "a", "b"`.

/** So much of a list is looked at. */
const limit = 2048;
const listStart =
  /\\{0,3}["'`]?\]?[ \t]{0,8}(?:=>|:=|[:=])[ \t]{0,8}(?:vec!\[|&?\[|new \w{1,12}\[\] ?\{|\[\]string\{|(?:array|Array|list|listOf|List\.of|Set\.of|setOf|Arrays\.asList|c)?\(|%w[[(])/y;
const names = String.raw`(?:[ \t]*[$\w]{1,40},){0,6}`;
const namesBefore = new RegExp(
  `(?:^|[\\n;])[ \\t]*(?:(?:const|let|var|my|local|val|final)[ \\t]+)?[[(]?(${names})[ \\t]*[$\\w]*$`,
);
const isBehindOther = /,[ \t]*[$\w]*$/;
const namesBehind = /((?:,[ \t]*[$\w]{1,40}){0,6})[\])]?[ \t]{0,8}:?=[ \t]{0,8}[[(]?/y;

/** A text in one kind of quotes or the other, a word, or what stands between. */
const piece = (space: string): RegExp =>
  new RegExp(String.raw`[${space},]+|#[^\n]*|\\{0,3}"([^"\\\n]*)\\{0,3}"|'([^'\\\n]*)'|([^\s"',;()[\]{}<>\\]+)`, 'y');
const listPiece = piece('\\s');
const tuplePiece = piece(' \\t');
const openText = /^(?:[bru]?\\{0,3}(?:"[^"\\\n]*\\{0,3}|'[^'\\\n]*))$/;

interface Item {
  readonly from: number;
  readonly value: string;
  readonly quoted: boolean;
}

/** `length`: of the name at this place. */
export function listHit(place: Place, length: number, kind: string): Judgement {
  const { text, at } = place;
  listStart.lastIndex = at + length;
  if (!listStart.test(text)) return tupleHit(place, length, kind);
  if (text.startsWith(labelStart, listStart.lastIndex - 1)) return undefined;
  const items = itemsAt(place, listStart.lastIndex, listPiece);
  if (items === 'more') return 'more';
  return chained(
    items.flatMap((one) => (looksListed(one.value, kind) ? (valueHit(place, one.from, one.value, kind) ?? []) : [])),
  );
}

/** In a list of `tokens` there are words more often than secrets. */
function looksListed(shown: string, kind: string): boolean {
  if (/\s/.test(shown)) return false;
  return isDrawn(unmarked(shown)) || isStrong(shown) || (kind === 'password' && looksPassword(shown));
}

/** The value that stands as far behind the sign as its name does before it. */
function tupleHit(place: Place, length: number, kind: string): Judgement {
  const { text, at } = place;
  const isLast = text.charCodeAt(at + length) !== 0x2c;
  if (isLast && !(place.behind().includes(',') && isBehindOther.test(place.behind()))) return undefined;
  namesBehind.lastIndex = at + length;
  const behind = namesBehind.exec(text)?.[1];
  if (behind === undefined) return undefined;
  const begin = namesBehind.lastIndex;
  if (text.startsWith(labelStart, begin - 1)) return undefined;
  const before = namesBefore.exec(place.behind(reach))?.[1];
  if (before === undefined) return undefined;
  const index = before.split(',').length - 1;
  const items = itemsAt(place, begin, tuplePiece);
  if (items === 'more') return 'more';
  const one = items[index];
  if (!one?.quoted || /\s/.test(one.value) || items.length !== index + behind.split(',').length) return undefined;
  return valueHit(place, one.from, one.value, kind);
}

function itemsAt({ text, last }: Place, begin: number, form: RegExp): Item[] | 'more' {
  const rest = text.slice(begin, begin + limit);
  const items: Item[] = [];
  form.lastIndex = 0;
  for (let at = 0; ; at = form.lastIndex) {
    const found = form.exec(rest);
    if (!found) {
      const open = rest.slice(at);
      if (!last && rest.length < limit && (open === '' || openText.test(open))) return 'more';
      // Of what stood where something was masked nothing is known.
      if (form === tuplePiece && open.startsWith(labelStart)) return [];
      // A word before a bracket is the name of something.
      return /^[[({<]/.test(open) && items.at(-1)?.quoted === false ? items.slice(0, -1) : items;
    }
    const [whole, double, single, word] = found;
    const value = double ?? single ?? word;
    if (value !== undefined && !prefix.test(value)) {
      items.push({ from: begin + at + whole.indexOf(value), value, quoted: word === undefined });
    }
  }
}

/** Of a text in Python. */
const prefix = /^[bruBRU]{1,2}$/;
