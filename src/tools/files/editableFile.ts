import type { TextFile } from '../../agent/ports.ts';
import { type ToolContext, ToolError } from '../../agent/tool.ts';

/** A file as an edit needs it: there, read by the model, and unchanged since. Throws `ToolError` otherwise. */
export async function editableFile(context: ToolContext, absolute: string): Promise<TextFile> {
  const name = context.display(absolute);
  const stat = await context.files.stat(absolute);
  if (stat === undefined) {
    throw new ToolError(`There is no file ${name}. Find the right path with glob, or create it with write_file.`);
  }
  if (stat.type !== 'file') throw new ToolError(`${name} is not a file, so its text cannot be edited.`);
  const file = await context.files.readText(absolute);
  if (file.unsavedElsewhere) {
    throw new ToolError(
      `${name} has unsaved changes in the notebook editor, which an edit would not know of. Ask the person to save or discard them, then read it again.`,
    );
  }
  const seen = context.seen(absolute);
  if (seen === undefined) throw new ToolError(`You have not read ${name} yet. Read it with read_file, then edit it.`);
  if (seen !== file.hash) {
    throw new ToolError(
      `${name} has changed since you read it. Read it again with read_file, then repeat the edit on what it holds now.`,
    );
  }
  return file;
}
