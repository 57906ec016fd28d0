import type { Part, SimpleCall } from './analysis.ts';
import type { Finding } from './checks/check.ts';

/** Says whether a simple command may run by itself; `alone` where it is the whole of what is judged, with no redirect. */
export type Allows = (call: SimpleCall, alone: boolean) => boolean;

/**
 * Checks that only say of a program, or of its options, that it is not known to just look. Who allowed exactly this
 * program with these words has answered them. What any other check found (a redirect, a variable that is set, a word that
 * is only known later, a path outside) is not about the program and stays open.
 */
const aboutPrograms: ReadonlySet<number> = new Set([20, 28, 29, 30, 31, 32, 33, 37, 38]);
/** Of a command that is allowed to the letter, also that it runs another one. */
const wrapping = 27;
/** A program that is run by its path. */
const byPath = 12;

/** Parts that may run, every way in which they may come to run. */
export function allowedParts(command: string, parts: readonly Part[], allows: Allows): ReadonlySet<Part> {
  const whole = command.trim();
  const fits = (part: Part, call: SimpleCall): boolean =>
    allows(call, parts.length === 1 && part.text === whole && !call.redirected);
  return new Set(parts.filter((part) => part.calls.length > 0 && part.calls.every((call) => fits(part, call))));
}

/** What is left of the findings once some parts are allowed. Each finding belongs to the innermost part that holds it. */
export function openFindings(
  findings: readonly Finding[],
  parts: readonly Part[],
  allowed: ReadonlySet<Part>,
): readonly Finding[] {
  if (allowed.size === 0) return findings;
  return findings.filter(({ check, at }) => {
    const part = at && innermost(at, parts);
    if (!part || !allowed.has(part)) return true;
    if (check.number === wrapping) return false;
    if (check.number === byPath) return !part.calls.every(({ words }) => words[0]?.text?.includes('/'));
    return !aboutPrograms.has(check.number);
  });
}

function innermost([start, end]: readonly [number, number], parts: readonly Part[]): Part | undefined {
  let found: Part | undefined;
  for (const part of parts) {
    const [from, to] = part.at;
    if (from <= start && end <= to && (!found || to - from < found.at[1] - found.at[0])) found = part;
  }
  return found;
}
