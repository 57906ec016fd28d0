import type Anthropic from '@anthropic-ai/sdk';
import { type Log, type Model, ModelError, type ModelOutput, type ModelRequest } from '../agent/ports.ts';
import { createAccumulator } from './accumulate.ts';
import { buildAnthropicRequest } from './anthropicRequest.ts';
import { askWithRetries, type Open } from './attempts.ts';
import { type Effort, editToolsFor, knownModel } from './catalog.ts';
import { modelIdOf } from './modelId.ts';
import { costOf } from './pricing.ts';
import { explainFailure, type Failure } from './providerError.ts';
import { anthropicWords, bedrockWords, type ProviderWords, vertexWords } from './providerWords.ts';
import { withReadableErrors } from './readableErrors.ts';
import { defaultRetryPolicy, type RetryPolicy } from './retry.ts';
import { anthropicFacts } from './sentFacts.ts';

/** Where requests go when nothing else is set. */
export const defaultAnthropicUrl = 'https://api.anthropic.com';

interface SharedOptions {
  /** The provider's name for the model, such as `claude-sonnet-5-5`. */
  readonly model: string;
  /** Most tokens of one answer, thinking included; by default what suits the model. */
  readonly maxTokens?: number | undefined;
  readonly effort?: Effort | undefined;
  /** Tokens for thinking, for models that take a budget. */
  readonly thinkingBudget?: number | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Longest silence of the provider before the request is asked again. */
  readonly idleTimeoutMs?: number | undefined;
  readonly log: Log;
}

export interface AnthropicOptions extends SharedOptions {
  /** Without one, each request fails with the reason `key`, before anything is sent. */
  readonly apiKey: string | undefined;
  readonly baseUrl?: string | undefined;
}

export interface BedrockOptions extends SharedOptions {
  /** Such as `eu-west-1`; without one, each request fails with the reason `settings`. */
  readonly region: string | undefined;
  /** Another endpoint, for tests and private links. */
  readonly baseUrl?: string | undefined;
}

export interface VertexOptions extends BedrockOptions {
  /** By default the one of the credentials. */
  readonly project: string | undefined;
}

export interface AnthropicModel extends Model {
  /** Loads the SDK ahead of the first request. */
  warm(): Promise<void>;
}

/** A count that takes longer is not waited for. */
const countTimeoutMs = 5000;

type Params = Anthropic.MessageCreateParamsStreaming;

/** One platform that serves Claude: how it is called, spoken of, and what must be there before a request. */
interface Platform {
  readonly provider: 'anthropic' | 'bedrock' | 'vertex';
  readonly words: ProviderWords;
  /** Throws a `ModelError` where something is missing. */
  check(redact: (text: string) => string): void;
  load(fetch: typeof globalThis.fetch): Promise<Open<Params>>;
  /** Texts that may never be shown. */
  readonly secrets: readonly string[];
  readonly vertexRegion: string;
}

/**
 * A model of Anthropic's Messages API. Each request is tried up to four times where that may help; then `stream` throws
 * a `ModelError` that says what the person can do. The SDK is loaded with the first request.
 */
