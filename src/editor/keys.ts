import { type Event, EventEmitter, l10n, type SecretStorage } from 'vscode';

const slot = 'belay.anthropic.apiKey';

/** Where the Anthropic key is kept: the editor's secret storage first, then what the environment gave. */
export interface Keys {
  /** The key to use now, `undefined` where there is none. */
  get(): Promise<string | undefined>;
  /** True where a key was stored here, so that it can be forgotten. */
  stored(): Promise<boolean>;
  store(key: string): Promise<void>;
  forget(): Promise<void>;
  /** Fires after a key was stored or forgotten, by this window or another one. */
  readonly onDidChange: Event<void>;
  dispose(): void;
}

/** `environment` is the key from the process environment, used only where none is stored. */
export function createKeys(secrets: SecretStorage, environment: string | undefined): Keys {
  const changed = new EventEmitter<void>();
  const listener = secrets.onDidChange((event) => {
    if (event.key === slot) changed.fire();
  });
  return {
    async get() {
      return (await secrets.get(slot)) || environment || undefined;
    },
    async stored() {
      return Boolean(await secrets.get(slot));
    },
    async store(key) {
      await secrets.store(slot, key);
    },
    async forget() {
      await secrets.delete(slot);
    },
    onDidChange: changed.event,
    dispose() {
      listener.dispose();
      changed.dispose();
    },
  };
}

/**
 * What is wrong with the form of an Anthropic key, in a sentence; `undefined` when it looks right. A gateway of the
 * person's own (`ownEndpoint`) may have keys of another form.
 */
export function complaintAboutKey(value: string, ownEndpoint: boolean): string | undefined {
  const key = value.trim();
  if (key === '') return l10n.t('Paste the key here.');
  if (/\s/.test(key)) return l10n.t('A key has no spaces or line breaks in it.');
  if (ownEndpoint) return undefined;
  if (!key.startsWith('sk-ant-')) {
    return l10n.t('An Anthropic key starts with "sk-ant-". Did you copy the whole key?');
  }
  if (key.length < 24) return l10n.t('This is too short for an Anthropic key. Did you copy the whole key?');
  return undefined;
}
