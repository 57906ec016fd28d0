import { createHash } from 'node:crypto';
import type { MessagesRequest } from './messagesApi.ts';

/** Tokens of a prompt as Anthropic bills them; `input` is what was neither read from nor written to the cache. */
export interface PromptTokens {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** How many blocks before a breakpoint the provider looks for an earlier entry. */
const lookback = 20;

/**
 * A prompt cache as the provider's: an entry is the exact bytes of everything up to a breakpoint; a request reads the
 * longest entry that it shares and writes the rest up to its last breakpoint. Four bytes are one token.
 */
export function createPrefixCache(): { account(request: MessagesRequest): PromptTokens } {
  const entries = new Set<string>();
  return {
    account(request) {
      const blocks = promptBlocks(request);
      let chain = createHash('sha256')
        .update(JSON.stringify([request.model, request.thinking]))
        .digest('hex');
      let bytes = 0;
      const prefixes = blocks.map(({ text, breakpoint }) => {
        chain = createHash('sha256').update(chain).update(text).digest('hex');
        bytes += Buffer.byteLength(text);
        return { hash: chain, tokens: Math.ceil(bytes / 4), breakpoint };
      });
      const reachable = prefixes.filter((_, index) =>
        prefixes.some((later, at) => later.breakpoint && at >= index && at - index <= lookback),
      );
      const cacheRead = reachable.findLast(({ hash }) => entries.has(hash))?.tokens ?? 0;
      const written = Math.max(cacheRead, prefixes.findLast(({ breakpoint }) => breakpoint)?.tokens ?? 0);
      for (const { hash, breakpoint } of prefixes) if (breakpoint) entries.add(hash);
      const total = prefixes.at(-1)?.tokens ?? 0;
      return { input: total - written, cacheRead, cacheWrite: written - cacheRead };
    },
  };
}

/** The prompt in the order in which the provider reads it: tools, system, messages; each block without its marker. */
function promptBlocks(request: MessagesRequest): { text: string; breakpoint: boolean }[] {
  const block = (place: string, value: object): { text: string; breakpoint: boolean } => {
    const fields = Object.entries(value).filter(([key]) => key !== 'cache_control');
    return { text: `${place}:${JSON.stringify(fields)}`, breakpoint: fields.length < Object.keys(value).length };
  };
  const { system = [], tools = [], messages } = request;
  return [
    ...tools.map((tool) => block('tool', tool)),
    ...(typeof system === 'string' ? [{ type: 'text', text: system }] : system).map((part) => block('system', part)),
    ...messages.flatMap(({ role, content }) =>
      (typeof content === 'string' ? [{ type: 'text', text: content }] : content).map((part) => block(role, part)),
    ),
  ];
}
