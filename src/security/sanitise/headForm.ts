import { matchAt, type Place } from './rule.ts';

/** What may follow a name, and the characters that it can begin with: most of what does follow begins none. */
export interface HeadForm {
  readonly form: RegExp;
  readonly starts: Uint8Array;
}

export function formOf(starts: string, form: RegExp): HeadForm {
  return { form, starts: tableOf(starts) };
}

/** Of characters of ASCII: 1 for those that are named. */
export function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (let at = 0; at < characters.length; at++) table[characters.charCodeAt(at)] = 1;
  return table;
}

/** Beyond ASCII only spaces begin any, and are tried. */
export function matchForm({ form, starts }: HeadForm, place: Place, offset: number): RegExpExecArray | null {
  return starts[place.text.charCodeAt(place.at + offset)] === 0 ? null : matchAt(form, place, offset);
}
