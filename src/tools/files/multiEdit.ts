import * as z from 'zod';
import { defineTool, ToolError } from '../../agent/tool.ts';
import { repairNote, replaceText } from '../../edits/replace.ts';
import { draftReplacements } from './drafts.ts';
import { editableFile } from './editableFile.ts';

/** Several exact replacements in one file, all or none. */
export const multiEdit = defineTool({
  name: 'multi_edit',
  keywords: 'several replacements many edits batch replace same file',
  kind: 'edit',
  form: 'replace',
  description:
    'Makes several replacements in one file that you have read, in order, all or none: each is made in the text that the ones before it left. Use it instead of several edit_file calls on one file. Not for several files: one call for each. Limits: the rules for oldText and newText are those of edit_file; at most 1,000 edits; refused when the file has changed since you read it.',
  input: z.object({
    path: z.string().min(1).describe('The file, relative to the workspace folder or absolute.'),
    edits: z
      .array(
        z.object({
          oldText: z.string().describe('The exact text to replace.'),
          newText: z.string().describe('What to put in its place, written out in full.'),
          replaceAll: z.boolean().optional().describe('Replace every occurrence. Default false.'),
        }),
      )
      .min(1)
      .max(1000)
      .describe('The replacements, in the order in which they are made.'),
  }),
  title: ({ path, edits }) => `Edit ${path} in ${edits.length} ${edits.length === 1 ? 'place' : 'places'}`,
  targets: ({ path }) => ({ paths: [{ path, access: 'write' }] }),
  draft: draftReplacements,
  async propose({ path, edits }, context) {
    const absolute = context.resolve(path);
    const { text: before, hash } = await editableFile(context, absolute);
    let after = before;
    const repairs = new Set<string>();
    let looked = 0;
    const notes: string[] = [];
    for (const [index, edit] of edits.entries()) {
      const result = replaceText(after, edit);
      if (!result.ok) {
        throw new ToolError(
          `${context.display(absolute)}: edit ${index + 1} of ${edits.length} does not work, so none was made. ${result.message}`,
          { closest: result.closest },
        );
      }
      after = result.text;
      if (result.repairs.length > 0) looked += after.length;
      if (looked > maxLooked) throw new ToolError(`${context.display(absolute)}: ${tooManyRepairs(index + 1)}`);
      if (result.repairs.length > 0) notes.push(repairNote(result.repairs, `oldText of edit ${index + 1}`));
      for (const one of result.repairs) repairs.add(one);
    }
    if (after === before) throw new ToolError('The edits cancel each other out, so nothing would change.');
    return {
      changes: [{ kind: 'edit', path: absolute, hash, before, after }],
      ...(notes.length > 0 ? { note: shorten(notes), repairs: [...repairs] } : {}),
    };
  },
});

const maxNotes = 10;
/** Characters of files looked through for repairs in one call: some seconds. */
const maxLooked = 100_000_000;

function tooManyRepairs(edit: number): string {
  return `too many edits do not match to the letter for a file of this size (up to edit ${edit}), so none was made. Copy oldText exactly, or send fewer edits at once.`;
}

function shorten(notes: readonly string[]): string {
  const more = notes.length - maxNotes;
  return [...notes.slice(0, maxNotes), ...(more > 0 ? [`${more} more edits were repaired as well.`] : [])].join('\n');
}
