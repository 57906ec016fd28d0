import { l10n, type QuickPickItem, window } from 'vscode';
import { type Mode, startModes } from '../../protocol/risk.ts';
import type { Sessions } from '../sessions.ts';
import { modeLabel } from '../statusBar.ts';

/** Lets the person choose how much the current session may do without asking. */
export async function chooseMode(sessions: Sessions): Promise<void> {
  const session = await sessions.ensure();
  const items = startModes.map((mode): QuickPickItem & { mode: Mode } => ({
    mode,
    label: mode === session.mode ? `$(check) ${modeLabel(mode)}` : modeLabel(mode),
    detail: describe(mode),
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Choose the Permission Mode'),
    placeHolder: l10n.t('For this session; the setting belay.permissionMode is for new ones'),
    matchOnDetail: true,
  });
  if (picked && picked.mode !== session.mode) await session.setMode(picked.mode);
}

function describe(mode: (typeof startModes)[number]): string {
  switch (mode) {
    case 'default':
      return l10n.t('Reads run. Edits are proposals that you approve; commands ask first.');
    case 'allowEdits':
      return l10n.t('Edits inside the workspace are applied at once and can be taken back; commands still ask.');
    case 'auto':
      return l10n.t('A trained classifier lets harmless commands through; what it is not sure of asks.');
    case 'bypass':
      return l10n.t('Asks nothing. What the safety checks refuse stays refused. For where a mistake is cheap.');
  }
}
