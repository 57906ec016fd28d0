import type { CheckpointEntry, Checkpoints } from '../../agent/editPorts.ts';
import { isFolder } from '../../edits/fileKind.ts';
import type { AppliedFile } from '../../edits/pendingFiles.ts';
import type { ChangeSummary } from '../../protocol/changes.ts';
import type { Event, EventOf } from '../../protocol/events.ts';
import { decodeExactly } from '../applying/exactText.ts';
import { fileUri } from '../folderPaths.ts';

/**
 * Whether an applied edit still waits for a review: one that a tool for editing made, and no person approved. What a
 * command changed was the command's; what a person applied by hand, after its turn, they have seen.
 */
export function needsReview(applied: EventOf<'applied'>, events: readonly Event[]): boolean {
  const until = events.findIndex(({ id }) => id === applied.id);
  const earlier = until === -1 ? events : events.slice(0, until);
  const about = earlier.filter((event) => 'callId' in event && event.callId === applied.callId);
  const edits = about.some((event) => event.type === 'call' && event.kind === 'edit');
  const seen = about.some(
    (event) =>
      (event.type === 'answered' && event.decision === 'approved' && event.by === 'person') || event.type === 'result',
  );
  return edits && !seen;
}

/** What an applied edit did to each file, with the texts from before and after it. */
export async function readApplied(applied: EventOf<'applied'>, checkpoints: Checkpoints): Promise<AppliedFile[]> {
  const entries = await checkpoints.get(applied.checkpoint);
  const moves = new Map(applied.summary.map(({ kind, path, to }) => [path, kind === 'move' ? to : undefined]));
  const files = await Promise.all(
    applied.summary.map((one) => readOne(one, entries, applied.checkpoint, moves.get(one.path))),
  );
  return files.filter((file) => file !== undefined);
}

async function readOne(
  summary: ChangeSummary,
  entries: readonly CheckpointEntry[],
  checkpoint: string,
  movedTo: string | undefined,
): Promise<AppliedFile | undefined> {
  const { path, kind, to } = summary;
  // The edit of a link is kept under the file that it leads to.
  const own = entries.find((entry) => entry.path === path) ?? (entries.length === 1 ? entries[0] : undefined);
  if (!own) return undefined;
  // A file that the same edit changes and moves is found where it went.
  const left = movedTo === undefined ? own : (entries.find((entry) => entry.path === movedTo) ?? own);
  const before = await textOf(path, own.before);
  const after = left.sealed ? await textOf(path, left.after) : undefined;
  const directory = isFolder({ mode: own.mode });
  const madeFor = (file: string): string[] =>
    entries
      .filter(
        (entry) =>
          entry.before === undefined && file.startsWith(entry.path) && /^[\\/]/.test(file.slice(entry.path.length)),
      )
      .map((entry) => entry.path);
  switch (kind) {
    case 'edit':
      return before === undefined || after === undefined ? undefined : { kind, path, before, after };
    case 'create':
      return after === undefined ? undefined : { kind, path, after, folders: madeFor(path) };
    case 'delete':
      return { kind, path, directory, before, checkpoint };
    case 'move':
      return to === undefined ? undefined : { kind, path, to, directory, folders: madeFor(to) };
  }
}

async function textOf(path: string, bytes: Uint8Array | undefined): Promise<string | undefined> {
  return bytes && (await decodeExactly(bytes, fileUri(path)))?.text;
}
