import { isDrawn } from './chance.ts';
import { type Judgement, type Place, reach } from './rule.ts';
import { isStrong, unmarked } from './secretValue.ts';
import { valueHit } from './valueHit.ts';

// Values that stand alone on the line below the one that ends in their name: headings, what a shell, a debugger or a
// database answers to a command that asks for them.

const nameEnd = String.raw`["'\`)\]}*:]{0,4}[ \t]{0,8}`;
/** As an answer is numbered or given a name: `1) `, `=> `, `$1 = 0x55… `. */
const answer = String.raw`(?:=> |: |\d{1,3}\) |(?:\([\w ]{1,40}\*?\) ?)?\$\d{1,4} = (?:0x[\da-f]{1,16} )?)?`;
const below = new RegExp(
  String.raw`${nameEnd}(?:\r?\n[ \t]{0,20}){1,3}${answer}(["'\`]?)((?:(?!\1)[!-~]){8,512}|(?!["'\`])[!-+.-:<-{}~-]{8,512})\1[ \t]{0,8}(?=\r?\n|$)`,
  'y',
);
const maybeBelow = new RegExp(String.raw`${nameEnd}(?:\r?\n[ \t]{0,20}){0,3}[^\r\n]{0,600}\r?$`, 'y');

/** A command that shows what it is asked for, a field of a form: also what digests look like is no other thing there. */
const asked =
  /^(?:[\w@:~/. -]{0,60}[$#%>»] ?|[>.]{3} |[-\w]{1,16}(?:\(\d{1,6}\))?> |\(\w{2,5}\) ?)(?! {0,8}(?:git|sha\d*sum|md5\w*|openssl|shasum|cksum)\b)[^\n]*$|^\d{1,3}\) "[\w.:-]*$|form-data; name="[\w.-]*$/;
const heading = /^[ \t]{0,8}(?:[#*>-]{1,6} ?)?["'`*]{0,2}(?:[A-Z][A-Z0-9_]*|[\w.:-]{1,30}(?: [\w.-]{1,30}){0,3})$/;

/** `length`: of the name at this place. */
export function belowHit(place: Place, length: number, kind: string): Judgement {
  const { text, at, last } = place;
  const from = at + length;
  if (!mayEnd(text, from)) return undefined;
  maybeBelow.lastIndex = from;
  if (!last && text.length - from < 700 && maybeBelow.test(text)) return 'more';
  below.lastIndex = from;
  const [whole, quote = '', value = ''] = below.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const before = place.behind(reach);
  // Of the line, what stands behind something that was masked.
  const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf(']')) + 1);
  const isAsked = asked.test(line) && before.charAt(before.length - line.length - 1) !== ']';
  const plain = unmarked(value);
  if (quote === '' && !isStrong(plain) && !isDrawn(plain)) return undefined;
  const isMixed = /[a-z]/.test(plain) && /[A-Z]/.test(plain) && /\d/.test(plain);
  const isNamed = isAsked || (heading.test(line + text.slice(at, from)) && /[A-Z]|:/.test(text.slice(at, from + 2)));
  if (!isMixed && !isNamed) return undefined;
  return valueHit(place, at + length + whole.lastIndexOf(value), value, kind);
}

/** False where something else follows on the line, which the form would see as well, but later. */
function mayEnd(text: string, from: number): boolean {
  for (let at = from; at < from + 12; at++) {
    const sign = text.charAt(at);
    if (sign === '\n' || sign === '\r' || sign === '') return true;
    if (!'"\'`)]}*: \t'.includes(sign)) return false;
  }
  return false;
}
