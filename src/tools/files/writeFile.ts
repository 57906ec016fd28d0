import * as z from 'zod';
import { defineTool, ToolError } from '../../agent/tool.ts';
import { majorityEnding, withEnding } from '../../edits/lineEndings.ts';
import { truncationMessage } from '../../edits/replace.ts';
import { truncationMarker } from '../../edits/truncation.ts';
import { draftContent } from './drafts.ts';
import { editableFile } from './editableFile.ts';

/** Creates a file, or rewrites one that was read. */
export const writeFile = defineTool({
  name: 'write_file',
  core: true,
  kind: 'edit',
  description: 'Writes a whole file. Use it for new ones. Not for parts: edit them. Limits: complete content.',
  input: z.object({
    path: z.string().min(1),
    content: z.string(),
  }),
  title: ({ path }) => `Write ${path}`,
  targets: ({ path }) => ({ paths: [{ path, access: 'write' }] }),
  draft: draftContent,
  async propose({ path, content }, context) {
    const absolute = context.resolve(path);
    const stat = await context.files.stat(absolute);
    if (stat?.type === 'directory')
      throw new ToolError(`${context.display(absolute)} is a folder; give the path of a file.`);
    const existing = stat === undefined ? undefined : await editableFile(context, absolute);
    const marker = truncationMarker(content, existing?.text ?? '');
    if (marker !== undefined) throw new ToolError(truncationMessage(marker));
    if (existing === undefined) return { changes: [{ kind: 'create', path: absolute, after: content }] };
    // The file's byte order mark is kept apart from its text; one in the content would be a second.
    const text = content.replace(/^\uFEFF/, '');
    const after = withEnding(text, majorityEnding(existing.text, majorityEnding(text)));
    if (after === existing.text) throw new ToolError(`${context.display(absolute)} holds exactly this already.`);
    return { changes: [{ kind: 'edit', path: absolute, hash: existing.hash, before: existing.text, after }] };
  },
});
