import * as z from 'zod';

/** A model in the picker. `price` in US dollars per million tokens, absent where it is not known. */
export const ModelChoice = z.object({
  id: z.string(),
  label: z.string(),
  detail: z.string(),
  contextWindow: z.number(),
  price: z.object({ input: z.number(), output: z.number() }).optional(),
  /** False where it is known that it cannot use tools. */
  tools: z.boolean().optional(),
  /**
   * What changing to it costs, where there is a conversation: tokens that it reads anew, US dollars for that (`null`
   * where the price is unknown), and what it will not be able to see of the conversation, in sentences.
   */
  change: z.object({ tokens: z.number(), dollars: z.number().nullable(), losses: z.array(z.string()) }).optional(),
});

/** The models of one provider. `hint` is a line on what is missing, and may be pressed to mend it. */
export const ModelChoices = z.object({
  title: z.string(),
  models: z.array(ModelChoice),
  hint: z.object({ text: z.string(), detail: z.string() }).optional(),
});

export type ModelChoice = z.infer<typeof ModelChoice>;
export type ModelChoices = z.infer<typeof ModelChoices>;
