import type OpenAI from 'openai';
import { answerRoom } from '../agent/answerRoom.ts';
import { type Log, type Model, ModelError, type ModelOutput, type ModelRequest } from '../agent/ports.ts';
import { askWithRetries, type Open } from './attempts.ts';
import { type Effort, editToolsFor, knownModel, unknownModel } from './catalog.ts';
import { createOpenAiAccumulator } from './openAiAccumulate.ts';
import { type Endpoint, readEndpoint } from './openAiEndpoint.ts';
import { buildOpenAiRequest, type Dialect } from './openAiRequest.ts';
import { costOf } from './pricing.ts';
import { explainFailure, type Failure } from './providerError.ts';
import { openAiWords } from './providerWords.ts';
import { withReadableErrors } from './readableErrors.ts';
import { defaultRetryPolicy, type RetryPolicy } from './retry.ts';
import { openAiFacts } from './sentFacts.ts';

export interface OpenAiOptions {
  /** The server's name for the model. */
  readonly model: string;
  readonly apiKey: string | undefined;
  /** By default OpenAI itself. */
  readonly baseUrl?: string | undefined;
  /** What the server told of the model, or a setting; it goes before what this version knows. */
  readonly contextWindow?: number | undefined;
  readonly images?: boolean | undefined;
  readonly maxTokens?: number | undefined;
  readonly effort?: Effort | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Longest silence before the request is asked again; by default far longer for a server of the person's own. */
  readonly idleTimeoutMs?: number | undefined;
  readonly log: Log;
  /** Makes ids for calls to which the server gives none. */
  readonly newId?: (() => string) | undefined;
}

type Params = OpenAI.ChatCompletionCreateParamsStreaming;

/** Reading a long prompt takes a machine without a graphics card minutes, and it says nothing meanwhile. */
const localIdleMs = 15 * 60_000;
const remoteIdleMs = 90_000;

/**
 * A model behind OpenAI's Chat Completions API: OpenAI itself, Ollama, llama.cpp, vLLM, LM Studio and gateways. Where a
 * server refuses a part of the request that not all servers know, it is asked again without it. Retries and errors as
 * with Anthropic; the SDK is loaded with the first request.
 */
