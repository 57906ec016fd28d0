import { isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';
import { looksPasswordInCell } from './secretValue.ts';
import { valueHit } from './valueHit.ts';

// The word for a password in other languages, where a drawn value stands behind it: texts of people have words there. Words
// that begin beyond ASCII are left out, as looking for them costs time in every text of their script.

const form =
  /[\p{L}]{2,12}["'`*]{0,3} ?[:=]["'`*]{0,3}[ \t]{0,20}["'`]?([!#-&(-;=?-Z^_a-~]{8,128})(?=["'`]|[.,;]?(?:\s|$))/uy;

/** With the sign behind them, so that few of their letters are searched for. */
const others = /(?:^|[^\p{L}])(?:парол|пін-код|密|口令|暗号|パスワー|비밀번|has)$/u;
const otherForm =
  /[\p{L}]{1,3}["'`*]{0,3} ?[:=：]["'`*]{0,3}[ \t]{0,20}["'`]?([!#-&(-;=?-Z^_a-~]{8,128})(?=["'`]|[.,;]?(?:\s|$))/uy;
const otherEnds = ['ь', '码', '碼', 'ド', '호', 'ło'];

export const otherScriptsRule: Rule = {
  anchors: otherEnds.flatMap((end) => [`${end}:`, `${end}=`, `${end}：`, `${end}":`]),
  judge(place: Place): Judgement {
    if (!others.test(place.behind())) return undefined;
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
