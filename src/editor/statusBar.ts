import { Disposable, l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Amount } from '../protocol/costReport.ts';
import type { Mode } from '../protocol/risk.ts';
import { pendingBudget } from '../protocol/transcriptBudget.ts';
import type { Approvals } from './approvals.ts';
import { isDangerous, modeLabel } from './modes.ts';
import type { SandboxStatus } from './sandboxStatus.ts';
import type { Sessions } from './sessions.ts';
import { settings } from './settings.ts';

/**
 * The permission mode at a glance, whether commands run without a sandbox, whether Belay works, and whether it waits for
 * the person. A click leads there. YOLO is red, whatever else there is to say.
 */
export function createStatusBar(
  sessions: Sessions,
  approvals: Approvals,
  sandbox: SandboxStatus,
): { refresh(): void; dispose(): void } {
  const item = window.createStatusBarItem('belay.status', StatusBarAlignment.Right, 90);
  item.name = 'Belay';

  function refresh(): void {
    const session = sessions.current;
    const budget = session && pendingBudget(session.events) ? 1 : 0;
    const waiting = approvals.pending().length + approvals.questions().length + budget;
    const mode = session?.mode ?? settings.permissionMode;
    item.backgroundColor = background(mode, waiting > 0);
    // High contrast themes have no red background; there the text is red.
    item.color = mode === 'yolo' ? new ThemeColor('belay.yoloForeground') : undefined;
    item.command = approvals.pending().length > 0 ? 'belay.approve' : 'belay.openChat';
    const icon =
      waiting > 0 ? 'bell-dot' : session?.busy ? 'sync~spin' : isDangerous(mode) ? 'warning' : 'comment-discussion';
    const said = waiting > 0 ? l10n.t('Belay waits for you') : `Belay: ${modeLabel(mode)}`;
    const plan = session?.plan ? ` · ${l10n.t('Plan')}` : '';
    const bare = sandbox.current?.available === false && mode !== 'yolo' ? ` · ${l10n.t('no sandbox')}` : '';
    const loud = waiting > 0 && mode === 'yolo' ? ` · ${modeLabel(mode)}` : '';
    const cost = session && session.spent.session.requests > 0 ? ` · ${costText(session.spent.session)}` : '';
    item.text = `$(${icon}) ${said}${loud}${plan}${waiting > 0 ? '' : bare}${cost}`;
    item.tooltip = tooltip(mode, session?.busy ?? false, waiting > 0);
    item.accessibilityInformation = { label: item.text.replace(/\$\([^)]*\)\s*/g, ''), role: 'button' };
  }

  function tooltip(mode: Mode, busy: boolean, waits: boolean): MarkdownString {
    const text = new MarkdownString(undefined, true);
    text.isTrusted = { enabledCommands: ['belay.choosePermissionMode', 'belay.testSandbox', 'belay.showCost'] };
    if (waits) text.appendText(l10n.t('Belay waits for your decision. Click to see what it asks.'));
    else if (busy) text.appendText(l10n.t('Belay is working. Click to open the chat.'));
    else text.appendText(l10n.t('Click to open the chat.'));
    text.appendMarkdown('\n\n');
    text.appendText(l10n.t('Permission mode: {0}.', modeLabel(mode)));
    text.appendMarkdown(` [${l10n.t('Change')}](command:belay.choosePermissionMode)\n\n`);
    text.appendText(sandboxText(sandbox, mode));
    text.appendMarkdown(` [${l10n.t('Test')}](command:belay.testSandbox)`);
    text.appendMarkdown(`\n\n[${l10n.t('Show Cost')}](command:belay.showCost)`);
    return text;
  }

  const listeners = Disposable.from(
    item,
    sessions.onDidSwitch(refresh),
    sessions.onDidState(refresh),
    sessions.onDidEvent((event) => {
      if (refreshing.has(event.type)) refresh();
    }),
    approvals.onDidChange(refresh),
    sandbox.onDidChange(refresh),
  );
  refresh();
  item.show();
  return { refresh, dispose: () => listeners.dispose() };
}

const refreshing: ReadonlySet<string> = new Set(['assistant', 'spent', 'budgetAsked', 'budgetAnswered']);

/** A tail "+?" where some of it is not known. */
function costText({ cost, unpriced }: Amount): string {
  if (unpriced > 0 && cost === 0) return l10n.t('cost unknown');
  return `${cost > 0 && cost < 0.005 ? '< $0.01' : `$${cost.toFixed(2)}`}${unpriced > 0 ? '+?' : ''}`;
}

function background(mode: Mode, waits: boolean): ThemeColor | undefined {
  if (mode === 'yolo') return new ThemeColor('statusBarItem.errorBackground');
  return waits ? new ThemeColor('statusBarItem.warningBackground') : undefined;
}

function sandboxText({ current }: SandboxStatus, mode: Mode): string {
  if (mode === 'yolo') return l10n.t('Sandbox: not used in this mode.');
  if (!current) return l10n.t('Sandbox: not looked at yet.');
  if (current.available) return l10n.t('Sandbox: commands run in it.');
  return l10n.t('Sandbox: none, so every command that does more than look asks. {0}', current.reason);
}
