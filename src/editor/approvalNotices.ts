import { Disposable, type Event, l10n, window } from 'vscode';
import type { Log } from '../agent/ports.ts';
import type { Approvals, PendingApproval, PendingQuestion } from './approvals.ts';
import { sayDecided } from './notify.ts';

/** What a notification shows whole and without disguise, so that Approve may stand beside it. */
const plainAndShort = /^[\x20-\x7e]{1,160}$/;

/**
 * While the chat is hidden, says by a notification that Belay waits. Approve is offered there only where the whole of
 * what would happen fits into the message; otherwise Show leads to the card.
 */
export function announceApprovals(
  approvals: Approvals,
  chat: { readonly visible: boolean; readonly onDidHide: Event<void>; show(target: 'approval'): Promise<void> },
  log: Log,
): Disposable {
  const announced = new Set<string>();
  const show = (): Promise<void> => chat.show('approval');

  /** Tells of everything that waits and was not told of yet, as soon as the person cannot see the chat. */
  function tell(): void {
    if (chat.visible) return;
    const fresh = (callId: string): boolean => {
      const known = announced.has(callId);
      announced.add(callId);
      return !known;
    };
    const notices = [
      ...approvals
        .pending()
        .filter(({ request }) => fresh(request.callId))
        .map((one) => announce(one, approvals, show)),
      ...approvals
        .questions()
        .filter(({ callId }) => fresh(callId))
        .map((one) => announceQuestion(one, show)),
    ];
    for (const notice of notices) notice.catch((error: unknown) => log.error('a notification failed', error));
  }

  return Disposable.from(approvals.onDidAsk(tell), approvals.onDidQuestion(tell), chat.onDidHide(tell));
}

async function announce(
  { request, changes }: PendingApproval,
  approvals: Approvals,
  show: () => Promise<void>,
): Promise<void> {
  const showIt = l10n.t('Show');
  const approve = l10n.t('Approve');
  const reject = l10n.t('Reject');
  // What leaves the sandbox is decided on its card, which says so.
  const whole =
    changes === undefined && !request.outside && plainAndShort.test(request.exact) && !request.exact.includes('    ');
  const text = whole
    ? l10n.t('Belay asks to run: {0} — {1}', request.exact, request.reason)
    : l10n.t('Belay waits for your decision: {0}', request.title);
  const choice = await (request.risk === 'HIGH'
    ? window.showWarningMessage(text, ...(whole ? [approve, reject, showIt] : [showIt]))
    : window.showInformationMessage(text, showIt));
  if (choice === showIt) return await show();
  if (choice === undefined) return;
  const decided =
    choice === approve
      ? approvals.decide(request.callId, { decision: 'approved', scope: 'once' })
      : approvals.decide(request.callId, { decision: 'rejected' });
  if (!decided) sayDecided();
}

async function announceQuestion({ question }: PendingQuestion, show: () => Promise<void>): Promise<void> {
  const showIt = l10n.t('Show');
  const choice = await window.showInformationMessage(l10n.t('Belay asks: {0}', question.question), showIt);
  if (choice === showIt) await show();
}
