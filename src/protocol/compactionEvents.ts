import * as z from 'zod';
import { Usage } from './content.ts';
import { Dollars, UsedOfLimit } from './costEvents.ts';
import { stamp } from './stamp.ts';

const line = z.string().trim().min(1).max(1000);

/** What is left of the part of a conversation that the model no longer reads. Caps keep it to a few thousand tokens. */
export const CompactionSummary = z.object({
  task: z.string().trim().min(1).max(6000),
  decisions: z.array(line).max(40),
  files: z.array(z.object({ path: z.string().trim().min(1).max(500), state: line })).max(60),
  errors: z.array(line).max(30),
  next: z.array(line).max(30),
});

/** Why a conversation was compacted: it filled up, the person said so, the provider refused it, or the cache was lost. */
export const CompactionTrigger = z.enum(['threshold', 'command', 'contextFull', 'cacheLost']);

/**
 * From here on the model reads less of what stands before: the `result` events in `dropped` (by id) are a short stub, and
 * where there is a `summary`, it takes the place of everything before the event `keepFrom`. The transcript keeps all of it.
 * `before` and `after` are tokens of a request. `by` is the model that wrote the summary, absent where none did; `usage`,
 * `cost` and `ms` are what that took, refused attempts included. `budget` is what of the session's limits was used by then.
 */
export const CompactedEvent = z.object({
  ...stamp,
  type: z.literal('compacted'),
  trigger: CompactionTrigger,
  dropped: z.array(z.string()),
  keepFrom: z.string().optional(),
  summary: CompactionSummary.optional(),
  by: z.string().optional(),
  usage: Usage.optional(),
  cost: Dollars.optional(),
  ms: z.number().optional(),
  budget: z.array(UsedOfLimit).optional(),
  before: z.number(),
  after: z.number(),
});

/** Compacting did not work; the conversation is as it was. `text` says why. */
export const CompactionFailedEvent = z.object({
  ...stamp,
  type: z.literal('compactionFailed'),
  trigger: CompactionTrigger,
  text: z.string(),
  by: z.string().optional(),
  usage: Usage.optional(),
  cost: Dollars.optional(),
  ms: z.number().optional(),
});

export type CompactionSummary = z.infer<typeof CompactionSummary>;
export type CompactionTrigger = z.infer<typeof CompactionTrigger>;
