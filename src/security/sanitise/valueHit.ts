import { type Hit, labelStart, type Place } from './rule.ts';
import { isKnownForm } from './secretForms.ts';
import { looksPassword, looksSecret } from './secretValue.ts';

/**
 * The hit of a value of which a name says what it is, where the value looks it. `plain` is the value without what only its
 * place makes of it. One that can be told by itself gets its own label, one that was masked stays.
 */
export function valueHit(
  { text }: Pick<Place, 'text'>,
  from: number,
  value: string,
  kind: string,
  plain = value,
): Hit | undefined {
  if (value === '' || value.includes(labelStart) || isKnownForm(text, from)) return undefined;
  const isSecret = looksSecret(plain, false) || (kind === 'password' && looksPassword(plain));
  return isSecret ? { from, to: from + value.length, kind: `secret:${kind}` } : undefined;
}
