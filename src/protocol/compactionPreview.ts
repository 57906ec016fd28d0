import * as z from 'zod';
import { Mode } from './risk.ts';

/** Parts of a conversation that fare alike, in their order; `tokens` and `count` are of all, `items` are the first. */
const Group = z.object({
  tokens: z.number(),
  count: z.number(),
  items: z.array(z.object({ kind: z.enum(['message', 'answer', 'result']), text: z.string(), tokens: z.number() })),
});

/** What compacting would do. Sizes in tokens; `exact` where the provider counted the request as it is now. */
export const CompactionPreview = z.object({
  before: z.number(),
  /** An estimate: how long the summary will be is not known. */
  after: z.number(),
  exact: z.boolean(),
  window: z.number(),
  /** System prompt and tools, which stay. */
  fixed: z.number(),
  kept: Group,
  summarised: Group,
  dropped: Group,
  mode: Mode,
  todos: z.number(),
  proposals: z.number(),
  /** There is nothing to leave out. */
  nothing: z.boolean(),
});

export type CompactionPreview = z.infer<typeof CompactionPreview>;
