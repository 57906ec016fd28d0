import type { Rule } from './rule.ts';
import { personAndWord, type Taken, takenRule, word } from './takenSecrets.ts';

// Values that a program tells, or that more commands and settings take.

const rows: readonly Taken[] = [
  {
    anchors: ['Unseal', 'Recovery'],
    before: /(?:^|\s)$/,
    form: /(?:Unseal|Recovery) Key \d{1,2}: {1,4}([A-Za-z0-9+/]{43,88}={0,2}|[0-9a-f]{66})(?![\w+/])/y,
    certain: true,
    kind: 'key',
  },
  {
    anchors: ['alue: '],
    before: / user successfully reset\.\s{1,4}New v$/,
    form: new RegExp(`alue: ${word}`, 'y'),
    certain: true,
  },
  // The password is alone on the line below.
  {
    anchors: ['elasticsearch-reset-password'],
    before: /\(reset with [^\n\]]*$/,
    form: /elasticsearch-reset-password[^\n]{0,40}\):\s{1,12}([\w*+=-]{10,40})(?=\s|$)/y,
    certain: true,
    over: 140,
  },
  // Of a wireless network, as Windows shows it.
  { anchors: ['Content '], before: /\bKey $/, form: /Content {4,24}: ([!-~]{8,63})(?=\s|$)/y, certain: false },
  {
    anchors: ['ogin '],
    before: /\bcargo l$/,
    form: /ogin (?:--registry[= ][\w-]{1,40} )?([A-Za-z0-9_]{20,128})(?![\w-])/y,
    certain: true,
    kind: 'token',
  },
  {
    anchors: ['SecureString '],
    before: /\bConvertTo-$/,
    form: new RegExp(`SecureString (?:-String )?(?=["'])${word}`, 'y'),
    certain: true,
  },
  {
    anchors: ['-A ', '-X '],
    before: /\bsnmp[a-z]{3,10} (?:[^\n|;\]]* )?$/,
    form: new RegExp(`-[AX] {1,2}${word}`, 'y'),
    certain: true,
  },
  // The values of a chart, one level below a name that says what they are.
  {
    anchors: ['--set'],
    before: /(?:^|\s)$/,
    form: /--set(?:-string|-literal)?[ =]["']?(?:[\w.-]{1,60}\.)?(?:secrets?|tokens?|passwords?|credentials?|apiKeys?)\.[\w.-]{1,60}=([!#-&(-+--;=?-Z^_a-~]{8,256})/iy,
    certain: false,
  },
  // A person of Redis: `user alice on >…`.
  {
    anchors: ['user ', 'SETUSER ', 'setuser '],
    first: /(?:user|SETUSER|setuser) [\w.-]{1,20}(?: (?:on|off|reset|>)|[\w.-])/y,
    before: /(?:^|\n|ACL |acl |["'])$/,
    form: /(?:user|SETUSER|setuser) [\w.-]{1,64}(?: (?:on|off|reset\w{0,8}|[~&+@%-][^\s\]]{0,60}))* >([!#-&(-;=?-Z^_a-~]{4,256})/y,
    certain: true,
  },
  {
    anchors: ['azure.account.key'],
    before: /\bfs\.$/,
    form: /azure\.account\.key[\w.-]{0,100}(?:["']?\s{0,4}[=:,]\s{0,4}["']?|<\/name>\s{0,20}<value>)([A-Za-z0-9+/]{40,88}={0,2})(?![\w+/])/y,
    certain: true,
    over: 280,
    kind: 'key',
  },
  {
    anchors: ['sonar.login'],
    before: /(?:^|[\s"'D])$/,
    form: /sonar\.login["']?[ \t]{0,4}[=:][ \t]{0,4}["']?([A-Za-z0-9_]{14,64})(?![\w.])/y,
    certain: false,
    kind: 'token',
  },
  // The key of an application of Laravel.
  {
    anchors: ['base64:'],
    before: /(?:\bkey["']?|_KEY)[ \t]{0,4}(?:=>|=|:)[ \t]{0,4}["']?$/,
    form: /base64:([A-Za-z0-9+/]{42,86}={0,2})(?![\w+/])/y,
    certain: true,
    kind: 'key',
  },
  {
    anchors: ['/user:', '/USER:'],
    before: /\bnet use [^\n|;\]]*$/i,
    form: new RegExp(`/(?:user|USER):\\S{1,64} {1,2}${word}`, 'y'),
    certain: false,
  },
  // The letter may stand behind others, and a person and their password behind it without a space.
  {
    anchors: ['-u', '-su', '-sSu', '-ksu', '-sku', '-fsSu', '-fsSLu', '-sSLu', '-iu', '-vu', '-ku', '-Lu'],
    first: /-[a-zA-Z]{0,4}u ?["']?[\w.@+-]{1,20}[\w.@+:-]/y,
    before: /\bcurl (?:[^\n|;\]]* )?$/,
    form: new RegExp(`-(?:[a-zA-Z]{1,4}u ?|u)${personAndWord}`, 'y'),
    certain: false,
  },
  {
    anchors: ['-a '],
    before: /\b(?:https?|xhs?) (?:[^\n|;\]]* )?$/,
    form: new RegExp(`-a ${personAndWord}`, 'y'),
    certain: false,
  },
  {
    anchors: ['--body'],
    before: /\bgh secret set [^\n|;\]]*$/,
    form: new RegExp(`--body[ =]${word}`, 'y'),
    certain: false,
  },
  {
    anchors: ['http-basic.'],
    before: /\b(?:poetry|composer) config [^\n|;\]]*$/,
    form: new RegExp(`http-basic\\.\\S{1,80} \\S{1,80} ${word}`, 'y'),
    certain: true,
  },
  {
    anchors: ['pypi-token.'],
    before: /\bpoetry config [^\n|;\]]*$/,
    form: new RegExp(`pypi-token\\.\\S{1,80} ${word}`, 'y'),
    certain: true,
    kind: 'token',
  },
  {
    anchors: ['FOR '],
    before: /\bPASSWORD $/,
    form: new RegExp(`FOR \\S{1,80} = (?=["'])${word}`, 'y'),
    certain: true,
  },
  { anchors: ['auth '], before: /\bstats $/, form: new RegExp(`auth ${personAndWord}`, 'y'), certain: false },
  {
    anchors: ['AUTH '],
    before: /\d(?:\[\d+\])?> $/,
    form: new RegExp(`AUTH (?:[\\w-]{1,64} (?=\\S))?${word}`, 'y'),
    certain: true,
  },
  {
    anchors: ['SECRET_ID', 'secret_id'],
    before: /(?:^|[\s"'_])$/,
    form: /(?:SECRET_ID|secret_id)["']?(?:[ \t]{0,4}[=:][ \t]{0,4}|[ \t]{1,20})["']?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})/y,
    certain: true,
    kind: 'secret',
  },
];

export const toldSecretRules: readonly Rule[] = rows.map(takenRule);
