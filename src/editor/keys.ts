import { type Event, EventEmitter, l10n, type SecretStorage } from 'vscode';
import type { KeyName } from '../agent/modelPorts.ts';

/** Where keys are kept: the editor's secret storage first, then what the environment gave. */
export interface Keys {
  /** The key to use now, `undefined` where there is none. */
  get(name: KeyName): Promise<string | undefined>;
  /** True where a key was stored here, so that it can be forgotten. */
  stored(name: KeyName): Promise<boolean>;
  store(name: KeyName, key: string): Promise<void>;
  forget(name: KeyName): Promise<void>;
  /** Fires after a key was stored or forgotten, by this window or another one. */
  readonly onDidChange: Event<KeyName>;
  dispose(): void;
}

/** What keys depend on besides the secret storage; asked at each use. */
export interface KeySources {
  /** Host and port of the OpenAI-compatible endpoint: each has a key of its own, which goes nowhere else. */
  openAiHost(): string;
  /** The key that the environment gives for where requests go now, used only where none is stored. */
  environment(name: KeyName): string | undefined;
}

export function createKeys(secrets: SecretStorage, sources: KeySources): Keys {
  const changed = new EventEmitter<KeyName>();
  const slotOf = (name: KeyName): string =>
    name === 'anthropic' ? 'belay.anthropic.apiKey' : `belay.openai.apiKey@${sources.openAiHost()}`;
  const listener = secrets.onDidChange(({ key }) => {
    if (key === slotOf('anthropic')) changed.fire('anthropic');
    else if (key.startsWith('belay.openai.apiKey@')) changed.fire('openai');
  });
  return {
    async get(name) {
      return (await secrets.get(slotOf(name))) || sources.environment(name) || undefined;
    },
    async stored(name) {
      return Boolean(await secrets.get(slotOf(name)));
    },
    async store(name, key) {
      await secrets.store(slotOf(name), key);
    },
    async forget(name) {
      await secrets.delete(slotOf(name));
    },
    onDidChange: changed.event,
    dispose() {
      listener.dispose();
      changed.dispose();
    },
  };
}

/**
 * What is wrong with the form of a key, in a sentence; `undefined` when it looks right. A gateway or server of the
 * person's own (`ownEndpoint`) may have keys of another form.
 */
export function complaintAboutKey(name: KeyName, value: string, ownEndpoint: boolean): string | undefined {
  const key = value.trim();
  if (key === '') return l10n.t('Paste the key here.');
  if (/\s/.test(key)) return l10n.t('A key has no spaces or line breaks in it.');
  if (ownEndpoint) return undefined;
  if (name === 'openai') {
    return key.startsWith('sk-') && key.length >= 20
      ? undefined
      : l10n.t('An OpenAI key starts with "sk-". Did you copy the whole key?');
  }
  if (!key.startsWith('sk-ant-')) {
    return l10n.t('An Anthropic key starts with "sk-ant-". Did you copy the whole key?');
  }
  if (key.length < 24) return l10n.t('This is too short for an Anthropic key. Did you copy the whole key?');
  return undefined;
}
