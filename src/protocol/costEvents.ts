import * as z from 'zod';
import { Usage } from './content.ts';
import { stamp } from './stamp.ts';

// Events of what a session costs, and of the budget that holds it.

/**
 * US dollars of a request, by the price of its day: `null` where that was not known. Absent in older transcripts, whose
 * requests are priced when they are read.
 */
export const Dollars = z.number().nullable();

/** What a request was for that is in no answer of the conversation; `attempt`: the provider broke off or refused it. */
export const SpentBy = z.enum(['attempt', 'title', 'opinion', 'summary', 'other']);

/** A request that is in no answer. Without `usage` it was refused before it began, and nothing was billed for it. */
export const SpentEvent = z.object({
  ...stamp,
  type: z.literal('spent'),
  turn: z.string().optional(),
  agent: z.string().optional(),
  by: SpentBy,
  model: z.string(),
  usage: Usage.optional(),
  cost: Dollars.optional(),
  /** Milliseconds from the request to its end. */
  ms: z.number().optional(),
});

/** What a budget limits: US dollars, tokens, requests, minutes of work, agents, and calls repeated to no avail. */
export const Measure = z.enum(['cost', 'tokens', 'steps', 'minutes', 'agents', 'repeats']);

/** Amounts by measure; an absent one is no limit, or nothing. */
export const Amounts = z.partialRecord(Measure, z.number()).readonly();

/**
 * What was used of a limit. Of money, `unpriced` counts requests whose price is not known, so that the truth is `used` or
 * more; absent where all is known.
 */
export const UsedOfLimit = z.object({
  measure: Measure,
  used: z.number(),
  unpriced: z.number().optional(),
  limit: z.number(),
});

/** A limit that the next request would exceed, with what that request would add. */
export const Excess = UsedOfLimit.extend({ next: z.number() });

/** The next request would exceed the budget; nothing is sent until a person raises it. */
export const BudgetAskedEvent = z.object({
  ...stamp,
  type: z.literal('budgetAsked'),
  turn: z.string(),
  excess: z.array(Excess),
});

/** `raise` is added to the session's limits from here on. */
export const BudgetAnsweredEvent = z.object({
  ...stamp,
  type: z.literal('budgetAnswered'),
  turn: z.string(),
  decision: z.enum(['raised', 'stopped']),
  by: z.enum(['person', 'nobody']),
  raise: z.partialRecord(Measure, z.number().positive()),
});

export type SpentBy = z.infer<typeof SpentBy>;
export type Measure = z.infer<typeof Measure>;
export type UsedOfLimit = z.infer<typeof UsedOfLimit>;
export type Excess = z.infer<typeof Excess>;
export type Amounts = z.infer<typeof Amounts>;
