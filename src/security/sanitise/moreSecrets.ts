import type { Rule } from './rule.ts';
import { type Taken, takenRule, word } from './takenSecrets.ts';

// Values of settings and programs whose names are of their own.

const uuid = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`;
const signs = '[!#-&(-;=?-Z^_a-~]';
const assigned = String.raw`\\?["']?[ \t]{0,4}(?:=>|[:=])[ \t]{0,4}\\?["']?`;

const rows: readonly Taken[] = [
  // An alert is sent with these, and whoever has one can send more.
  {
    anchors: ['outing_key', 'outingKey', 'ntegration_key', 'ntegrationKey', 'OUTING_KEY', 'NTEGRATION_KEY'],
    before: /[rRiI]$/,
    form: new RegExp(`[a-zA-Z]{6,10}_?(?:key|Key|KEY)${assigned}([0-9a-f]{32}|R[A-Z0-9]{31})(?![\\w-])`, 'y'),
    certain: true,
    kind: 'key',
  },
  {
    anchors: ['license', 'LICENSE'],
    before: /new[_.-]?relic[._-]$/i,
    form: new RegExp(`(?:license|LICENSE)${assigned}([0-9a-f]{36,64}(?:NRAL)?)(?!\\w)`, 'y'),
    certain: true,
    kind: 'key',
  },
  {
    anchors: ['bearer', 'Bearer', 'BEARER'],
    first: /bearer(?:_token)?\\?["']?[ \t]{0,4}[:=]/iy,
    before: /(?:^|[\s"'_.{,(-])$/,
    form: new RegExp(`bearer${assigned}(?:\\{\\s{0,20}"[\\w.-]{1,80}": ?")?([\\w.~+/=-]{16,512})`, 'iy'),
    certain: false,
    kind: 'token',
  },
  {
    anchors: ['otp_seed', 'otpSeed', 'OTP_SEED', 'otp_secret'],
    before: /(?:^|[^a-z])t?$/i,
    form: new RegExp(`otp_?(?:seed|secret)${assigned}([A-Za-z2-7]{16,64})(?!\\w)`, 'iy'),
    certain: true,
    kind: 'secret',
  },
  {
    anchors: ['SecretID: '],
    before: /(?:^|\n)[ \t]*$/,
    form: new RegExp(`SecretID: {1,20}(${uuid})`, 'y'),
    certain: true,
    kind: 'secret',
  },
  // A person and their password for a server of packages.
  {
    anchors: ['BUNDLE_'],
    before: /(?:^|[\s"'])$/,
    form: new RegExp(`BUNDLE_[A-Z0-9_]{1,80}${assigned}[\\w.@+-]{1,64}:(${signs}{8,256})`, 'y'),
    certain: false,
  },
  {
    anchors: ['-t ', '--token '],
    before: /\bcodecov [^\n|;\]]*$/,
    form: new RegExp(`(?:-t|--token) (${uuid})`, 'y'),
    certain: true,
    kind: 'token',
  },
  {
    anchors: ['auth '],
    before: /\bsnyk $/,
    form: new RegExp(`auth (${uuid})`, 'y'),
    certain: true,
    kind: 'token',
  },
  {
    anchors: ['-setcookie '],
    before: /(?:^|\s)$/,
    form: new RegExp(`-setcookie ["']?(${signs}{8,128})`, 'y'),
    certain: false,
    kind: 'secret',
  },
  // As the audit of Linux writes down what was started.
  {
    anchors: ['="-p'],
    before: /\ba0="(?:mysql|mariadb|sshpass)\w*"[^\n\]]*\ba\d$/,
    form: /="-p([!#-~]{4,256})(?=")/y,
    certain: false,
  },
  // Secrets of IPsec.
  {
    anchors: ['PSK ', 'EAP ', 'XAUTH ', 'NTLM '],
    before: /(?:^|\n)[^\n\]]*: $/,
    form: /[A-Z]{3,5} "(?![vV]al(?:ue)?=|content=)([!#-~]{4,256})(?=")/y,
    certain: true,
  },
  // What postfix signs in with elsewhere.
  {
    anchors: ['static:'],
    before: /password_maps = $/,
    form: new RegExp(`static:[^\\s:]{1,64}:(${signs}{4,256})(?=\\s|$)`, 'y'),
    certain: true,
  },
  {
    anchors: [']:587 ', ']:465 ', ']:25 ', ']:587\t', ']:465\t'],
    before: /(?:^|\n)\[[\w.-]{1,80}$/,
    form: new RegExp(`\\]:\\d{2,3}[ \\t]{1,8}[^\\s:]{1,80}:(${signs}{4,256})(?=\\s|$)`, 'y'),
    certain: true,
  },
  // As the cloud of Amazon keeps parameters.
  {
    anchors: ['SecureString'],
    before: /["'\t]$/,
    form: new RegExp(
      `SecureString(?:\\t|",?\\s{1,40}"?[vV]alue"?\\s{0,8}[=:]\\s{0,4}")(${signs}{8,512})(?=[\\s"])`,
      'y',
    ),
    certain: false,
    over: 120,
    kind: 'secret',
  },
  {
    anchors: ['asana', 'ASANA', 'Asana'],
    first: /asana[\w. -]{0,26}[\w. "':=-]/iy,
    before: /(?:^|[^A-Za-z])$/,
    form: new RegExp(`asana[\\w. -]{0,30}${assigned}(\\d/\\d{10,20}/\\d{10,20}:[0-9a-f]{32})(?!\\w)`, 'iy'),
    certain: true,
    kind: 'token',
  },
  // What a script types where it is asked.
  {
    anchors: ['send '],
    before: /assword:?\*?["}]\s{1,20}\{?\s{0,20}$/,
    form: /send (?:-- )?"([^\s"\\]{4,128})(?=\\r)/y,
    certain: true,
  },
  {
    anchors: ['PASS '],
    before: /(?:^|[\s">])$/,
    form: /PASS ([!#-[\]-~]{4,128})(?=\\r\\n)/y,
    certain: true,
  },
  {
    anchors: ['AUTH '],
    before: /(?:^|[\s">])$/,
    form: /AUTH (?:PLAIN|LOGIN) ((?=[A-Z0-9+/]{0,60}[a-z])[A-Za-z0-9+/]{8,512}={0,2})(?![\w+/=])/y,
    certain: true,
  },
  {
    anchors: ['${1:-', '${2:-', '${3:-'],
    before: /(?:pass(?:word|wd)?|pwd|pw|token|secret|key)["']?[=:] ?["']?$/i,
    form: /\$\{\d:-["']?([!#-&(-|~]{8,256})(?=["']?\})/y,
    certain: false,
  },
  // The key of a service of weather, of trips.
  {
    anchors: ['appid=', 'app_key='],
    before: /[?&]$/,
    form: /app(?:id|_key)=([0-9a-f]{32})(?!\w)/y,
    certain: true,
    kind: 'key',
  },
  // Words that a wallet is made from again, of a list that wallets share.
  {
    anchors: ['nemonic', 'NEMONIC', 'phrase', 'Phrase', 'PHRASE'],
    before: /(?:^|[^a-z])m$|(?:seed|recovery|backup)[ _-]?$/i,
    form: new RegExp(
      `[a-zA-Z]{6,7}${assigned}(?!test test )((?:[a-z]{3,8} ){11}(?:(?:[a-z]{3,8} ){3}){0,4}[a-z]{3,8})(?=["'\\s.]|$)`,
      'y',
    ),
    certain: true,
    kind: 'secret',
  },
  // A column of pairs, and the foreign server of a database.
  {
    anchors: ['password '],
    before: /\bOPTIONS \((?:\w{1,20} '[^'\n\]]{0,20}', ?){0,3}$/,
    form: new RegExp(`password (?=')${word}`, 'y'),
    certain: true,
  },
];

export const moreSecretRules: readonly Rule[] = rows.map(takenRule);
