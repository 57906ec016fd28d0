import * as z from 'zod';
import { defineTool, type Proposal, ToolError } from '../../agent/tool.ts';
import { repairNote, replaceText, truncationMessage } from '../../edits/replace.ts';
import { truncationMarker } from '../../edits/truncation.ts';
import { draftReplacements } from './drafts.ts';
import { editableFile } from './editableFile.ts';

/** Replaces one exact piece of a file's text. */
export const editFile = defineTool({
  name: 'edit_file',
  core: true,
  kind: 'edit',
  form: 'replace',
  description:
    'Replaces oldText in a file. Use it for one place. Not for more: multi_edit. Limits: oldText exact, unnumbered, and unique unless replaceAll.',
  input: z.object({
    path: z.string().min(1),
    oldText: z.string(),
    newText: z.string(),
    replaceAll: z.boolean().optional(),
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
