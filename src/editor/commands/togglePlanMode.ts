import { l10n, window } from 'vscode';
import type { Sessions } from '../sessions.ts';

/** Turns plan mode of the current session on or off; the chat shows and says it, and the status bar for who is elsewhere. */
export async function togglePlanMode(sessions: Sessions): Promise<void> {
  const session = await sessions.ensure();
  await session.setPlan(!session.plan);
  const text = session.plan ? l10n.t('Belay: plan mode is on.') : l10n.t('Belay: plan mode is off.');
  window.setStatusBarMessage(text, 3000);
}
