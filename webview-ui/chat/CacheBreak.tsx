import { memo, type ReactNode } from 'react';
import type { CacheBreakItem } from '../../src/protocol/transcriptItems.ts';
import { useExpanded } from '../expansion.ts';
import { Icon, LineIcon } from '../ui.tsx';
import { cacheBreakText } from './cacheBreakText.ts';

interface Props {
  readonly item: CacheBreakItem;
  readonly id: string;
}

/** A quiet line: how much had to be read anew, what that cost, and why; what changed unfolds. */
export const CacheBreak = memo(function CacheBreak({ item, id }: Props): ReactNode {
  const [open, toggle] = useExpanded(id, false);
  const text = cacheBreakText(item);
  if (item.changed === '') {
    return (
      <div className="toolCall cacheBreak">
        <div className="line plain">
          <Icon name="history" />
          <span className="lineTitle quiet">{text}</span>
        </div>
      </div>
    );
  }
  return (
    <div className="toolCall cacheBreak">
      <button type="button" className="line" aria-expanded={open} onClick={toggle}>
        <LineIcon name="history" open={open} spin={false} />
        <span className="lineTitle quiet">{text}</span>
      </button>
      {open ? <pre className="lineBody">{item.changed}</pre> : null}
    </div>
  );
});
