import * as vscode from 'vscode';
import type { EditorModels, KeyName } from '../agent/modelPorts.ts';
import type { Log } from '../agent/ports.ts';
import type { KeyPlaces } from './commands/setApiKey.ts';
import { createKeys, type Keys } from './keys.ts';
import { settings } from './settings.ts';

/** The environment's part in which models there are, for where no setting says otherwise. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a window brings to the choice of models: settings, keys and VS Code's own models. A key from the environment goes
 * only where the environment, or the provider's own address, says; never to an address from the settings.
 */
export function wireModels(secrets: vscode.SecretStorage, environment: Environment, log: Log) {
  const anthropicUrl = (): string => settings.anthropicBaseUrl || environment.ANTHROPIC_BASE_URL || '';
  const openAiUrl = (): string => settings.openAiBaseUrl || environment.OPENAI_BASE_URL || '';
  const openAiHost = (): string => hostOf(openAiUrl()) ?? 'api.openai.com';

  const keys: Keys = createKeys(secrets, {
    openAiHost,
    environment(name) {
      if (name === 'anthropic') return environment.ANTHROPIC_API_KEY;
      const trusted = settings.openAiBaseUrl === '' || openAiHost() === 'api.openai.com';
      return trusted ? environment.OPENAI_API_KEY : undefined;
    },
  });

  const keyPlaces: KeyPlaces = {
    anthropicHost: () => hostOf(anthropicUrl()),
    openAiHost: () => (openAiHost() === 'api.openai.com' ? undefined : openAiHost()),
  };

  return {
    keys,
    keyPlaces,
    ports: {
      log,
      key: (name: KeyName) => keys.get(name),
      editor: editorModels(log),
      settings: () => ({
        model: settings.model,
        fallbackModel: settings.fallbackModel,
        smallModel: settings.smallModel,
        anthropicUrl: anthropicUrl(),
        openAiUrl: openAiUrl(),
        openAiContext: settings.openAiContextWindow || undefined,
        bedrockRegion: settings.bedrockRegion || environment.AWS_REGION || environment.AWS_DEFAULT_REGION || '',
        vertexRegion: settings.vertexRegion || environment.CLOUD_ML_REGION || 'global',
        vertexProject:
          settings.vertexProject || environment.ANTHROPIC_VERTEX_PROJECT_ID || environment.GOOGLE_CLOUD_PROJECT || '',
        effort: settings.reasoningEffort,
      }),
    },
  };
}

/** Loaded when the first of them is asked for. */
function editorModels(log: Log): EditorModels {
  const load = async (): Promise<EditorModels> => {
    const { createEditorModels } = await import('./languageModels.ts');
    return createEditorModels(vscode, log);
  };
  return {
    list: async () => await (await load()).list(),
    create: async (name) => await (await load()).create(name),
  };
}

/** Host and port of an address as people write it, `undefined` where there is none. */
function hostOf(address: string): string | undefined {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(address) && address.includes('://') ? address : `http://${address}`;
  return address.trim() !== '' && URL.canParse(whole) ? new URL(whole).host : undefined;
}
