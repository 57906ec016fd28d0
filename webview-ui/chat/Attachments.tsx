import { type ReactNode, useEffect } from 'react';
import type { ImageBlock } from '../../src/protocol/content.ts';
import type { Attachment, MentionSize } from '../../src/protocol/mentions.ts';
import { formatTokens } from '../amounts.ts';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Icon } from '../ui.tsx';
import { attachmentLabel } from './attachmentLabel.ts';
import { attachmentLimit, keyOf, kindIcons } from './mention.ts';

interface Props {
  readonly attachments: readonly Attachment[];
  readonly images: readonly ImageBlock[];
  /** By `keyOf`, as far as the host has told. */
  readonly sizes: Readonly<Record<string, MentionSize>>;
  /** Tokens that are still free in the model's window; 0 where that is not known. */
  readonly room: number;
  /** An image is still being read. */
  readonly reading: boolean;
  /** The name of the model where it cannot see the images. */
  readonly blind: string | undefined;
  readonly onModel: () => void;
  readonly onRemoveAttachment: (index: number) => void;
  readonly onRemoveImage: (index: number) => void;
}

/** What goes with the message that is being written, and how much it adds; each can be looked at and taken out again. */
export function Attachments(props: Props): ReactNode {
  const { attachments, images, reading, sizes, room, blind, onModel, onRemoveAttachment, onRemoveImage } = props;
  const wanted = attachments.map(keyOf).join();
  useEffect(() => {
    if (attachments.length === 0) return;
    const timer = setTimeout(() => post({ type: 'measure', attachments: attachments.slice(0, attachmentLimit) }), 150);
    return () => clearTimeout(timer);
  }, [wanted]);
  if (attachments.length + images.length === 0 && !reading) return null;
  const total = attachments.reduce((sum, one) => sum + (sizes[keyOf(one)]?.tokens ?? 0), 0);
  const large = room > 0 && total > room / 2;
  const refused = attachments.flatMap((one) => {
    const problem = sizes[keyOf(one)]?.problem;
    return problem === undefined ? [] : [{ key: keyOf(one), text: `${attachmentLabel(one)}: ${problem}` }];
  });
  return (
    <div className="chips composerChips">
      {attachments.map((attachment, index) => (
        <Chip
          key={keyOf(attachment)}
          attachment={attachment}
          size={sizes[keyOf(attachment)]}
          onRemove={() => onRemoveAttachment(index)}
        />
      ))}
      {images.map((image, index) => {
        const name = t('composer.image', { number: index + 1 });
        return (
          <span className={`chip ${blind === undefined ? '' : 'chipProblem'}`} key={`${index} ${image.data.length}`}>
            <img className="chipImage" src={`data:${image.mediaType};base64,${image.data}`} alt={name} />
            <Remove name={name} onRemove={() => onRemoveImage(index)} />
          </span>
        );
      })}
      {reading ? (
        <span className="chip" role="status">
          <Icon name="loading" spin />
          {t('image.reading')}
        </span>
      ) : null}
      {blind === undefined ? null : (
        <span className="chipReason" role="alert">
          <Icon name="error" />
          {t('image.unseen', { model: blind })}{' '}
          <button type="button" className="textButton" onClick={onModel}>
            {t('status.noModel')}
          </button>
        </span>
      )}
      {refused.map(({ key, text }) => (
        <span className="chipReason" role="alert" key={key}>
          <Icon name="error" />
          {text}
        </span>
      ))}
      {total > 0 && (attachments.length > 1 || large) ? (
        <span className={`chipTotal ${large ? 'warns' : 'quiet'}`} role={large ? 'alert' : undefined}>
          {large ? <Icon name="warning" /> : null}
          {t(large ? 'mention.large' : 'mention.total', { tokens: formatTokens(total), room: formatTokens(room) })}
        </span>
      ) : null}
    </div>
  );
}

interface ChipProps {
  readonly attachment: Attachment;
  readonly size: MentionSize | undefined;
  readonly onRemove: () => void;
}

function Chip({ attachment, size, onRemove }: ChipProps): ReactNode {
  const name = attachmentLabel(attachment);
  const { tokens, problem } = size ?? {};
  const amount = tokens === undefined || tokens === 0 ? '' : formatTokens(tokens);
  return (
    <span className={`chip ${problem ? 'chipProblem' : ''}`}>
      <button
        type="button"
        className="chipOpen"
        title={problem ?? t('mention.open', { name: attachment.path || name })}
        onClick={() => post({ type: 'openAttachment', attachment })}
      >
        <Icon name={problem ? 'error' : kindIcons[attachment.kind ?? 'file']} />
        <span className="chipText">{name}</span>
        {amount === '' ? null : (
          <>
            <span className="hidden">{t('mention.size', { tokens: amount })}</span>
            <span className="chipSize" aria-hidden="true">
              {amount}
            </span>
          </>
        )}
      </button>
      <Remove name={name} onRemove={onRemove} />
    </span>
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
