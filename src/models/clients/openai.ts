import OpenAI from 'openai';
import type { Open } from '../attempts.ts';
import { readEventStream } from '../eventStream.ts';

/** A bundle of its own, for every server that speaks OpenAI's Chat Completions. */
export function openOpenAi(options: {
  /** Servers of the person's own mostly want none. */
  readonly apiKey: string | undefined;
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
}): Open<OpenAI.ChatCompletionCreateParamsStreaming> {
  const { apiKey, baseUrl: baseURL, fetch } = options;
  // Nothing of the environment's settings for the SDK is taken over; it wants some key in any case.
  const client = new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: 30 * 60_000,
    logLevel: 'off',
    ...(apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
    fetch,
  });
  return async (params, signal) => {
    // The raw events: comments that only keep the connection alive show that the server is still at work.
    const response = await client.chat.completions.create(params, { signal }).asResponse();
    return readEventStream(response);
  };
}
