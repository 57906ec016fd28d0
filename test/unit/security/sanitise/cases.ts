import { describe, expect, it } from 'vitest';
import { createSanitiser, sanitise } from '../../../../src/security/sanitise.ts';

/** Texts by what they show. In each `*` stands for the secret, and for its label where one is expected. */
export type Tables = Readonly<Record<string, readonly (readonly [shown: string, secret: string, kind: string])[]>>;

/** Character by character. */
export function slowly(raw: string): string {
  const sanitiser = createSanitiser();
  return Array.from(raw, (character) => sanitiser.push(character)).join('') + sanitiser.end();
}

/** Each secret is masked, however the text is cut, and a second cleaning changes nothing. `also`: what is masked with it. */
export function maskEach(tables: Tables, also?: RegExp): void {
  describe.each(Object.entries(tables))('%s', (_, cases) => {
    it.each(cases)('%s', (shown, secret, kind) => {
      const raw = shown.replace('*', () => secret);
      const text = sanitise(raw);
      const expected = also ? shown.replace(also, '') : shown;
      expect(text.replace(/#[0-9a-f]{4}\]/, ']')).toBe(expected.replace('*', `[secret:${kind}]`));
      expect(sanitise(text)).toBe(text);
      expect(slowly(raw)).toBe(text);
    });
  });
}
