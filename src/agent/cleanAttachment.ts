import type { Attachment } from '../protocol/mentions.ts';
import type { SessionDeps } from './turn.ts';

/** Attachments whose text may have been written by others: what programs print, and what was read in another session. */
const foreign: Partial<Record<NonNullable<Attachment['kind']>, string>> = {
  terminal: 'output of a terminal',
  session: 'an earlier session',
};

/** Where the text of an attachment comes from, when nobody in this project need have written it. */
export function foreignOrigin({ kind, text }: Attachment): string | undefined {
  return text === undefined || kind === undefined ? undefined : foreign[kind];
}

export function cleanAttachment(attachment: Attachment, deps: Pick<SessionDeps, 'sanitise' | 'envelope'>): Attachment {
  const { name, text: given } = attachment;
  // The name may come from a file or an earlier session too, and stands before the text on one line.
  const named = name === undefined ? attachment : { ...attachment, name: deps.sanitise(name).replace(/\s+/g, ' ') };
  if (given === undefined) return named;
  const text = deps.sanitise(given);
  const origin = foreignOrigin(attachment);
  return { ...named, text: origin === undefined ? text : deps.envelope(text, origin) };
}
