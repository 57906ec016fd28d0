import type { Location } from 'vscode';
import * as z from 'zod';
import { defineTool } from '../../agent/tool.ts';
import { askProvider } from './askProvider.ts';
import { describeLocations } from './describeLocations.ts';
import { locate, place } from './locate.ts';

export const findReferences = defineTool({
  name: 'find_references',
  keywords: 'usages callers uses who calls lsp',
  description:
    'Finds every use of a symbol, its definition included, by the editor’s language server: exact where grep guesses. Use it before you change what others call, with a line on which the symbol is written and its text there. Not for text that is no symbol: use grep. Limits: 100 places; only languages that the editor has support for.',
  input: z.object(place),
  kind: 'read',
  title: ({ symbol, path, line }) => `Find the uses of ${symbol} (${path}:${line})`,
  targets: ({ path }) => ({ paths: [{ path, access: 'read' }] }),
  async run(input, context) {
    const { document, position } = await locate(input, context);
    const found = await askProvider<Location>(
      context.signal,
      'vscode.executeReferenceProvider',
      document.uri,
      position,
    );
    if (found.length > 0) return { text: await describeLocations(found, context) };
    return { text: `No uses of "${input.symbol}" are known to the editor's language support. Use grep instead.` };
  },
});
