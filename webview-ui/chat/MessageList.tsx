import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { Item, Transcript } from '../../src/protocol/transcriptItems.ts';
import { loadSaved, save } from '../bridge.ts';
import { t } from '../strings.ts';
import { Button, ProgressRing } from '../ui.tsx';
import { useFollowEnd } from './followEnd.ts';
import { Row } from './Row.tsx';

interface Props {
  readonly transcript: Transcript;
  readonly sessionId: string;
  readonly busy: boolean;
}

interface Context {
  readonly pending: ReadonlySet<string>;
  readonly count: number;
  readonly working: string | undefined;
  /** A question about the budget waits, which offers what an interrupted turn would. */
  readonly asking: boolean;
}

/** The conversation as a windowed list that follows its end. */
export const MessageList = memo(function MessageList({ transcript, sessionId, busy }: Props): ReactNode {
  const { items, pending } = transcript;
  const asking = transcript.budget !== undefined;
  const start = useRef(startRow(sessionId, items.length));
  const list = useRef<VirtuosoHandle>(null);
  const { atEnd, grew, toEnd, attach } = useFollowEnd(start.current !== undefined);
  const working = busy ? workingText(transcript) : undefined;
  const context = useMemo<Context>(
    () => ({ pending: new Set(pending.map((one) => one.callId)), count: items.length, working, asking }),
    [pending, items.length, working, asking],
  );
  const top = useRef(-1);

  useEffect(() => {
    save({ sessionId, top: atEnd ? -1 : top.current });
  }, [atEnd, sessionId]);

  // A message just sent is what the person wants to see.
  const lastUser = items.findLastIndex((item) => item.type === 'user');
  const seenUser = useRef(lastUser);
  useEffect(() => {
    if (lastUser > seenUser.current) toEnd();
    seenUser.current = lastUser;
  }, [lastUser, toEnd]);

  const scrollerRef = useCallback(
    (element: HTMLElement | Window | null) => {
      attach(element instanceof HTMLElement ? element : null);
    },
    [attach],
  );
  const rangeChanged = useCallback(
    ({ startIndex }: { startIndex: number }) => {
      top.current = startIndex;
      if (!atEnd) save({ top: startIndex });
    },
    [atEnd],
  );

  return (
    <div className="listArea" aria-live="off">
      <Virtuoso<Item, Context>
        ref={list}
        className="list"
        data={items}
        context={context}
        computeItemKey={itemKey}
        itemContent={drawRow}
        components={listParts}
        increaseViewportBy={400}
        initialTopMostItemIndex={start.current ?? theEnd}
        totalListHeightChanged={grew}
        scrollerRef={scrollerRef}
        rangeChanged={rangeChanged}
      />
      {atEnd ? null : (
        <div className="jump">
          <Button onPress={toEnd} icon="arrow-down">
            {t('app.jumpToLatest')}
          </Button>
        </div>
      )}
    </div>
  );
});

/** One object for all drawings: a new one would count as a wish to go there again. */
const theEnd = { index: 'LAST', align: 'end' } as const;

/** Where the person was reading when the view went away, if that is not the end. */
function startRow(sessionId: string, count: number): number | undefined {
  const { sessionId: before, top } = loadSaved();
  return before === sessionId && top >= 0 && top < count ? top : undefined;
}

/** Rows are only ever added and removed at the end, so a row's place is its identity. */
function itemKey(index: number): number {
  return index;
}

function drawRow(index: number, item: Item, context: Context): ReactNode {
  const pending = item.type === 'call' && context.pending.has(item.callId);
  const last = item.type === 'ended' && index === context.count - 1 && !context.asking;
  return <Row item={item} index={index} last={last} pending={pending} />;
}

const listParts = {
  Header: () => <div className="listHead" />,
  Footer: ({ context }: { context?: Context }) => <Working text={context?.working} />,
};

function Working({ text }: { readonly text: string | undefined }): ReactNode {
  if (text === undefined) return <div className="listFoot" />;
  return (
    <div className="working">
      <ProgressRing />
      <span>{text}</span>
    </div>
  );
}

/** What the agent is at, where no row shows it already. */
function workingText({ items, waiting, pending, provisional, budget }: Transcript): string | undefined {
  if (waiting !== undefined) return waiting;
  if (pending.length > 0 || budget) return undefined;
  const last = items.at(-1);
  if (provisional > 0 && last?.type !== 'text') return undefined;
  if (last?.type === 'call' && last.state === 'running') return undefined;
  return t('working.thinking');
}
