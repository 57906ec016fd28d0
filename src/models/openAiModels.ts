import * as z from 'zod';
import type { Endpoint } from './openAiEndpoint.ts';

/** What a server tells of one of its models; absent where it does not. `contextWindow` counts tokens. */
export interface ListedModel {
  readonly name: string;
  readonly contextWindow?: number;
  readonly tools?: boolean;
  readonly images?: boolean;
}

const size = z.int().positive().nullish().catch(undefined);

/** `GET /models`: OpenAI's form, and the sizes that vLLM, OpenRouter, llama.cpp and LM Studio add to it. */
const ModelList = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      max_model_len: size,
      context_length: size,
      max_context_length: size,
      loaded_context_length: size,
      meta: z.looseObject({ n_ctx: size, n_ctx_train: size }).nullish().catch(undefined),
      supported_parameters: z.array(z.string()).nullish().catch(undefined),
      architecture: z
        .looseObject({ input_modalities: z.array(z.string()).nullish() })
        .nullish()
        .catch(undefined),
    }),
  ),
});

/** Ollama's own API, beside the OpenAI-compatible one (docs.ollama.com/api, read 2026-11-28). */
const OllamaShow = z.looseObject({
  capabilities: z.array(z.string()).nullish(),
  parameters: z.string().nullish(),
  model_info: z.record(z.string(), z.unknown()).nullish(),
});
const OllamaRunning = z.looseObject({
  models: z.array(z.looseObject({ name: z.string(), model: z.string().nullish(), context_length: size })),
});

interface Asking {
  readonly apiKey: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/** The names of everything that is no model to talk with. */
const notForChat = /embed|whisper|tts|dall-e|image|moderation|audio|realtime|transcribe|rerank|sora|davinci|babbage/i;

/**
 * The models of an OpenAI-compatible server, sorted by name. Rejects where it does not answer, or with something else
 * than a list.
 */
export async function listOpenAiModels(endpoint: Endpoint, asking: Asking): Promise<ListedModel[]> {
  const list = ModelList.parse(await getJson(`${endpoint.url}/models`, asking));
  return list.data
    .filter(({ id }) => !notForChat.test(id))
    .map((model): ListedModel => {
      const contextWindow =
        model.loaded_context_length ??
        model.max_model_len ??
        model.meta?.n_ctx ??
        model.context_length ??
        model.max_context_length ??
        model.meta?.n_ctx_train;
      const inputs = model.architecture?.input_modalities;
      return {
        name: model.id,
        ...(contextWindow ? { contextWindow } : {}),
        ...(model.supported_parameters ? { tools: model.supported_parameters.includes('tools') } : {}),
        ...(inputs ? { images: inputs.includes('image') } : {}),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * What Ollama tells of one model, `undefined` where the server is another. The window is that with which it runs now or
 * is configured: Ollama cuts longer prompts without a word, whatever the model could read.
 */
export async function askOllama(endpoint: Endpoint, name: string, asking: Asking): Promise<ListedModel | undefined> {
  const root = endpoint.url.replace(/\/v1$/, '');
  const shown = OllamaShow.safeParse(
    await getJson(`${root}/api/show`, asking, { model: name }).catch((error: unknown) => missing(error, asking.signal)),
  );
  if (!shown.success) return undefined;
  const running = OllamaRunning.safeParse(
    await getJson(`${root}/api/ps`, asking).catch((error: unknown) => missing(error, asking.signal)),
  );
  const loaded = running.data?.models.find((model) => model.name === name || model.model === name)?.context_length;
  const configured = /^num_ctx\s+(\d+)/m.exec(shown.data.parameters ?? '')?.[1];
  const contextWindow = loaded ?? (configured === undefined ? undefined : Number(configured));
  const { capabilities } = shown.data;
  return {
    name,
    ...(contextWindow ? { contextWindow } : {}),
    ...(capabilities ? { tools: capabilities.includes('tools'), images: capabilities.includes('vision') } : {}),
  };
}

function missing(error: unknown, signal: AbortSignal): undefined {
  if (signal.aborted) throw error;
  return undefined;
}

async function getJson(url: string, { apiKey, fetch, signal }: Asking, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    signal,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw Object.assign(new Error(`${new URL(url).pathname}: status ${response.status}`), { status: response.status });
  }
  return await response.json();
}
