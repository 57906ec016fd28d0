import { belowHit } from './belowSecrets.ts';
import { isDrawn } from './chance.ts';
import { columnHit } from './columns.ts';
import { listHit } from './listSecrets.ts';
import { type Head, headAt, headLength, isMaybePair, lineStart, mayLead, shortestSecret } from './nameHeads.ts';
import { beginsWord, hexKey, isInWord, isSecretKey, labelOf } from './nameWords.ts';
import { ending, endsIn, type Hit, isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';
import { isKnownForm } from './secretForms.ts';
import {
  isStrong,
  looksPassword,
  looksPasswordInCell,
  looksPasswordNotName,
  looksPhrase,
  looksSecret,
  unmarked,
} from './secretValue.ts';
import { valueHit } from './valueHit.ts';

// Values that only the name beside them makes a secret.

const name =
  /(pass(?:word|wd|[_-]?phrase)?|pwd|psk|pw(?![A-Za-z])|_pat(?![A-Za-z])|salt(?=["'=])|pepper(?==)|secret|token|credentials?|auth|key)(?:[_-]?(?:access[_-]?|api[_-]?|signing[_-]?|encryption[_-]?)?key(?:[ _-]?base)?|[_-]?(?:value|string|base64|b64|confirmation|data))?(?:(?<!auth)s(?![a-z]))?(?:[_-]?v?\d{1,2}|[_-]?(?:prod|dev|test|staging|live|old|new|backup)(?![a-z]))?/iy;

function ofOtherKey({ text }: Place, hit: Judgement, before: string): Judgement {
  if (hit === undefined || hit === 'more') return hit;
  const value = text.slice(hit.from, hit.to);
  const isMixed = value.length >= 20 && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);
  if (/^[0-9a-f]{32,64}$/.test(value)) return hexKey.test(before) ? hit : undefined;
  return isMixed && isDrawn(value) ? hit : undefined;
}

const pairValue = /[^\s"'`\\<>;&,()]{1,512}/y;

/** Longest value that is looked at as a whole. */
const valueLength = 512;

/** So a private key in base64 begins, which has its own label. */
const wrappedKey = 'LS0tLS1';

/** A value that holds a label was masked before. */
const label = /\[secret:/;

const bare = /[\w+/.~!@#$%^*-]{1,512}={0,2}/y;
const bareBehindColon = /[\w+/.~!@#$%^*&-]{1,512}={0,2}/y;
const toLineEnd = /[^\s"'`\\<>]{1,512}/y;
const elementText = /[^\s"'`\\<>\]]{1,512}/y;
const quoted = /[^\s"'`\\]{1,512}/y;

export const nameRule: Rule = {
  anchors: [
    ...['pass', 'pwd', 'psk', 'secret', 'token', 'credential', 'auth', 'key'].flatMap((word) => [
      word,
      word.charAt(0).toUpperCase() + word.slice(1),
      word.toUpperCase(),
    ]),
    ...['_PAT', `SALT'`, 'SALT"', `salt'`, 'salt"', 'SALT=', 'PEPPER='],
    // So short a word is looked for with what must follow it.
    ...['pw', 'Pw', 'PW'].flatMap((word) => [...`=:"'\`[ `].map((sign) => word + sign)),
  ],
  judge(place) {
    const found = matchAt(name, place);
    if (!found?.[1]) return isCut(place, 12) ? 'more' : undefined;
    if (!isCut(place, headLength) && !mayLead(place, found[0].length)) return undefined;
    const word = found[1].toLowerCase();
    if (isInWord(place, word)) return undefined;
    const before = place.behind();
    if (!beginsWord(place, word, before)) return undefined;
    if (isCut(place, headLength)) return 'more';
    if (isMaybePair(place, found[0].length)) return 'more';
    const head = headAt(place, found[0], before);
    const kind = labelOf(word, before);
    const hit = head && changedHit(place, head, kind);
    if (word === 'key' && !isSecretKey(before)) return ofOtherKey(place, hit, before);
    const list = listHit(place, found[0].length, kind);
    return listed(list, hit, head?.sign) ?? columnHit(place, found[0].length) ?? belowHit(place, found[0].length, kind);
  },
};

/** What a list holds, and the first value of it that is none by itself. A password in plain text may look like a list. */
function listed(list: Judgement, hit: Judgement, sign = ''): Judgement {
  if (list === undefined || hit === undefined) return list ?? hit;
  if (list === 'more' || hit === 'more') return 'more';
  if (hit.to <= list.from) return { ...hit, beside: list };
  return hit.from < list.from && hit.to >= list.to && !sign.startsWith(':') ? hit : list;
}

const change =
  /(?:null|\((?:sensitive value|known after apply)\)|"[^"\n]{0,512}")[ \t]{1,4}->[ \t]{1,4}"([^"\s\\]{1,512})(?=")/y;
const maybeChange =
  /^(?:null|\((?:sensitive value|known after apply)\)|"[^"\n]{0,512}(?:"|$))[ \t]{0,4}(?:-(?:>[ \t]{0,4}(?:"[^"\s\\]{0,512})?)?)?$/;

/** Where a plan shows what a value was and what it becomes, both. */
function changedHit(place: Place, head: Head, kind: string): Judgement {
  const hit = headHit(place, head, kind);
  const { text, last } = place;
  const start = head.from - head.quote.length;
  if (hit === 'more' || !/^["n(]$/.test(text.charAt(start))) return hit;
  if (!last && text.length - start < 1100 && maybeChange.test(text.slice(start))) return 'more';
  change.lastIndex = start;
  const value = change.exec(text)?.[1];
  if (value === undefined || isKnownForm(text, change.lastIndex - value.length) || label.test(value)) return hit;
  if (!looksSecret(value, false) && !(kind === 'password' && looksPassword(value))) return hit;
  const to = change.lastIndex;
  const next: Hit = { from: to - value.length, to, kind: `secret:${kind}` };
  return hit ? { ...hit, beside: next } : { ...next };
}

function headHit(place: Place, head: Head, kind: string): Judgement {
  const { quote, from } = head;
  const { text, last } = place;
  if (from === text.length && !last) return 'more';
  if (head.enclosing !== undefined) return enclosedHit(place, head, head.enclosing) ?? bareHit(place, head, kind);
  if (head.spaced && quote === '') return spacedHit(place, head, kind) ?? bareHit(place, head, kind);
  if (quote === '' && head.sign.startsWith(':')) return lineHit(place, head, kind) ?? bareHit(place, head, kind);
  return quote === '' || (kind !== 'password' && head.sign !== ',')
    ? bareHit(place, head, kind)
    : (bareHit(place, head, kind) ?? phraseHit(place, head, kind));
}

const enclosed: Readonly<Record<string, RegExp>> = { '"': /[!#-~]{1,512}/y, "'": /[!-&(-~]{1,512}/y };

/** Up to the quote in which the name stands as well: `-e 'password=…'`. */
function enclosedHit(place: Place, { from }: Head, quote: string): Judgement {
  const form = enclosed[quote];
  if (!form) return undefined;
  form.lastIndex = from;
  const value = form.exec(place.text)?.[0] ?? '';
  const to = from + value.length;
  if (to === place.text.length && !place.last && value.length < 512) return 'more';
  return place.text.startsWith(quote, to) && isStrong(value) ? valueHit(place, from, value, 'password') : undefined;
}

/** What stands to the end of a line of YAML, whatever signs it holds. */
function lineHit(place: Place, { sign, from }: Head, kind: string): Judgement {
  const { text, last } = place;
  const to = Math.min(place.runEnd(from), from + valueLength);
  if (to === text.length && !last && to - from < valueLength) return 'more';
  if (!endsLine(place, sign, text.charAt(to))) return undefined;
  const value = text.slice(from, to);
  return isStrong(value) && !/^[[{(&*!|>]/.test(value) ? valueHit(place, from, value, kind) : undefined;
}

function bareHit(place: Place, head: Head, kind: string): Judgement {
  const { sign, quote, from, plain, paired, close } = head;
  const { text, last } = place;
  const form =
    close !== undefined
      ? elementText
      : quote !== ''
        ? quoted
        : paired
          ? pairValue
          : plain
            ? toLineEnd
            : sign.startsWith(':')
              ? bareBehindColon
              : bare;
  form.lastIndex = from;
  const found =
    form === toLineEnd
      ? text.slice(from, Math.min(place.runEnd(from), from + valueLength))
      : (form.exec(text)?.[0] ?? '');
  if (found === '') return undefined;
  const end = from + found.length;
  const whole = found.length >= valueLength;
  if (end === text.length && !last && !whole) return 'more';
  if (found.length < shortestSecret) return undefined;
  const value =
    quote === '' && !whole ? (/[;,]/.test(found.charAt(found.length - 1)) ? found.slice(0, -1) : found) : found;
  const to = from + value.length;
  if (isKnownForm(text, from) || text.startsWith(wrappedKey, from)) return undefined;
  const next = text.charAt(end);
  if (quote !== '' && !whole && !text.startsWith(quote, to)) {
    // The rest of it was cut off.
    if (!/^[\r\n]?$/.test(next) || !isDrawn(unmarked(value))) return undefined;
  }
  if (head.line && !last && to + quote.length === text.length) return 'more';
  if (head.line && !/^(?:$|[\r\n])/.test(text.charAt(to + quote.length))) return undefined;
  if (head.drawn && !isDrawn(unmarked(value)) && !isStrong(value)) return undefined;
  if (close !== undefined) {
    const closed = behindSpace(text, to);
    if (!last && text.length - closed < close.length) return 'more';
    if (!text.startsWith(close, closed)) return undefined;
  }
  if (value.endsWith('=') && /[\w$.![]/.test(next)) return undefined;
  const settled =
    plain ||
    (head.settled === true && unmarked(value).length >= shortestGiven) ||
    (paired === true && kind === 'password');
  if (quote === '' && '([{:='.includes(next) && next !== '' && !settled) return undefined;
  const strict = quote === '' && !settled && !/[!@#$^*&]/.test(value) && !endsLine(place, sign, next);
  const before = place.behind();
  const isMember = paired && !plain && endsIn(member, before) && !endsIn(optionBefore, before);
  const looks = isMember ? looksPasswordInCell : looksPassword;
  const isSecret = looksSecret(value, strict) || (kind === 'password' && !strict && looks(value));
  return isSecret && !label.test(value) ? { from, to, kind: `secret:${kind}` } : undefined;
}

const space = /\s{0,40}/y;

function behindSpace(text: string, at: number): number {
  space.lastIndex = at;
  space.test(text);
  return space.lastIndex;
}

/** In the address of a badge, shorter ones are public. */
const shortestGiven = 12;
/** In code as often as in settings, but behind an option. */
const member = ending(/\s[a-z][\w-]*\.[\w.-]*/);
const optionBefore = ending(/(?:^|\s)--?[\w-]+[ =]["']?[a-z][\w.-]*/);
const textEnd = /[ \t]{0,60}(?:\||\\?["'`*]|[.,]?(?:[\s]|$))/y;
const settingEnd = /[ \t]{0,40}(?:[#;]|\r?\n|$)/y;

/** A value that is all of its line, but for a comment. */
function spacedHit(place: Place, { from, inText }: Head, kind: string): Judgement {
  const { text, last } = place;
  const ending = inText ? textEnd : settingEnd;
  let to = Math.min(place.runEnd(from), from + valueLength);
  if (inText) while (to > from && '.,|*'.includes(text.charAt(to - 1))) to--;
  const found = text.slice(from, to);
  if (found === '' || found.length >= valueLength || isKnownForm(text, from)) return undefined;
  ending.lastIndex = to;
  const ends = ending.test(text);
  if (!last && (ends ? ending.lastIndex === text.length && !text.endsWith('\n') : text.endsWith('\r'))) return 'more';
  const looks = kind === 'password' ? looksPasswordNotName : isStrong;
  return ends && looks(found) && !label.test(found) ? { from, to, kind: `secret:${kind}` } : undefined;
}

const phraseLength = 256;
/** Up to the quote that ends it, on its line; where the quotes are escaped, what is escaped has one escape more. */
const phrases: Readonly<Record<string, RegExp>> = Object.fromEntries(
  ['"', "'", '`'].flatMap((quote) => [
    [quote, new RegExp(String.raw`(?:[^${quote}\\\r\n]|\\[^\r\n]){1,${phraseLength}}`, 'y')],
    [`\\${quote}`, new RegExp(String.raw`(?:[^${quote}\\\r\n]|\\\\(?:\\[^\r\n]|[^\\\r\n])){1,${phraseLength}}`, 'y')],
  ]),
);

/** A password with spaces, other quotes or escapes in it. */
function phraseHit({ text, last }: Place, { sign, quote, from, plain }: Head, kind: string): Judgement {
  const form = phrases[quote];
  if (form === undefined) return undefined;
  form.lastIndex = from;
  const value = form.exec(text)?.[0] ?? '';
  const to = from + value.length;
  if (!last && value.length < phraseLength && text.length - to < 4 && !/[\r\n]/.test(text.slice(to))) return 'more';
  // Without any of these it was judged as it is.
  if (!/[\s"'`\\]/.test(value)) return undefined;
  if (!text.startsWith(quote, to) || isKnownForm(text, from) || label.test(value)) return undefined;
  return looksPhrase(value, plain || /^[=,]/.test(sign)) ? { from, to, kind: `secret:${kind}` } : undefined;
}

const yamlStart = ending(new RegExp(`${lineStart}(?:- )?["']?[\\w.:-]*`));

/** As YAML has it: the name begins its line, and the value ends it. */
function endsLine(place: Place, sign: string, next: string): boolean {
  return sign.startsWith(':') && (next === '' || /[\r\n]/.test(next)) && endsIn(yamlStart, place.behind());
}
