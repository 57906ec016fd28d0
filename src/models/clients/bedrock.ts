import { AnthropicBedrock, AnthropicBedrockMantle } from '@anthropic-ai/bedrock-sdk';
import type Anthropic from '@anthropic-ai/sdk';
import { Stream } from '@anthropic-ai/sdk/core/streaming';
import type { Open } from '../attempts.ts';

/**
 * A bundle of its own, with Amazon's chain of credentials: environment, profiles, single sign-on, roles of machines.
 * Ids without a version and without the prefix of an inference profile (`anthropic.claude-opus-4-8`) are those of the
 * Messages API in Bedrock; the others go to the runtime, whose streams have Amazon's own framing
 * (platform.claude.com/docs/en/build-with-claude/claude-in-amazon-bedrock, read 2026-11-28).
 */
export function openBedrock(options: {
  readonly model: string;
  readonly region: string;
  readonly baseUrl: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}): Open<Anthropic.MessageCreateParamsStreaming> {
  const { model, region: awsRegion, baseUrl: baseURL, fetch } = options;
  const shared = { awsRegion, maxRetries: 0, logLevel: 'off' as const, openTelemetry: false as const, fetch };
  const client = /^anthropic\.[a-z0-9-]+$/.test(model)
    ? new AnthropicBedrockMantle({ ...shared, ...(baseURL ? { baseURL: `${baseURL}/anthropic` } : {}) })
    : new AnthropicBedrock({
        ...shared,
        ...(baseURL ? { baseURL } : {}),
        // Models with a version in their id know this version of the API only.
        defaultHeaders: { 'anthropic-version': 'bedrock-2023-05-31' },
      });
  return async (params, signal) => {
    const response = await client.messages.create(params, { signal }).asResponse();
    return Stream.rawEvents(response);
  };
}