export function createOpenAiModel(options: OpenAiOptions): Model & { warm(): Promise<void> } {
  const { model: name, log } = options;
  const endpoint = readEndpoint(options.baseUrl);
  const id = `openai/${name}`;
  const known = endpoint.isOpenAi ? knownModel(id) : undefined;
  const contextWindow = options.contextWindow ?? known?.contextWindow ?? unknownModel.contextWindow;
  const apiKey = options.apiKey?.trim() || undefined;
  const words = openAiWords(name, endpoint.host, endpoint);
  const redact = (text: string): string =>
    (apiKey === undefined ? text : text.replaceAll(apiKey, '[key]')).replace(/\bsk-[\w-]{16,}/g, '[key]');
  const newId = options.newId ?? (() => `call_${globalThis.crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`);
  let dialect: Dialect = {
    ...firstDialect(name, endpoint),
    images: options.images ?? known?.images ?? (endpoint.isOpenAi || unknownModel.images),
    parallelCalls: known?.parallelCalls ?? true,
  };
  let opening: Promise<Open<Params>> | undefined;

  function load(): Promise<Open<Params>> {
    // Asked at each request: VS Code replaces the global one when its proxy settings change.
    const fetch: typeof globalThis.fetch = (input, init) => (options.fetch ?? globalThis.fetch)(input, init);
    opening ??= import('./clients/openai.ts').then(({ openOpenAi }) =>
      openOpenAi({ apiKey, baseUrl: endpoint.url, fetch: withReadableErrors(fetch) }),
    );
    return opening;
  }

  function check(request: ModelRequest): void {
    if (!endpoint.valid) {
      throw new ModelError('settings', `"belay.openai.baseUrl" is not a web address: ${redact(endpoint.url)}`);
    }
    if (apiKey === undefined && endpoint.isOpenAi) {
      throw new ModelError(
        'key',
        'No OpenAI API key is set. Run "Belay: Set API Key" (in a terminal: set OPENAI_API_KEY). For a server of your own, set "belay.openai.baseUrl".',
      );
    }
    if (known?.tools === false && request.tools.length > 0) {
      throw new ModelError(
        'unknownModel',
        `${known.label} takes no tools over the Chat Completions API, and Belay works through tools. Choose another model.`,
      );
    }
  }

  /** A limit no lower than the model's own is not sent: some servers refuse it. */
  function maxTokensOf({ maxOutput }: ModelRequest): number | undefined {
    const own = options.maxTokens ?? known?.maxOutput ?? answerRoom(contextWindow);
    return maxOutput !== undefined && maxOutput < own ? maxOutput : options.maxTokens;
  }

  function adapt(failed: Failure): boolean {
    const next = nextDialect(dialect, failed);
    if (!next) return false;
    dialect = next;
    return true;
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelOutput> {
    signal.throwIfAborted();
    check(request);
    const open = await load();
    const taken = new Set(
      request.messages.flatMap(({ role, content }) =>
        role === 'assistant' ? content.flatMap((block) => (block.type === 'toolUse' ? [block.id] : [])) : [],
      ),
    );
    yield* askWithRetries(
      {
        model: id,
        open,
        params: () =>
          buildOpenAiRequest(request, {
            ...options,
            maxTokens: maxTokensOf(request),
            dialect,
            cacheKey: endpoint.isOpenAi,
          }),
        sent: (params) => openAiFacts(params, endpoint.isOpenAi),
        accumulator: () => createOpenAiAccumulator(id, taken, newId),
        explain: (thrown) => explainFailure(thrown, { words, redact, now: Date.now() }),
        adapt,
        host: endpoint.host,
        policy: { ...defaultRetryPolicy, ...options.retry },
        idleTimeoutMs: options.idleTimeoutMs ?? (endpoint.isLocal ? localIdleMs : remoteIdleMs),
        log,
      },
      signal,
    );
  }

  return {
    info: {
      id,
      label: known?.label ?? name,
      contextWindow,
      // Learnt where the server refuses them.
      get images() {
        return dialect.images;
      },
      editTools: editToolsFor(id),
    },
    stream,
    cost: (usage, by) => costOf(usage, by),
    async warm() {
      await load();
    },
  };
}

function firstDialect(name: string, { isOpenAi }: Endpoint): Omit<Dialect, 'images' | 'parallelCalls'> {
  return {
    system: isOpenAi ? 'developer' : 'system',
    maxTokens: isOpenAi ? 'max_completion_tokens' : 'max_tokens',
    usage: true,
    effort: true,
    mistral: /(?:mi[sx]tral|devstral|codestral|magistral)/i.test(name),
  };
}

/** What a refusal says about the server, each of it learnt once; `undefined` where it says nothing new. */
function nextDialect(now: Dialect, { status, said }: Failure): Dialect | undefined {
  if (status !== 400 && status !== 422 && status !== 500 && status !== 501) return undefined;
  if (/max_completion_tokens/.test(said) && /max_tokens/.test(said)) {
    const [wanted] = /use '?"?(max_completion_tokens|max_tokens)/i.exec(said)?.slice(1) ?? [];
    const other = now.maxTokens === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    if ((wanted ?? other) === other) return { ...now, maxTokens: other };
  } else if (now.maxTokens === 'max_completion_tokens' && /max_completion_tokens/.test(said)) {
    return { ...now, maxTokens: 'max_tokens' };
  }
  if (now.system === 'developer' && /developer|unknown role|unexpected role/i.test(said)) {
    return { ...now, system: 'system' };
  }
  if (now.usage && /stream_options|include_usage/i.test(said)) return { ...now, usage: false };
  if (now.effort && /reasoning[_.]effort|does not support thinking/i.test(said)) return { ...now, effort: false };
  if (now.images && /image|vision|multimodal|mmproj/i.test(said)) return { ...now, images: false };
  if (now.parallelCalls && /single tool[- ]call|parallel tool/i.test(said)) return { ...now, parallelCalls: false };
  if (!now.mistral && /after role 'tool'|tool call id.*length of 9|must be a-z, A-Z, 0-9/i.test(said)) {
    return { ...now, mistral: true };
  }
  return undefined;
}
