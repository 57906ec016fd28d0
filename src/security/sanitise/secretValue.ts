import { isDrawn, isDrawnWord, shortestDrawn } from './chance.ts';
import { mark } from './rule.ts';

/**
 * True where a value looks drawn by chance rather than written by a person: its letters, digits and signs change often.
 * `strict` is for places where code stands as often as a value (no quotes around it), where names such as
 * `sha256Digest` must pass.
 */
export function looksSecret(shown: string, strict: boolean): boolean {
  const value = unmarked(shown);
  const { length, kinds, changes } = texture(value);
  if (length < 8) return false;
  const woven = isWoven(value, strict, { length, kinds, changes });
  if (!woven && value.length < shortestDrawn) return !strict && length >= 12 && isDrawnWord(value);
  if (isPlaceholder(value) || digest.test(value)) return false;
  // Base64 may begin as a path does; no part of a member is long enough to be told.
  if (isDrawn(value) && !isMember(value) && (!isPath(value) || /^\/[\w+]+(?:\/[\w+]+)?$/.test(value))) return true;
  if (!woven || isReference(value)) return false;
  if (!isPath(value)) return true;
  const segments = texture(value.replaceAll('/', '.'));
  return segments.changes / segments.length >= 0.3;
}

const digest = /^sha(?:1|256|384|512)[-:]/;

function isWoven(value: string, strict: boolean, { length, kinds, changes }: Texture): boolean {
  const share = changes / length;
  if (strict)
    return (/=$/.test(value) && length >= 12 && changes >= 3) || (length >= 16 && kinds >= 2 && share >= 0.28);
  if (length < 16) return kinds >= 3 && changes >= 3;
  return kinds >= 2 && share >= 0.2 && (/\d/.test(value) || length >= 20);
}

/**
 * True where a value that is named a password may be one that a person made up: a word and a number between letters or
 * beside signs. `field2` and `secret123` are what code and its tests are full of.
 */
export function looksPassword(shown: string): boolean {
  const value = unmarked(shown);
  if (isDrawnWord(value)) return true;
  const { length, kinds, changes } = texture(value);
  if (length < 8 || changes < 2 || kinds < 2 || (kinds === 2 && !/\d/.test(value))) return false;
  return !isReference(value) && !isPlaceholder(value) && !isPath(value);
}

/**
 * The same where nothing but a sign between spaces tells a setting from code: `kX9vQ2mLp7` rather than a variable that is
 * called `nextPassword2`.
 */
