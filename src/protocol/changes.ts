import * as z from 'zod';

const place = { path: z.string(), real: z.string().optional() };

/**
 * One file of a proposal. Paths are absolute. `before` and `after` are whole texts without a byte order mark, line
 * endings as in the file; `hash` identifies the content that the change was computed from, so that a file which has
 * moved on is noticed (empty for a folder). `real` and `realTo` are where the paths led, links followed, when the gate
 * judged them: an edit that would land elsewhere by the time it is applied is refused.
 */
export const FileChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create'), ...place, after: z.string() }),
  z.object({ kind: z.literal('edit'), ...place, hash: z.string(), before: z.string(), after: z.string() }),
  z.object({ kind: z.literal('delete'), ...place, hash: z.string(), directory: z.boolean() }),
  z.object({
    kind: z.literal('move'),
    ...place,
    to: z.string(),
    realTo: z.string().optional(),
    hash: z.string(),
    directory: z.boolean(),
  }),
]);

/** What the chat shows of a change: counts, and a few lines of unified diff (no file header). */
export const ChangeSummary = z.object({
  kind: z.enum(['create', 'edit', 'delete', 'move']),
  path: z.string(),
  to: z.string().optional(),
  added: z.number(),
  removed: z.number(),
  diff: z.string(),
});

export type FileChange = z.infer<typeof FileChange>;
export type ChangeSummary = z.infer<typeof ChangeSummary>;
