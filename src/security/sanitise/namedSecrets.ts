import { isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';
import { isKnownForm } from './secretForms.ts';
import { looksSecret } from './secretValue.ts';

// Values that only the name beside them, or their place in an address, makes a secret.

const name =
  /(pass(?:word|wd|phrase)|pwd|secret|token|credentials?|auth|key)(?:[_-]?(?:access[_-]?|api[_-]?|signing[_-]?|encryption[_-]?)?key(?:[_-]?base)?|[_-]?(?:value|base64|b64))?\d{0,2}/iy;

/** Of keys only these are secret: many programs call ordinary things a key. */
const secretKey =
  /(api|access|private|encryption|encrypt|signing|master|account|auth|service|shared|crypt|cipher|admin|storage)[_-]?$/i;

/** Between a name and its value: a closing quote or bracket, a type, a sign, an opening quote. */
const assignment =
  /(?:\\?["'`]\]?)?[ \t]{0,8}(?::[ \t]{0,4}(?:string|str|String|&str)[ \t]{0,4}=|={1,3}>?|:=?|\?=)[ \t]{0,8}(\\?["'`])?/y;
const argument = /[ \t]{1,4}(\\?["'`])?/y;
const element = />()/y;

/** Longest name with all that may stand up to its value. */
const headLength = 96;
/** Longest value that is looked at as a whole. */
const valueLength = 512;

/** A value that holds a label was masked before. */
const label = /\[secret:[a-z0-9-]{1,32}#[0-9a-f]{4}\]/;

const bare = /[\w+/.~!@#$%^*-]{1,512}={0,2}/y;
const bareBehindColon = /[\w+/.~!@#$%^*&-]{1,512}={0,2}/y;
const toLineEnd = /[^\s"'`\\<>]{1,512}/y;
const quoted = /[^\s"'`\\]{1,512}/y;

const nameRule: Rule = {
  anchors: ['pass', 'pwd', 'secret', 'token', 'credential', 'auth', 'key'].flatMap((word) => [
    word,
    word.charAt(0).toUpperCase() + word.slice(1),
    word.toUpperCase(),
  ]),
  judge(place) {
    const found = matchAt(name, place);
    if (!found?.[1]) return isCut(place, 12) ? 'more' : undefined;
    const word = found[1].toLowerCase();
    const before = place.behind();
    if (!beginsWord(place, word, before)) return undefined;
    if (isCut(place, headLength)) return 'more';
    const head = headAt(place, found[0], before);
    return head && valueHit(place, head, labelOf(word, before));
  },
};

interface Head {
  readonly sign: string;
  readonly quote: string;
  /** Where the value begins. */
  readonly from: number;
  /** The value stands in settings rather than in code: whatever follows the sign is one. */
  readonly plain: boolean;
}

function headAt(place: Place, written: string, before: string): Head | undefined {
  const { at } = place;
  const offset = written.length;
  const assigned = matchAt(assignment, place, offset);
  if (assigned) {
    const [sign, quote = ''] = assigned;
    const from = at + offset + sign.length;
    const capitals = /(?:^|[\s;"'])[A-Z0-9_]*$/.test(before) && written === written.toUpperCase();
    const atLineStart = /(?:^|\n)[\w.-]*$/.test(before);
    return { sign: sign.trim(), quote, from, plain: sign === '=' && (capitals || atLineStart) };
  }
  const option = /(?:^|\s)--?[\w-]*$/.test(before) && matchAt(argument, place, offset);
  if (option) return { sign: ' ', quote: option[1] ?? '', from: at + offset + option[0].length, plain: false };
  if (/<[\w:.-]*$/.test(before) && matchAt(element, place, offset)) {
    return { sign: '>', quote: '', from: at + offset + 1, plain: true };
  }
  return undefined;
}

function valueHit(place: Place, { sign, quote, from, plain }: Head, kind: string): Judgement {
  const { text, last } = place;
  const form = quote !== '' ? quoted : plain ? toLineEnd : sign.startsWith(':') ? bareBehindColon : bare;
  form.lastIndex = from;
  const value = form.exec(text)?.[0];
  if (value === undefined) return undefined;
  const to = from + value.length;
  const whole = value.length >= valueLength;
  if (to === text.length && !last && !whole) return 'more';
  if (isKnownForm(text, from) || label.test(value)) return undefined;
  const next = text.charAt(to);
  if (quote !== '' && !whole && !text.startsWith(quote, to)) return undefined;
  if (sign === '>' && next !== '<') return undefined;
  if (value.endsWith('=') && /[\w$.!]/.test(next)) return undefined;
  if (quote === '' && '([{:='.includes(next) && next !== '' && !plain) return undefined;
  const strict = quote === '' && !plain && !/[!@#$^*&]/.test(value) && !endsLine(place, sign, next);
  return looksSecret(value, strict) ? { from, to, kind: `secret:${kind}` } : undefined;
}

/** As YAML has it: the name begins its line, and the value ends it. */
function endsLine(place: Place, sign: string, next: string): boolean {
  return (
    sign.startsWith(':') &&
    (next === '' || /[\r\n]/.test(next)) &&
    /(?:^|\n)[ \t]*(?:- )?["']?[\w.-]*$/.test(place.behind())
  );
}

/** `token` in `authToken` and `auth_token` but not in `tokenizer` or `jsonwebtoken`. */
function beginsWord({ text, at, previous }: Place, word: string, before: string): boolean {
  if (word === 'key') return secretKey.test(before);
  if (!/[A-Za-z0-9]/.test(previous)) return true;
  if (/[A-Z]/.test(text.charAt(at)) && /[a-z0-9]/.test(previous)) return true;
  if (word === 'token') return /(?:auth|access|refresh|bearer|session|api|bot|id)$/i.test(before);
  return word.startsWith('pass') || word === 'secret';
}

function labelOf(word: string, before: string): string {
  if (word.startsWith('p')) return 'password';
  if (word.startsWith('credential')) return 'credential';
  if (word !== 'key') return word;
  const owner = secretKey.exec(before)?.[1]?.toLowerCase();
  return owner === 'api' || owner === 'private' || owner === 'access' ? `${owner}-key` : 'key';
}

const bearer = /[Bb]earer(?:[ \t]{1,4}|%20)([\w.~+/-]{16,4000}={0,2})/y;
const basic = /[Bb]asic[ \t]{1,4}([A-Za-z0-9+/]{8,4000}={0,2})/y;

const headerRules: readonly Rule[] = [
  {
    anchors: ['Bearer', 'bearer'],
    judge(place) {
      if (isCut(place, headLength)) return 'more';
      const value = matchAt(bearer, place)?.[1];
      return value === undefined ? undefined : header(place, bearer.lastIndex, value, 'bearer-token', false);
    },
  },
  {
    anchors: ['Basic', 'basic'],
    judge(place) {
      if (!/uthorization["']?[ \t]{0,4}[:=,]?[ \t]{0,4}\\?["']?$/.test(place.behind())) return undefined;
      if (isCut(place, headLength)) return 'more';
      const value = matchAt(basic, place)?.[1];
      return value === undefined ? undefined : header(place, basic.lastIndex, value, 'basic-auth', true);
    },
  },
];

function header({ text, last }: Place, to: number, value: string, kind: string, always: boolean): Judgement {
  if (to === text.length && !last && value.length < 4000) return 'more';
  const from = to - value.length;
  if (isKnownForm(text, from)) return undefined;
  return always || looksSecret(value, false) ? { from, to, kind: `secret:${kind}` } : undefined;
}

const userInfo = /:\/\/([\w.~%!$*+-]{0,128}:)([^\s/"'`<>?#\\]{1,256})@(?=[\w[$])/y;

/** Shorter ones are examples. */
const shortPassword = 4;

/** What manuals and templates put where a password goes. */
const placeholder =
  /^(?:pass(?:word|wd)?|pwd|pw|secret|changeme|user(?:name)?|postgres|root|admin|guest|test|example|mysql|redis|\*+|x+|…|\.{3}|[$%{[].*)$/i;

const addressRule: Rule = {
  anchors: ['://'],
  judge(place) {
    const { text, at, last } = place;
    addressEnd.lastIndex = at + 3;
    if (!last && text.length - at < 400 && !addressEnd.test(text)) return 'more';
    const found = matchAt(userInfo, place);
    if (!found) return undefined;
    const [, user = '', password = ''] = found;
    const from = at + 3 + user.length;
    if (password.length < shortPassword || placeholder.test(password) || isKnownForm(text, from)) return undefined;
    return { from, to: from + password.length, kind: 'secret:url-password' };
  },
};
const addressEnd = /[\s/"'`<>?#\\]/g;

export const namedSecretRules: readonly Rule[] = [nameRule, ...headerRules, addressRule];
