import { isDrawn } from './chance.ts';
import { chained, type Hit, isCut, isShortOf, type Judgement, matchAt, type Place, type Rule, reach } from './rule.ts';
import { isKnownForm } from './secretForms.ts';
import { looksSecret } from './secretValue.ts';

// Values in fields that many things are called by: cookies, the numbers of a private key in JSON, the key of an address.

const cookieStart = /ookie["'`]?\]?[ \t]{0,2}[:=,][ \t]{0,4}(?:\[\s{0,20})?\\?["'`]?/y;
const cookiePair = /([\w.$!-]{1,64})=([^;,\s"'`\\]{0,4096})(?:; {0,2})?/y;
const cookiesLength = 4096;
/** Shorter ones are settings of a page. */
const shortCookie = 20;

const cookieRule: Rule = {
  anchors: ['ookie:', 'ookie":', "ookie':", 'ookie"', "ookie'"],
  judge(place) {
    if (!/[Cc]$/.test(place.previous)) return undefined;
    if (isCut(place, 64)) return 'more';
    if (!matchAt(cookieStart, place)) return undefined;
    if (isCut(place, cookiesLength)) return 'more';
    const { text, at } = place;
    const hits: Hit[] = [];
    cookiePair.lastIndex = cookieStart.lastIndex;
    for (let found = cookiePair.exec(text); found; found = cookiePair.exec(text)) {
      const [whole, name = '', value = ''] = found;
      const from = found.index + whole.indexOf('=', name.length) + 1;
      if (from + value.length - at > cookiesLength) break;
      if (isKnownForm(text, from) || value.length < shortCookie) continue;
      if (isDrawn(value.replaceAll(/%[\dA-Fa-f]{2}/g, '-')))
        hits.push({ from, to: from + value.length, kind: 'secret:cookie' });
    }
    return chained(hits);
  },
};

/** The secret numbers of a key, by their names, and how long they are at least. */
const numbers: Readonly<Record<string, number>> = { d: 43, p: 80, q: 80, dp: 80, dq: 80, qi: 80, k: 22 };
const number = /"(dp|dq|qi|[dpqk])\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"([\w-]{22,1500}={0,2})(?=\\{0,3}")/y;

const jwkRule: Rule = {
  anchors: Object.keys(numbers).flatMap((name) => [`"${name}"`, `"${name}\\`]),
  judge(place) {
    if (isCut(place, 64)) return 'more';
    const { text, at } = place;
    if (!/^"\w{1,2}\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"[\w-]{22}/.test(text.slice(at, at + 64))) return undefined;
    if (isCut(place, 1600)) return 'more';
    const [, name = '', value = ''] = matchAt(number, place) ?? [];
    if (value.length < (numbers[name] ?? Number.POSITIVE_INFINITY)) return undefined;
    if (!isDrawn(value) && !looksSecret(value, false)) return undefined;
    const to = number.lastIndex;
    if (name === 'k' && !isSymmetric(place, to)) return undefined;
    return { from: to - value.length, to, kind: 'secret:private-key' };
  },
};

function isSymmetric(place: Place, to: number): boolean {
  const type = /"kty\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"oct/;
  return type.test(place.behind(reach)) || type.test(place.text.slice(to, to + 60));
}

const queryKey = /key=((?:(?!-----)[\w.~-]){20,512}={0,2})(?:(?=-----)|(?![\w.~%/-]))/y;

const queryKeyRule: Rule = {
  anchors: ['key='],
  judge(place): Judgement {
    if (!/[?&]$/.test(place.previous)) return undefined;
    if (isCut(place, 528)) return 'more';
    const value = matchAt(queryKey, place)?.[1];
    if (value === undefined || isKnownForm(place.text, place.at + 4)) return undefined;
    // The hash of what is cached is no secret.
    if (!/[a-z]/.test(value) || !/[A-Z]/.test(value) || !/\d/.test(value) || !isDrawn(value)) return undefined;
    return { from: place.at + 4, to: queryKey.lastIndex, kind: 'secret:key' };
  },
};

/** What a person brings back from where they signed in. */
const code = /code=((?:(?!-----)[\w.~-]){20,512}={0,2}|4(?:\/|%2[Ff])0[\w-]{20,200})(?:(?=-----)|(?![\w.~%/-]))/y;

const codeRule: Rule = {
  anchors: ['code='],
  judge(place): Judgement {
    if (!/[?&;]$/.test(place.previous)) return undefined;
    if (isCut(place, 528)) return 'more';
    const value = matchAt(code, place)?.[1];
    if (value === undefined || isKnownForm(place.text, place.at + 5)) return undefined;
    // A word for what went wrong, or the hash of something.
    if (!/[a-z]/.test(value) || !/[A-Z]/.test(value) || !/\d/.test(value)) return undefined;
    if (!isDrawn(value.replace(/%2f/i, '/'))) return undefined;
    return { from: code.lastIndex - value.length, to: code.lastIndex, kind: 'secret:code' };
  },
};

/** Headers whose name says nothing of a secret. */
const teamHeader = /mb-[Tt]eam["']?[ \t]{0,2}[:=,][ \t]{0,4}\\?["'`]?([\w-]{20,80})(?![\w.-])/y;

const teamRule: Rule = {
  anchors: ['mb-Team', 'mb-team'],
  judge(place) {
    if (!/oneyco$/.test(place.behind())) return undefined;
    if (isCut(place, 120)) return 'more';
    const value = matchAt(teamHeader, place)?.[1];
    if (value === undefined || isKnownForm(place.text, teamHeader.lastIndex - value.length) || !isDrawn(value))
      return undefined;
    return { from: teamHeader.lastIndex - value.length, to: teamHeader.lastIndex, kind: 'secret:key' };
  },
};

const vault = /["'=](s\.(?=[A-Za-z]{0,23}\d)(?=[A-Z\d]{0,23}[a-z])[A-Za-z0-9]{24})(?![\w.(-])/y;

/** The tokens of old versions of Vault: so short a beginning is in too many names without what stands before it. */
const vaultRule: Rule = {
  anchors: ['"s.', "'s.", '=s.'],
  judge(place) {
    if (isCut(place, 32)) return 'more';
    const value = matchAt(vault, place)?.[1];
    return value !== undefined && isDrawn(value.slice(2))
      ? { from: place.at + 1, to: vault.lastIndex, kind: 'secret:vault-token' }
      : undefined;
  },
};

const paired =
  /(?:(?:primary|secondary)(?:(?:Readonly)?Master)?Key|value|key[12])\\?": ?\\?"([A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==|(?<=ey[12]?\\?": ?\\?")(?:[0-9a-f]{32}|[A-Za-z0-9]{40,90}))(?=\\?")/y;
const machine = /(?:validation|decryption)Key="([0-9A-Fa-f]{32,128})(?=")/y;

/** The keys of accounts of Azure, which come in pairs, and of servers of .NET. */
const pairedKeyRule: Rule = {
  anchors: [
    ...['primary', 'secondary'].flatMap((one) => ['', 'Master', 'ReadonlyMaster'].map((kind) => `${one}${kind}Key`)),
    ...['key1"', 'key2"', 'key1\\"', 'key2\\"', 'value":', 'value\\":', 'validationKey=', 'decryptionKey='],
  ],
  judge(place) {
    if (isCut(place, 180)) return 'more';
    const form = matchAt(paired, place) ? paired : machine;
    const value = matchAt(form, place)?.[1];
    if (value === undefined) return undefined;
    // Beside this name hashes stand as well.
    if (place.text.startsWith('value', place.at) && !/"(?:keyName|permissions)/.test(place.behind(reach)))
      return undefined;
    return { from: form.lastIndex - value.length, to: form.lastIndex, kind: 'secret:key' };
  },
};

const recorded =
  /ession(?:_?id|ID|Id)?",\s{0,40}"value": ?"([\w%.+/~:-]{16,400}={0,2})(?=")|(?:sid|SID|SESSID)",\s{0,40}"value": ?"([\w%.+/~:-]{16,400}={0,2})(?=")/y;

/** A cookie of a session, as a browser records it. */
const recordedCookieRule: Rule = {
  anchors: ['ession"', 'ession_id"', 'essionid"', 'essionId"', 'essionID"', 'sid"', 'SID"', 'SESSID"'],
  judge(place): Judgement {
    if (!/"name": ?"[\w.-]*$/.test(place.behind())) return undefined;
    if (isShortOf(place, 480)) return 'more';
    const found = matchAt(recorded, place);
    const value = found?.[1] ?? found?.[2];
    if (value === undefined || isKnownForm(place.text, recorded.lastIndex - value.length)) return undefined;
    if (!looksSecret(value, false)) return undefined;
    return { from: recorded.lastIndex - value.length, to: recorded.lastIndex, kind: 'secret:cookie' };
  },
};

export const fieldRules: readonly Rule[] = [
  cookieRule,
  recordedCookieRule,
  jwkRule,
  queryKeyRule,
  codeRule,
  teamRule,
  vaultRule,
  pairedKeyRule,
];
