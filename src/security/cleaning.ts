import type { Cleaning, Log } from '../agent/ports.ts';
import { envelope } from './envelope.ts';
import { createSanitiser, type Finding, type Sanitiser } from './sanitise.ts';

/** What programs print all the time, and no reason for a line in the log. */
const ordinary: ReadonlySet<string> = new Set(['escape', 'control']);

/** Cleaning as a session needs it. What was found beyond colours goes to the log, without the text. */
export function createCleaning({ log, newId }: { readonly log: Log; newId(): string }): Cleaning {
  const report = (sanitiser: Sanitiser): void => {
    const found = sanitiser.findings().filter(({ kind }) => !ordinary.has(kind));
    if (found.length > 0) log.info(`cleaned a text: ${found.map(inWords).join(', ')}`);
  };
  return {
    sanitise(text) {
      const sanitiser = createSanitiser();
      const clean = sanitiser.push(text) + sanitiser.end();
      report(sanitiser);
      return clean;
    },
    sanitiseStream: () => createSanitiser(),
    envelope: (text, origin) => envelope(text, origin, newId()),
  };
}

function inWords({ kind, count, first }: Finding): string {
  return `${count} × ${kind} (the first at ${first})`;
}
