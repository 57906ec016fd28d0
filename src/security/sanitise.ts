import { createEscapeFilter } from './sanitise/escapes.ts';
import { createFindings, type Finding } from './sanitise/findings.ts';
import { createHiddenFilter } from './sanitise/hidden.ts';
import { type HashKey, randomKey } from './sanitise/keyedHash.ts';
import { createScan } from './sanitise/scan.ts';
import { createShifts } from './sanitise/shifts.ts';

export type { Finding };

/** Cleans a text that comes in pieces. However it is cut, the pieces that come out make the same text. */
export interface Sanitiser {
  /** What of the text so far is decided; at most a few kilobytes are held back. */
  push(piece: string): string;
  /** The rest. */
  end(): string;
  /** What was found so far. */
  findings(): Finding[];
}

/** Equal secrets get equal labels as long as the process lives, and nobody can work back from a label. */
const processKey = randomKey();

/**
 * Cleans text of tools before the model or the view sees it, in an order in which removing one thing cannot make
 * another: terminal sequences, control characters and hidden Unicode are removed; forged turn and tool markers broken
 * with a visible mark; secrets masked with a short label such as `[secret:github-token#3f2a]`.
 */
export function createSanitiser(key: HashKey = processKey): Sanitiser {
  const findings = createFindings();
  const escapeShifts = createShifts();
  const hiddenShifts = createShifts();
  const escapes = createEscapeFilter(findings, escapeShifts);
  const hidden = createHiddenFilter(
    { ...findings, note: (kind, offset) => findings.note(kind, () => escapeShifts.source(offset())) },
    hiddenShifts,
  );
  const scan = createScan(key, findings, (at) => escapeShifts.source(hiddenShifts.source(at)));
  const clean = (piece: string, last: boolean): string => scan.push(hidden.push(escapes.push(piece, last), last), last);
  return { push: (piece) => clean(piece, false), end: () => clean('', true), findings: findings.list };
}

/** A whole text, and what was found in it. Ordinary text comes back as it is. */
export function inspect(raw: string): { readonly text: string; readonly findings: Finding[] } {
  const sanitiser = createSanitiser();
  const text = sanitiser.push(raw) + sanitiser.end();
  return { text, findings: sanitiser.findings() };
}

export function sanitise(raw: string): string {
  return inspect(raw).text;
}
