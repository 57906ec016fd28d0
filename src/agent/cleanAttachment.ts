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
  if (attachment.text === undefined) return attachment;
  const text = deps.sanitise(attachment.text);
  const origin = foreignOrigin(attachment);
  return { ...attachment, text: origin === undefined ? text : deps.envelope(text, origin) };
}
