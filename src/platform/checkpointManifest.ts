import * as z from 'zod';

/** What is stored of a checkpoint besides contents. Hashes are SHA-256 in hex, `''` for "no such file". */
export const Manifest = z.object({
  version: z.literal(2),
  entries: z.array(
    z.object({
      path: z.string(),
      before: z.string(),
      mode: z.number().optional(),
      /** Absent where it is not known what the edit left. */
      after: z.string().optional(),
      afterMode: z.number().optional(),
    }),
  ),
});
export type CheckpointManifest = z.infer<typeof Manifest>;

export function hashesOf({ entries }: CheckpointManifest): string[] {
  return entries.flatMap(({ before, after }) => [before, ...(after === undefined ? [] : [after])]).filter(Boolean);
}
