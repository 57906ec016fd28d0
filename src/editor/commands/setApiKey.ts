import { commands, env, l10n, type QuickPickItem, Uri, window } from 'vscode';
import type { KeyName, Models } from '../../agent/modelPorts.ts';
import { complaintAboutKey, type Keys } from '../keys.ts';
import { say } from '../notify.ts';

/** Where keys go: the hosts of endpoints that are not the provider's own, `undefined` for the provider itself. */
export interface KeyPlaces {
  anthropicHost(): string | undefined;
  openAiHost(): string | undefined;
}

/**
 * Asks for a key, keeps it in the secret storage, and offers a model of that provider where another's is chosen. Asks
 * which provider first, unless the chosen model tells (`wanted`).
 */
export async function setApiKey(
  {
    keys,
    models,
    places,
    current,
    switchTo,
  }: {
    readonly keys: Keys;
    readonly models: Models;
    readonly places: KeyPlaces;
    current(): string | undefined;
    switchTo(model: string): Promise<void>;
  },
  wanted?: KeyName,
): Promise<void> {
  const name = wanted ?? (await askProvider(keys, places));
  if (name === undefined) return;
  const stored = await keys.stored(name);
  const host = name === 'anthropic' ? places.anthropicHost() : places.openAiHost();
  const whose = host ?? (name === 'anthropic' ? 'Anthropic' : 'OpenAI');
  const source = name === 'anthropic' ? 'console.anthropic.com' : 'platform.openai.com';
  const key = await window.showInputBox({
    title: l10n.t('{0} API Key', whose),
    prompt: stored
      ? l10n.t('A key is stored. Paste another one, or leave this empty and press Enter to remove it.')
      : host === undefined
        ? l10n.t('From {0}. It is kept in the secret storage of the editor, nowhere else.', source)
        : l10n.t('It is kept in the secret storage of the editor, and sent to {0} only.', host),
    placeHolder: host !== undefined ? '' : name === 'anthropic' ? 'sk-ant-…' : 'sk-…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (stored && value === '' ? undefined : complaintAboutKey(name, value, host !== undefined)),
  });
  if (key === undefined) return;
  if (key === '') {
    await keys.forget(name);
    say(l10n.t('The {0} API key was removed.', whose));
    return;
  }
  await keys.store(name, key.trim());
  const chosen = await models.find(current() ?? (await models.preferred()).id);
  if (chosen.key === name) {
    say(l10n.t('The key is set. Belay uses {0}.', chosen.label));
    return;
  }
  // What an endpoint of the person's own serves is for them to choose.
  const offered = name === 'openai' && host !== undefined ? undefined : await models.preferredWithKey(name);
  const change = offered ? l10n.t('Switch to {0}', offered.label) : l10n.t('Choose Model');
  const choice = await window.showInformationMessage(l10n.t('The key is set.'), change);
  if (choice !== change) return;
  if (offered) await switchTo(offered.id);
  else await commands.executeCommand('belay.chooseModel');
}

async function askProvider(keys: Keys, places: KeyPlaces): Promise<KeyName | undefined> {
  const state = async (name: KeyName): Promise<string> =>
    (await keys.stored(name))
      ? l10n.t('a key is stored')
      : (await keys.get(name)) === undefined
        ? l10n.t('no key yet')
        : l10n.t('from the environment');
  const openAiHost = places.openAiHost();
  const items: (QuickPickItem & { readonly which: KeyName | 'aws' | 'google' })[] = [
    { label: 'Anthropic', description: await state('anthropic'), which: 'anthropic' },
    {
      label: openAiHost ?? 'OpenAI',
      description: await state('openai'),
      ...(openAiHost === undefined ? {} : { detail: l10n.t('The OpenAI-compatible endpoint of your settings') }),
      which: 'openai',
    },
    {
      label: 'Amazon Bedrock',
      detail: l10n.t('Belay keeps no key of yours: it uses the sign-in of AWS (aws sso login, AWS_PROFILE, …)'),
      which: 'aws',
    },
    {
      label: 'Google Vertex AI',
      detail: l10n.t("Belay keeps no key of yours: it uses Google's sign-in (gcloud auth application-default login)"),
      which: 'google',
    },
  ];
  const choice = await window.showQuickPick(items, { title: l10n.t('Whose Key?') });
  switch (choice?.which) {
    case 'aws':
      await env.openExternal(Uri.parse('https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html'));
      return undefined;
    case 'google':
      await env.openExternal(Uri.parse('https://cloud.google.com/docs/authentication/provide-credentials-adc'));
      return undefined;
    default:
      return choice?.which;
  }
}
