import * as z from 'zod';
import { Mode } from './risk.ts';
import { stamp } from './stamp.ts';

/** How long a provider is asked to keep what it writes to its cache, counted from its last use. */
export const CacheLifetime = z.enum(['5m', '1h']);

/** What can break a prompt cache, from the front of a prompt to its end. `models/cacheWatch/vectors.ts` says how each is found. */
export const CacheVector = z.enum([
  'expiry',
  'model',
  'modeOrPlan',
  'mcpServer',
  'toolSet',
  'toolSchema',
  'toolOrder',
  'systemStatic',
  'environment',
  'openEditors',
  'memoryIndex',
  'instructions',
  'otherSections',
  'thinking',
  'parameters',
  'images',
  'history',
  'breakpoints',
  'provider',
]);

/**
 * How an adapter sent a request, as far as it decides what the provider finds in its cache; nothing of it is secret.
 * `thinking` and `parameters` (beta headers included) are canonical JSON; `blocks` counts the blocks of the prompt as the
 * provider does, `breakpoints` are those after which it was told to write (0-based; none where it caches by itself).
 * `lifetimeMs` is how long an entry is kept after its last use, absent where nobody says.
 */
export const SentFacts = z.object({
  model: z.string(),
  thinking: z.string(),
  parameters: z.string(),
  blocks: z.number(),
  breakpoints: z.array(z.number()),
  lifetimeMs: z.number().optional(),
});

/** A message in short: the hash of its content, its size in characters, and how many images are in it. */
export const MessageMark = z.tuple([z.string(), z.number(), z.number()]);

/**
 * What a request was made of, in hashes. What is absent is as it was in the request before; of `messages` those from
 * `from` on are given. `time` is when it was sent (milliseconds since 1970), `sections` are those of the system prompt
 * with the boundary they belong to.
 */
export const RequestRecord = z.object({
  time: z.number(),
  mode: Mode,
  plan: z.boolean(),
  facts: SentFacts,
  tools: z.array(z.tuple([z.string(), z.string()])).optional(),
  sections: z.array(z.tuple([z.string(), z.string()])).optional(),
  from: z.number(),
  messages: z.array(MessageMark),
});

/**
 * The provider read less from its cache than the request before had promised. `changed` says what was different, as a
 * short diff; `tokens` had to be read anew, and `dollars` is what that cost more, `null` where the price is unknown.
 */
export const CacheBreakEvent = z.object({
  ...stamp,
  type: z.literal('cacheBreak'),
  turn: z.string(),
  vector: CacheVector,
  changed: z.string(),
  tokens: z.number(),
  dollars: z.number().nullable(),
});

export type CacheLifetime = z.infer<typeof CacheLifetime>;
export type CacheVector = z.infer<typeof CacheVector>;
export type SentFacts = z.infer<typeof SentFacts>;
export type MessageMark = z.infer<typeof MessageMark>;
export type RequestRecord = z.infer<typeof RequestRecord>;
export type CacheBreakEvent = z.infer<typeof CacheBreakEvent>;
