import {
  commands,
  type Location,
  type LocationLink,
  type Position,
  Range,
  type TextDocument,
  type TextEdit,
  type Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import * as z from 'zod';
import { defineTool, type ToolContext, ToolError } from '../../agent/tool.ts';
import type { FileChange } from '../../protocol/changes.ts';
import { pathOf } from '../folderPaths.ts';
import { askProvider } from './askProvider.ts';
import { locate, place } from './locate.ts';

export const renameSymbol = defineTool({
  name: 'rename_symbol',
  keywords: 'refactor rename variable function class everywhere lsp',
  description:
    'Renames a symbol everywhere it is used, by the editor’s language server: other things of the same name stay. Use it with a line on which the symbol is written and its text there. Not for text in comments and strings, nor for files (move_file). Limits: only files of the workspace may change; only languages that the editor has support for; some servers keep the old name as a local alias where a file imports it.',
  input: z.object({ ...place, newName: z.string().min(1).describe('The new name, without surrounding text.') }),
  kind: 'edit',
  reachesFurther: true,
  title: ({ symbol, newName }) => `Rename ${symbol} to ${newName}`,
  targets: ({ path }) => ({ paths: [{ path, access: 'write' }] }),
  async propose(input, context) {
    const used = await locate(input, context);
    const { uri, position } = await definitionOf(used, input.symbol, context);
    const edit = await rename(uri, position, input.newName);
    const changes: FileChange[] = [];
    for (const [uri, edits] of edit.entries()) {
      const path = pathOf(uri);
      if (uri.scheme !== 'file' || !isInside(path, context)) {
        throw new ToolError(
          `This rename would also change ${uri.toString(true)}, outside the workspace. It was not done.`,
        );
      }
      const { text: before, hash } = await context.files.readText(path);
      const after = withEdits(before, edits);
      if (after !== before) changes.push({ kind: 'edit', path, hash, before, after });
    }
    if (changes.length === 0) {
      throw new ToolError(`The language server found nothing to rename for "${input.symbol}". Edit the files instead.`);
    }
    changes.sort((a, b) => (a.path < b.path ? -1 : 1));
    return { changes, note: `Renamed in ${changes.length} ${changes.length === 1 ? 'file' : 'files'}.` };
  },
});

/** Where the symbol is defined in the workspace: renamed at a use, an import would only get a local alias. */
async function definitionOf(
  { document, position }: { readonly document: TextDocument; readonly position: Position },
  symbol: string,
  context: ToolContext,
): Promise<{ readonly uri: Uri; readonly position: Position }> {
  const command = 'vscode.executeDefinitionProvider';
  for (const found of await askProvider<Location | LocationLink>(context.signal, command, document.uri, position)) {
    const uri = 'targetUri' in found ? found.targetUri : found.uri;
    const range = 'targetUri' in found ? (found.targetSelectionRange ?? found.targetRange) : found.range;
    if (uri.scheme !== 'file' || !isInside(pathOf(uri), context)) continue;
    const text = (await workspace.openTextDocument(uri)).getText(
      new Range(range.start, range.start.translate(0, symbol.length)),
    );
    if (text === symbol) return { uri, position: range.start };
  }
  return { uri: document.uri, position };
}

async function rename(...args: readonly unknown[]): Promise<WorkspaceEdit> {
  try {
    const edit = await commands.executeCommand<WorkspaceEdit | undefined>(
      'vscode.executeDocumentRenameProvider',
      ...args,
    );
    return edit ?? new WorkspaceEdit();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ToolError(`The language server refused the rename: ${reason}`, { cause });
  }
}

function isInside(path: string, context: ToolContext): boolean {
  const root = context.root.replace(/[\\/]+$/, '');
  return path.startsWith(root) && /^[\\/]/.test(path.slice(root.length));
}

/** Applies edits by line and column to a text whose line endings may be mixed. They never overlap. */
function withEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((found) => found.index + found[0].length)];
  const offset = ({ line, character }: { readonly line: number; readonly character: number }): number =>
    (starts[line] ?? text.length) + character;
  const sorted = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  return sorted.reduce(
    (result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)),
    text,
  );
}
