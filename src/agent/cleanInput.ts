import type { Attachment } from '../protocol/events.ts';
import type { SystemPrompt } from './ports.ts';
import type { SessionDeps } from './turn.ts';

/** Instructions of the project and names of the machine stand in the dynamic part: what others wrote, as in a file. */
export async function cleanPrompt(deps: SessionDeps): Promise<SystemPrompt> {
  const { fixed, dynamic } = await deps.prompt();
  return { fixed, dynamic: deps.sanitise(dynamic) };
}

export function cleanAttachment(attachment: Attachment, deps: SessionDeps): Attachment {
  return attachment.text === undefined ? attachment : { ...attachment, text: deps.sanitise(attachment.text) };
}
