import { ConfigurationTarget, commands, l10n, type QuickPickItem, QuickPickItemKind, window, workspace } from 'vscode';
import type { ModelEntry, ModelGroup, Models } from '../../agent/modelPorts.ts';
import type { Keys } from '../keys.ts';
import type { Sessions } from '../sessions.ts';

/** A line of the list: a model, or something to do about a provider that cannot be used yet. */
type Item = QuickPickItem & { readonly model?: string; readonly command?: readonly [string, ...unknown[]] };

/**
 * Lets the person pick a model from what each provider offers, or type the id of another one. The list is there at once;
 * what must be asked of a server joins when it has answered. Where a session is open, each line tells what switching
 * costs, since another model has nothing of the conversation in its cache.
 */
export async function chooseModel(models: Models, sessions: Sessions, keys: Keys): Promise<void> {
  await sessions.restored();
  const session = sessions.current;
  const current = session?.model.info.id ?? (await models.preferred()).id;
  const read = session?.contextTokens ?? 0;
  const closing = new AbortController();
  const choice = await pick(models.list(closing.signal), (entry) => itemOf(entry, current, read, models));
  closing.abort();
  if (!choice) return;
  if (choice.command) {
    await commands.executeCommand(...choice.command);
    return;
  }
  const id = choice.model ?? (await askForId());
  if (id === undefined) return;
  await changeModel(id, models, sessions, keys);
}

/** The same, and asks for the key that it needs where there is none. */
export async function changeModel(id: string, models: Models, sessions: Sessions, keys: Keys): Promise<void> {
  await switchModel(id, models, sessions);
  const { key } = await models.find(id);
  if (key !== undefined && (await keys.get(key)) === undefined) await commands.executeCommand('belay.setApiKey', key);
}

/** Makes a model the one of the current session and of new ones. The session does not wait until the setting is written. */
export async function switchModel(id: string, models: Models, sessions: Sessions): Promise<void> {
  const { current } = sessions;
  if (current) await current.setModel(await models.create(id));
  await workspace.getConfiguration('belay').update('model', id, ConfigurationTarget.Global);
}

async function pick(
  groups: readonly Promise<ModelGroup>[],
  toItem: (entry: ModelEntry) => Item,
): Promise<Item | undefined> {
  const list = window.createQuickPick<Item>();
  list.title = l10n.t('Choose a Model');
  list.placeholder = l10n.t('For this session and new ones');
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.busy = true;
  const known: (readonly Item[])[] = groups.map(() => []);
  let open = true;
  const show = (): void => {
    if (!open) return;
    const [active] = list.activeItems;
    list.items = [...known.flat(), anotherModel()];
    const same = active && list.items.find((item) => item.model === active.model && item.label === active.label);
    if (same) list.activeItems = [same];
  };
  const loaded = groups.map(async (group, index) => {
    known[index] = groupItems(await group, toItem);
    show();
  });
  show();
  list.show();
  const done = Promise.allSettled(loaded).then(() => {
    if (open) list.busy = false;
  });
  const choice = await new Promise<Item | undefined>((resolve) => {
    list.onDidAccept(() => resolve(list.selectedItems[0]));
    list.onDidHide(() => resolve(undefined));
  });
  open = false;
  list.dispose();
  // What has not been answered yet is no longer waited for.
  done.catch(() => undefined);
  return choice;
}

function groupItems(group: ModelGroup, toItem: (entry: ModelEntry) => Item): Item[] {
  const { provider, availability, models } = group;
  if (provider === 'vscode' && availability === 'none') return [];
  const title: Item = { label: groupTitle(group), kind: QuickPickItemKind.Separator };
  const hint = hintOf(group);
  // A platform that is not set up takes one line, not the room of all its models.
  const lines = availability === 'notSetUp' ? [] : models.map(toItem);
  return [title, ...lines, ...(hint ? [hint] : [])];
}

