import { l10n, type QuickPickItem, window } from 'vscode';
import { Mode } from '../../protocol/risk.ts';
import { isDangerous, modeDescription, modeLabel } from '../modes.ts';
import type { Sessions } from '../sessions.ts';
import { settings } from '../settings.ts';
import { confirmYolo, type Yolo } from './confirmYolo.ts';

/** Lets the person choose how much the current session may do without asking. */
export async function chooseMode(sessions: Sessions, yolo: Yolo): Promise<void> {
  const session = await sessions.ensure();
  const items = Mode.options.map((mode): QuickPickItem & { mode: Mode } => ({
    mode,
    label: `${mode === session.mode ? '$(check) ' : ''}${isDangerous(mode) ? '$(warning) ' : ''}${modeLabel(mode)}`,
    ...(isDangerous(mode) ? { description: l10n.t('dangerous') } : {}),
    detail: modeDescription(mode),
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Choose the Permission Mode'),
    placeHolder: l10n.t('For this session; the setting belay.permissionMode is for new ones'),
    matchOnDetail: true,
  });
  if (!picked || picked.mode === session.mode) return;
  const typed = picked.mode === 'yolo' ? await confirmYolo(yolo) : [];
  // The person chose for this session: if another is shown by now, nothing changes.
  if (!typed || sessions.current !== session) return;
  if (picked.mode === 'yolo') await yolo.enter(session, typed);
  else await session.setMode(picked.mode);
}

/** Goes back from YOLO to the mode of new sessions. */
export async function leaveYolo(sessions: Sessions): Promise<void> {
  const session = sessions.current;
  if (session?.mode === 'yolo') await session.setMode(settings.permissionMode);
}