export function looksPasswordNotName(shown: string): boolean {
  const value = unmarked(shown);
  if (!looksPassword(value) || /^[@&*!]|[()[\]{}]/.test(value)) return false;
  const { length, changes } = texture(value);
  return /[!@#$%^&*?]/.test(value) || changes / length >= 0.34;
}

/** The same in a cell of a table, where names of code are rare. */
export function looksPasswordInCell(shown: string): boolean {
  const value = unmarked(shown);
  if (!looksPassword(value) || /^[@&*!]|[()[\]{}]/.test(value)) return false;
  const { length, changes } = texture(value);
  return /[!@#$%^&*?]/.test(value) || changes / length >= 0.28;
}

/**
 * The same of what stands between quotes and has spaces, other quotes or escapes in it. `certain`: no text that is shown to
 * people stands there. What is put together from pieces, and sentences, pass.
 */
export function looksPhrase(raw: string, certain: boolean): boolean {
  if (/^\s|\s$|^["'`]|["'`] ?[+.,]|[+.,] ?["'`]|[$#]\{|\$\(|\{\{|%[sdvq]|\\[nrtdwsbDWSBu]/.test(raw)) return false;
  const value = unmarked(raw).replaceAll(/\\+(.)/g, '$1');
  if (isReference(value) || isPlaceholder(value) || isPath(value)) return false;
  const { length, kinds, changes } = texture(value);
  if (certain && length >= 40 && kinds === 4 && changes / length >= 0.4) return true;
  const words = value.split(/[ \t]+/);
  if (words.length === 1) return looksPassword(value) || looksSecret(value, false);
  if (value.length < 8 || words.length > 8 || !/^[!-~ ]+$/.test(value) || /[.:?,]$/.test(value)) return false;
  if (!/[A-Za-z]/.test(value) || !/[\d!@#$%^&*+=~]/.test(value) || words.some((word) => sentenceWord.test(word)))
    return false;
  const woven = words.some((word) => word.length >= 4 && /\d/.test(word) && texture(word).changes >= 2);
  return woven || certain || (words.length >= 4 && /^\d+$/.test(words.at(-1) ?? ''));
}

/** What sentences about passwords have in them, and commands and code. */
const sentenceWord =
  /^(?:an?|the|is|are|be|to|of|or|and|for|from|with|in|on|at|by|no|not|your|you|it|this|that|must|should|can|may|will|has|have|if|please|enter|type|use|new|old|wrong|invalid|required|least|most|than|characters?|digits?|letters?|numbers?|symbols?|minutes?|hours?|days?|pass\w*|secrets?|tokens?|keys?|user\w*|email|login|code|pin|der|die|das|und|oder|mit|muss|le|la|les|el|los|un|une|una|de|du|des|en|et|y|o|con|avec|=+|[!<>]=|&&|\|\||[+?*]|-{1,2}\w.*)[,.;:!?)]*$/i;

/** As it was before a marker in it was broken: cleaned once more, it is judged the same. */
export function unmarked(value: string): string {
  return value.includes(mark) ? value.replaceAll(mark, '') : value;
}

interface Texture {
  readonly length: number;
  readonly kinds: number;
  readonly changes: number;
}

/** A long value often comes again at once: where names of secrets stand side by side, each has the same behind it. */
let lastLong = '';
let textureOfLast: Texture = { length: 0, changes: 0, kinds: 0 };
const long = 64;

/** How a value is woven, without the separators between its words: sign, kinds of character, changes between kinds. */
function texture(value: string): Texture {
  if (value.length < long) return woven(value);
  if (value !== lastLong) {
    textureOfLast = woven(value);
    lastLong = value;
  }
  return textureOfLast;
}

function woven(value: string): Texture {
  let length = 0;
  let changes = 0;
  let seen = 0;
  let previous = 0;
  for (let at = 0; at < value.length; at++) {
    const kind = kindOf(value.charCodeAt(at));
    if (kind !== separator) {
      length++;
      seen |= kind;
      // A capital letter at the start of a word is no change: `someLongName` is not woven like `sOmE`.
      if (previous !== 0 && kind !== previous && !(previous === upper && kind === lower)) changes++;
    }
    previous = kind === separator ? 0 : kind;
  }
  return { length, changes, kinds: (seen & 1) + ((seen >> 1) & 1) + ((seen >> 2) & 1) + (seen >> 3) };
}

const separator = 0;
const lower = 1;
const upper = 2;
const digit = 4;
const sign = 8;

function kindOf(code: number): number {
  if ((code >= 0x61 && code <= 0x7a) || code >= 0xaa) return lower;
  if (code >= 0x41 && code <= 0x5a) return upper;
  if (code >= 0x30 && code <= 0x39) return digit;
  return code === 0x2d || code === 0x2e || code === 0x5f ? separator : sign;
}

/** A value that only names where the secret comes from (a variable, a member, a template), a number, or a comment. */
function isReference(value: string): boolean {
  if (isStrong(value)) return false;
  return (
    /^(?:\$[({A-Za-z_]|\{\{|%[({A-Za-z]|#\{|<|@[{(]|\([\w./-]+(?:\)\(?[\w./-]*)?$|urn:|arn:|[!&*]+[A-Za-z_$.]+\d?$)/.test(
      value,
    ) ||
    // A template, an expression, a selector, a character of HTML, words that are joined.
    /^[{<[(%].*[}>\])%]$|\(\?[=!:<]|\[\^?[a-zA-Z0]-[a-zA-Z9]|\[[\w-]+[*^$|~]?=|&#?\w+;/.test(value) ||
    /^[A-Za-z]+(?:[:/._-][A-Za-z]+\d?)+$/.test(value) ||
    (/^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+!?$/.test(value) && !value.split('.').some(isRandom)) ||
    // A call, with whatever follows it in code; options that name files and variables.
    /^!?[A-Za-z_$][\w$.]*\(.*\)(?:$|[;,.)&|?])/.test(value) ||
    /^(?:id|src|source|env|type|name)=/.test(value) ||
    /^0x(?![0-9a-f]{64}[,;]?$)[0-9a-f]+[ul]{0,3}[,;]?$/i.test(value) ||
    value.includes('/*') ||
    // A rule for forms, a secret that another service holds, a command, a day.
    /^\w+(?::[\w,.]+)?(?:\|\w+(?::[\w,.]+)?)+$|^(?:vault|ssm|secretsmanager|keyvault|op|sops|ref\+\w+):|^\(?[A-Z][a-z]+[A-Z]?[a-z]*-[A-Z]\w+$|^\d{4}-\d\d-\d\d(?:T|$)/.test(
      value,
    ) ||
    // An entry of a list of packages, a digest, a name within another.
    /^(?:npm|github|gitlab|link|catalog|patch|portal|git(?:\+\w+)?):|^[A-Z]\w*(?:::\w+)+$/.test(value) ||
    // Code without spaces.
    /^[A-Za-z_$][\w$]*(?:\.[\w$]+)+,[A-Za-z_$][\w$.]*[=(]|^(?:async\b)?(?:function\b)?\([\w$,]*\)(?:=>|\{)/.test(
      value,
    ) ||
    /^@(?:[A-Z]?[a-z]+|\d)+(?:Param(?:eter)?|Value|Arg|Var)$/.test(value) ||
    /^(?:[A-Z][a-z]+\d?)+For(?:[A-Z][a-z]*)+$/.test(value) ||
    // A class with its version, a test, an element of a list, a secret that another service holds.
    /^(?:[A-Z]?[a-z]{2,}|[A-Z][a-z]+)*V\d(?:(?:alpha|beta)\d)?(?:[A-Z][a-z]{2,})+$|^test_\w+$/.test(value) ||
    /^(?:[A-Z][a-z]+)+\d(?:[A-Z][a-z]+)*(?:Type|Provider|Handler|Response|Request|Service|Source|Config|Options)$/.test(
      value,
    ) ||
    /^[A-Za-z_][\w.]*(?:\[[\w-]*\][.\w]*)+$|^(?:projects|locations|secrets?|kv)\/[\w.-]+\//.test(value) ||
    // Sentences of scripts without spaces; letters from right to left, which keep marks of direction beside them.
    /[\u0590-\u08ff\u2e80-\ufefc]|[\ud802\ud803\ud83a\ud83b]/.test(value) ||
    value.includes('://')
  );
}

/** What changes so often that it is no code, whatever signs it holds, unless it begins as a template or an address does. */
export function isStrong(shown: string): boolean {
  const value = unmarked(shown);
  if (!/^[!-~]+$/.test(value) || !/[a-z]/.test(value) || !/[A-Z]/.test(value) || !/\d/.test(value)) return false;
  const { length, changes } = texture(value);
  if (length < 11 || changes / length < 0.44) return false;
  return !/^(?:\$[({A-Za-z_]|\{\{|%[({]|#\{|<|ENC\[)|\[\^?[a-zA-Z0]-[a-zA-Z9]|^[\w.+-]{1,12}:|:\/\/|^[\w$.]+\(.*\)[;,]?$|^[\w$.]+\[[\w-]*\]/.test(
    value,
  );
}

function isMember(value: string): boolean {
  return value.includes('.') && /^(?:[A-Za-z_]\w{0,15}\.)+[A-Za-z_]\w{0,15}$/.test(value);
}

/** True of a part of a token, which no name of a member is like: letters of both cases and digits that change often. */
function isRandom(segment: string): boolean {
  if (segment.length < 16 || !/\d/.test(segment) || !/[a-z]/.test(segment) || !/[A-Z]/.test(segment)) return false;
  return texture(segment).changes / segment.length >= 0.25;
}

function isPlaceholder(value: string): boolean {
  // The last was encrypted so that it may be stored with the code.
  return /x{6}|X{6}|\*{4}|\.{3}|…|EXAMPLE|^Ag[A-D][A-Za-z0-9+/]{300}/.test(value);
}

function isPath(value: string): boolean {
  return /^(?:~|\.{1,2}|[A-Za-z]:)?[\\/][\w.@-]+(?:[\\/][\w.@-]+)*$|^[\w.@-]+(?:\/[\w.@-]+)+\.\w{1,6}$/.test(value);
}
