import type { Attachment } from '../protocol/events.ts';
import type { SessionDeps } from './turn.ts';

export function cleanAttachment(attachment: Attachment, deps: SessionDeps): Attachment {
  return attachment.text === undefined ? attachment : { ...attachment, text: deps.sanitise(attachment.text) };
}
