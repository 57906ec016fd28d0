import { Position, type TextDocument, workspace } from 'vscode';
import * as z from 'zod';
import { type ToolContext, ToolError } from '../../agent/tool.ts';
import { fileUri } from '../folderPaths.ts';

/** How a model names a place in code: a line and the symbol's text there. Columns are left to us. */
export const place = {
  path: z.string().min(1).describe('File in which the symbol is written, relative to the workspace root or absolute.'),
  line: z.int().min(1).describe('Line on which the symbol is written, counted from 1.'),
  symbol: z.string().min(1).describe('The symbol exactly as it is written on that line, e.g. parseDate.'),
};

export interface Place {
  readonly path: string;
  readonly line: number;
  readonly symbol: string;
}

/** How far from the named line the symbol is looked for. */
const reach = 3;

/** The document and the position of the symbol. Throws `ToolError` where it is not on that line or close to it. */
export async function locate(
  { path, line, symbol }: Place,
  context: ToolContext,
): Promise<{ readonly document: TextDocument; readonly position: Position }> {
  const document = await openTextFile(path, context);
  const nearest = Array.from({ length: 2 * reach + 1 }, (_, index) => line - 1 + index - reach)
    .filter((at) => at >= 0 && at < document.lineCount)
    .sort((a, b) => Math.abs(a - line + 1) - Math.abs(b - line + 1));
  for (const at of nearest) {
    const column = columnOf(document.lineAt(at).text, symbol);
    if (column !== undefined) return { document, position: new Position(at, column) };
  }
  const text = line <= document.lineCount ? document.lineAt(line - 1).text.trim() : undefined;
  throw new ToolError(
    text === undefined
      ? `${context.display(context.resolve(path))} has only ${document.lineCount} lines.`
      : `"${symbol}" is not on line ${line} of ${context.display(context.resolve(path))}, which reads: ${text.slice(0, 200)}. Use grep to find its line.`,
  );
}

/** Opens a file for the language servers without showing it. */
export async function openTextFile(path: string, context: ToolContext): Promise<TextDocument> {
  const absolute = context.resolve(path);
  const found = await context.files.stat(absolute);
  if (!found) throw new ToolError(`${context.display(absolute)} does not exist. Use glob to find the right path.`);
  if (found.type !== 'file') throw new ToolError(`${context.display(absolute)} is not a file.`);
  try {
    return await workspace.openTextDocument(fileUri(absolute));
  } catch (cause) {
    throw new ToolError(`${context.display(absolute)} cannot be opened as text by the editor.`, { cause });
  }
}

/** As a whole word where there is one, else anywhere; the middle of it, where every language server finds it. */
function columnOf(text: string, symbol: string): number | undefined {
  const isPart = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
  let anywhere: number | undefined;
  for (let at = text.indexOf(symbol); at !== -1; at = text.indexOf(symbol, at + 1)) {
    anywhere ??= at;
    if (!isPart(text[at - 1]) && !isPart(text[at + symbol.length])) return at;
  }
  return anywhere;
}
