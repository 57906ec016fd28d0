import { l10n, type QuickPickItem, window } from 'vscode';
import type { Approvals, PendingApproval } from '../approvals.ts';
import type { Chat } from '../chatView.ts';
import { say, sayDecided } from '../notify.ts';

/** What a line of the quick pick shows whole and without disguise. */
const plainAndShort = /^[\x20-\x7e]{1,200}$/;

/**
 * Approve or reject from the palette: the person picks among what is pending and sees there what it would do. What does
 * not fit into a line is decided on its card.
 */
export async function decidePending(
  approvals: Approvals,
  chat: Chat,
  decision: 'approved' | 'rejected',
): Promise<void> {
  const pending = approvals.pending();
  if (pending.length === 0) {
    say(l10n.t('Nothing waits for your decision.'));
    return;
  }
  const picked = await window.showQuickPick(pending.map(itemOf), {
    title: decision === 'approved' ? l10n.t('Approve') : l10n.t('Reject'),
    placeHolder: l10n.t('Escape decides nothing'),
  });
  if (!picked) return;
  const { request, changes } = picked.pending;
  if (decision === 'approved') {
    const whole = changes !== undefined || (plainAndShort.test(request.exact) && !request.outside);
    if (!whole) return await chat.show('approval');
    if (!approvals.decide(request.callId, { decision, scope: 'once' })) sayDecided();
    return;
  }
  const reason = await window.showInputBox({
    title: l10n.t('Reject: {0}', request.title),
    prompt: l10n.t('Why? The model is told. Leave it empty to give no reason.'),
    ignoreFocusOut: true,
  });
  if (reason !== undefined && !approvals.decide(request.callId, { decision, reason })) sayDecided();
}

function itemOf(pending: PendingApproval): QuickPickItem & { pending: PendingApproval } {
  const { request, changes } = pending;
  const detail = changes ? request.touches.join(', ') : request.exact;
  return {
    pending,
    label: request.title,
    description: `${request.risk}: ${request.reason}`,
    detail: changes || plainAndShort.test(detail) ? detail : l10n.t('Too long for this list: pick it to see the card.'),
  };
}
