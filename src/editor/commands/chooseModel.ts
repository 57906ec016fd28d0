import { ConfigurationTarget, commands, l10n, type QuickPickItem, window, workspace } from 'vscode';
import type { Keys } from '../keys.ts';
import type { Models } from '../models.ts';
import type { Sessions } from '../sessions.ts';

/** Lets the person pick a model from the catalogue, or type the id of another one. */
export async function chooseModel(models: Models, sessions: Sessions, keys: Keys): Promise<void> {
  await sessions.restored();
  const current = sessions.current?.model.info.id ?? (await models.preferred()).id;
  const entries = await models.list();
  const items = entries.map((entry): QuickPickItem & { id: string } => ({
    id: entry.id,
    label: entry.id === current ? `$(check) ${entry.label}` : entry.label,
    description: entry.id,
    detail: entry.detail,
  }));
  const other = {
    id: '',
    label: `$(edit) ${l10n.t('Another model…')}`,
    detail: l10n.t('Type the id of a Claude model'),
  };
  const picked = await window.showQuickPick([...items, other], {
    title: l10n.t('Choose a Model'),
    placeHolder: l10n.t('For this session and new ones'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) return;
  const id = picked.id || (await askForId());
  if (id === undefined) return;
  await switchModel(id, models, sessions);
  const { needsKey } = await models.find(id);
  if (needsKey && (await keys.get()) === undefined) await commands.executeCommand('belay.setApiKey');
}

/** Makes a model the one of new sessions and of the current one. */
export async function switchModel(id: string, models: Models, sessions: Sessions): Promise<void> {
  await workspace.getConfiguration('belay').update('model', id, ConfigurationTarget.Global);
  await sessions.current?.setModel(await models.create(id));
}

async function askForId(): Promise<string | undefined> {
  const id = await window.showInputBox({
    title: l10n.t('Model Id'),
    prompt: l10n.t('As the provider names it'),
    placeHolder: 'claude-…',
    validateInput: (value) =>
      /^[\w.:/-]{2,100}$/.test(value.trim())
        ? undefined
        : l10n.t('An id has letters, digits, dots and dashes, and no spaces.'),
  });
  return id?.trim();
}
