import type Anthropic from '@anthropic-ai/sdk';
import { type Log, type Model, ModelError, type ModelOutput, type ModelRequest } from '../agent/ports.ts';
import { BrokenStreamError, createAccumulator, parseWireEvent } from './accumulate.ts';
import { buildAnthropicRequest, type Effort } from './anthropicRequest.ts';
import { anthropicTraits, editToolsFor } from './catalog.ts';
import { costOf } from './pricing.ts';
import { explainFailure, IdleError, StreamErrorEvent, tooLongWait } from './providerError.ts';
import { backoffMs, defaultRetryPolicy, inWords, type RetryPolicy } from './retry.ts';
import { sleep } from './sleep.ts';

/** Where requests go when nothing else is set. */
export const defaultAnthropicUrl = 'https://api.anthropic.com';

export interface AnthropicOptions {
  /** The provider's id, such as `claude-sonnet-5-5`. */
  readonly model: string;
  /** Without one, each request fails with the reason `key`, before anything is sent. */
  readonly apiKey: string | undefined;
  readonly baseUrl?: string | undefined;
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

export interface AnthropicModel extends Model {
  /** Loads the SDK ahead of the first request. */
  warm(): Promise<void>;
}

/** How long the end of a stream is waited for once the answer is complete. */
const drainMs = 250;

type Params = Anthropic.MessageCreateParamsStreaming;
type Open = (params: Params, signal: AbortSignal) => Promise<AsyncIterable<{ readonly data: string }>>;

/**
 * A model of Anthropic's Messages API. Each request is tried up to four times where that may help; then `stream` throws
 * a `ModelError` that says what the person can do. The SDK is loaded with the first request.
 */
export function createAnthropicModel(options: AnthropicOptions): AnthropicModel {
  const { model, log } = options;
  const baseUrl = (options.baseUrl?.trim() || defaultAnthropicUrl).replace(/\/+(v1\/*)?$/, '');
  const apiKey = options.apiKey?.trim() ?? '';
  const host = hostOf(baseUrl);
  const policy: RetryPolicy = { ...defaultRetryPolicy, ...options.retry };
  const idleTimeoutMs = options.idleTimeoutMs ?? 90_000;
  const traits = anthropicTraits(model);
  const redact = redactor(apiKey);
  let opening: Promise<Open> | undefined;
  /** The conversation whose first messages may no longer carry thinking, told by its first message. */
  let stale: { readonly first: string; readonly thinkingFrom: number } | undefined;

  function load(): Promise<Open> {
    opening ??= openWith(baseUrl, apiKey, options.fetch);
    return opening;
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelOutput> {
    signal.throwIfAborted();
    if (apiKey === '') {
      throw new ModelError(
        'key',
        'No Anthropic API key is set. Run "Belay: Set API Key" (in a terminal: set ANTHROPIC_API_KEY).',
      );
    }
    if (!URL.canParse(baseUrl)) {
      throw new ModelError('network', `"belay.anthropic.baseUrl" is not a web address: ${redact(baseUrl)}`);
    }
    const open = await load();
    const first = JSON.stringify(request.messages[0]);
    const build = (): Params =>
      buildAnthropicRequest(request, { ...options, thinkingFrom: stale?.first === first ? stale.thinkingFrom : 0 });
    let params = build();
    for (let attempt = 1; ; ) {
      let streamed = false;
      try {
        for await (const output of answer(open, params, idleTimeoutMs, signal)) {
          if (output.type === 'delta') streamed = true;
          yield output;
        }
        return;
      } catch (thrown) {
        signal.throwIfAborted();
        const failed = explainFailure(thrown, { model, host, redact, now: Date.now() });
        if (!failed) throw thrown;
        log.warn(`Request to ${host}, attempt ${attempt}: ${failed.error.reason}: ${messageOf(failed.error.cause)}`);
        if (failed.staleThinking && !(stale?.first === first && stale.thinkingFrom === request.messages.length)) {
          stale = { first, thinkingFrom: request.messages.length };
          params = build();
          if (streamed) yield { type: 'delta', delta: { type: 'restart' } };
          continue;
        }
        if (!failed.retryable || attempt >= policy.attempts) throw failed.error;
        const delayMs = failed.retryAfterMs ?? backoffMs(attempt, policy);
        if (delayMs > policy.retryAfterCapMs) throw tooLongWait(failed, delayMs);
        attempt += 1;
        if (streamed) yield { type: 'delta', delta: { type: 'restart' } };
        const text = `${failed.brief}. Attempt ${attempt} of ${policy.attempts} in ${inWords(delayMs)}.`;
        yield { type: 'delta', delta: { type: 'waiting', delayMs, text } };
        await sleep(delayMs, signal);
      }
    }
  }

  return {
    info: {
      id: model,
      label: traits?.label ?? model,
      contextWindow: traits?.contextWindow ?? 200_000,
      images: true,
      editTools: editToolsFor(model),
    },
    stream,
    cost: costOf,
    async warm() {
      await load();
    },
  };
}

/** One attempt: deltas, then the message. Throws whatever goes wrong, and what `signal` was aborted with. */
async function* answer(
  open: Open,
  params: Params,
  idleTimeoutMs: number,
  signal: AbortSignal,
): AsyncGenerator<ModelOutput> {
  const controller = new AbortController();
  const halt = new AbortController();
  let waiting = false;
  const idle = setTimeout(() => {
    // Time that the reader of the deltas takes is not silence of the provider.
    if (waiting) halt.abort(new IdleError(`Nothing came for ${inWords(idleTimeoutMs)}.`));
  }, idleTimeoutMs);
  const onAbort = (): void => halt.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const halted = new Promise<never>((_, reject) => {
    halt.signal.addEventListener('abort', () => {
      reject(halt.signal.reason);
      controller.abort();
    });
  });
  // It may be rejected while nobody waits; the loop below asks the signals itself.
  halted.catch(() => undefined);

  async function next<T>(promise: Promise<T>): Promise<T> {
    signal.throwIfAborted();
    idle.refresh();
    waiting = true;
    try {
      return await Promise.race([promise, halted]);
    } finally {
      waiting = false;
    }
  }

  try {
    const events = (await next(open(params, controller.signal)))[Symbol.asyncIterator]();
    const accumulator = createAccumulator();
    for (;;) {
      const { value, done } = await next(events.next());
      if (done) throw new BrokenStreamError('The connection closed before the answer was complete.');
      const event = parseWireEvent(value.data);
      if (event?.type === 'error') throw new StreamErrorEvent(event.error.type, event.error.message);
      const delta = event && accumulator.push(event);
      if (delta) yield { type: 'delta', delta };
      const message = accumulator.finish();
      if (!message) continue;
      signal.throwIfAborted();
      yield message;
      // Reading to the end leaves the connection open for the next request; whether it works no longer matters.
      await Promise.allSettled([Promise.race([events.next(), sleep(drainMs, halt.signal)])]);
      return;
    }
  } finally {
    clearTimeout(idle);
    signal.removeEventListener('abort', onAbort);
    controller.abort();
    halt.abort();
  }
}

/** Loads the SDK and binds it to an endpoint. Nothing of the environment's settings for it is taken over. */
async function openWith(baseURL: string, apiKey: string, fetch: typeof globalThis.fetch | undefined): Promise<Open> {
  const [{ Anthropic }, { Stream }] = await Promise.all([
    import('@anthropic-ai/sdk'),
    import('@anthropic-ai/sdk/core/streaming'),
  ]);
  const client = new Anthropic({
    apiKey,
    baseURL,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    // Gateways and local servers often know the older of the two headers for a key only.
    ...(baseURL === defaultAnthropicUrl ? {} : { defaultHeaders: { 'x-api-key': apiKey } }),
    ...(fetch ? { fetch } : {}),
  });
  return async (params, signal) => {
    // The raw events, and not the SDK's own reading of them: it hides pings, which show that the provider is alive.
    const response = await client.messages.create(params, { signal }).asResponse();
    return Stream.rawEvents(response);
  };
}

function redactor(apiKey: string): (text: string) => string {
  return (text) => {
    const known = apiKey === '' ? text : text.replaceAll(apiKey, '[key]');
    return known.replace(/sk-ant-[\w-]+/g, '[key]');
  };
}

/** Host and port only: an address may hold a password. */
function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : 'the address in "belay.anthropic.baseUrl"';
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : '';
}
