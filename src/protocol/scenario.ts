import * as z from 'zod';

/** A regular expression, case-insensitive, matched anywhere in a text. Checked when the scenario is read. */
const Pattern = z.string().superRefine((source, context) => {
  try {
    new RegExp(source, 'is');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: 'custom', message: `Not a regular expression: ${reason}` });
  }
});

const count = z.int().min(0);
const isGiven = (value: unknown): boolean => value !== undefined;

/**
 * One piece of a reply. A `call` asks for a tool; a `malformedCall` does so with text that need not be JSON. Without a
 * signature a thinking block gets one computed from its text; without an id a call gets one that is unique in the
 * conversation.
 */
export const ScenarioBlock = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('thinking'), text: z.string(), signature: z.string().optional() }),
  z.strictObject({ type: z.literal('redactedThinking'), data: z.string() }),
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({
    type: z.literal('call'),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    id: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('malformedCall'), name: z.string(), raw: z.string(), id: z.string().optional() }),
]);

/**
 * What goes wrong before the step succeeds, `times` times each, in order. Only the server plays faults. `retryAfter` is
 * the header as sent (seconds or an HTTP date), `retryAfterMs` milliseconds; `cutAfter` and `stallAfter` count
 * server-sent events before the socket is destroyed or falls silent.
 */
export const ScenarioFault = z
  .strictObject({
    status: z.literal([400, 401, 402, 403, 404, 408, 413, 429, 500, 502, 503, 504, 529]).optional(),
    errorType: z.string().optional(),
    message: z.string().optional(),
    retryAfter: z.string().optional(),
    retryAfterMs: z.string().optional(),
    cutAfter: count.optional(),
    stallAfter: count.optional(),
    /** An `error` event within the stream, `after` so many other events. */
    errorEvent: z.strictObject({ type: z.string(), message: z.string(), after: count.default(0) }).optional(),
    times: z.int().min(1).default(1),
  })
  .refine(
    (fault) => [fault.status, fault.cutAfter, fault.stallAfter, fault.errorEvent].filter(isGiven).length === 1,
    'A fault has exactly one of status, cutAfter, stallAfter and errorEvent',
  );

/** Token counts of a reply, as `Usage`; what is missing is worked out from the request. */
const ScenarioUsage = z.strictObject({
  input: count.optional(),
  output: count.optional(),
  cacheRead: count.optional(),
  cacheWrite: count.optional(),
});

const replyFields = {
  reply: z.array(ScenarioBlock),
  /** `endTurn`, `toolUse`, `maxTokens`, `refusal` …; by default what follows from the blocks. */
  stopReason: z.string().optional(),
  usage: ScenarioUsage.optional(),
  /** Milliseconds between two pieces of the stream. */
  delayMs: count.optional(),
  /**
   * Text to take over from what the tools said in this turn: the first group of each pattern, looked for in the newest
   * result first, replaces `{{name}}` in the reply.
   */
  capture: z.record(z.string(), Pattern).optional(),
  faults: z.array(ScenarioFault).optional(),
};

/** When an alternative is taken: `text` is matched against the last tool results, `error` on whether one is an error. */
export const ScenarioCondition = z.strictObject({ text: Pattern.optional(), error: z.boolean().optional() });

export const ScenarioAlternative = z.strictObject({ when: ScenarioCondition.optional(), ...replyFields });

/** One answer of the model. Of several alternatives the first whose condition holds is played. */
export const ScenarioStep = z
  .strictObject({
    ...replyFields,
    reply: replyFields.reply.optional(),
    alternatives: z
      .array(ScenarioAlternative)
      .min(1)
      .refine((list) => list.at(-1)?.when === undefined, 'The last alternative must have no condition')
      .optional(),
  })
  .refine((step) => isGiven(step.reply) !== isGiven(step.alternatives), 'A step has either a reply or alternatives')
  .transform(({ alternatives, reply, ...rest }) => alternatives ?? [{ ...rest, reply: reply ?? [] }]);

/** A turn is chosen by the person's message; its steps follow one another, one for each answered round of calls. */
export const ScenarioTurn = z
  .strictObject({
    on: Pattern.optional(),
    otherwise: z.literal(true).optional(),
    steps: z.array(ScenarioStep).min(1),
  })
  .refine((turn) => isGiven(turn.on) !== isGiven(turn.otherwise), 'A turn has either "on" or "otherwise": true');

/** A scripted model: the embedded tour, and what the test server plays. */
export const Scenario = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  /** Sentences that a chat view may offer, exactly as they are to be typed. */
  suggestions: z.array(z.string()).default([]),
  delayMs: count.optional(),
  turns: z.array(ScenarioTurn).min(1),
});

/** A scenario as read: each step is the list of its alternatives, the last without a condition. */
export type Scenario = z.infer<typeof Scenario>;
export type ScenarioTurn = z.infer<typeof ScenarioTurn>;
export type ScenarioStep = z.infer<typeof ScenarioStep>;
export type ScenarioAlternative = z.infer<typeof ScenarioAlternative>;
export type ScenarioCondition = z.infer<typeof ScenarioCondition>;
export type ScenarioBlock = z.infer<typeof ScenarioBlock>;
export type ScenarioFault = z.infer<typeof ScenarioFault>;

/** A scenario from parsed JSON. Throws an `Error` that names `source` and each place that does not fit. */
export function parseScenario(json: unknown, source: string): Scenario {
  const parsed = Scenario.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(`The scenario ${source} is not valid:\n${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}
