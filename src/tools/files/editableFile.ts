import type { TextFile } from '../../agent/ports.ts';
import { type ToolContext, ToolError } from '../../agent/tool.ts';
import { whatChanged } from '../../edits/whatChanged.ts';

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
    const then = 'Read it again with read_file, then repeat the edit on what it holds now.';
    throw await changedSince(context, absolute, file.text, then);
  }
  return file;
}

/** The error for a file that is not as the model saw it last: what changed, where that is known, and what to do then. */
export async function changedSince(
  context: ToolContext,
  absolute: string,
  now: string,
  then: string,
): Promise<ToolError> {
  const before = await context.seenText(absolute);
  const changed = before === undefined ? '' : `${whatChanged(before, now)}\n`;
  return new ToolError(`${context.display(absolute)} has changed since you read it. ${changed}${then}`);
}
