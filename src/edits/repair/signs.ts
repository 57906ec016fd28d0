import { straightQuote } from './characters.ts';
import { escapesIn, parseEscape } from './escapes.ts';
import type { Evidence } from './evidence.ts';
import type { Fold } from './fold.ts';

/** The characters of a text that also have an escaped or a typographic form. */
export interface Signs {
  /** Those that it has as they are. */
  readonly plain: ReadonlySet<string>;
  /** Those that it has in another form. */
  readonly disguised: ReadonlySet<string>;
}

const escapable: ReadonlySet<string> = new Set('"\'`<>&');

export function signsOf({ text, size, starts, lengths }: Fold): Signs {
  const [plain, disguised] = [new Set<string>(), new Set<string>()];
  for (let unit = 0; unit < size; unit++) {
    const [start, length] = [starts[unit] ?? 0, lengths[unit] ?? 0];
    const character = text[start] ?? '';
    if (length === 1) {
      if (escapable.has(character)) plain.add(character);
      if (straightQuote(character) === '"') disguised.add('"');
    } else if (length > 1 && (character === '\\' || character === '&')) {
      const written = parseEscape(text.slice(start, start + length));
      if (written && escapesIn(written).some((name) => name === written.name || name === `&${written.name}`)) {
        disguised.add(written.plain === '\r\n' ? '\n' : written.plain);
      }
    }
  }
  if (/(?<!\\)\n/.test(text)) plain.add('\n');
  if (text.includes('\t')) plain.add('\t');
  return { plain, disguised };
}

/**
 * A character that the new text has in both forms although the old one had it only in the form that had to be undone: the
 * new text is then hardly written like the old one. `undefined` where there is none.
 */
export function mixedSign(evidence: Evidence, old: Signs, fresh: Signs): string | undefined {
  const undone = [...evidence.undone].flatMap((name) => characterOf[name] ?? []);
  const quotes = [...evidence.straightened].some(([from, to]) => straightQuote(from) === '"' && to.has('"'));
  return [...undone, ...(quotes ? ['"'] : [])].find(
    (one) => fresh.plain.has(one) && fresh.disguised.has(one) && !old.plain.has(one),
  );
}

/** The character that an escape stands for, where its plain form means something else. */
const characterOf: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\n',
  t: '\t',
  '"': '"',
  "'": "'",
  '`': '`',
  '&lt': '<',
  '&gt': '>',
  '&amp': '&',
  '&quot': '"',
  '&apos': "'",
};
