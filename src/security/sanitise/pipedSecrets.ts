import { isCut, type Judgement, labelStart, matchAt, type Place, type Rule } from './rule.ts';
import { isKnownForm } from './secretForms.ts';
import { kindOfName } from './secretName.ts';
import { isWritten } from './takenSecrets.ts';
import { valueHit } from './valueHit.ts';

// Passwords that a command hands to another on its input: `echo … | docker login --password-stdin`, `chpasswd <<< me:…`.

const takes = String.raw`(?:--?password-stdin\b|\bsudo (?:-\w{1,16} )*-\w*S\b|\bchpasswd\b|\bpasswd --stdin\b|--with-token\b|--passphrase-fd[ =]0\b|\bsmbpasswd -\w*s\b)`;
// Other letters are left alone: what may stand between them depends on them.
const value = `["']?([!#%*-:=?-Z^_a-z~]{4,256})["']?`;
const echo = new RegExp(
  `(?:echo|printf) (?:-\\w{1,3} |["']?%s(?:\\\\n)?["']? )?${value} ?\\| ?[^\\n|;]{0,200}?${takes}`,
  'y',
);
const echoed = new RegExp(`(?:echo|printf) (?:-\\w{1,3} |["']?%s(?:\\\\n)?["']? )?${value}(?=[)\`])`, 'y');
const echoBefore = /(?:^|[^\w$])([A-Za-z_]\w{1,40})=["']?(?:\$\(|`)$/;
const readBefore = /\bread (?:-\w{1,4} )*([A-Za-z_]\w{1,40}) ?$/;
const given = new RegExp(`<<< ?${value}`, 'y');
const takesBefore = new RegExp(`${takes}[^\\n|;\\]]*$`);

export const pipedRule: Rule = {
  anchors: ['echo ', 'printf ', '<<<'],
  judge(place): Judgement {
    const isGiven = place.text.startsWith('<<<', place.at);
    const before = place.behind();
    const name = (isGiven ? readBefore : echoBefore).exec(before)?.[1];
    const kind = name === undefined ? undefined : kindOfName(name);
    if (isGiven && kind === undefined && !takesBefore.test(before)) return undefined;
    if (isCut(place, 540)) return 'more';
    if (kind !== undefined) return namedHit(place, isGiven ? given : echoed, kind);
    const [whole = '', secret = ''] = matchAt(isGiven ? given : echo, place) ?? [];
    return secret === '' ? undefined : passwordOf(place, place.at + whole.indexOf(secret), secret);
  },
};

/** What a variable with a telling name is set to: `TOKEN=$(echo …)`, `read TOKEN <<< …`. */
function namedHit(place: Place, form: RegExp, kind: string): Judgement {
  const [whole = '', secret = ''] = matchAt(form, place) ?? [];
  return valueHit(place, place.at + whole.lastIndexOf(secret), secret, kind);
}

/** Without the person in front, as `chpasswd` has it. */
function passwordOf({ text }: Place, from: number, secret: string): Judgement {
  const person = /^[a-z_][\w.-]{0,31}:(?=.{4})/.exec(secret)?.[0] ?? '';
  const start = from + person.length;
  const password = secret.slice(person.length);
  // What stands before something that was masked is the person.
  if (text.startsWith(labelStart, from + secret.length)) return undefined;
  if (isKnownForm(text, start) || password.includes('[secret:') || !isWritten(password)) return undefined;
  return { from: start, to: start + password.length, kind: 'secret:password' };
}
