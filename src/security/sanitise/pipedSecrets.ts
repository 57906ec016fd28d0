import { isCut, type Judgement, matchAt, type Place, type Rule } from './rule.ts';
import { isKnownForm } from './secretForms.ts';
import { isWritten } from './takenSecrets.ts';

// Passwords that a command hands to another on its input: `echo … | docker login --password-stdin`, `chpasswd <<< me:…`.

const takes = String.raw`(?:--?password-stdin\b|\bsudo (?:-\w{1,16} )*-\w*S\b|\bchpasswd\b|\bpasswd --stdin\b|--with-token\b|--passphrase-fd[ =]0\b|\bsmbpasswd -\w*s\b)`;
// Other letters are left alone: what may stand between them depends on them.
const value = `["']?([!#%*-:=?-Z^_a-z~]{4,256})["']?`;
const echo = new RegExp(
  `(?:echo|printf) (?:-\\w{1,3} |["']?%s(?:\\\\n)?["']? )?${value} ?\\| ?[^\\n|;]{0,200}?${takes}`,
  'y',
);
const given = new RegExp(`<<< ?${value}`, 'y');
const takesBefore = new RegExp(`${takes}[^\\n|;\\]]*$`);

export const pipedRule: Rule = {
  anchors: ['echo ', 'printf ', '<<<'],
  judge(place): Judgement {
    const isGiven = place.text.startsWith('<<<', place.at);
    if (isGiven && !takesBefore.test(place.behind())) return undefined;
    if (isCut(place, 540)) return 'more';
    const [whole = '', secret = ''] = matchAt(isGiven ? given : echo, place) ?? [];
    return secret === '' ? undefined : passwordOf(place, place.at + whole.indexOf(secret), secret);
  },
};

/** Without the person in front, as `chpasswd` has it. */
function passwordOf({ text }: Place, from: number, secret: string): Judgement {
  const person = /^[a-z_][\w.-]{0,31}:(?=.{4})/.exec(secret)?.[0] ?? '';
  const start = from + person.length;
  const password = secret.slice(person.length);
  if (isKnownForm(text, start) || password.includes('[secret:') || !isWritten(password)) return undefined;
  return { from: start, to: start + password.length, kind: 'secret:password' };
}
