import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import type { SentFacts } from '../protocol/cacheEvents.ts';

/** How long Anthropic keeps an entry after its last use (platform.claude.com/docs/en/build-with-claude/prompt-caching). */
export const lifetimesMs = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;

/**
 * How long OpenAI keeps a prefix at least: it speaks of five to ten minutes without use
 * (developers.openai.com/api/docs/guides/prompt-caching). Other servers do not say.
 */
const automaticLifetimeMs = 5 * 60_000;

/** What of a request to the Messages API decides whether its cache holds; `extra` are headers and the like. */
export function anthropicFacts(
  params: Anthropic.MessageCreateParamsStreaming,
  extra: Readonly<Record<string, unknown>> = {},
): SentFacts {
  const { model, messages, system = [], tools = [], thinking, output_config, ...others } = params;
  // How long the answer may be, and that it streams, are no part of what the cache holds by.
  const { stream: _, max_tokens: __, ...parameters } = others;
  const loaded = tools.filter((tool) => !('defer_loading' in tool && tool.defer_loading));
  const blocks = [...loaded, ...blocksOf(system), ...messages.flatMap(({ content }) => blocksOf(content))];
  const markers = blocks.map(markerOf);
  const breakpoints = [...markers.keys()].filter((at) => markers[at] !== undefined);
  return {
    model,
    thinking: canonical({ thinking, output_config }),
    parameters: canonical({ ...parameters, ...extra }),
    blocks: blocks.length,
    breakpoints,
    lifetimeMs: lifetimesMs[markers.find((marker) => marker !== undefined) ?? '5m'],
  };
}

/** The same of a request to the Chat Completions API, whose servers cache prefixes by themselves. */
export function openAiFacts(params: OpenAI.ChatCompletionCreateParamsStreaming, isOpenAi: boolean): SentFacts {
  const { model, messages, tools = [], reasoning_effort, ...others } = params;
  const { stream: _, stream_options: __, max_tokens: ___, max_completion_tokens: ____, ...parameters } = others;
  return {
    model,
    thinking: canonical({ reasoning_effort }),
    parameters: canonical(parameters),
    blocks: tools.length + messages.length,
    breakpoints: [],
    ...(isOpenAi ? { lifetimeMs: automaticLifetimeMs } : {}),
  };
}

function blocksOf(content: string | readonly object[]): readonly object[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function markerOf(block: object): '5m' | '1h' | undefined {
  if (!('cache_control' in block)) return undefined;
  const { cache_control: marker } = block as { readonly cache_control?: Anthropic.CacheControlEphemeral | null };
  return marker ? (marker.ttl ?? '5m') : undefined;
}

/** JSON with the keys of the top level in order, without what is undefined. */
function canonical(fields: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return JSON.stringify(Object.fromEntries(known.sort(([one], [other]) => (one < other ? -1 : 1))));
}
