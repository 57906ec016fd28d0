import * as z from 'zod';

/**
 * With which flags and variants the prompt of a session was made. `variants` names, by section, those that are not the
 * default; `experiments` are the assignments that led there, by the experiment's key.
 */
export const PromptChoice = z.object({
  flags: z.record(z.string(), z.boolean()),
  variants: z.record(z.string(), z.string()),
  experiments: z.array(z.object({ key: z.string(), variation: z.string() })),
});

/** What the person thinks of a turn. */
export const Thumb = z.enum(['up', 'down', 'none']);

export type PromptChoice = z.infer<typeof PromptChoice>;
export type Thumb = z.infer<typeof Thumb>;
