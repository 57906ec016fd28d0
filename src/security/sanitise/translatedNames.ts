import { isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';
import { looksPasswordInCell } from './secretValue.ts';
import { valueHit } from './valueHit.ts';

// The word for a password in other languages, where a drawn value stands behind it: texts of people have words there. Words
// that begin beyond ASCII are left out, as looking for them costs time in every text of their script.

const form =
  /[\p{L}]{2,12}["'`*]{0,3} ?[:=]["'`*]{0,3}[ \t]{0,20}["'`]?([!#-&(-;=?-Z^_a-~]{8,128})(?=["'`]|[.,;]?(?:\s|$))/uy;

/**
 * Words of other scripts are searched for by their last letter with the sign behind it, or by a wide colon with what stands
 * behind that: two characters beyond ASCII would be looked at in every text that has such.
 */
const words = ['пароль', 'пін-код', '密码', '密碼', '口令', '暗号', 'パスワード', '비밀번호', 'hasło'];
const wide = '：';
const otherForm =
  /(?:\p{L}{1,2}["'`*]{0,3} ?[:=]["'`*]{0,3}|：)[ \t]{0,20}["'`]?([!#-&(-;=?-Z^_a-~]{8,128})(?=["'`]|[.,;]?(?:\s|$))/uy;
const ends = [...new Set(words.map((word) => word.slice(word.endsWith('ło') ? -2 : -1)))];
const valueStarts = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"\''];

export const otherScriptsRule: Rule = {
  anchors: [
    ...ends.flatMap((end) => [`${end}:`, `${end}=`, `${end}":`]),
    ...valueStarts.map((start) => `${wide}${start}`),
  ],
  judge(place: Place): Judgement {
    const { text, at } = place;
    const before = place.behind();
    const sign = text.startsWith(wide, at) ? '' : (/^\p{L}+/u.exec(text.slice(at, at + 2))?.[0] ?? '');
    const word = words.find((one) => (before + sign).endsWith(one));
    if (word === undefined || /\p{L}$/u.test((before + sign).slice(0, -word.length))) return undefined;
    if (isCut(place, 180)) return 'more';
    const value = matchAt(otherForm, place)?.[1];
    if (value === undefined || !looksPasswordInCell(value)) return undefined;
    return valueHit(place, otherForm.lastIndex - value.length, value, 'password');
  },
};

export const translatedRule: Rule = {
  // What is searched for is without other letters than those of ASCII, which a text may be cut behind as well.
  anchors: [
    ...['asswort', 'ASSWORT', 'ontrase', 'senord', 'achtwoord', 'alasana'],
    ...['enha', 'ENHA', 'eslo', 'arola', 'passe'].flatMap((word) => [`${word}:`, `${word}=`, `${word} `]),
  ],
  judge(place: Place): Judgement {
    if (!/(?:^|[^\p{L}])(?:\p{L}{0,4}|mot de )$/u.test(place.behind())) return undefined;
    if (isCut(place, 180)) return 'more';
    const value = matchAt(form, place)?.[1];
    if (value === undefined || !looksPasswordInCell(value)) return undefined;
    return valueHit(place, form.lastIndex - value.length, value, 'password');
  },
};
