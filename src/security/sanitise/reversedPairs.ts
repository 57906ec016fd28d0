import { type Judgement, matchAt, type Rule } from './rule.ts';
import { kindOfName } from './secretName.ts';
import { valueHit } from './valueHit.ts';

// Pairs in which the value stands before its name: lists of settings, sorted attributes.

const forms: readonly (readonly [start: string, form: RegExp, maybe: RegExp])[] = [
  [
    'value":',
    /value": ?"([^"\\\s]{8,512})",\s{1,40}"(?:name|key)": ?"([\w.-]{1,80})"/y,
    /^value":(?: ?(?:"[^"\\\s]{0,512}(?:"(?:,(?:\s{1,40}(?:"[a-z]{0,4}(?:"(?::(?: ?(?:"[\w.-]{0,80})?)?)?)?)?)?)?)?)?)?$/,
  ],
  [
    'value: ',
    /value: (["']?)([^\s"'#]{8,512})\1[ \t]{0,4}\r?\n[ \t]{1,40}(?:name|key): ["']?([\w.-]{1,80})["']?(?=\s|$)/y,
    /^value: ["']?[^\s"'#]{0,512}["']?[ \t]{0,4}(?:\r?(?:\n(?:[ \t]{1,40}(?:[a-z]{1,4}(?::(?: (?:["']?[\w.-]{0,80}["']?)?)?)?)?)?)?)?$/,
  ],
  [
    'value',
    /value ?= ?'([^'\\\s]{8,512})'\s{1,8}(?:WHERE|where)\s{1,8}(?:\w{1,20}[._])?(?:name|key) ?= ?'([\w.:-]{1,80})'/y,
    /^value ?=? ?(?:'[^'\\\s]{0,512}(?:'\s{0,8}(?:[A-Za-z]{0,5}(?:\s{1,8}[\w.]{0,26}(?: ?(?:= ?(?:'[\w.:-]{0,80})?)?)?)?)?)?)?$/,
  ],
  [
    'content="',
    /content="([^"\\\s]{8,512})"\s{1,8}(?:name|property)="([\w.:-]{1,80})"/y,
    /^content="[^"\\\s]{0,512}(?:"(?:\s{1,8}(?:[a-z]{1,8}(?:=(?:"[\w.:-]{0,80})?)?)?)?)?$/,
  ],
  [
    'Value(',
    /Value\("([^"\\\s]{8,512})",\s{1,8}forHTTPHeaderField: ?"([\w.:-]{1,80})"/y,
    /^Value\((?:"[^"\\\s]{0,512}(?:"(?:,(?:\s{1,8}(?:[a-zA-Z]{1,18}(?::(?: ?(?:"[\w.:-]{0,80})?)?)?)?)?)?)?)?$/,
  ],
  [
    'set(',
    /set\("([^"\\\s]{8,512})",\s{1,8}forKey: ?"([\w.:-]{1,80})"/y,
    /^set\((?:"[^"\\\s]{0,512}(?:"(?:,(?:\s{1,8}(?:[a-zA-Z]{1,6}(?::(?: ?(?:"[\w.:-]{0,80})?)?)?)?)?)?)?)?$/,
  ],
];

export const reversedPairRule: Rule = {
  anchors: forms.map(([start]) => start),
  judge(place): Judgement {
    const { text, at, last } = place;
    const [start = '', form, maybe] = forms.find(([anchor]) => text.startsWith(anchor, at)) ?? [];
    if (!form || !maybe) return undefined;
    if (!last && text.length - at < 800 && maybe.test(text.slice(at))) return 'more';
    const found = matchAt(form, place);
    if (!found) return undefined;
    const [name = '', value = ''] = found.slice(1).reverse();
    const kind = kindOfName(name);
    return kind === undefined ? undefined : valueHit(place, at + found[0].indexOf(value, start.length), value, kind);
  },
};
