import { type ToolContext, ToolError } from '../../agent/tool.ts';

/**
 * What a deletion or a move is computed from: the hash of a text file, or an empty one for a folder and for a file that
 * has no text. Throws `ToolError` when nothing is there.
 */
export async function entryHash(
  context: ToolContext,
  absolute: string,
): Promise<{ readonly hash: string; readonly directory: boolean }> {
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
