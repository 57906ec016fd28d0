import * as z from 'zod';

/** What a person can point at with `@`. */
export const MentionKind = z.enum([
  'file',
  'folder',
  'symbol',
  'problems',
  'selection',
  'terminal',
  'changes',
  'session',
]);

/**
 * A file, selection or other thing that the person attached to a message. Without a kind it is a file, or the lines of
 * one. `path` says which: a path for what lies in files (`''` for all problems of the workspace, for the terminal and for
 * git's changes), the id of a session. `name` is what a person calls it where the path does not tell. Lines are 1-based
 * and inclusive. `text` is what the model gets; a message in the making has it only where it was fixed when it was chosen.
 */
export const Attachment = z.object({
  kind: MentionKind.optional(),
  path: z.string().max(4000),
  name: z.string().max(500).optional(),
  firstLine: z.number().optional(),
  lastLine: z.number().optional(),
  text: z.string().optional(),
});

/** An entry of the list that opens after `@`. `detail` says where it is. */
export const MentionItem = z.object({ attachment: Attachment, label: z.string(), detail: z.string() });

/** How much an attachment would add to the message (estimated tokens), or why it cannot go with it, in a sentence. */
export const MentionSize = z.object({
  attachment: Attachment,
  tokens: z.number().optional(),
  problem: z.string().optional(),
});

export type MentionKind = z.infer<typeof MentionKind>;
export type Attachment = z.infer<typeof Attachment>;
export type MentionItem = z.infer<typeof MentionItem>;
export type MentionSize = z.infer<typeof MentionSize>;
