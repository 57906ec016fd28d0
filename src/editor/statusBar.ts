import { Disposable, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Mode } from '../protocol/risk.ts';
import type { Approvals } from './approvals.ts';
import type { Sessions } from './sessions.ts';
import { settings } from './settings.ts';

/** The permission mode at a glance, whether Belay works, and whether it waits for the person. A click leads there. */
export function createStatusBar(sessions: Sessions, approvals: Approvals): { refresh(): void; dispose(): void } {
  const item = window.createStatusBarItem('belay.status', StatusBarAlignment.Right, 90);
  item.name = 'Belay';

  function refresh(): void {
    const session = sessions.current;
    const waiting = approvals.pending().length + approvals.questions().length;
    const mode = modeLabel(session?.mode ?? settings.permissionMode);
    item.backgroundColor = waiting > 0 ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    item.command = approvals.pending().length > 0 ? 'belay.approve' : 'belay.openChat';
    if (waiting > 0) {
      item.text = `$(bell-dot) ${l10n.t('Belay waits for you')}`;
      item.tooltip = l10n.t('Belay waits for your decision. Click to see what it asks.');
    } else if (session?.busy) {
      item.text = `$(sync~spin) Belay: ${mode}`;
      item.tooltip = l10n.t('Belay is working. Permission mode: {0}. Click to open the chat.', mode);
    } else {
      item.text = `$(comment-discussion) Belay: ${mode}`;
      item.tooltip = l10n.t('Permission mode: {0}. Click to open the chat.', mode);
    }
    item.accessibilityInformation = { label: item.text.replace(/\$\([^)]*\)\s*/g, ''), role: 'button' };
  }

  const listeners = Disposable.from(
    item,
    sessions.onDidSwitch(refresh),
    sessions.onDidState(refresh),
    approvals.onDidChange(refresh),
  );
  refresh();
  item.show();
  return { refresh, dispose: () => listeners.dispose() };
}

export function modeLabel(mode: Mode): string {
  switch (mode) {
    case 'default':
      return l10n.t('Default');
    case 'allowEdits':
      return l10n.t('Allow Edits');
    case 'auto':
      return l10n.t('Auto');
    case 'bypass':
      return l10n.t('Bypass');
    case 'yolo':
      return 'YOLO';
  }
}
