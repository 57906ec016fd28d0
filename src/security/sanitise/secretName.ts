// Names of which the whole is at hand, as in a call, a column or what an escape stands behind.

const secretWord =
  /(?:^|[\s_.:$-]|[a-z0-9](?=[A-Z]))(?:(?:[\w.-]{0,30}[_-])?)(pass(?:word|wd|phrase)|pwd|secret|token|credentials?|(?:api|access|secret|private|encryption|signing|master|auth|account|shared)[_-]?key)(?:[_-]?(?:value|string|base64|key))?\d?$/i;
/** Joined without a sign: `dbpassword`, `accesstoken`. */
const joinedWord =
  /(?:^|[^A-Za-z0-9])\w{0,30}(password|passwd|passphrase|secret|apikey|(?:access|auth|bearer|refresh|session|api|bot|csrf)token|(?:secret|access|private)key)$/i;

/** What kind of secret something with this name is, as the label has it; `undefined` where it need not be one. */
export function kindOfName(name: string): 'password' | 'secret' | 'token' | 'credential' | 'key' | undefined {
  if (/public[_-]?key(?:[_-]?token)?$/i.test(name)) return undefined;
  const word = (secretWord.exec(name) ?? joinedWord.exec(name))?.[1]?.toLowerCase();
  if (word === undefined) return undefined;
  if (word.startsWith('p') && !word.startsWith('private')) return 'password';
  if (word.startsWith('credential')) return 'credential';
  if (word.endsWith('key')) return 'key';
  return word.endsWith('token') ? 'token' : 'secret';
}
