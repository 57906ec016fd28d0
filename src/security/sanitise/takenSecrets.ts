import { placeholder } from './placedSecrets.ts';
import { isCut, isShortOf, labelStart, matchAt, type Place, type Rule } from './rule.ts';
import { isKnownForm } from './secretForms.ts';
import { looksPassword, looksSecret } from './secretValue.ts';

// Values that a program, a statement or a file takes as a secret, because of the place where they stand.

/**
 * A password where a program or a statement takes one. `before` is what must stand before the anchor, without a `]`, which
 * may end what was masked: of the text before that nothing is known.
 */
export interface Taken {
  readonly anchors: readonly string[];
  /** For anchors that are in many words: see `Rule`. */
  readonly first?: RegExp;
  readonly before: RegExp;
  /** Its last group is the password. */
  readonly form: RegExp;
  /** The place is for nothing else, so that short words count as well. */
  readonly certain: boolean;
  /** It may go on over the ends of lines, for so many characters. */
  readonly over?: number;
  /** What it is, where it is no password. */
  readonly kind?: 'password' | 'key' | 'token' | 'secret';
}

/** Of a person: with a small letter, which names of protocols are without. */
const person = String.raw`(?=[^\s:]{0,63}[a-z])[\w.@+-]{1,64}:`;
const bareWord = `["']?([!#-&(-;=?-Z^_a-~]{4,256})`;
/** Up to the quote that it began with, or without most brackets. */
export const word = `(?:"([!#-~]{4,256})(?=")|'([!-&(-~]{4,256})(?=')|${bareWord})`;
export const personAndWord = `(?:"${person}([!#-~]{4,256})(?=")|'${person}([!-&(-~]{4,256})(?=')|["']?${person}${bareWord})`;

/** To these programs it is a person and a group, or no person at all. */
const notGroup =
  /^(?![\s\S]*\b(?:docker|podman|nerdctl|compose|sort|sudo|chroot|setpriv|systemd-run|su-exec|gosu|socat)\b[^\n|;&]*$)[\s\S]*\s$/;

const identified = new RegExp(
  `identified[ \\t]{1,4}(?:with[ \\t]{1,4}\\S{1,64}[ \\t]{1,4})?(?:by|as)[ \\t]{1,4}(?:password[ \\t]{1,4})?(?=["'])${word}`,
  'iy',
);