export function groupTitle({ provider, host, availability }: ModelGroup): string {
  const names = {
    anthropic: 'Anthropic',
    openai: host === 'api.openai.com' || host === undefined ? 'OpenAI' : host,
    vscode: l10n.t('From VS Code'),
    bedrock: 'Amazon Bedrock',
    vertex: 'Google Vertex AI',
    tour: l10n.t('Without a key'),
  };
  return availability === 'needsKey' ? l10n.t('{0} (needs a key)', names[provider]) : names[provider];
}

export function hintOf({ provider, host, availability, note }: ModelGroup): Item | undefined {
  switch (availability) {
    case 'notSetUp':
      return {
        label: `$(gear) ${l10n.t('Set up…')}`,
        detail: l10n.t('Set {0} in your settings', note),
        command: ['workbench.action.openSettings', note],
      };
    case 'unreachable':
      return {
        label: `$(warning) ${l10n.t('{0} does not answer', host ?? '')}`,
        description: note,
        detail: l10n.t('Start the server, or check belay.openai.baseUrl'),
        command: ['workbench.action.openSettings', 'belay.openai.baseUrl'],
      };
    case 'needsKey':
      return provider === 'anthropic' || provider === 'openai'
        ? { label: `$(key) ${l10n.t('Set API Key…')}`, command: ['belay.setApiKey', provider] }
        : undefined;
    case 'none':
      return {
        label: `$(info) ${l10n.t('{0} has no models', host ?? '')}`,
        detail: l10n.t('Load one there first, with Ollama by "ollama pull"'),
        command: ['workbench.action.openSettings', 'belay.openai.baseUrl'],
      };
    case 'ready':
      return undefined;
  }
}

function itemOf(entry: ModelEntry, current: string, read: number, models: Models): Item {
  const { id, label, detail, contextWindow, price, tools } = entry;
  const facts = [
    detail,
    l10n.t('reads {0} tokens', inShort(contextWindow)),
    ...(price && price.input > 0
      ? [l10n.t('{0} in, {1} out per million', dollars(price.input), dollars(price.output))]
      : []),
    ...(tools === false ? [l10n.t('cannot use tools')] : []),
    ...(id === current || read === 0 ? [] : [switchText(read, models.rereadCost(id, read))]),
  ];
  return {
    label: id === current ? `$(check) ${label}` : label,
    description: id === label ? '' : id,
    detail: facts.filter((fact) => fact !== '').join(' · '),
    model: id,
  };
}

/** What the next request reads anew when the model is changed; `cost` in US dollars, `undefined` where unknown. */
function switchText(tokens: number, cost: number | undefined): string {
  if (cost === 0) return '';
  if (cost === undefined) return l10n.t('re-reads about {0} tokens', inShort(tokens));
  const price = cost < 0.01 ? l10n.t('less than {0}', '$0.01') : l10n.t('about {0}', `$${cost.toFixed(2)}`);
  return l10n.t('re-reads about {0} tokens, {1}', inShort(tokens), price);
}

/** A price without digits that say nothing: $2, $0.125. */
function dollars(amount: number): string {
  return `$${Number(amount.toFixed(4))}`;
}

/** A count as people say it: 850, 43,000, 1 million. */
function inShort(count: number): string {
  if (count < 1000) return String(count);
  if (count < 1_000_000) return (Math.round(count / 1000) * 1000).toLocaleString('en');
  return l10n.t('{0} million', String(Math.round(count / 100_000) / 10));
}

function anotherModel(): Item {
  return { label: `$(edit) ${l10n.t('Another model…')}`, detail: l10n.t('Type its id'), alwaysShow: true };
}

async function askForId(): Promise<string | undefined> {
  const id = await window.showInputBox({
    title: l10n.t('Model Id'),
    prompt: l10n.t(
      'A Claude model by its name; others with who serves them: openai/… (the endpoint of your settings), bedrock/…, vertex/…, vscode/…',
    ),
    placeHolder: 'claude-…',
    validateInput: (value) =>
      /^[\w.:/@+-]{2,200}$/.test(value.trim())
        ? undefined
        : l10n.t('An id has letters, digits, dots, slashes and dashes, and no spaces.'),
  });
  return id?.trim();
}
