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
  kind: 'edit',
  description:
    'Creates a file with the given content, folders included, or rewrites one that you have read. Use it for new files, or when nearly all of a file changes. Not for changes to a part of a file: use the tools that edit. Limits: the content is the whole file, nothing left out behind a comment; refused when an existing file has not been read or has changed since.',
  input: z.object({
    path: z.string().min(1).describe('The file, relative to the workspace folder or absolute.'),
    content: z.string().describe('The whole content of the file.'),
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
