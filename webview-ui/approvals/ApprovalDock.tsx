import { memo, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import type { BudgetPending } from '../../src/protocol/transcriptBudget.ts';
import type { CallItem, Transcript } from '../../src/protocol/transcriptItems.ts';
import type { ReviewProgress } from '../../src/protocol/webview.ts';
import { AllEdits } from './AllEdits.tsx';
import { ApprovalCard } from './ApprovalCard.tsx';
import { useActivationGuard } from './activationGuard.ts';
import { BudgetCard } from './BudgetCard.tsx';
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
  const { budget } = transcript;
  const ids = [...calls.map((call) => call.callId), ...(budget ? [budgetKey(budget)] : [])].join('\n');
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

  if (calls.length === 0 && !budget) return null;
  const edits = calls.filter(({ request, proposal }) => request && proposal);
  return (
    <div className="dock" ref={dock}>
      {edits.length > 1 ? <AllEdits calls={edits} guarded={guarded} /> : null}
      {calls.map((call, index) => {
        const place = { number: index + 1, count: calls.length };
        if (call.question)
          return <QuestionCard key={call.callId} call={call} question={call.question} guarded={guarded} />;
        if (!call.request) return null;
        const common = { call, request: call.request, place, guarded };
        if (!call.proposal) {
          // A second question about the same call, outside the sandbox, is another card.
          return <ApprovalCard key={`${call.callId} ${call.request.outside ?? false}`} {...common} />;
        }
        const review = reviews?.find(({ callId }) => callId === call.callId);
        return <EditCard key={call.callId} {...common} review={review} compact={edits.length > 1} />;
      })}
      {budget ? <BudgetCard key={budgetKey(budget)} budget={budget} guarded={guarded} /> : null}
    </div>
  );
});

/** Another question, with other figures, is another card. */
function budgetKey(budget: BudgetPending): string {
  return `budget ${JSON.stringify(budget)}`;
}

/** Puts the focus on the first card itself, not on a button in it, so that a stray Enter decides nothing. */
export function focusFirst(dock: HTMLElement | null): void {
  dock?.querySelector<HTMLElement>('.card')?.focus();
}

/** What waits, in the order of the conversation: of edits that were asked for together, any may have been ready first. */
function pendingCalls({ pending, items }: Transcript): CallItem[] {
  return pending
    .map(({ callId }) => items.findLastIndex((item) => item.type === 'call' && item.callId === callId))
    .sort((a, b) => a - b)
    .flatMap((index) => {
      const call = items[index];
      return call?.type === 'call' ? [call] : [];
    });
}
