import * as z from 'zod';

const Line = z.int().min(0);
const Hunk = z.object({
  id: z.string(),
  turn: z.string(),
  oldStart: Line,
  oldEnd: Line,
  newStart: Line,
  newEnd: Line,
});

/** Texts by the name under which they are kept. */
const StoredText = z.object({ before: z.string(), after: z.string(), hunks: z.array(Hunk), next: z.int().min(1) });

const Edited = z.object({ kind: z.literal('edit'), path: z.string(), text: StoredText });
const Created = z.object({
  kind: z.literal('create'),
  path: z.string(),
  turn: z.string(),
  text: StoredText,
  folders: z.array(z.string()),
});
const Moved = z.object({
  kind: z.literal('move'),
  path: z.string(),
  turn: z.string(),
  from: z.string(),
  directory: z.boolean(),
  text: StoredText.optional(),
  folders: z.array(z.string()),
});
interface Deleted {
  kind: 'delete';
  path: string;
  turn: string;
  directory: boolean;
  checkpoint: string;
  prior: StoredPendingFile[];
}
const Deleted: z.ZodType<Deleted> = z.object({
  kind: z.literal('delete'),
  path: z.string(),
  turn: z.string(),
  directory: z.boolean(),
  checkpoint: z.string(),
  prior: z.array(z.lazy(() => StoredPendingFile)),
});

export type StoredPendingFile = z.infer<typeof Edited> | z.infer<typeof Created> | z.infer<typeof Moved> | Deleted;

/** A file with applied changes that wait for a review, as it is kept on disk; `PendingFile` in edits says what is what. */
export const StoredPendingFile: z.ZodType<StoredPendingFile> = z.union([Edited, Created, Moved, Deleted]);

/** A turn that pending changes come from: its message, shortened, and the time in milliseconds since 1970. */
export const PendingTurn = z.object({ title: z.string(), time: z.number() });

/** All that waits for a review in a project; `head` is the commit that it was last compared with. */
export const PendingList = z.object({
  version: z.literal(1),
  turns: z.record(z.string(), PendingTurn),
  files: z.array(StoredPendingFile),
  head: z.string().optional(),
});

export type StoredText = z.infer<typeof StoredText>;
export type PendingTurn = z.infer<typeof PendingTurn>;
export type PendingList = z.infer<typeof PendingList>;
