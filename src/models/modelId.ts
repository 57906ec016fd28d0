/** Who answers for a model. `openai` is the one OpenAI-compatible endpoint of the settings, wherever it is. */
export type Provider = 'anthropic' | 'bedrock' | 'vertex' | 'openai' | 'vscode' | 'tour';

export interface ModelId {
  readonly provider: Provider;
  /** The name that the provider itself uses. */
  readonly name: string;
}

const prefixed = ['anthropic', 'bedrock', 'vertex', 'openai', 'vscode'] as const;

/**
 * Reads a model id of Belay's settings and transcripts, the one place that knows their form:
 * `claude-…` (or any other name without one of the prefixes) and `anthropic/<name>` for the Messages API,
 * `bedrock/<model or inference profile>`, `vertex/<name>[@<version>]`, `openai/<name>`, `vscode/<vendor>/<family>`,
 * and `tour`. Names may hold slashes themselves, as those of gateways do.
 */
export function parseModelId(id: string): ModelId {
  if (id === 'tour') return { provider: 'tour', name: id };
  const provider = prefixed.find((prefix) => id.startsWith(`${prefix}/`) && id.length > prefix.length + 1);
  return provider ? { provider, name: id.slice(provider.length + 1) } : { provider: 'anthropic', name: id };
}

/** The id of a provider's model; the reverse of `parseModelId`. */
export function modelIdOf({ provider, name }: ModelId): string {
  if (provider === 'tour') return 'tour';
  const bare =
    provider === 'anthropic' && parseModelId(name).provider === 'anthropic' && !name.startsWith('anthropic/');
  return bare ? name : `${provider}/${name}`;
}

/**
 * The name by which tables know a model, whatever platform serves it: `bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0`
 * and `vertex/claude-haiku-4-5@20251001` are `claude-haiku-4-5`, `openai/gpt-6.2-sol` is `gpt-6.2-sol`.
 */
export function tableName(id: string): string {
  const { provider, name } = parseModelId(id);
  switch (provider) {
    case 'bedrock':
      return modelFamily(
        name
          .replace(/^arn:.*\//, '')
          .replace(/^(?:[a-z]{2,6}\.)?anthropic\./, '')
          .replace(/-v\d+(?::\d+)?$/, ''),
      );
    case 'vertex':
      return modelFamily(name.replace(/@(?:\d{8}|default|latest)$/, ''));
    case 'openai':
      return name.replace(/-\d{4}-\d{2}-\d{2}$/, '');
    default:
      return modelFamily(name);
  }
}

/** The name without the date of one snapshot. */
function modelFamily(name: string): string {
  return name.replace(/-\d{8}$/, '');
}

/** True where Claude thinks: its signed thinking may go back to Claude on any platform, and to nobody else. */
export function isClaude(id: string): boolean {
  return (
    /(?:^|[/.])claude-/.test(id) && parseModelId(id).provider !== 'vscode' && parseModelId(id).provider !== 'openai'
  );
}
