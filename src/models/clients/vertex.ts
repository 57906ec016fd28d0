import type Anthropic from '@anthropic-ai/sdk';
import { Stream } from '@anthropic-ai/sdk/core/streaming';
import { AnthropicVertex } from '@anthropic-ai/vertex-sdk';
import { GoogleAuth } from 'google-auth-library';
import type { Open } from '../attempts.ts';
import { countable } from '../countable.ts';

/** A bundle of its own, with Google's application default credentials. */
export function openVertex(options: {
  readonly region: string;
  readonly project: string | undefined;
  readonly baseUrl: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  /** For requests to Google's own sign-in, as it answers: its errors have a form of their own. */
  readonly plainFetch: typeof globalThis.fetch;
}): Open<Anthropic.MessageCreateParamsStreaming> {
  const { region, project, baseUrl, fetch, plainFetch } = options;
  let client: AnthropicVertex | undefined;

  function connect(): AnthropicVertex {
    // The library would use a fetch of its own, which knows nothing of the editor's proxy.
    const googleAuth = new GoogleAuth({
      scopes: 'https://www.googleapis.com/auth/cloud-platform',
      ...(project ? { projectId: project } : {}),
      clientOptions: { transporterOptions: { fetchImplementation: plainFetch } },
    });
    return new AnthropicVertex({
      region,
      ...(project ? { projectId: project } : {}),
      googleAuth,
      maxRetries: 0,
      logLevel: 'off',
      openTelemetry: false,
      ...(baseUrl ? { baseURL: baseUrl } : {}),
      defaultHeaders: { 'anthropic-version': 'vertex-2023-10-16' },
      fetch,
    });
  }

  const open: Open<Anthropic.MessageCreateParamsStreaming> = async (params, signal) => {
    client ??= connect();
    try {
      const response = await client.messages.create(params, { signal }).asResponse();
      return Stream.rawEvents(response);
    } catch (error) {
      // It keeps a failed search for credentials; the person may have signed in meanwhile.
      if (error instanceof Error && /OAuth/.test(error.message)) client = undefined;
      throw error;
    }
  };
  return Object.assign(open, {
    async count(params: Anthropic.MessageCreateParamsStreaming, signal: AbortSignal) {
      client ??= connect();
      return (await client.messages.countTokens(countable(params), { signal })).input_tokens;
    },
  });
}
