import { memo, type ReactNode, useContext } from 'react';
import type { Thumb } from '../../src/protocol/promptChoice.ts';
import type { EndedItem, NoticeItem, UndoneItem } from '../../src/protocol/transcriptItems.ts';
import type { ToHost } from '../../src/protocol/webview.ts';
import { post } from '../bridge.ts';
import { useShownPath } from '../shownPath.ts';
import { t, tCount } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';
import { MessageActionsContext } from './goingBack.ts';
import { useToReview } from './toReview.ts';

type Choice = NonNullable<EndedItem['choices']>[number];

const messages: Record<Exclude<EndedItem['action'], 'none'> | Choice, ToHost> = {
  setKey: { type: 'command', command: 'setApiKey' },
  chooseModel: { type: 'command', command: 'chooseModel' },
  retry: { type: 'retry' },
  continue: { type: 'retry' },
  showLog: { type: 'command', command: 'showLog' },
  openSettings: { type: 'command', command: 'openSettings' },
  openProxySettings: { type: 'command', command: 'openProxySettings' },
  compactWithOutline: { type: 'compact', outline: true },
  newSessionWithOutline: { type: 'newSessionWithOutline' },
};

const calm: ReadonlySet<EndedItem['reason']> = new Set([
  'done',
  'stopped',
  'interrupted',
  'stepLimit',
  'budget',
  'outputLimit',
]);

interface Props {
  readonly item: EndedItem;
  /** Nothing came after it and no card offers the same, so what it offers still makes sense. */
  readonly last: boolean;
}

/** How a turn ended: nothing where all went well, otherwise why and what to do; the way to undo its edits, and to fork. */
export const Ended = memo(function Ended({ item, last }: Props): ReactNode {
  const { reason, turn } = item;
  const toReview = useToReview(turn);
  const actions = useContext(MessageActionsContext);
  const text = item.text || (reason === 'interrupted' ? t('ended.interrupted') : '');
  return (
    <div className="ended">
      {text === '' ? null : (
        <div className={calm.has(reason) ? 'endNote' : 'endNote problem'}>
          <Icon name={calm.has(reason) ? 'info' : 'error'} />
          <div>
            <p>{text}</p>
            {last ? <Choices item={item} /> : null}
          </div>
        </div>
      )}
      {item.undoable ? (
        <div className="turnEdits">
          <Icon name="edit" />
          <span title={item.files.join('\n')}>{tCount('ended.changed', item.files.length)}</span>
          <Button label={t('ended.undoNamed')} onPress={() => post({ type: 'undoTurn', turn })} icon="discard">
            {t('ended.undo')}
          </Button>
        </div>
      ) : null}
      {toReview > 0 ? (
        <div className="turnEdits">
          <Icon name="diff" />
          <span>{tCount('ended.toReview', toReview)}</span>
          <Button label={t('ended.reviewNamed')} onPress={() => post({ type: 'reviewTurn', turn })} icon="eye">
            {t('ended.review')}
          </Button>
        </div>
      ) : null}
      <div className={`turnActions ${item.thumb && item.thumb !== 'none' ? 'rated' : ''}`}>
        <Thumbs turn={turn} thumb={item.thumb} />
        {actions ? (
          <Button kind="icon" icon="repo-forked" label={t('ended.fork')} onPress={() => actions.fork(item.id)} />
        ) : null}
      </div>
    </div>
  );
});

/** What the person thinks of the turn; a second press takes it back. It stays on this machine, for Show Variants. */
function Thumbs({ turn, thumb = 'none' }: { readonly turn: string; readonly thumb: Thumb | undefined }): ReactNode {
  return (['up', 'down'] as const).map((one) => (
    <Button
      key={one}
      kind="icon"
      icon={thumb === one ? `thumbs${one}-filled` : `thumbs${one}`}
      label={t(`ended.thumbs${one}`)}
      pressed={thumb === one}
      onPress={() => post({ type: 'rate', turn, thumb: thumb === one ? 'none' : one })}
    />
  ));
}

/** What there is to do now: the first of it is what most would. */
function Choices({ item: { action, choices, reason } }: { readonly item: EndedItem }): ReactNode {
  const all = choices ?? (action === 'none' ? [] : [action]);
  if (all.length === 0) return null;
  return (
    <div className="choices">
      {all.map((choice, index) => (
        <Button
          key={choice}
          kind={calm.has(reason) || index > 0 ? 'secondary' : 'primary'}
          onPress={() => post(messages[choice])}
        >
          {t(`ended.${choice}`)}
        </Button>
      ))}
    </div>
  );
}

/** Edits taken back or brought back: how many files, what was kept of the person's, and the way to take that back. */
export const Undone = memo(function Undone({ item }: { readonly item: UndoneItem }): ReactNode {
  const shown = useShownPath();
  const { id, what, restored, merged, kept, conversation, redoable } = item;
  const forward = what === 'redone';
  return (
    <div className="notice">
      <Icon name={forward ? 'redo' : 'discard'} />
      <div>
        <p>
          {conversation ? `${t('undone.conversation')} ` : ''}
          {restored.length > 0
            ? tCount(`undone.${what}`, restored.length)
            : conversation
              ? ''
              : t(`undone.none.${what}`)}
        </p>
        {merged.map((path) => (
          <p key={`merged ${path}`}>{t('undone.merged', { path: shown(path) })}</p>
        ))}
        {kept.map(({ path, reason }) => (
          <p key={path}>{t('undone.kept', { path: shown(path), reason })}</p>
        ))}
      </div>
      {redoable ? (
        <Button label={t('undone.redoNamed')} icon="redo" onPress={() => post({ type: 'redo', of: id })}>
          {t('undone.redo')}
        </Button>
      ) : null}
    </div>
  );
});

export const Notice = memo(function Notice({ item }: { readonly item: NoticeItem }): ReactNode {
  return (
    <div className={`notice level-${item.level}`}>
      <Icon name={item.level} />
      <p>{item.text}</p>
    </div>
  );
});
