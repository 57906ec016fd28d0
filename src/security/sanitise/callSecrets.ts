import { isShortOf, type Judgement, matchAt, type Rule } from './rule.ts';
import { kindOfName } from './secretName.ts';
import { valueHit } from './valueHit.ts';

// Secrets that code passes to a call: alone to one with a name that says so, or as the last of those who sign in somewhere.

const literal = String.raw`b?(["'])((?:(?!\1)[!-[\]-~]){8,256})\1`;
const alone = new RegExp(String.raw`[a-zA-Z_]{2,10}\(\s{0,4}${literal}\s{0,4}\)`, 'y');

/** These ask for a value or judge one, and get the name of it, or a sample. */
const asks =
  /(?:^|[^A-Za-z])(?:get|find|has|is|parse|read|check|assert|expect|validate|verify|need|resolve|load|fetch|delete|remove|describe|it|test)_?[A-Z_]?\w*$/i;

/** Names that say it in other words. */
const otherNames: Readonly<Record<string, string>> = {
  login: 'token',
  bearer_auth: 'token',
  bearerAuth: 'token',
  AzureKeyCredential: 'key',
  KeyCredential: 'key',
  Fernet: 'key',
};

const aloneRule: Rule = {
  anchors: ['oken(', 'sword(', 'cret(', 'Key(', 'key(', 'ogin(', '_auth(', 'rerAuth(', 'dential(', 'Fernet('],
  judge(place): Judgement {
    if (isShortOf(place, 280)) return 'more';
    const [whole = '', , value = ''] = matchAt(alone, place) ?? [];
    if (value === '') return undefined;
    const name = (/[\w$]*$/.exec(place.behind())?.[0] ?? '') + whole.slice(0, whole.indexOf('('));
    const kind = otherNames[name] ?? kindOfName(name);
    if (kind === undefined || asks.test(name)) return undefined;
    return valueHit(place, alone.lastIndex - whole.length + whole.indexOf(value), value, kind);
  },
};

const other = String.raw`\s{0,20}(?:["'][^"'\n]{0,160}["']|[\w.$>-]{1,60}|\{[^{}\n]{0,120}\})\s{0,8},`;
const password = String.raw`\s{0,20}(?:Some\(|b(?=["'])|\[\]byte\()?(["'])((?:(?!\1)[!-[\]-~]){4,128})\1\)?`;

/** How many others stand before the password. */
const signIns: readonly (readonly [anchors: string, others: number, kind: 'password' | 'secret'])[] = [
  ['auth BasicAuth( basic_auth( tworkCredential( dCredentials( ogin(', 1, 'password'],
  [
    'jwt.sign( jwt.encode( jwt.verify( jwt.decode( JWT.encode( JWT.decode( createHmac( CreateHmac( signWith(',
    1,
    'secret',
  ],
  ['hmac.new( hmac.New(', 0, 'secret'],
  ['Credentials(', 3, 'password'],
  ['PDO( mysqli_connect( mysqli( PlainAuth( Connection(', 2, 'password'],
];

const signInRules: readonly Rule[] = signIns.map(([anchors, others, kind]) => {
  const form = new RegExp(
    String.raw`[\w.]{1,16}(?:\s{0,2}=\s{0,2})?\(${other.repeat(others)}${password}\s{0,8}[,)]`,
    'y',
  );
  return {
    anchors: anchors.split(' '),
    first: /[\w.]{1,16}(?:\s{0,2}=\s{0,2})?\(/y,
    judge(place): Judgement {
      if (isShortOf(place, 480)) return 'more';
      const [whole = '', , value = ''] = matchAt(form, place) ?? [];
      return valueHit(place, place.at + whole.lastIndexOf(value), value, kind);
    },
  };
});

export const callRules: readonly Rule[] = [aloneRule, ...signInRules];
