import type { ReactNode } from 'react';
import type { ImageBlock } from '../../src/protocol/content.ts';
import type { Attachment } from '../../src/protocol/events.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import { attachmentLabel } from './UserMessage.tsx';

interface Props {
  readonly attachments: readonly Attachment[];
  readonly images: readonly ImageBlock[];
  readonly onRemoveAttachment: (index: number) => void;
  readonly onRemoveImage: (index: number) => void;
}

/** What goes with the message that is being written; each can be taken out again. */
export function Attachments({ attachments, images, onRemoveAttachment, onRemoveImage }: Props): ReactNode {
  if (attachments.length + images.length === 0) return null;
  return (
    <div className="chips composerChips">
      {attachments.map((attachment, index) => {
        const name = attachmentLabel(attachment);
        return (
          <span className="chip" key={`${attachment.path}:${attachment.firstLine ?? ''}`} title={attachment.path}>
            <Icon name="file" />
            <span className="chipText">{name}</span>
            <Remove name={name} onRemove={() => onRemoveAttachment(index)} />
          </span>
        );
      })}
      {images.map((image, index) => {
        const name = t('composer.image', { number: index + 1 });
        return (
          <span className="chip" key={`${image.data.length}:${image.data.slice(0, 64)}`}>
            <img className="chipImage" src={`data:${image.mediaType};base64,${image.data}`} alt={name} />
            <Remove name={name} onRemove={() => onRemoveImage(index)} />
          </span>
        );
      })}
    </div>
  );
}

function Remove({ name, onRemove }: { readonly name: string; readonly onRemove: () => void }): ReactNode {
  const label = t('composer.remove', { name });
  return (
    <button type="button" className="chipRemove" aria-label={label} title={label} onClick={onRemove}>
      <Icon name="close" />
    </button>
  );
}
