import { memo, type ReactNode } from 'react';
import type { ThinkingItem } from '../../src/protocol/transcriptItems.ts';
import { formatDuration } from '../amounts.ts';
import { useExpanded } from '../expansion.ts';
import { t } from '../strings.ts';
import { LineIcon } from '../ui.tsx';

interface Props {
  readonly item: ThinkingItem;
  readonly id: string;
}

export const Thinking = memo(function Thinking({ item, id }: Props): ReactNode {
  const [open, toggle] = useExpanded(id, false);
  return (
    <div className="toolCall">
      <button type="button" className="line" aria-expanded={open} onClick={toggle}>
        <LineIcon name={item.streaming ? 'loading' : 'lightbulb'} open={open} spin={item.streaming} />
        <span className="lineTitle quiet">{label(item)}</span>
      </button>
      {open ? <div className="lineBody thinkingText">{item.text.trim()}</div> : null}
    </div>
  );
});

function label(item: ThinkingItem): string {
  if (item.streaming) return t('thinking.now');
  if (item.durationMs === undefined || item.durationMs < 500) return t('thinking.done');
  return t('thinking.doneFor', { duration: formatDuration(item.durationMs) });
}
