import { placeholder } from './placedSecrets.ts';
import { isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';
import { kindOfName } from './secretName.ts';
import { valueHit } from './valueHit.ts';

// Names and values that were escaped with what stands between them: in an address within an address, an attribute of
// HTML, a text of JSON. The sign is looked for, as there are few of these, and the name read backwards.

const quotes = String.raw`(?:%22|%27|&quot;|&#3[49];|&#x2[27];|\\{1,3}u002[27]|\\{1,3}x2[27])`;

/** Behind the end of the anchor: the sign, where it is none itself, and the quote that opens the value. */
const between = String.raw`(?:%20|\+|[ \t]){0,4}(?::|%3A|,)(?:%20|\+|[ \t]){0,4}${quotes}`;
const forms: readonly (readonly [start: string, form: RegExp])[] = [
  ['%3D', /%3D((?:[\w.~*!+-]|%(?:2[1-5BbFf]|3[Dd]|40|5[Ee])){8,512})(?![\w%]{0,2}\()/iy],
  ['%22', new RegExp(`%22${between}((?:[\\w.~*!+/=@$^#-]|%(?!22)[0-9A-F]{2}){8,512})(?=%22)`, 'iy')],
  ['quot;', new RegExp(`quot;${between}([!#-%(-;=?-Z^_a-~]{8,512})(?=&quot;)`, 'y')],
  ['34;', new RegExp(`34;${between}([!#-%(-;=?-Z^_a-~]{8,512})(?=&#34;)`, 'y')],
  ['gt;', /gt;([!#-%(-;=?-Z^_a-~]{8,512})(?=&lt;\/)/y],
  ['61;', /61;(?:&#3[49];)?([!#-%(-;=?-Z^_a-~]{8,512})(?=&)/y],
  ['u0022', new RegExp(`u0022${between}([!#-&(-;=?-Z^_a-~]{8,512})(?=\\\\{1,3}u0022)`, 'y')],
  ['x22', new RegExp(`x22${between}([!#-&(-;=?-Z^_a-~]{8,512})(?=\\\\{1,3}x22)`, 'y')],
];
const longestPair = 560;

/** An address with a password, as a whole. */
const address =
  /%3A%2F%2F[\w.~+-]{0,64}%3A((?:[\w.~+!*-]|%(?!40|2F[\w.-]{1,80}(?:%2F|$))[0-9A-F]{2}){4,256})(?=%40\w)/iy;

export const encodedAddressRule: Rule = {
  anchors: ['%3A%2F%2F', '%3a%2f%2f'],
  judge(place): Judgement {
    if (isCut(place, longestPair)) return 'more';
    const password = matchAt(address, place)?.[1];
    if (password === undefined || placeholder.test(password)) return undefined;
    return { from: address.lastIndex - password.length, to: address.lastIndex, kind: 'secret:url-password' };
  },
};

export const encodedPairRule: Rule = {
  anchors: ['%3D', '%3d', '%22', 'quot;', '34;', 'gt;', '61;', 'u0022', 'x22'],
  judge(place): Judgement {
    const { text, at } = place;
    const form = forms.find(([start]) =>
      text
        .slice(at, at + 5)
        .toLowerCase()
        .startsWith(start.toLowerCase()),
    )?.[1];
    const kind = form && kindBefore(place);
    if (!form || kind === undefined) return undefined;
    if (isCut(place, longestPair)) return 'more';
    const value = matchAt(form, place)?.[1];
    if (value === undefined) return undefined;
    return valueHit(place, form.lastIndex - value.length, value, kind, value.replaceAll(/%[0-9A-Fa-f]{2}/g, decoded));
  },
};

/** Right before the anchor, or before the first character of an escape, which no anchor can begin with. */
function kindBefore(place: Place): string | undefined {
  const name = /([A-Za-z][\w.-]{1,40})(?:&#?|\\{1,3})?$/.exec(place.behind())?.[1];
  return name === undefined ? undefined : kindOfName(name);
}

function decoded(escaped: string): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  return /[ -~]/.test(character) ? character : escaped;
}
