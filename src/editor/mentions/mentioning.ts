import { type Disposable, l10n } from 'vscode';
import { type SeenFile, ToolError } from '../../agent/tool.ts';
import type { Attachment } from '../../protocol/mentions.ts';
import { warn } from '../notify.ts';
import { registerReadOnlyDocument } from '../readOnlyDocument.ts';
import { createMentions, type MentionPorts, type Mentions } from './mentions.ts';

/** Mentions as the chat uses them. */
export interface Mentioning extends Pick<Mentions, 'find' | 'measure'>, Disposable {
  /** Reads everything that goes with a message. What cannot go with it is left out, and the person is told why. */
  collect(attachments: readonly Attachment[]): Promise<{ attachments: Attachment[]; seen: SeenFile[] }>;
  /** Opens what would be sent of an attachment now, to the letter. */
  open(attachment: Attachment): Promise<void>;
}

export function registerMentioning(ports: () => Promise<MentionPorts>): Mentioning {
  const { find, measure, collect } = createMentions(ports);
  let opened: Attachment | undefined;
  const document = registerReadOnlyDocument('belay-attachment', `${l10n.t('Attached')}.txt`, async () => {
    if (!opened) return '';
    const { text } = (await collect(opened)).attachment;
    return text ?? l10n.t('Belay is told of this file, and reads it when it needs it.');
  });

  return {
    find,
    measure,
    async collect(wanted) {
      const attachments: Attachment[] = [];
      const seen: SeenFile[] = [];
      for (const one of wanted) {
        try {
          const found = await collect(one);
          attachments.push(found.attachment);
          if (found.seen) seen.push(found.seen);
        } catch (error) {
          if (!(error instanceof ToolError)) throw error;
          warn(l10n.t('{0} did not go with your message: {1}', one.name ?? one.path, error.message));
        }
      }
      return { attachments, seen };
    },
    async open(attachment) {
      // So that what is wrong with it is said, and not drawn into an empty document.
      await collect(attachment);
      opened = attachment;
      await document.open();
    },
    dispose: () => document.dispose(),
  };
}

/** An attachment as it is put into a message anew: with its text only where that was fixed when it was chosen. */
export function forDraft({ text, ...attachment }: Attachment): Attachment {
  const { kind, firstLine } = attachment;
  const fixed = kind === 'selection' || (kind === undefined && firstLine !== undefined);
  return fixed && text !== undefined ? { ...attachment, text } : attachment;
}
