import type { Memento } from 'vscode';
import * as z from 'zod';
import { type FileReview, startReview, withText } from './fileReview.ts';

const Hunk = z.object({
  id: z.string(),
  oldStart: z.number(),
  newStart: z.number(),
  removed: z.array(z.string()),
  added: z.array(z.string()),
});
const Kept = z.object({
  /** The text on the right, where it is not as proposed. */
  text: z.string().optional(),
  approved: z.array(z.string()),
  rejected: z.array(z.object({ hunk: Hunk, reason: z.string().optional() })),
  verdict: z.enum(['undecided', 'approved', 'rejected']),
  reason: z.string().optional(),
});
/** By proposal, then by path. */
const AllKept = z.record(z.string(), z.record(z.string(), Kept));
type AllKept = z.infer<typeof AllKept>;

/** Proposals of which decisions are kept, the latest; and the longest text. Beyond that a reload forgets them. */
const most = 50;
const longestText = 2_000_000;

/** Decisions on parts of proposals that are not settled yet, so that they outlive a reload of the window. */
export interface KeptReviews {
  /** What was kept for a file, laid over the proposal as it is. */
  restore(proposal: string, path: string, before: string, proposed: string): FileReview | undefined;
  keep(proposal: string, files: ReadonlyMap<string, FileReview>): Promise<void>;
  forget(proposal: string): Promise<void>;
}

const slot = 'belay.reviews';

export function createKeptReviews(memory: Memento): KeptReviews {
  const all = (): AllKept => AllKept.safeParse(memory.get(slot)).data ?? {};
  return {
    restore(proposal, path, before, proposed) {
      const kept = all()[proposal]?.[path];
      if (!kept) return undefined;
      const { text, approved, rejected, verdict, reason } = kept;
      const review = withText(startReview(before, proposed), text ?? proposed);
      const known = new Set(review.hunks.map(({ id }) => id));
      return {
        ...review,
        approved: new Set(approved.filter((id) => known.has(id))),
        rejected: rejected.map(({ hunk, reason }) => ({ hunk, ...(reason ? { reason } : {}) })),
        verdict,
        ...(reason ? { reason } : {}),
      };
    },
    async keep(proposal, files) {
      const { [proposal]: _, ...others } = all();
      const entry = Object.fromEntries([...files].flatMap(([path, review]) => kept(path, review)));
      const rest = Object.entries(others).slice(-(most - 1));
      const now = Object.keys(entry).length === 0 ? rest : [...rest, [proposal, entry] as const];
      await memory.update(slot, Object.fromEntries(now));
    },
    async forget(proposal) {
      const { [proposal]: gone, ...others } = all();
      if (gone) await memory.update(slot, others);
    },
  };
}

function kept(path: string, review: FileReview): [string, z.infer<typeof Kept>][] {
  const { text, proposed, approved, rejected, verdict, reason } = review;
  if (text.length > longestText) return [];
  const value = {
    ...(text === proposed ? {} : { text }),
    approved: [...approved],
    rejected: rejected.map(({ hunk, reason }) => ({
      hunk: { ...hunk, removed: [...hunk.removed], added: [...hunk.added] },
      ...(reason ? { reason } : {}),
    })),
    verdict,
    ...(reason ? { reason } : {}),
  };
  return [[path, value]];
}
