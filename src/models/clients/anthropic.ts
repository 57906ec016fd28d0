import { Anthropic } from '@anthropic-ai/sdk';
import { Stream } from '@anthropic-ai/sdk/core/streaming';
import type { Open } from '../attempts.ts';
import { countable } from '../countable.ts';

/** A bundle of its own: the SDK is read from the disk when the first request needs it. */
export function openAnthropic(options: {
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Also sends the key in the older of the two headers, the only one that many gateways and local servers know. */
  readonly bothHeaders: boolean;
  readonly fetch: typeof globalThis.fetch;
}): Open<Anthropic.MessageCreateParamsStreaming> {
  const { apiKey, baseUrl: baseURL, bothHeaders, fetch } = options;
  // Nothing of the environment's settings for the SDK is taken over.
  const client = new Anthropic({
    apiKey,
    baseURL,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    ...(bothHeaders ? { defaultHeaders: { 'x-api-key': apiKey } } : {}),
    fetch,
  });
  const open: Open<Anthropic.MessageCreateParamsStreaming> = async (params, signal) => {
    // The raw events, and not the SDK's own reading of them: it hides pings, which show that the provider is alive.
    const response = await client.messages.create(params, { signal }).asResponse();
    return Stream.rawEvents(response);
  };
  return Object.assign(open, {
    count: async (params: Anthropic.MessageCreateParamsStreaming, signal: AbortSignal) =>
      (await client.messages.countTokens(countable(params), { signal })).input_tokens,
  });
}
