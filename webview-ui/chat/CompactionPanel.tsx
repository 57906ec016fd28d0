import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import type { CompactionPreview } from '../../src/protocol/compactionPreview.ts';
import { formatTokens } from '../amounts.ts';
import { post } from '../bridge.ts';
import { useExpanded } from '../expansion.ts';
import { t, tCount } from '../strings.ts';
import { Button, Icon } from '../ui.tsx';

interface Props {
  readonly preview: CompactionPreview;
  readonly busy: boolean;
  readonly onClose: () => void;
}

/** What compacting would keep, summarise and leave out, before it is done. */
export function CompactionPanel({ preview, busy, onClose }: Props): ReactNode {
  const panel = useRef<HTMLFieldSetElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const { before, after, window, fixed, nothing, mode, todos, proposals } = preview;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  const compact = (): void => {
    post({ type: 'compact', outline: false });
    onClose();
  };
  const sizes = { before: formatTokens(before), after: formatTokens(after), window: formatTokens(window) };
  const again = {
    mode: t(`mode.${mode}`),
    todos: todos > 0 ? t('compact.todos') : '',
    proposals: proposals > 0 ? t('compact.proposals') : '',
  };
  return (
    <div className="dock">
      <fieldset
        className="card compaction"
        ref={panel}
        tabIndex={-1}
        aria-label={t('compact.name')}
        onKeyDown={onKeyDown}
      >
        <div className="cardHead">
          <Icon name="fold" />
          <span className="cardTitle">{t('compact.title')}</span>
        </div>
        <p className="quiet">
          {nothing
            ? t('compact.nothing')
            : `${t('compact.sizes', sizes)}${preview.exact ? ` ${t('compact.exact')}` : ''}`}
        </p>
        <div className="compactionGroups">
          <GroupLine id="kept" icon="check" group={preview.kept} />
          <GroupLine id="summarised" icon="fold" group={preview.summarised} />
          <GroupLine id="dropped" icon="circle-slash" group={preview.dropped} />
          <div className="compactionFixed">
            <Icon name="shield" />
            <span>{t('compact.fixed')}</span>
            <span className="quiet">{formatTokens(fixed)}</span>
          </div>
        </div>
        {nothing ? null : (
          <p className="quiet">
            {t('compact.again', again)} {t('compact.keepsAll')} {busy ? t('compact.running') : ''}
          </p>
        )}
        <div className="actions">
          {nothing ? null : (
            <Button kind="primary" onPress={compact}>
              {t('compact.do')}
            </Button>
          )}
          <Button onPress={onClose}>{t('compact.cancel')}</Button>
        </div>
      </fieldset>
    </div>
  );
}

const icons = { message: 'reply', answer: 'comment', result: 'terminal' } as const;

interface GroupProps {
  readonly id: 'kept' | 'summarised' | 'dropped';
  readonly icon: string;
  readonly group: CompactionPreview['kept'];
}

function GroupLine({ id, icon, group }: GroupProps): ReactNode {
  const [open, toggle] = useExpanded(`compaction ${id}`, false);
  if (group.count === 0) return null;
  const more = group.count - group.items.length;
  return (
    <div>
      <button type="button" className="compactionGroup" aria-expanded={open} onClick={toggle}>
        <Icon name={open ? 'chevron-down' : icon} />
        <span>{tCount(`compact.${id}`, group.count)}</span>
        <span className="quiet">{formatTokens(group.tokens)}</span>
      </button>
      {open ? (
        <ul className="compactionParts">
          {group.items.map(({ kind, text, tokens }, index) => (
            <li key={index}>
              <Icon name={icons[kind]} />
              <span className="partText" title={text}>
                {text}
              </span>
              <span className="quiet">{formatTokens(tokens)}</span>
            </li>
          ))}
          {more > 0 ? <li className="quiet">{tCount('compact.more', more)}</li> : null}
        </ul>
      ) : null}
    </div>
  );
}
