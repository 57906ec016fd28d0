import { l10n, window } from 'vscode';
import { complaintAboutKey, type Keys } from '../keys.ts';
import type { Models } from '../models.ts';
import { say } from '../notify.ts';
import { settings } from '../settings.ts';

/** Asks for the key, keeps it in the secret storage, and offers Claude where another model is chosen. */
export async function setApiKey(
  keys: Keys,
  models: Models,
  current: () => string | undefined,
  switchTo: (model: string) => Promise<void>,
): Promise<void> {
  const stored = await keys.stored();
  const ownEndpoint = settings.anthropicBaseUrl !== '';
  const key = await window.showInputBox({
    title: l10n.t('Anthropic API Key'),
    prompt: stored
      ? l10n.t('A key is stored. Paste another one, or leave this empty and press Enter to remove it.')
      : l10n.t('From console.anthropic.com. It is kept in the secret storage of the editor, nowhere else.'),
    placeHolder: 'sk-ant-…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (stored && value === '' ? undefined : complaintAboutKey(value, ownEndpoint)),
  });
  if (key === undefined) return;
  if (key === '') {
    await keys.forget();
    say(l10n.t('The Anthropic API key was removed.'));
    return;
  }
  await keys.store(key.trim());
  const chosen = await models.find(current() ?? (await models.preferred()).id);
  if (chosen.needsKey) {
    say(l10n.t('The key is set. Belay uses {0}.', chosen.label));
    return;
  }
  const claude = await models.preferredWithKey();
  const change = l10n.t('Switch to {0}', claude.label);
  const choice = await window.showInformationMessage(l10n.t('The key is set.'), change);
  if (choice === change) await switchTo(claude.id);
}
