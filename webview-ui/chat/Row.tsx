import { memo, type ReactNode } from 'react';
import type { Item } from '../../src/protocol/transcriptItems.ts';
import { t } from '../strings.ts';
import { CacheBreak } from './CacheBreak.tsx';
import { Compacted } from './Compacted.tsx';
import { Ended, Notice, Undone } from './Ended.tsx';
import { Markdown } from './Markdown.tsx';
import { Thinking } from './Thinking.tsx';
import { ToolCall } from './ToolCall.tsx';
import { UserMessage } from './UserMessage.tsx';

interface Props {
  readonly item: Item;
  readonly index: number;
  readonly last: boolean;
  readonly pending: boolean;
}

/** One row of the conversation. Drawn again only when its item changes. */
export const Row = memo(function Row(props: Props): ReactNode {
  return <div className={`row row-${props.item.type}`}>{content(props)}</div>;
});

function content({ item, index, last, pending }: Props): ReactNode {
  switch (item.type) {
    case 'user':
      return <UserMessage item={item} />;
    case 'text':
      return (
        <>
          <Markdown text={item.text} />
          {item.partial ? <p className="quiet">{t('text.partial')}</p> : null}
        </>
      );
    case 'thinking':
      return <Thinking item={item} id={`thinking${index}`} />;
    case 'call':
      return <ToolCall item={item} pending={pending} />;
    case 'notice':
      return <Notice item={item} />;
    case 'cacheBreak':
      return <CacheBreak item={item} id={`cache${index}`} />;
    case 'ended':
      return <Ended item={item} last={last} />;
    case 'compacted':
      return <Compacted item={item} />;
    case 'undone':
      return <Undone item={item} />;
  }
}
