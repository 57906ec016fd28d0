import type { KeyName } from '../agent/modelPorts.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which models the command line has and how they are asked, as far as its environment says. */
export function modelEnvironment(environment: Environment) {
  const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, OPENAI_API_KEY, OPENAI_BASE_URL } = environment;
  const keys: Readonly<Record<KeyName, string | undefined>> = { anthropic: ANTHROPIC_API_KEY, openai: OPENAI_API_KEY };
  return {
    key: async (name: KeyName): Promise<string | undefined> => keys[name]?.trim() || undefined,
    settings: {
      anthropicUrl: ANTHROPIC_BASE_URL ?? '',
      openAiUrl: OPENAI_BASE_URL ?? '',
      bedrockRegion: environment.AWS_REGION || environment.AWS_DEFAULT_REGION || '',
      vertexRegion: environment.CLOUD_ML_REGION || 'global',
      vertexProject: environment.ANTHROPIC_VERTEX_PROJECT_ID || environment.GOOGLE_CLOUD_PROJECT || '',
    },
  };
}
