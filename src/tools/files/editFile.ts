import * as z from 'zod';
import { defineTool, type Proposal, ToolError } from '../../agent/tool.ts';
import { repairNote, replaceText, truncationMessage } from '../../edits/replace.ts';
import { truncationMarker } from '../../edits/truncation.ts';
import { draftReplacements } from './drafts.ts';
import { editableFile } from './editableFile.ts';

/** Replaces one exact piece of a file's text. */
export const editFile = defineTool({
  name: 'edit_file',
  kind: 'edit',
  form: 'replace',
  description:
    'Replaces oldText by newText in a file that you have read. Use it for one place, or with replaceAll for one text everywhere in the file. Not for several places of one file (multi_edit), a new file (write_file) or a notebook (notebook_edit). Limits: oldText must be copied from the file to the letter, without line numbers, and occur exactly once (take more lines around it if needed), unless replaceAll is set; refused when the file has changed since you read it.',
  input: z.object({
    path: z.string().min(1).describe('The file, relative to the workspace folder or absolute.'),
    oldText: z.string().describe('The exact text to replace, as it stands in the file.'),
    newText: z.string().describe('What to put in its place, written out in full. Empty to remove oldText.'),
    replaceAll: z.boolean().optional().describe('Replace every occurrence. Default false: oldText must be unique.'),
  }),
  title: ({ path }) => `Edit ${path}`,
  targets: ({ path }) => ({ paths: [{ path, access: 'write' }] }),
  draft: draftReplacements,
  async propose({ path, oldText, newText, replaceAll }, context) {
    const absolute = context.resolve(path);
    // Without anything to replace a file that is not there can only be meant to be made.
    if (oldText === '' && (await context.files.stat(absolute)) === undefined) return created(absolute, newText);
    const { text, hash } = await editableFile(context, absolute);
    const result = replaceText(text, { oldText, newText, replaceAll });
    if (!result.ok) {
      throw new ToolError(`${context.display(absolute)}: ${result.message}`, { closest: result.closest });
    }
    const { repairs, lines } = result;
    const notes = [
      ...(repairs.length > 0 ? [repairNote(repairs)] : []),
      ...(lines.length > 1 ? [`Replaced ${lines.length} places.`] : []),
    ];
    return {
      changes: [{ kind: 'edit', path: absolute, hash, before: text, after: result.text }],
      ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
      ...(repairs.length > 0 ? { repairs } : {}),
    };
  },
});

function created(absolute: string, content: string): Proposal {
  const marker = truncationMarker(content, '');
  if (marker !== undefined) throw new ToolError(truncationMessage(marker));
  return { changes: [{ kind: 'create', path: absolute, after: content }] };
}
