import { memo, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { CallItem, Transcript } from '../../src/protocol/transcriptItems.ts';
import type { ReviewProgress } from '../../src/protocol/webview.ts';
import { ApprovalCard } from './ApprovalCard.tsx';
import { useActivationGuard } from './activationGuard.ts';
import { EditCard } from './EditCard.tsx';
import { QuestionCard } from './QuestionCard.tsx';

interface Props {
  readonly transcript: Transcript;
  readonly composer: RefObject<HTMLTextAreaElement | null>;
  readonly focusAt: number;
  /** How far the review of each edit is. */
  readonly reviews: readonly ReviewProgress[] | undefined;
}

/**
 * All that waits for the person, between the conversation and the composer, so that it is never scrolled away. Takes
 * the focus when something new waits, unless the person is in the middle of typing.
 */
export const ApprovalDock = memo(function ApprovalDock({ transcript, composer, focusAt, reviews }: Props): ReactNode {
  const calls = pendingCalls(transcript);
  const ids = calls.map((call) => call.callId).join('\n');
  const guarded = useActivationGuard(ids);
  const dock = useRef<HTMLDivElement>(null);
  const before = useRef('');

  useEffect(() => {
    const known = new Set(before.current.split('\n'));
    const fresh = ids !== '' && ids.split('\n').some((id) => !known.has(id));
    const decided = before.current !== '' && !fresh && before.current !== ids;
    before.current = ids;
    if (!document.hasFocus()) return;
    const typing = document.activeElement === composer.current && composer.current?.value.trim() !== '';
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (fresh && !typing) focusFirst(dock.current);
    else if (decided && lost && ids !== '') focusFirst(dock.current);
    else if (decided && lost) composer.current?.focus();
  }, [ids, composer]);

  useEffect(() => {
    if (focusAt > 0) focusFirst(dock.current);
  }, [focusAt]);

  if (calls.length === 0) return null;
  return (
    <div className="dock" ref={dock}>
      {calls.map((call, index) => {
        const place = { number: index + 1, count: calls.length };
        if (call.question)
          return <QuestionCard key={call.callId} call={call} question={call.question} guarded={guarded} />;
        if (!call.request) return null;
        const common = { call, request: call.request, place, guarded };
        if (!call.proposal) return <ApprovalCard key={call.callId} {...common} />;
        return (
          <EditCard key={call.callId} {...common} review={reviews?.find(({ callId }) => callId === call.callId)} />
        );
      })}
    </div>
  );
});

/** Puts the focus on the first card itself, not on a button in it, so that a stray Enter decides nothing. */
export function focusFirst(dock: HTMLElement | null): void {
  dock?.querySelector<HTMLElement>('.card')?.focus();
}

function pendingCalls({ pending, items }: Transcript): CallItem[] {
  return pending.flatMap(({ callId }) => {
    const call = items.findLast((item): item is CallItem => item.type === 'call' && item.callId === callId);
    return call ? [call] : [];
  });
}
