import { fieldRules } from './fields.ts';
import { isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';
import { isKnownForm } from './secretForms.ts';
import { looksSecret } from './secretValue.ts';

// Values that their place makes a secret: in a header, an address, an option of a program, a statement, a cookie.

const headerLength = 96;
const bearer = /[Bb]earer(?:[ \t]{1,4}|%20)([\w.~+/-]{16,4000}={0,2})/y;
const basic = /[Bb]asic[ \t]{1,4}([A-Za-z0-9+/]{8,4000}={0,2})/y;

/** A scheme of its own or none at all, where the value is drawn. */
const otherScheme =
  /uthorization["']?\]?[ \t]{0,4}[:=,][ \t]{0,4}\\?["'`]?(?:(?:token|api-?key|key|session|oauth|sso-key|GenieKey|Splunk|SSWS|AccessKey|Klaviyo-API-Key|DeepL-Auth-Key|PRIVATE-TOKEN)[ \t]{1,4})?([\w.~+/-]{16,4000}={0,2})/iy;
const headerRules: readonly Rule[] = [
  {
    anchors: ['Bearer', 'bearer'],
    judge(place) {
      if (isCut(place, headerLength)) return 'more';
      const value = matchAt(bearer, place)?.[1];
      return value === undefined ? undefined : header(place, bearer.lastIndex, value, 'bearer-token', false);
    },
  },
  {
    anchors: ['Basic', 'basic'],
    judge(place) {
      if (!/uthorization["']?[ \t]{0,4}[:=,]?[ \t]{0,4}\\?["']?$/i.test(place.behind())) return undefined;
      if (isCut(place, headerLength)) return 'more';
      const value = matchAt(basic, place)?.[1];
      return value === undefined ? undefined : header(place, basic.lastIndex, value, 'basic-auth', true);
    },
  },
  {
    anchors: ['uthorization', 'UTHORIZATION'],
    judge(place) {
      if (isCut(place, headerLength)) return 'more';
      const value = matchAt(otherScheme, place)?.[1];
      return value === undefined ? undefined : header(place, otherScheme.lastIndex, value, 'token', false);
    },
  },
];

function header({ text, last }: Place, to: number, value: string, kind: string, always: boolean): Judgement {
  if (to === text.length && !last && value.length < 4000) return 'more';
  const from = to - value.length;
  if (isKnownForm(text, from)) return undefined;
  return looksSecret(value, false) || (always && holdsPerson(value)) ? { from, to, kind: `secret:${kind}` } : undefined;
}

/** A person and a password in base64, rather than a word such as `authentication`. */
function holdsPerson(value: string): boolean {
  return Buffer.from(value, 'base64').toString('latin1').includes(':');
}

const userInfo = /:\\?\/\\?\/([\w.~%!$*+=,;-]{0,128}:)([^\s/"'`<>?#\\]{1,256})@(?=[\w[$])/y;

/** Of a database or a directory, where people forget to escape what ends an address elsewhere. */
const looseInfo = /:\/\/([\w.~%!$*+=,;-]{0,128}:)([^\s"'`<>\\@]{4,128})@(?=[\w[$])/y;
const signIn =
  /(?:^|[^a-z])(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|ldaps?|s?ftp|smb)$/;

/** A token in place of a person; the public part of an address of Sentry looks the same. */
const tokenOnly =
  /:\/\/([\w.~+-]{16,256})(?::(?:x-oauth-basic|x-access-token)?)?@(?=[\w[$])(?![\w.-]{0,80}\bsentry\b)/y;

/** Shorter ones are examples. */
const shortPassword = 4;

/** What manuals and templates put where a password goes. */
export const placeholder =
  /^(?:pass(?:word|wd)?|pwd|pw|secret|changeme|user(?:name)?|postgres|root|admin|guest|test|example|mysql|redis|x-oauth-basic|x-access-token|\*+|x+|…|\.{3}|[$%{[].*)$/i;

const addressRule: Rule = {
  anchors: ['://', ':\\/\\/'],
  judge(place) {
    const { text, at, last } = place;
    const start = at + (text.startsWith('\\', at + 1) ? 5 : 3);
    addressEnd.lastIndex = start;
    if (!last && text.length - at < addressLength && !addressEnd.test(text)) return 'more';
    const alone = matchAt(tokenOnly, place)?.[1];
    if (alone !== undefined && looksSecret(alone, true) && !isKnownForm(text, at + 3))
      return { from: at + 3, to: at + 3 + alone.length, kind: 'secret:url-token' };
    const found = matchAt(userInfo, place) ?? (signIn.test(place.behind()) ? matchAt(looseInfo, place) : null);
    if (!found) return secretPathOf(place);
    const [, user = '', password = ''] = found;
    const from = start + user.length;
    // A port, where an address follows what is no user.
    if (/^\d{2,5}$/.test(password) && /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0):/.test(user)) return undefined;
    if (password.length < shortPassword || placeholder.test(password) || isKnownForm(text, from)) return undefined;
    return { from, to: from + password.length, kind: 'secret:url-password' };
  },
};
/** Where nothing of this has come the address may go on; a longer one is looked at up to here. */
const addressLength = 1200;
const addressStop = /[\s"'`<>\\]/;
const addressEnd = new RegExp(addressStop, 'g');

/** Addresses that are secret themselves: whoever knows one may write there, or pays for what is asked there. */
const secretPath = new RegExp(
  `^://${[
    String.raw`[\w.-]{0,60}\balchemy\.com/(?:nft/)?v\d/(?=[\w-]{32}\b)`,
    String.raw`[\w.-]{0,60}\binfura\.io/(?:ws/)?v3/(?=[0-9a-f]{32}\b)`,
    String.raw`open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/(?:v2/)?hook/`,
    String.raw`qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=`,
    String.raw`hook\.(?:eu|us)\d\.make\.com/`,
    String.raw`[\w.:-]{1,120}/hooks/(?=[a-z0-9]{0,25}\d)(?=[a-z0-9]{0,25}[g-z])(?=[a-z0-9]{26}(?![\w-]))`,
    String.raw`[\w.:-]{1,120}/hooks/[A-Za-z0-9]{17}/(?=[A-Za-z0-9]{43}(?![\w-]))`,
  ].join('|://')}`,
);
const pathSecret = /^[\w-]{20,64}/;
/** Cheap to try, as most addresses are none. */
const mayBeSecret = /:\/\/[\w.:-]{1,120}\/(?:v\d\/|nft\/|ws\/|open-apis\/|cgi-bin\/|hooks\/|[a-z0-9]{32})/y;

function secretPathOf(place: Place): Judgement {
  const { text, at } = place;
  if (!matchAt(mayBeSecret, place)) return undefined;
  const near = text.slice(at, at + addressLength);
  const end = near.search(addressStop);
  const address = end < 0 ? near : near.slice(0, end);
  const before = secretPath.exec(address)?.[0] ?? '';
  const secret = before === '' ? undefined : pathSecret.exec(address.slice(before.length))?.[0];
  if (secret === undefined) return undefined;
  return { from: at + before.length, to: at + before.length + secret.length, kind: 'secret:webhook' };
}

export const placedSecretRules: readonly Rule[] = [...headerRules, addressRule, ...fieldRules];
