import { type DocumentSymbol, type SymbolInformation, SymbolKind } from 'vscode';
import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { askProvider } from './askProvider.ts';
import { openTextFile } from './locate.ts';

const most = 300;

export const documentSymbols = defineTool({
  name: 'document_symbols',
  keywords: 'outline structure functions classes in a file',
  description:
    'Outlines a file: its classes, functions, methods and constants with their lines, nested as in the code. Use it to find one place in a long file without reading it whole. Not for finding a symbol whose file you do not know: use workspace_symbols or grep. Limits: 300 symbols; only languages that the editor has support for.',
  input: z.object({ path: z.string().min(1).describe('File, relative to the workspace root or absolute.') }),
  kind: 'read',
  title: ({ path }) => `Outline ${path}`,
  targets: ({ path }) => ({ paths: [{ path, access: 'read' }] }),
  async run({ path }, context) {
    const document = await openTextFile(path, context);
    const found = await askProvider<DocumentSymbol | SymbolInformation>(
      context.signal,
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const lines = found.flatMap((symbol) => linesOf(symbol, 0));
    if (lines.length === 0) return { text: 'The editor knows no symbols in this file. Use grep or read_file instead.' };
    const rest = lines.length - most;
    return { text: [...lines.slice(0, most), ...(rest > 0 ? [`… and ${rest} more; use grep`] : [])].join('\n') };
  },
});

function linesOf(symbol: DocumentSymbol | SymbolInformation, depth: number): string[] {
  const range = 'range' in symbol ? symbol.range : symbol.location.range;
  const children = 'children' in symbol ? symbol.children : [];
  const kind = SymbolKind[symbol.kind].toLowerCase();
  const line = `${'  '.repeat(depth)}${kind} ${symbol.name} (${range.start.line + 1}–${range.end.line + 1})`;
  return [line, ...children.flatMap((child) => linesOf(child, depth + 1))];
}