export function createAnthropicModel(options: AnthropicOptions): AnthropicModel {
  const baseUrl = (options.baseUrl?.trim() || defaultAnthropicUrl).replace(/\/+(v1\/*)?$/, '');
  const apiKey = options.apiKey?.trim() ?? '';
  return createClaude(options, {
    provider: 'anthropic',
    words: anthropicWords(options.model, hostOf(baseUrl, 'the address in "belay.anthropic.baseUrl"')),
    secrets: [apiKey],
    vertexRegion: '',
    check(redact) {
      if (apiKey === '') {
        throw new ModelError(
          'key',
          'No Anthropic API key is set. Run "Belay: Set API Key" (in a terminal: set ANTHROPIC_API_KEY).',
        );
      }
      if (!URL.canParse(baseUrl)) {
        throw new ModelError('network', `"belay.anthropic.baseUrl" is not a web address: ${redact(baseUrl)}`);
      }
    },
    async load(fetch) {
      const { openAnthropic } = await import('./clients/anthropic.ts');
      return openAnthropic({ apiKey, baseUrl, bothHeaders: baseUrl !== defaultAnthropicUrl, fetch });
    },
  });
}

/** Claude in Amazon Bedrock, with the credentials that Amazon's own tools would use. */
export function createBedrockModel(options: BedrockOptions): AnthropicModel {
  const { model, baseUrl } = options;
  const region = options.region?.trim() ?? '';
  const host = baseUrl ? hostOf(baseUrl, baseUrl) : `Amazon Bedrock in ${region}`;
  return createClaude(options, {
    provider: 'bedrock',
    words: bedrockWords(model, host),
    secrets: [],
    vertexRegion: '',
    check() {
      if (/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) return;
      const text =
        region === ''
          ? 'No AWS region is known. Set "belay.bedrock.region" to one such as eu-west-1 (in a terminal: AWS_REGION), then try again.'
          : `"${region}" is no AWS region. Set "belay.bedrock.region" to one such as eu-west-1, then try again.`;
      throw new ModelError('settings', text);
    },
    async load(fetch) {
      const { openBedrock } = await import('./clients/bedrock.ts');
      return openBedrock({ model, region, baseUrl, fetch });
    },
  });
}

/** Claude in Google's Vertex AI, with Google's application default credentials. */
export function createVertexModel(options: VertexOptions): AnthropicModel {
  const { model, project, baseUrl } = options;
  const region = options.region?.trim() || 'global';
  const host = baseUrl ? hostOf(baseUrl, baseUrl) : `Vertex AI (${region})`;
  return createClaude(options, {
    provider: 'vertex',
    words: vertexWords(model, host),
    secrets: [],
    vertexRegion: region,
    check() {
      if (/^[a-z][a-z0-9-]*$/.test(region)) return;
      throw new ModelError(
        'settings',
        `"${region}" is no region of Google Cloud. Set "belay.vertex.region" to one such as global or europe-west1, then try again.`,
      );
    },
    async load(fetch) {
      const { openVertex } = await import('./clients/vertex.ts');
      const plainFetch = options.fetch ?? globalThis.fetch;
      return openVertex({ region, project: project?.trim() || undefined, baseUrl, fetch, plainFetch });
    },
  });
}

function createClaude(options: SharedOptions, platform: Platform): AnthropicModel {
  const { model: name, log } = options;
  const { provider, words, vertexRegion } = platform;
  const id = modelIdOf({ provider, name });
  const known = knownModel(id);
  const redact = redactor(platform.secrets);
  let opening: Promise<Open<Params>> | undefined;
  /** The conversation whose first messages may no longer carry thinking, told by its first message. */
  let stale: { readonly first: string; readonly thinkingFrom: number } | undefined;
  /** False once the provider has refused deferred tools; the other platforms, and older models, are not asked. */
  let toolReferences = provider === 'anthropic' && known?.toolReferences === true;
  /** False once the provider has refused entries of an hour, as some platforms do for some models. */
  let longEntries = true;

  function load(): Promise<Open<Params>> {
    // Asked at each request: VS Code replaces the global one when its proxy settings change.
    const fetch: typeof globalThis.fetch = (input, init) => (options.fetch ?? globalThis.fetch)(input, init);
    opening ??= platform.load(withReadableErrors(fetch));
    return opening;
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelOutput> {
    signal.throwIfAborted();
    platform.check(redact);
    const open = await load();
    const first = JSON.stringify(request.messages[0]);

    function adapt(failed: Failure): boolean {
      if (longEntries && request.cacheLifetime === '1h' && refusesLongEntries(failed)) {
        longEntries = false;
        return true;
      }
      if (toolReferences && refusesDeferred(failed)) {
        toolReferences = false;
        return true;
      }
      if (!refusesThinking(failed)) return false;
      if (stale?.first === first && stale.thinkingFrom === request.messages.length) return false;
      stale = { first, thinkingFrom: request.messages.length };
      return true;
    }

    yield* askWithRetries(
      {
        model: id,
        open,
        params: () =>
          buildAnthropicRequest(longEntries ? request : { ...request, cacheLifetime: '5m' }, {
            ...options,
            model: id,
            name,
            toolReferences,
            thinkingFrom: stale?.first === first ? stale.thinkingFrom : 0,
          }),
        sent: (params) => anthropicFacts(params),
        // Anthropic's own name of a model may be newer than ours; the platforms have names of their own.
        accumulator: () => createAccumulator(provider === 'anthropic' ? undefined : id),
        explain: (thrown) => explainFailure(thrown, { words, redact, now: Date.now() }),
        adapt,
        host: words.host,
        policy: { ...defaultRetryPolicy, ...options.retry },
        idleTimeoutMs: options.idleTimeoutMs ?? 90_000,
        log,
      },
      signal,
    );
  }

  let uncounted = false;
  async function countTokens(request: ModelRequest, signal: AbortSignal): Promise<number | undefined> {
    if (uncounted) return undefined;
    try {
      platform.check(redact);
      const { count } = await load();
      const params = buildAnthropicRequest(request, {
        ...options,
        model: id,
        name,
        toolReferences,
        thinkingFrom: request.messages.length,
      });
      return await count?.(params, AbortSignal.any([signal, AbortSignal.timeout(countTimeoutMs)]));
    } catch (error) {
      signal.throwIfAborted();
      // Many gateways do not know this call; asking again would cost time at each step.
      uncounted = true;
      log.debug(`${words.host} does not count tokens: ${redact(String(error))}`);
      return undefined;
    }
  }

  return {
    info: {
      id,
      label: known?.label ?? name,
      contextWindow: known?.contextWindow ?? 200_000,
      images: true,
      editTools: editToolsFor(id),
      marksCache: true,
    },
    stream,
    countTokens,
    cost: (usage, by) => costOf(usage, by, vertexRegion),
    async warm() {
      await load();
    },
  };
}

/** The provider refuses thinking of earlier answers, because something before it has changed since. */
function refusesThinking({ status, said }: Failure): boolean {
  return status === 400 && /thinking/i.test(said) && /different conversation|signature|cannot be modified/i.test(said);
}

function refusesDeferred({ status, said }: Failure): boolean {
  return status === 400 && /defer_loading|tool[_ ]references?\b/i.test(said);
}

function refusesLongEntries({ status, said }: Failure): boolean {
  return status === 400 && /\bttl\b|extended.cache/i.test(said);
}

function redactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret !== '');
  return (text) =>
    known.reduce((rest, secret) => rest.replaceAll(secret, '[key]'), text).replace(/sk-ant-[\w-]+/g, '[key]');
}

/** Host and port only: an address may hold a password. */
function hostOf(baseUrl: string, otherwise: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : otherwise;
}
