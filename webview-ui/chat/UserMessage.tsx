import { memo, type ReactNode, useContext } from 'react';
import type { UserItem } from '../../src/protocol/transcriptItems.ts';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';
import { attachmentLabel } from './attachmentLabel.ts';
import { MessageActionsContext } from './goingBack.ts';
import { keyOf, kindIcons } from './mention.ts';

export const UserMessage = memo(function UserMessage({ item }: { readonly item: UserItem }): ReactNode {
  return (
    <article className="userMessage" aria-label={t('user.label')}>
      <Actions item={item} />
      {item.steering ? (
        <div className="quiet steering">
          <Icon name="reply" /> {t('user.steering')}
        </div>
      ) : null}
      <div className="userText">{item.text}</div>
      {item.attachments.length + item.images.length > 0 ? (
        <div className="chips">
          {item.attachments.map((one) => (
            <button
              type="button"
              className="chip"
              key={keyOf(one)}
              title={
                isFile(one) ? t('user.openFile', { path: one.path }) : t('mention.open', { name: attachmentLabel(one) })
              }
              onClick={() =>
                isFile(one)
                  ? post({ type: 'openFile', path: one.path, ...(one.firstLine ? { line: one.firstLine } : {}) })
                  : post({ type: 'openAttachment', attachment: one })
              }
            >
              <Icon name={kindIcons[one.kind ?? 'file']} />
              <span className="chipText">{attachmentLabel(one)}</span>
            </button>
          ))}
          {item.images.map((image, index) => (
            <img
              key={`${image.data.length}:${image.data.slice(0, 64)}`}
              className="thumb"
              src={`data:${image.mediaType};base64,${image.data}`}
              alt={t('user.image', { number: index + 1 })}
            />
          ))}
        </div>
      ) : null}
    </article>
  );
});

/** Going back and forking: quiet until the pointer or the keyboard is at the message. */
function Actions({ item }: { readonly item: UserItem }): ReactNode {
  const actions = useContext(MessageActionsContext);
  if (!actions) return null;
  return (
    <div className="messageActions">
      <Button kind="icon" icon="discard" label={t('user.restore')} onPress={() => actions.restore(item)} />
      <Button kind="icon" icon="repo-forked" label={t('user.fork')} onPress={() => actions.fork(item.id)} />
    </div>
  );
}

/** What can be opened as a file; the others are opened as the text that was sent. */
function isFile({ kind = 'file' }: UserItem['attachments'][number]): boolean {
  return kind === 'file' || kind === 'symbol' || kind === 'selection';
}
