import * as z from 'zod';
import { defineTool, type ToolContext, ToolError, type ToolOutput } from '../../agent/tool.ts';
import { imageType } from './imageType.ts';
import { notebookText } from './notebookText.ts';
import { numberedLines } from './numberedLines.ts';
import { originOf } from './origin.ts';

const imageNames = new Set(['png', 'jpg', 'jpeg', 'gif', 'webp']);
/** Anthropic takes 5 MB and counts the base64, which is a third longer; what it refuses would stay in the conversation. */
const maxImageBytes = (5 * 1024 * 1024 * 3) / 4;

/** Reads a file for the model: text with line numbers, an image, or a notebook as text. */
export const readFile = defineTool({
  name: 'read_file',
  core: true,
  kind: 'read',
  description:
    'Reads a file with line numbers; pictures, notebooks too. Use it before an edit. Not to find something: grep. Limits: 2,000 lines or 100 KB; no PDF.',
  input: z.object({
    path: z.string().min(1),
    firstLine: z.int().min(1).optional(),
    lastLine: z.int().min(1).optional(),
  }),
  title({ path, firstLine, lastLine }) {
    if (firstLine === undefined && lastLine === undefined) return `Read ${path}`;
    return `Read ${path}, lines ${firstLine ?? 1}–${lastLine ?? 'end'}`;
  },
  targets: ({ path }) => ({ paths: [{ path, access: 'read' }] }),
  async run({ path, firstLine = 1, lastLine }, context) {
    const absolute = context.resolve(path);
    const name = context.display(absolute);
    await requireFile(context, absolute, name);
    const extension = /\.([a-z0-9]+)$/i.exec(absolute)?.[1]?.toLowerCase() ?? '';
    if (imageNames.has(extension)) return await readImage(context, absolute, name);
    if (extension === 'pdf') {
      throw new ToolError(
        `${name} is a PDF, which cannot be read as text. Turn it into text first, for example with the command pdftotext, if it is installed.`,
      );
    }
    if (lastLine !== undefined && lastLine < firstLine) {
      throw new ToolError(`lastLine (${lastLine}) is before firstLine (${firstLine}).`);
    }
    const file = await context.files.readText(absolute);
    const seen = [{ path: absolute, hash: file.hash, text: file.text }];
    const text = extension === 'ipynb' ? notebookText(file.text) : file.text;
    if (text === '') return { text: `${name} is empty.`, seen };
    const origin = await originOf(context, absolute, 'file outside the workspace:');
    const unsaved = file.unsavedElsewhere
      ? '[The notebook editor has changes that are not saved; they are not shown here.]\n'
      : file.unsaved
        ? '[This is the text in the editor, with changes that are not saved yet.]\n'
        : '';
    return { text: unsaved + numberedLines(text, firstLine, lastLine), seen, ...origin };
  },
});

async function requireFile(context: ToolContext, absolute: string, name: string): Promise<void> {
  const stat = await context.files.stat(absolute);
  if (stat?.type === 'directory') throw new ToolError(`${name} is a folder. Use list_directory to see what is in it.`);
  if (stat === undefined) {
    throw new ToolError(`There is no file ${name}. Use glob or list_directory to find the right path.`);
  }
}

async function readImage(context: ToolContext, absolute: string, name: string): Promise<ToolOutput> {
  const bytes = await context.files.readBytes(absolute, maxImageBytes);
  const mediaType = imageType(bytes);
  if (mediaType === undefined) {
    throw new ToolError(
      `${name} is not a png, jpg, gif or webp picture, whatever its name says. The command file tells what it is.`,
    );
  }
  const data = base64(bytes);
  return { text: `${name}, ${mediaType}, ${bytes.length} bytes.`, images: [{ type: 'image', mediaType, data }] };
}

function base64(bytes: Uint8Array): string {
  const chunk = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += chunk) binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(binary);
}
