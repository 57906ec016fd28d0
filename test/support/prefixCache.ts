import { createHash } from 'node:crypto';
import type { MessagesRequest } from './messagesApi.ts';

/**
 * Tokens of a prompt as Anthropic bills them; `input` is what was neither read from nor written to the cache,
 * `cacheWrite1h` the part of `cacheWrite` whose entries live for an hour.
 */
export interface PromptTokens {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly cacheWrite1h: number;
}

export interface PrefixCacheOptions {
  /** Milliseconds on any clock that only goes forward; by default the system's. */
  readonly now?: () => number;
  /** Prefixes of fewer tokens are not kept; by default what the provider says of the model. */
  readonly smallest?: number;
}

/** How many blocks the provider looks at for an earlier entry, beginning with the breakpoint itself. */
const lookback = 20;

const lifetimes = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;

/**
 * Fewest tokens of a prefix that is kept, by family (platform.claude.com/docs/en/build-with-claude/prompt-caching; for
 * the newest, which the stored copy of it does not name, that of the model before).
 */
const smallestOf: readonly (readonly [RegExp, number])[] = [
  [/opus-5|fable/, 512],
  [/opus-4-7/, 2048],
  [/opus-4-[56]|haiku/, 4096],
];

interface Entry {
  readonly lifetimeMs: number;
  readonly usedAt: number;
}

/**
 * A prompt cache as the provider's: an entry is the exact bytes of everything up to a breakpoint, kept for the lifetime
 * that the breakpoint names, counted from its last use. A request reads the longest entry that it shares and that lies
 * within the look-back of one of its breakpoints, and writes the rest up to its last breakpoint. What belongs to the
 * whole request counts from where the provider lets it count: the model from the tools on; thinking, effort, the choice
 * of a tool and whether there are images from the messages on. Deferred tools are no part of the prompt; where a result
 * refers to one, its definition stands there. Four bytes are one token.
 */
export function createPrefixCache(options: PrefixCacheOptions = {}): {
  account(request: MessagesRequest): PromptTokens;
} {
  const entries = new Map<string, Entry>();
  const now = options.now ?? Date.now;
  return {
    account(request) {
      const time = now();
      const smallest = options.smallest ?? smallestOf.find(([family]) => family.test(request.model))?.[1] ?? 1024;
      const prefixes = prefixesOf(request);
      const isKept = (hash: string): boolean => {
        const entry = entries.get(hash);
        return entry !== undefined && time - entry.usedAt <= entry.lifetimeMs;
      };
      const reachable = prefixes.filter((_, index) =>
        prefixes.some((later, at) => later.lifetime && at >= index && at - index < lookback),
      );
      const read = reachable.findLast(({ hash }) => isKept(hash));
      const cacheRead = read?.tokens ?? 0;
      const marked = prefixes.filter(({ tokens, lifetime }) => lifetime && tokens >= smallest);
      const end = (of: typeof marked): number => Math.max(cacheRead, of.at(-1)?.tokens ?? 0);
      const written = end(marked);
      const long = end(marked.filter(({ lifetime }) => lifetime === '1h'));
      for (const { hash, lifetime = '5m' } of read ? [...marked, read] : marked) {
        const kept = isKept(hash) ? entries.get(hash) : undefined;
        entries.set(hash, { lifetimeMs: kept?.lifetimeMs ?? lifetimes[lifetime], usedAt: time });
      }
      const total = prefixes.at(-1)?.tokens ?? 0;
      return {
        input: total - written,
        cacheRead,
        cacheWrite: written - cacheRead,
        cacheWrite1h: Math.max(0, long - cacheRead),
      };
    },
  };
}

interface Prefix {
  readonly hash: string;
  readonly tokens: number;
  /** Of the entry that is written at its end, where there is a breakpoint. */
  readonly lifetime: '5m' | '1h' | undefined;
}

/** Everything up to each block of the prompt, in the order in which the provider reads it: tools, system, messages. */
function prefixesOf(request: MessagesRequest): Prefix[] {
  const { system = [], tools = [], messages } = request;
  const texts = (value: string | readonly object[]): readonly object[] =>
    typeof value === 'string' ? [{ type: 'text', text: value }] : value;
  const { thinking, output_config, tool_choice } = request;
  const images = JSON.stringify(messages).includes('"type":"image"');
  const blocks = [
    ...tools.filter((tool) => !tool.defer_loading).map((tool) => ({ place: 'tool', value: tool })),
    ...texts(system).map((value) => ({ place: 'system', value })),
    ...messages.flatMap(({ role, content }) => texts(content).map((value) => ({ place: role, value }))),
  ];
  const definitionsIn = (value: object): string =>
    tools
      .filter(({ name }) => refersTo(value, name))
      .map(definition)
      .join('');
  let chain = digest('', request.model);
  let bytes = 0;
  let inMessages = false;
  return blocks.map(({ place, value }) => {
    if (!inMessages && place !== 'tool' && place !== 'system') {
      inMessages = true;
      chain = digest(chain, JSON.stringify([thinking, output_config, tool_choice, images]));
    }
    // Where a breakpoint lies is no part of what is compared.
    const text = `${place}:${JSON.stringify(Object.entries(value).filter(([key]) => key !== 'cache_control'))}${definitionsIn(value)}`;
    chain = digest(chain, text);
    bytes += Buffer.byteLength(text);
    return { hash: chain, tokens: Math.ceil(bytes / 4), lifetime: lifetimeOf(value) };
  });
}

function refersTo(block: object, tool: string): boolean {
  const { content } = block as { readonly content?: unknown };
  if (!Array.isArray(content)) return false;
  return content.some(
    (part: { type?: unknown; tool_name?: unknown }) => part.type === 'tool_reference' && part.tool_name === tool,
  );
}

function definition({ name, description, input_schema }: NonNullable<MessagesRequest['tools']>[number]): string {
  return JSON.stringify({ name, description, input_schema });
}

function lifetimeOf(block: object): Prefix['lifetime'] {
  const { cache_control: marker } = block as { readonly cache_control?: { readonly ttl?: '5m' | '1h' } };
  return marker ? (marker.ttl ?? '5m') : undefined;
}

function digest(before: string, text: string): string {
  return createHash('sha256').update(before).update(text).digest('hex');
}