const taken: readonly Taken[] = [
  { anchors: ['-u ', '-U '], before: notGroup, form: new RegExp(`-[uU] {1,2}${personAndWord}`, 'y'), certain: false },
  {
    anchors: ['--user', '--proxy-user'],
    before: notGroup,
    form: new RegExp(`--(?:proxy-)?user[ =]${personAndWord}`, 'y'),
    certain: false,
  },
  {
    anchors: ['-p '],
    before:
      /\b(?:sshpass|(?:docker|podman|nerdctl|buildah|az|oc|helm registry|oras|crane auth) login|nuget (?:add|update) source|cqlsh|beeline|twine upload|vsce publish|ovsx publish|conan (?:user|remote login)|mongo(?:sh|dump|restore|export|import)?) (?:[^\n|;\]]* )?$/,
    form: new RegExp(`-p {1,2}${word}`, 'y'),
    certain: true,
  },
  {
    anchors: ['-a '],
    before: /\bredis-cli (?:[^\n|;\]]* )?$/,
    form: new RegExp(`-a {1,2}${word}`, 'y'),
    certain: true,
  },
  {
    anchors: ['-P '],
    before: /\b(?:zip|unzip|sqlcmd|bcp|ipmitool) (?:[^\n|;\]]* )?$/,
    form: new RegExp(`-P {1,2}${word}`, 'y'),
    certain: true,
  },
  {
    anchors: ['-w '],
    before: /\bldap(?:search|modify|add|delete|passwd|whoami|compare) (?:[^\n|;\]]* )?$/,
    form: new RegExp(`-w {1,2}${word}`, 'y'),
    certain: true,
  },
  {
    anchors: ['-storepass', '-keypass', '-srcstorepass', '-srckeypass', '-deststorepass', '-destkeypass'],
    before: /\s$/,
    form: new RegExp(`-(?:src|dest)?(?:store|key)pass {1,2}${word}`, 'y'),
    certain: false,
  },
  {
    anchors: ['pass:'],
    before: /-pass(?:in|out)? {1,2}["']?$/,
    form: new RegExp(`pass:${word}`, 'y'),
    certain: false,
  },
  {
    anchors: ['-b ', '--cookie'],
    before: /\bcurl (?:[^\n|;\]]* )?$/,
    form: /(?:-b|--cookie)[ =]{1,2}["']?[\w.-]{1,64}=([\w%.+/~-]{8,512}={0,2})/y,
    certain: false,
  },
  {
    anchors: ['IDENTIFIED'],
    before: /(?:^|\s)$/,
    form: identified,
    certain: true,
  },
  // In small letters it is a word of sentences.
  {
    anchors: ['identified'],
    before: /\b(?:user|role|grant)\b[^\n;\]]*\s$/,
    form: identified,
    certain: true,
  },
  {
    anchors: ['PASSWORD('],
    before: /\bPASSWORD\b[^\n;\]]*= ?$/,
    form: /PASSWORD\(["']([!#-&(-;=?-Z^_a-~]{4,256})/y,
    certain: true,
  },
  {
    anchors: ['sqlplus ', 'oracle:thin:'],
    before: /(?:^|[\s:"'=/])$/,
    form: /(?:sqlplus (?:-\w{1,2} )?|oracle:thin:)[\w.]{1,64}\/(?!tiger@)([!#-&(-;=?A-Z^_a-~]{4,256})(?=@)/y,
    certain: true,
  },
  {
    anchors: ['-U ', '-u '],
    before: /\b(?:smbclient|rpcclient|net|lftp) (?:[^\n|;\]]* )?$/,
    form: /-[Uu] {1,2}["']?[\w.\\-]{1,64}[%,]([!#-&(-;=?-Z^_a-~]{4,256})/y,
    certain: true,
  },
  {
    anchors: ['-k '],
    before: /\b(?:openssl (?:enc|aes)|nuget push)[^\n|;\]]* $/,
    form: new RegExp(`-k {1,2}${word}`, 'y'),
    certain: true,
  },
  {
    anchors: ['htpasswd '],
    before: /(?:^|[\s/"'`])$/,
    form: /htpasswd (?:-\w{1,8} ){0,3}-\w{0,4}b\w{0,4} (?:-\w{1,8} ){0,3}\S{1,128} \S{1,64} ["']?([!#-&(-;=?-Z^_a-~]{4,256})/y,
    certain: true,
  },
  {
    anchors: ['--from-literal'],
    before: /\s$/,
    form: /--from-literal[= ]["']?[\w.-]{1,128}=([!#-&(-;=?-Z^_a-~]{4,256})/y,
    certain: false,
  },
  {
    anchors: ['ogin '],
    before: /\bvault l$/,
    form: /ogin (?:-[\w=-]{1,40} ){0,4}["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w.-]{20,200})/y,
    certain: true,
  },
  {
    anchors: ['authtoken '],
    before: /\bngrok (?:config )?(?:add-)?$/,
    form: /authtoken ["']?([\w-]{20,128})/y,
    certain: true,
  },
  // A program for files in clouds takes the names of its settings and their values one behind another.
  {
    anchors: ['secret_access_key '],
    before: /\s$/,
    form: new RegExp(`secret_access_key ${word}`, 'y'),
    certain: false,
  },
  {
    anchors: ['pass '],
    before: /\brclone (?:config|obscure) (?:[^\n|;\]]* )?$/,
    form: new RegExp(`pass ${word}`, 'y'),
    certain: true,
  },
  // With this a machine joins a cluster of Kubernetes.
  {
    anchors: ['--token'],
    before: /\s$/,
    form: /--token[ =]((?!abcdef\.)[a-z0-9]{6}\.(?=[a-z]{0,15}\d)[a-z0-9]{16})(?![\w.])/y,
    certain: true,
  },
  // A person and their password for a registry of packages, perhaps in base64.
  {
    anchors: ['npmAuthIdent'],
    before: /(?:^|[\s"'])$/,
    form: /npmAuthIdent["']?:[ \t]{1,4}["']?(?:[\w.@+-]{1,64}:|(?![\w.@+-]{1,64}:))([!#-&(-;=?-Z^_a-~]{4,256})/y,
    certain: true,
  },
  // A line of .pgpass: host, port, database, user, password.
  {
    anchors: [':5432:', ':5433:', ':5434:', ':6432:', ':6543:', ':15432:', ':25060:', ':26257:', ':*'],
    before: /(?:^|\n)[\w.*-]{1,64}$/,
    form: /:(?:\d{4,5}|\*):[^:\s]{1,64}:[^:\s]{1,64}:([!#-&(-9;=?-Z^_a-~]{4,256})(?=\r?\n|$)/y,
    certain: true,
  },
  {
    anchors: ['PHPSESSID', 'JSESSIONID', 'sessionid', 'session_id', 'SessionId', '.sid=', 'session=', 'sid='],
    before: /(?:[Cc]ookie: ?|[; \t{(,"'])[\w.-]*$/,
    form: /[\w.]{3,12}(?:=|\t|\\?["'](?::|,) ?\\?["'])(?:s%3A)?([\w%.+/~-]{16,400})/y,
    certain: false,
  },
];

/** Joined to its option, which by itself is no anchor: too many words have it in them. */
const joinedRule: Rule = {
  anchors: ['mysql', 'mariadb', 'sshpass', '7z', 'unrar '],
  judge(place) {
    if (isCut(place, takenLength)) return 'more';
    const value = lastGroup(joined, place);
    if (value === undefined || value.includes('[secret:') || !isWritten(value)) return undefined;
    // Words such as `-ports` and `-purge` are other options.
    if (!/[A-Z0-9!@#$%^&*+=?~]/.test(value)) return undefined;
    const to = joined.lastIndex;
    return { from: to - value.length, to, kind: 'secret:password' };
  },
};
const clients =
  '(?:mysql(?:dump|admin|import|check|show|slap|sh|pump|binlog|_[a-z_]{1,20})?|mariadb(?:-[a-z]{4,8})?|sshpass|7z[azr]?|unrar)(?![\\w-])';
const joined = new RegExp(String.raw`${clients}(?: [^\n|;\]]{0,100}?)?? -p${word}`, 'y');

export function takenRule({ anchors, first, before, form, certain, over = 0, kind = 'password' }: Taken): Rule {
  return {
    anchors,
    first,
    judge(place) {
      if (!before.test(place.behind())) return undefined;
      if (isCut(place, takenLength) || isShortOf(place, over)) return 'more';
      const value = lastGroup(form, place);
      if (value === undefined) return undefined;
      const to = form.lastIndex;
      const from = to - value.length;
      if (isKnownForm(place.text, from)) return undefined;
      // The header of a private key has a rule of its own; what was masked was judged with what stands before it.
      if (value.includes(labelStart) || value.includes('-----') || place.text.startsWith(labelStart, to))
        return undefined;
      if (/^[\w.:]+\(/.test(value) && (value.endsWith(')') || !isQuoted(place.text, from, to))) return undefined;
      const isSecret = certain ? isWritten(value) : looksPassword(value) || looksSecret(value, false);
      return isSecret ? { from, to, kind: `secret:${kind}` } : undefined;
    },
  };
}
const takenLength = 480;

function isQuoted(text: string, from: number, to: number): boolean {
  const quote = text.charAt(to);
  return (quote === '"' || quote === "'") && text.charAt(from - 1) === quote;
}

/** The group that a form matched: of the ways to quote a word one has it. */
function lastGroup(form: RegExp, place: Place): string | undefined {
  return matchAt(form, place)
    ?.slice(1)
    .findLast((group) => group !== undefined);
}

/** True of what somebody wrote out, rather than a name of where to take it from or a word of a manual. */
export function isWritten(value: string): boolean {
  return !placeholder.test(value) && !/^(?:[<$%{([]|-)|^(?:your|my|the)[-_]|^[A-Z_]+$|\.\.\./.test(value);
}

export const takenSecretRules: readonly Rule[] = [...taken.map(takenRule), joinedRule];
