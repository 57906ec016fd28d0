import * as z from 'zod';
import { ChangeSummary, FileChange } from './changes.ts';
import { stamp } from './stamp.ts';

// Events of edits: proposed, applied, taken back, brought back, reviewed.

/**
 * A part of a proposal that the person did not want: what it would have changed, as a small diff, and why. `lines` are
 * the first lines of its hunks in the file as it was (1-based).
 */
export const RejectedPart = z.object({
  path: z.string(),
  diff: z.string(),
  reason: z.string().optional(),
  lines: z.array(z.number()).optional(),
});

/** The edit that a call would make, kept whole so that it can be reviewed, and applied later, after a reload. */
export const ProposalEvent = z.object({
  ...stamp,
  type: z.literal('proposal'),
  callId: z.string(),
  changes: z.array(FileChange),
  summary: z.array(ChangeSummary),
  /** What had to be repaired in the model's text before it fitted the file, in words; absent where nothing had. */
  repairs: z.array(z.string()).optional(),
  /** Parts of the call that are not in it because they did not fit their files, in words; absent where all fitted. */
  refused: z.array(z.string()).optional(),
});

/**
 * An edit is about to be written, and the files as they were are safe under `checkpoint`. Without an `applied` after it,
 * Belay was interrupted or failed while writing.
 */
export const ApplyingEvent = z.object({
  ...stamp,
  type: z.literal('applying'),
  turn: z.string(),
  callId: z.string(),
  checkpoint: z.string(),
  summary: z.array(ChangeSummary),
});

/**
 * What an edit put on disk or into the editor, or what a command was seen to have changed. `checkpoint` names the stored
 * state of the files before and after it.
 */
export const AppliedEvent = z.object({
  ...stamp,
  type: z.literal('applied'),
  turn: z.string(),
  callId: z.string(),
  checkpoint: z.string(),
  summary: z.array(ChangeSummary),
});

const Kept = z.array(z.object({ path: z.string(), reason: z.string() }));

/**
 * What taking edits back did to files. `merged` are those among `restored` where the person's later changes were kept by
 * a three-way merge, `kept` files left alone, with the reason. `checkpoint` brings the state from before back (redo).
 */
const restoration = {
  restored: z.array(z.string()),
  kept: Kept,
  merged: z.array(z.string()).optional(),
  checkpoint: z.string().optional(),
};

/** The person took a turn's edits back. */
export const UndoneEvent = z.object({ ...stamp, type: z.literal('undone'), turn: z.string(), ...restoration });

/**
 * The person went back to just before a message: `to` is the id of that `user` event. With `conversation`, it and all
 * after it no longer count (they stay in the file); with `files`, what the agent changed since was taken back.
 */
export const RestoredEvent = z.object({
  ...stamp,
  type: z.literal('restored'),
  to: z.string(),
  files: z.boolean(),
  conversation: z.boolean(),
  ...restoration,
});

/** The person took a restore (or an undo) back: `of` is the id of that event. */
export const RedoneEvent = z.object({ ...stamp, type: z.literal('redone'), of: z.string(), ...restoration });

/**
 * The person looked through edits that had been applied, and took parts of them back, or brought parts taken back into
 * the files again by the editor's own undo. The model is told.
 */
export const ReviewedEvent = z.object({
  ...stamp,
  type: z.literal('reviewed'),
  undone: z.array(RejectedPart),
  broughtBack: z.array(RejectedPart).optional(),
});

export type RejectedPart = z.infer<typeof RejectedPart>;
