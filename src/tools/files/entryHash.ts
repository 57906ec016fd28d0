import { type ToolContext, ToolError } from '../../agent/tool.ts';
import { changedSince } from './editableFile.ts';

interface Entry {
  readonly hash: string;
  readonly directory: boolean;
}

/** What a deletion is computed from; throws `ToolError` also where a file changed after the model saw it. */
export async function deletableEntry(context: ToolContext, absolute: string): Promise<Entry> {
  const entry = await entryHash(context, absolute);
  const seen = context.seen(absolute);
  if (seen === undefined || entry.hash === '' || seen === entry.hash) return entry;
  const { text } = await context.files.readText(absolute);
  const then = 'Read it again with read_file; then delete it if it is still to go.';
  throw await changedSince(context, absolute, text, then);
}

/**
 * What a deletion or a move is computed from: the hash of a text file, or an empty one for a folder and for a file that
 * has no text. Throws `ToolError` when nothing is there.
 */
export async function entryHash(context: ToolContext, absolute: string): Promise<Entry> {
  const stat = await context.files.stat(absolute);
  if (stat === undefined) {
    throw new ToolError(
      `There is nothing at ${context.display(absolute)}. Find the right path with glob or list_directory.`,
    );
  }
  if (stat.type === 'directory') return { hash: '', directory: true };
  try {
    return { hash: (await context.files.readText(absolute)).hash, directory: false };
  } catch (error) {
    if (error instanceof ToolError) return { hash: '', directory: false };
    throw error;
  }
}
