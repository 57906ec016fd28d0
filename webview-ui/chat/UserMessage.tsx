import { memo, type ReactNode, useContext } from 'react';
import type { Attachment } from '../../src/protocol/events.ts';
import type { UserItem } from '../../src/protocol/transcriptItems.ts';
import { post } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';
import { MessageActionsContext } from './goingBack.ts';

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
              key={`${one.path}:${one.firstLine ?? ''}:${one.lastLine ?? ''}`}
              title={t('user.openFile', { path: one.path })}
              onClick={() =>
                post({ type: 'openFile', path: one.path, ...(one.firstLine ? { line: one.firstLine } : {}) })
              }
            >
              <Icon name="file" />
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

/** File name, with the lines where only a part is meant. */
export function attachmentLabel(attachment: Attachment): string {
  const { path, firstLine, lastLine } = attachment;
  const name = path.split(/[/\\]/).at(-1) ?? path;
  if (firstLine === undefined) return name;
  if (lastLine === undefined || lastLine === firstLine) return `${name}, ${t('user.line', { first: firstLine })}`;
  return `${name}, ${t('user.lines', { first: firstLine, last: lastLine })}`;
}
