/** How a provider is spoken of in the sentences that tell a person what to do. */
export interface ProviderWords {
  /** Who answers: "Anthropic". */
  readonly name: string;
  /** Host and port of the endpoint, without user or path. */
  readonly host: string;
  /** The model as the provider names it. */
  readonly model: string;
  /** The setting that says where requests go. */
  readonly address: string;
  /** What was not accepted, and how to enter another: "the API key. Run …", without a full stop. */
  readonly key: string;
  readonly forbidden: string;
  readonly credit: string;
  readonly unknownModel: string;
  /** What is missing before a request can be made; `undefined` for a failure of another kind. */
  setup(thrown: unknown): { readonly reason: 'key' | 'settings'; readonly text: string } | undefined;
}

const chooseAnother = 'Run "Belay: Choose Model" to pick another, or check "belay.model"';
const nothing = (): undefined => undefined;

export function anthropicWords(model: string, host: string): ProviderWords {
  return {
    name: 'Anthropic',
    host,
    model,
    address: '"belay.anthropic.baseUrl"',
    key: 'the API key. Run "Belay: Set API Key" to enter a valid one (in a terminal: set ANTHROPIC_API_KEY)',
    forbidden: `The API key may not use ${model}. Choose another model, or check the key's workspace in the Anthropic Console.`,
    credit: 'Add credit or raise the limit in the Anthropic Console (Plans & Billing)',
    unknownModel: `${chooseAnother} and "belay.anthropic.baseUrl".`,
    setup: nothing,
  };
}

export function bedrockWords(model: string, host: string): ProviderWords {
  const signIn = 'Sign in (`aws sso login`), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
  return {
    name: 'Amazon Bedrock',
    host,
    model,
    address: '"belay.bedrock.region"',
    key: `the AWS credentials. ${signIn}, and start VS Code again where they come from the environment`,
    forbidden: `The AWS account may not use ${model} in this region. Ask for access in the Bedrock console (Model access), or choose another model or "belay.bedrock.region".`,
    credit: 'Check the billing of the AWS account',
    unknownModel: `${chooseAnother} and "belay.bedrock.region": a model may be served in other regions only, or under the id of an inference profile (us.…, global.…).`,
    setup(thrown) {
      if (!saysAnywhere(thrown, /resolve AWS credentials|CredentialsProviderError|Could not load credentials/)) return;
      return { reason: 'key', text: `No AWS credentials were found, or they have expired. ${signIn}, then try again.` };
    },
  };
}

export function vertexWords(model: string, host: string): ProviderWords {
  const signIn = 'Run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS to a key file';
  return {
    name: 'Google Vertex AI',
    host,
    model,
    address: '"belay.vertex.region"',
    key: `the Google credentials. ${signIn}`,
    forbidden: `The Google account or project may not use ${model}. Enable it in the Model Garden of Vertex AI and check "belay.vertex.project", or choose another model.`,
    credit: 'Check the billing of the Google Cloud project',
    unknownModel: `${chooseAnother} and "belay.vertex.region": a model may be served in other regions only.`,
    setup(thrown) {
      if (saysAnywhere(thrown, /No projectId was given|Unable to detect a Project Id/)) {
        const text =
          'No Google Cloud project is known. Set "belay.vertex.project" (in a terminal: ANTHROPIC_VERTEX_PROJECT_ID), then try again.';
        return { reason: 'settings', text };
      }
      if (!saysAnywhere(thrown, /acquire Google OAuth|default credentials|invalid_grant/)) return undefined;
      return {
        reason: 'key',
        text: `No Google credentials were found, or they have expired. ${signIn}, then try again.`,
      };
    },
  };
}

/** The endpoint of "belay.openai.baseUrl". `isOpenAi`: OpenAI's own; `isLocal`: a server of the person's own. */
export function openAiWords(
  model: string,
  host: string,
  { isOpenAi, isLocal }: { readonly isOpenAi: boolean; readonly isLocal: boolean },
): ProviderWords {
  const name = isOpenAi ? 'OpenAI' : host;
  return {
    name,
    host,
    model,
    address: '"belay.openai.baseUrl"',
    key: 'the API key. Run "Belay: Set API Key" to enter a valid one (in a terminal: set OPENAI_API_KEY)',
    forbidden: `The API key may not use ${model}. Choose another model, or check what the key is allowed to do.`,
    credit: isOpenAi
      ? 'Add credit or raise the limit at platform.openai.com (Billing)'
      : 'Add credit or raise the limit with who runs the endpoint',
    unknownModel: isLocal
      ? `Load it there first (with Ollama: \`ollama pull ${model}\`), or run "Belay: Choose Model" to see what the server has.`
      : `${chooseAnother} and "belay.openai.baseUrl".`,
    setup: nothing,
  };
}

function saysAnywhere(thrown: unknown, pattern: RegExp): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (pattern.test(`${error.name}: ${error.message}`)) return true;
  }
  return false;
}
