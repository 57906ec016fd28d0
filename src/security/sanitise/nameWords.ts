import { ending, endsIn, isWordCharacter, type Place } from './rule.ts';

// Where a word such as `token` or `key` is the name of a secret, and what kind of one.

/** Of keys only these are secret: many programs call ordinary things a key. */
const secretKey = ending(
  /(api|access|private|service_role|nonce|encryption|encrypt|signing|master|account|auth|service|shared|crypt|cipher|admin|storage|app|application|session|hmac|fernet|jwt|cookie|client|webhook|root|subscription|functions|preshared|partner|license|ingestion|deploy|sas|fastly)[_-]?|\b(private|preshared|api|access|secret)[ .]|\b(encryption|signing|master|shared|hmac|jwt|session|cookie)\./i,
);

/** A variable of the environment, `STRIPE_KEY`, whose value must speak for itself. */
const otherKey =
  /(?:^|[\s;"'`])(?!(?:\w*_)?(?:PUBLIC|PUB|CACHE|GPG|PGP|SORT|PRIMARY|PARTITION|FOREIGN|REGISTRY|OBJECT|SITE|ANON|PUBLISHABLE|STORAGE|QUERY)_)[A-Z][A-Z0-9_]{2,40}_KEY[=:]$/;

/** Services whose keys are drawn from digits and letters up to f. */
export const hexKey =
  /(?:AZURE|OPENAI|COGNITIVE|SPEECH|TRANSLATOR|VISION|BING|COSMOS|MAPS|WEATHER|TMDB|NEWS|STEAM|DD|DATADOG|MAILGUN|ALGOLIA|ROLLBAR|BUGSNAG|RAPIDAPI|ETHERSCAN)_(?:[A-Z0-9_]{1,30}_)?$/;

/** Whether what stands before `key` makes it a secret one by itself. */
export function isSecretKey(before: string): boolean {
  return endsIn(secretKey, before);
}

/** True where the letter before says already that no name begins. */
export function isInWord({ text, at, previous }: Place, word: string): boolean {
  return word === 'pass' && /[a-z]/.test(previous) && !/[A-Z]/.test(text.charAt(at)) && !/[bpelnrt]/.test(previous);
}

/** `token` in `authToken` and `auth_token` but not in `tokenizer` or `jsonwebtoken`. */
export function beginsWord({ text, at, previous }: Place, word: string, before: string): boolean {
  // A property that a program is started with.
  if (word !== 'key' && /(?:^|[\s"'])-[DP]$/.test(before)) return true;
  if (word === 'key')
    return endsIn(secretKey, before) || (text.startsWith('KEY', at) && otherKey.test(before + text.slice(at, at + 4)));
  if (word === 'secret' && previous === ':' && /:secretsmanager:[\w-]*:\d*:$/.test(before)) return false;
  // The fingerprint of a public key, in every setting of .NET.
  if (word === 'token' && /public[_-]?key[_-]?$/i.test(before)) return false;
  if (/\bchecksum\/[\w.-]*$/.test(before)) return false;
  if (word === 'salt' && text.charAt(at + 4) !== '=') return true;
  if (word === 'salt' || word === 'pepper') return !isWordCharacter(previous) || previous === '_';
  if (word === '_pat') return /[A-Z]/.test(text.charAt(at + 1));
  if (word === 'pass')
    return (
      !/[a-z]$/.test(before) ||
      /[A-Z]/.test(text.charAt(at)) ||
      /(?:\brequire|db|smtp|ftp|sql|admin|root|user)$/.test(before)
    );
  if (!isWordCharacter(previous)) return true;
  if (/[A-Z]/.test(text.charAt(at)) && /[a-z0-9]/.test(previous)) return true;
  if (word === 'token')
    return /(?:auth|access|refresh|bearer|session|api|bot|id|identity|csrf|xsrf|jwt)$/i.test(before);
  return (
    word.startsWith('pass') ||
    (word === 'pw' && /(?:bind|root)$/.test(before)) ||
    word === 'secret' ||
    /\bmaster$/.test(before)
  );
}

export function labelOf(word: string, before: string): string {
  if (word === '_pat') return 'token';
  if (word === 'pepper') return 'secret';
  if (word.startsWith('p')) return 'password';
  if (word.startsWith('credential')) return 'credential';
  if (word !== 'key') return word;
  secretKey.lastIndex = before.length;
  const [, joined, apart] = secretKey.exec(before) ?? [];
  const owner = (joined ?? apart)?.toLowerCase();
  return owner === 'api' || owner === 'private' || owner === 'access' ? `${owner}-key` : 'key';
}
